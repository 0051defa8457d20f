"""The frame Flex runs in: who embeds it, its query string, and what of that is kept for a reload."""

from __future__ import annotations

from collections.abc import Callable

from flex_sfdc.contracts.browser import Window
from flex_sfdc.utils.sfdc_loader import Frame


def read_frame(window: Window, storage_key: str) -> Frame:
    """What the browser says about this frame, and the query string remembered under `storage_key`."""
    ancestors = window.location.ancestorOrigins
    return Frame(
        embedded=window.self is not window.top,
        ancestor=None if ancestors is None else ancestors.item(0),
        search=window.location.search,
        remembered=remembered(window, storage_key),
        referrer=window.document.referrer,
    )


def remembered(window: Window, storage_key: str) -> str:
    """What `remember` kept in this tab, empty when nothing, or when the browser denies the frame its
    storage."""
    try:
        return window.sessionStorage.getItem(storage_key) or ""
    except Exception:
        return ""


def remember(window: Window, storage_key: str, search: str) -> None:
    """Keep the query string for a reload of this frame. Without storage a reload has to do without."""
    try:
        window.sessionStorage.setItem(storage_key, search)
    except Exception:
        return


def address(window: Window) -> str:
    """The frame's address within its origin."""
    location = window.location
    return f"{location.pathname}{location.search}{location.hash}"


def put_query(window: Window, search: str) -> Callable[[], None]:
    """Give the frame's address this query string, without a navigation. Returns what takes it back.

    Taking back does nothing when Flex has navigated since, or when the query was there all along.
    """
    before = address(window)
    location = window.location
    replaced = replace_address(window, f"{location.pathname}{search}{location.hash}")

    def take_back() -> None:
        if address(window) == replaced and replaced != before:
            replace_address(window, before)

    return take_back


def replace_address(window: Window, url: str) -> str:
    """Show `url` as the frame's address, Flex's own history state kept. Returns the address as the browser
    writes it."""
    try:
        window.history.replaceState(window.history.state, "", url)
    except (
        Exception
    ):  # called too often, says the browser: the address stays, and the round trip will tell what it costs
        return address(window)
    return address(window)
