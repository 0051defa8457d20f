"""The doctor: read the state of an account, and check whether the plugin can work with it.

    run.py        run the checks in order; list the checks that only Flex can make
    snapshot.py   read the account
    flex_ui.py    the account, Flex UI, React, the plugin service, Twilio's own Salesforce integration
    flags.py      the feature's flags, the trusted origins
    functions.py  the serverless function that saves task attributes
    plugin.py     service, environment, registration, release
    conflicts.py  other plugins that do the same
    bundle.py     whether the deployed bundle is the one built here

All but the first two only decide, and send no request.
"""

from __future__ import annotations

from build.remote.findings import OK, PROBLEM, WARNING, Finding
from build.twilio.doctor.run import WHERE, CheckResults, only_in_flex, run_checks
from build.twilio.doctor.snapshot import Access, Expected

__all__ = [
    "OK",
    "PROBLEM",
    "WARNING",
    "WHERE",
    "Access",
    "CheckResults",
    "Expected",
    "Finding",
    "only_in_flex",
    "run_checks",
]
