"""The doctor: reads what an account has, and says of each thing whether the plugin can work with it.

    examination.py  the checks, in their order; a failure stays with its check
    chart.py        what is read
    account.py      whose account it is
    flex_ui.py      Flex UI, React, the plugin service, Twilio's own Salesforce integration
    flags.py        the feature's flags, the trusted origins
    functions.py    the serverless function that saves task attributes
    plugin.py       service, environment, registration, release
    rivals.py       other plugins that do the same
    bundle.py       whether the live bundle is the one built here
    findings.py     what is said

All but the first two decide by what was read, and ask nobody.
"""

from __future__ import annotations

from build.twilio.doctor.checks import Examination, examine
from build.twilio.doctor.findings import OK, PROBLEM, WARNING, Finding
from build.twilio.doctor.snapshot import Access, Subject

__all__ = ["OK", "PROBLEM", "WARNING", "Access", "Examination", "Finding", "Subject", "examine"]
