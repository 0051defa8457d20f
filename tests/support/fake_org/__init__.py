"""A fake Salesforce org over real HTTP on loopback: token endpoint, queries, deploys, faults on demand.

It follows Salesforce's documentation; where a rule is not documented, it refuses the request. It shares no
code with the code under test, except the requests and faults of the fake Twilio.
"""

from __future__ import annotations

from tests.support.fake_org.deploys import Deploy
from tests.support.fake_org.server import FakeOrg, refuse, refuse_in_html

__all__ = ["Deploy", "FakeOrg", "refuse", "refuse_in_html"]
