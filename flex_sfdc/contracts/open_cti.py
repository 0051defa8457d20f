"""Salesforce Open CTI for Lightning, as far as the plugin touches it.

Source: the Open CTI Developer Guide (methods for Lightning Experience) and the behaviour of `opencti_min.js`
55.0 to 57.0: every method takes exactly one object that is not empty, throws synchronously when it does not
like it, and never gives up waiting.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol, TypedDict


class Error(TypedDict, total=False):
    """One of `response.errors`. `description` and `details` may hold customer data: only `code` is ever
    logged."""

    code: str
    description: str
    details: list[object]


class Response(TypedDict, total=False):
    """What a callback gets. Some pages of the guide name the third field `error`."""

    success: bool
    returnValue: object
    errors: list[Error] | None


class Click(TypedDict, total=False):
    """What `onClickToDial` gives its listener.

    The guide calls `number` a number; in practice it is a text such as "(415) 555-1212". Everything else is
    absent when the number is not on a record page. `personAccount`, `accountId`, `contactId` exist only where
    the org has person accounts.
    """

    number: str
    recordId: str
    recordName: str
    objectType: str
    accountId: str
    contactId: str
    personAccount: bool
    params: str


class WithCallback(TypedDict):
    """The argument of a method that is only asked."""

    callback: Callable[[Response], None]


class Visibility(TypedDict):
    """The argument of `setSoftphonePanelVisibility`."""

    visible: bool
    callback: Callable[[Response], None]


class ItemIcon(TypedDict):
    """The argument of `setSoftphoneItemIcon`. `key`: the name of an SLDS utility icon."""

    key: str
    callback: Callable[[Response], None]


class ItemLabel(TypedDict):
    """The argument of `setSoftphoneItemLabel`."""

    label: str
    callback: Callable[[Response], None]


class ForClicks(TypedDict):
    """The argument of `onClickToDial`. A listener cannot be taken back; each one that was given is called."""

    listener: Callable[[Click], None]


class RecordPop(TypedDict):
    """The argument of `screenPop` for a record."""

    type: str
    params: Mapping[str, str]
    callback: Callable[[Response], None]


class Search(TypedDict):
    """The argument of `searchAndScreenPop`. `returnValue`: the records by id, null or empty for none, and
    perhaps `SCREEN_POP_DATA`."""

    searchParams: str
    defaultFieldValues: Mapping[str, str]
    callType: str
    deferred: bool
    callback: Callable[[Response], None]


class PopTypes(Protocol):
    """`SCREENPOP_TYPE`."""

    @property
    def SOBJECT(self) -> str: ...


class CallTypes(Protocol):
    """`CALL_TYPE`."""

    @property
    def INBOUND(self) -> str: ...


class OpenCtiApi(Protocol):
    """`window.sforce.opencti`. That it exists does not mean that it works: without its query string no
    callback ever comes.
    """

    @property
    def SCREENPOP_TYPE(self) -> PopTypes: ...
    @property
    def CALL_TYPE(self) -> CallTypes: ...
    def initialize(self) -> object: ...
    def screenPop(self, arguments: RecordPop) -> object: ...
    def searchAndScreenPop(self, arguments: Search) -> object: ...
    def getCallCenterSettings(self, arguments: WithCallback) -> object: ...
    def isSoftphonePanelVisible(self, arguments: WithCallback) -> object: ...
    def setSoftphonePanelVisibility(self, arguments: Visibility) -> object: ...
    def setSoftphoneItemIcon(self, arguments: ItemIcon) -> object: ...
    def setSoftphoneItemLabel(self, arguments: ItemLabel) -> object: ...
    def enableClickToDial(self, arguments: WithCallback) -> object: ...
    def onClickToDial(self, arguments: ForClicks) -> object: ...


class ConsoleApi(Protocol):
    """`window.sforce.console`, the Console toolkit: arguments by position; the answer has `success` alone."""

    def setCustomConsoleComponentPopoutable(
        self, popoutable: bool, callback: Callable[[Response], None]
    ) -> object: ...
