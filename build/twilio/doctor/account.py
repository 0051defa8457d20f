"""The account, and whether Flex is set up on it."""

from __future__ import annotations

from collections.abc import Mapping

from build.remote.findings import Finding, ok, problem

ACCOUNT = "account"
FLEX = "Flex"


def check_account(sid: str, source: str, answer: Mapping[str, object] | None) -> Finding:
    """Check the account's own resource; None with an API key, which may not read it."""
    if answer is None:
        return ok(ACCOUNT, f"{sid}, by {source} (an API key cannot read its name and status)")
    label = f'"{answer.get("friendly_name")}" {sid}, by {source}'
    status = answer.get("status")
    if status != "active":
        return problem(ACCOUNT, f"{label}: it is {status}", "Have it activated in the Twilio Console.")
    return ok(ACCOUNT, f"{label}: active")


def check_flex(status: object) -> Finding:
    """Check that Flex is set up."""
    if status == "ok":
        return ok(FLEX, "set up")
    text = f'it is not set up on this account: its status is "{status}"'
    return problem(FLEX, text, "Set Flex up in the Twilio Console.")
