"""The options of a desktop, which the demo and the tests choose before Flex boots."""

from __future__ import annotations

import urllib.parse
from dataclasses import dataclass, field

from build.demo.design import Design
from build.demo.salesforce import NONCE, SALESFORCE_ORIGIN, Org
from build.demo.twilio import FLEX_ORIGIN, Account


@dataclass
class Setup:
    """The account, the org, and how Flex is opened between them."""

    account: Account = field(default_factory=Account)
    org: Org = field(default_factory=Org)
    salesforce_origin: str = SALESFORCE_ORIGIN
    has_panel: bool = False
    """Salesforce has the org package's panel in its utility bar, instead of Open CTI's softphone."""
    query: str | None = None
    embedded: bool = True
    voice: bool = True
    design: Design | None = None
    """The appearance of the pages; without it they boot faster."""
    holds_time: bool = False
    """The plugin's long time limits and pauses end only when a test moves the clock."""
    plugin_service: str | None = None
    """The address at which Flex reads its list of plugins over the real network, instead of the fake."""

    def softphone_url(self) -> str:
        """Return the address of the frame, with the query string of Lightning unless the test has its own."""
        query = self.query
        if query is None and self.has_panel:
            query = ""
        if query is None:
            origin = urllib.parse.quote(self.salesforce_origin, safe="")
            query = (
                f"?sfdcIframeOrigin={origin}&sfdcIFrameOrigin={origin}&mode=Lightning&isdtp=vw&nonce={NONCE}"
            )
        return f"{FLEX_ORIGIN}/agent-desktop{query}"
