"""What Flex is embedded in: tests of what both keep run once with each."""

from __future__ import annotations

import pytest

OPEN_CTI, PANEL = "open-cti", "panel"
"""Open CTI's softphone; the org package's panel, which the plugin reaches by its Lightning driver."""
EACH_HOST = pytest.mark.parametrize("desktop", [OPEN_CTI, PANEL], indirect=True)
WITH_THE_PANEL = pytest.mark.parametrize("desktop", [PANEL], indirect=True)
