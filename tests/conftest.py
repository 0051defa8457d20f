"""What all tests share: on a build server hypothesis tries the same cases each time, elsewhere new ones."""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("build server", derandomize=True)
if os.environ.get("CI") == "true":
    settings.load_profile("build server")
