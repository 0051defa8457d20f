"""More records than the tests need: a number that three records share, and records without a number."""

from __future__ import annotations

from build.demo.salesforce.org import Org, Record
from build.demo.salesforce.record_ids import record_id

SHARED_NUMBER = "(415) 555-0120"
GRACE = Record(record_id("Contact", 21), "Contact", "Grace Hopper", SHARED_NUMBER, "grace@example.com")
SHIPPING = Record(record_id("Account", 22), "Account", "Hopper Shipping", SHARED_NUMBER)
GRETA = Record(record_id("Lead", 23), "Lead", "Greta Hopper", SHARED_NUMBER, "greta@example.com")
RENEWAL = Record(record_id("Opportunity", 24), "Opportunity", "Hopper Shipping: renewal")
REFUND = Record(record_id("Case", 25), "Case", "00001031")


def sample_org() -> Org:
    """An org to play with."""
    return Org(records=[*Org().records, GRACE, SHIPPING, GRETA, RENEWAL, REFUND])
