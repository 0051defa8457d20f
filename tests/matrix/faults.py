"""Faults: which call fails, how, and when. A case is one line of three words, which are its name."""

from __future__ import annotations

from dataclasses import dataclass

OPEN_CTI = (
    *("getCallCenterSettings", "isSoftphonePanelVisible", "setSoftphonePanelVisibility"),
    *("setSoftphoneItemIcon", "setSoftphoneItemLabel", "enableClickToDial", "onClickToDial"),
    *("onNavigationChange", "screenPop", "searchAndScreenPop", "saveLog", "refreshView", "subscribe"),
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
LISTENERS = (*EVENTS, "subscribe")  # registered before a task arrives; later, only events can fail
FAULTS_OF_EVENTS = ("late", "twice", "nonsense")
REPEATED = ("hello", "script opencti", "saveLog")  # again after a failure, at any later moment

# lost: the call took effect, but its answer never arrived. twice: two answers arrive. A promise settles
# only once: for a promise, the call took effect and was answered with a failure, so a retry repeats it.
FAULTS = ("refused", "throws", "never", "lost", "late", "twice", "nonsense")

# Storage and locks have no answers: they throw (denied) or refuse (full; no lock).
BROWSER = {
    "localStorage": ("refused", "throws"),
    "sessionStorage": ("refused", "throws"),
    "locks.request": ("refused", "throws", "never"),
    "history.replaceState": ("throws",),
}


@dataclass(frozen=True)
class Case:
    """One line of the matrix.

    `moment`: `before` a task arrives, `during` the work on tasks, `after` the completion, or `always`.
    """

    method: str
    fault: str
    moment: str

    def __str__(self) -> str:
        return f"{self.method}-{self.fault}-{self.moment}".replace(" ", "-")


# The calls at each moment. At any other moment, a fault of the call changes nothing.
OFTEN = "localStorage publish setSoftphoneItemIcon setSoftphoneItemLabel"
EVENTS_AND_LISTENERS = "onClickToDial onNavigationChange subscribe setCustomConsoleComponentPopoutable"
CALLED = {
    "before": f"{OFTEN} {EVENTS_AND_LISTENERS} getCallCenterSettings sessionStorage",
    "during": (
        f"{OFTEN} {EVENTS_AND_LISTENERS} StartOutboundCall searchAndScreenPop setAttributes locks.request"
    ),
    "after": f"{OFTEN} getCallCenterSettings locks.request refreshView saveLog CompleteTask",
}
CALLED_IN_OPEN_CTI = {
    "before": "enableClickToDial getAppViewInfo notifyInitializationComplete script_opencti script_console",
    "during": "isSoftphonePanelVisible",
    "after": "isSoftphonePanelVisible",
}
CALLED_IN_COMPONENT = {
    "before": "hello",
    "during": "getCallCenterSettings setSoftphonePanelVisibility",
    "after": "",
}
EXTRA = {"during": HTTP}  # the serverless function, of an account that has one


def called(moment: str, is_component: bool) -> list[str]:
    """Return the calls at a moment of a day, without the serverless function."""
    own = CALLED_IN_COMPONENT if is_component else CALLED_IN_OPEN_CTI
    return [name.replace("_", " ") for name in f"{CALLED[moment]} {own[moment]}".split()]


def moments_of(method: str, fault: str, is_component: bool) -> list[str]:
    """Return the moments at which a fault can matter.

    `always` matters only to a call of several moments; to any other, it is the same day as the call's moment.
    """
    asked = [moment for moment in CALLED if method in (*called(moment, is_component), *EXTRA.get(moment, ()))]
    if method in LISTENERS and fault not in FAULTS_OF_EVENTS:
        asked = ["before"]
    return [*asked, "always"] if len(asked) > 1 or method in REPEATED else asked


def cases(faults_by_method: list[tuple[str, str]], is_component: bool) -> list[Case]:
    """Return the cases in which a fault can matter."""
    return [
        Case(method, fault, moment)
        for method, fault in faults_by_method
        for moment in moments_of(method, fault, is_component)
    ]


def component_matrix() -> list[Case]:
    """Return every call to the component, with every fault, at every moment at which it is called."""
    return cases([(method, fault) for method in COMPONENT for fault in FAULTS], True)


def matrix() -> list[Case]:
    """Return every call, with every fault, at every moment at which it is called."""
    methods = OPEN_CTI + CONSOLE + SCRIPTS + HTTP + FLEX
    pairs = [(method, fault) for method, faults in BROWSER.items() for fault in faults]
    return cases([*((method, fault) for method in methods for fault in FAULTS), *pairs], False)
