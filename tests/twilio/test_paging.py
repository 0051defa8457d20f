"""Lists are read to their end."""

from __future__ import annotations

import pytest

from build.remote.errors import RemoteUnavailable, UnexpectedAnswer
from build.twilio.client.connection import read_all
from tests.support.recorded import Recorded

HOST = "flex-api.twilio.com"


def page(sids: str, after: str | None = None) -> dict[str, object]:
    return {"plugins": [{"sid": sid} for sid in sids], "meta": {"key": "plugins", "next_page_url": after}}


def read(transport: Recorded) -> str:
    found = read_all(transport.send, "list the plugins", HOST, "/v1/Plugins", "plugins")
    return "".join(entry.text("sid") for entry in found)


def test_every_page_is_read_at_the_address_in_the_previous_page() -> None:
    transport = Recorded(
        page("ab", f"https://{HOST}/v1/Plugins?PageSize=2&Page=1&PageToken=x%2Fy"),
        page("cd", f"https://{HOST}/v1/Plugins?Page=2"),
        page("e"),
    )
    assert read(transport) == "abcde"
    assert [request.path for request in transport.requests] == [
        "/v1/Plugins",
        "/v1/Plugins?PageSize=2&Page=1&PageToken=x%2Fy",
        "/v1/Plugins?Page=2",
    ]


def test_the_next_page_is_requested_from_the_same_host_wherever_its_address_leads() -> None:
    transport = Recorded(page("a", "https://elsewhere.example/v1/Plugins?Page=1"), page("b"))
    assert read(transport) == "ab"
    assert {request.host for request in transport.requests} == {HOST}


def test_an_entry_that_slid_to_the_next_page_counts_once() -> None:
    assert read(Recorded(page("ab", "https://x/v1/Plugins?Page=1"), page("bc"))) == "abc"


@pytest.mark.parametrize("last", [{}, {"plugins": []}, {"plugins": None, "meta": {}}, page("", "")])
def test_a_list_may_be_empty(last: dict[str, object]) -> None:
    assert read(Recorded(last)) == ""


def test_a_list_whose_pages_lead_back_to_themselves_is_an_error() -> None:
    same_page = page("a", "https://x/v1/Plugins?Page=1")
    with pytest.raises(UnexpectedAnswer, match="never ends"):
        read(Recorded(same_page, same_page, same_page))


def test_an_address_without_a_path_is_an_error() -> None:
    with pytest.raises(UnexpectedAnswer, match="no address"):
        read(Recorded(page("a", "Page=1")))


@pytest.mark.parametrize("entries", [5, {}, "ab", ["a"]])
def test_a_value_that_is_not_a_list_of_objects_is_reported(entries: object) -> None:
    with pytest.raises(UnexpectedAnswer, match=r'^list the plugins: .*"plugins"'):
        read(Recorded({"plugins": entries, "meta": {}}))


def test_a_page_that_cannot_be_read_fails_the_whole_list() -> None:
    lost = RemoteUnavailable("list the plugins", "no answer")
    with pytest.raises(RemoteUnavailable):
        read(Recorded(page("a", "https://x/v1/Plugins?Page=1"), lost))
