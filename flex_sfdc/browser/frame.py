"""The frame Flex runs in: who embeds it, and its query string."""

from __future__ import annotations

from collections.abc import Callable

from flex_sfdc.browser.types import Window


def ancestor(window: Window) -> str | None:
    """The parent's origin as the browser knows it, None where the browser does not say."""
    ancestors = window.location.ancestorOrigins
    return None if ancestors is None else ancestors.item(0)


def put_query(window: Window, search: str) -> Callable[[], object]:
    """Give the frame's address this query string, without a navigation. Returns what takes it back.

    Taking back does nothing when Flex has navigated since.
    """
    location = window.location
    path = location.pathname
    before = location.search
    show_query(window, search)
    shown = location.search

    def take_back() -> None:
        if location.pathname == path and location.search == shown:
            show_query(window, before)

    return take_back


def show_query(window: Window, search: str) -> None:
    """Change the query string in the address alone, Flex's own history state kept."""
    location = window.location
    if location.search != search:
        try:
            window.history.replaceState(
                window.history.state, "", f"{location.pathname}{search}{location.hash}"
            )
        except Exception:
            return  # called too often, says the browser; the round trip shows what that costs
