"""The appearance of the demo: Salesforce's design system and Flex's font, from npm."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

PACKAGES = {
    "/slds/": "@salesforce-ux/design-system/assets",
    "/inter/": "@fontsource-variable/inter",
}
FLEX_FONT = """<style>
@font-face {
  font-family: 'Inter var'; font-weight: 100 900; src: url(/inter/files/inter-latin-wght-normal.woff2);
}
</style>"""
# For invisible pages: each frame of a spinner costs as much as a click, sixty times a second. The voice SDK
# has an AudioContext for its own sounds, which takes one processor in 25 as long as it runs.
STILL = """<style>
*, *::before, *::after {
  animation-duration: 1ms !important; animation-iteration-count: 1 !important;
  transition-duration: 0s !important;
}
</style>
<script>
AudioContext = class extends AudioContext {
  constructor(...options) {
    super(...options);
    this.suspend();
  }
};
</script>"""


@dataclass(frozen=True)
class Design:
    """The files in a folder of npm modules. They are large, so tests do not use them."""

    modules: Path

    def asset(self, path: str) -> Path | None:
        """Return the file that a page asks for, or None if it is not part of the design."""
        for prefix, package in PACKAGES.items():
            folder = (self.modules / package).resolve()
            file = (folder / path.removeprefix(prefix)).resolve()
            if path.startswith(prefix) and file.is_relative_to(folder) and file.is_file():
                return file
        return None
