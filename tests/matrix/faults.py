"""Faults: which call fails, how, and when. A case is one line of three words, which are its name."""

from __future__ import annotations

from dataclasses import dataclass

OPEN_CTI = (
    "getCallCenterSettings",
    "isSoftphonePanelVisible",
    "setSoftphonePanelVisibility",
    "setSoftphoneItemIcon",
    "setSoftphoneItemLabel",
    "enableClickToDial",
    "onClickToDial",
    "onNavigationChange",
    "screenPop",
    "searchAndScreenPop",
    "saveLog",
    "refreshView",
    "subscribe",
    "publish",
)
# Of the Lightning component, under Open CTI's names: `fakes/lightning.js`.
COMPONENT = (
    "hello",
    "getCallCenterSettings",
    "setSoftphonePanelVisibility",
    "setSoftphoneItemIcon",
    "setSoftphoneItemLabel",
    "onClickToDial",
    "onNavigationChange",
    "screenPop",
    "searchAndScreenPop",
    "saveLog",
    "refreshView",
    "subscribe",
    "publish",
    "setCustomConsoleComponentPopoutable",
)
CONSOLE = ("setCustomConsoleComponentPopoutable",)
SCRIPTS = ("script opencti", "script console")
HTTP = ("fetch",)
FLEX = ("setAttributes", "StartOutboundCall")
EVENTS = ("onClickToDial", "onNavigationChange")  # calls without an answer: their results are events

# lost: the call took effect, but its answer never came. twice, for a promise, which settles once: the call
# took effect and was answered with a failure, so that a retry does it a second time.
FAULTS = ("refused", "throws", "never", "lost", "late", "twice", "nonsense")

# Storage and locks have no answers: they throw (denied) or refuse (full; no lock).
BROWSER = {
    "localStorage": ("refused", "throws"),
    "sessionStorage": ("refused", "throws"),
    "locks.request": ("refused", "throws", "never"),
    "history.replaceState": ("throws",),
}

MOMENTS = (
    "before",  # from the first moment until a task comes
    "during",  # from then until the agent completes
    "after",  # from the completion, for an hour
    "always",
)


@dataclass(frozen=True)
class Case:
    """One line of the matrix."""

    method: str
    fault: str
    moment: str

    def __str__(self) -> str:
        return f"{self.method}-{self.fault}-{self.moment}".replace(" ", "-")


def component_matrix() -> list[Case]:
    """Every call to the component, every fault, every moment."""
    return [Case(method, fault, moment) for method in COMPONENT for fault in FAULTS for moment in MOMENTS]


def matrix() -> list[Case]:
    """Every call, every fault, every moment."""
    called = [(method, fault) for method in OPEN_CTI + CONSOLE + SCRIPTS + HTTP + FLEX for fault in FAULTS]
    pairs = [(method, fault) for method, faults in BROWSER.items() for fault in faults]
    return [Case(method, fault, moment) for method, fault in called + pairs for moment in MOMENTS]
