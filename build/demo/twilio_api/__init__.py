"""A fake of Twilio's release APIs: an account with state, real HTTP on loopback, faults on demand.

It follows Twilio's documentation and the errors that users of Twilio report; where these state no rule, it
refuses the request. It shares no code with the code under test.
`package.py demo --twilio` starts one to try commands on by hand.
"""

from __future__ import annotations

from build.demo.twilio_api.account import Account, Credentials, Row, Table
from build.demo.twilio_api.answers import Refused
from build.demo.twilio_api.faults import (
    Fault,
    Faults,
    build_fails,
    build_never_ends,
    cut_off,
    drop_after,
    drop_before,
    first,
    refuse,
    refuse_in_html,
)
from build.demo.twilio_api.request import Request, Upload
from build.demo.twilio_api.server import FakeTwilio

__all__ = [
    "Account",
    "Credentials",
    "FakeTwilio",
    "Fault",
    "Faults",
    "Refused",
    "Request",
    "Row",
    "Table",
    "Upload",
    "build_fails",
    "build_never_ends",
    "cut_off",
    "drop_after",
    "drop_before",
    "first",
    "refuse",
    "refuse_in_html",
]
