"""Read and change the frame that Flex runs in: who embeds it, and its query string."""

from __future__ import annotations

from collections.abc import Callable

from flex_sfdc.browser.types import Window


def ancestor(window: Window) -> str | None:
    """Return the parent's origin as the browser knows it, None if the browser does not say."""
    ancestors = window.location.ancestorOrigins
    return None if ancestors is None else ancestors.item(0)


def put_query(window: Window, search: str) -> Callable[[], object]:
    """Give the frame's address this query string without a navigation, and return what restores it.

    Restoring does nothing if Flex has navigated since.
    """
    location = window.location
    before = location.search
    show_query(window, search)
    path, shown = location.pathname, location.search
    return lambda: restore_query(window, path, shown, before)


def restore_query(window: Window, path: str, shown: str, before: str) -> None:
    """Show the query string from `before` again if the address is still that path with `shown`."""
    if window.location.pathname == path and window.location.search == shown:
        show_query(window, before)


def show_query(window: Window, search: str) -> None:
    """Change the query string in the address alone and keep Flex's history state."""
    location = window.location
    if location.search != search:
        try:
            window.history.replaceState(
                window.history.state, "", f"{location.pathname}{search}{location.hash}"
            )
        except Exception:
            return  # too many calls; the round trip that follows shows whether it matters
