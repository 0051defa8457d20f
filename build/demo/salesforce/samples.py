"""The org of the demo: related customers of every type, and activities of the last days."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

from build.demo.salesforce.org import ACME, ADA, BOB, CASE, LEE, PAT, SEARCHED, Json, Org, Record, Softphone
from build.demo.salesforce.record_ids import record_id

PANEL_WIDTH = 400
SHARED_NUMBER = "(415) 555-0120"
"""The number of a company's front desk, which three records have."""

SHIPPING = Record(
    record_id("Account", 21),
    "Account",
    "Hopper Shipping",
    SHARED_NUMBER,
    details=(
        ("Industry", "Transportation"),
        ("Website", "www.hoppershipping.example"),
        ("Type", "Customer - Direct"),
        ("Billing Address", "48 Harbor Street, Oakland, CA 94607"),
        ("Employees", "240"),
    ),
)
AIRLINE = Record(
    record_id("Account", 22),
    "Account",
    "Bluebird Airlines",
    "(206) 555-0122",
    details=(
        ("Industry", "Transportation"),
        ("Website", "www.bluebird.example"),
        ("Type", "Customer - Channel"),
        ("Billing Address", "900 Airport Way, Seattle, WA 98108"),
        ("Employees", "3,100"),
    ),
)
GRACE = Record(
    record_id("Contact", 23),
    "Contact",
    "Grace Hopper",
    SHARED_NUMBER,
    "grace@hoppershipping.example",
    mobile="(415) 555-0121",
    account_id=SHIPPING.id,
    details=(("Title", "Managing Director"), ("Department", "Operations"), ("Lead Source", "Web")),
)
GRETA = Record(
    record_id("Lead", 24),
    "Lead",
    "Greta Hopper",
    SHARED_NUMBER,
    "greta@hoppershipping.example",
    details=(("Company", "Hopper Shipping"), ("Title", "Purchasing"), ("Lead Status", "Working - Contacted")),
)
AMARA = Record(
    record_id("Contact", 25),
    "Contact",
    "Amara Okafor",
    "(206) 555-0125",
    "amara@bluebird.example",
    mobile="(206) 555-0126",
    account_id=AIRLINE.id,
    details=(("Title", "Head of Customer Care"), ("Department", "Service")),
)
YUKI = Record(
    record_id("Lead", 26),
    "Lead",
    "Yuki Tanaka",
    "(503) 555-0126",
    "yuki@tanakaceramics.example",
    details=(
        ("Company", "Tanaka Ceramics"),
        ("Title", "Owner"),
        ("Lead Status", "Working - Contacted"),
        ("Lead Source", "Trade Show"),
    ),
)
REFUND = Record(
    record_id("Case", 27),
    "Case",
    "00001031",
    account_id=SHIPPING.id,
    contact_id=GRACE.id,
    details=(
        ("Subject", "Order 48213 has not arrived"),
        ("Status", "Working"),
        ("Priority", "High"),
        ("Case Origin", "Phone"),
        ("Contact Phone", SHARED_NUMBER),
        ("Description", "Four cartons were due last week. The carrier shows no movement since Monday."),
    ),
)
RENEWAL = Record(
    record_id("Opportunity", 28),
    "Opportunity",
    "Hopper Shipping: 40 handhelds",
    account_id=SHIPPING.id,
    contact_id=GRACE.id,
    details=(("Stage", "Proposal/Price Quote"), ("Amount", "$18,400.00"), ("Probability (%)", "75%")),
)
UPGRADE = Record(
    record_id("Opportunity", 29),
    "Opportunity",
    "Bluebird Airlines: gate displays",
    account_id=AIRLINE.id,
    contact_id=AMARA.id,
    details=(("Stage", "Negotiation/Review"), ("Amount", "$96,000.00"), ("Probability (%)", "90%")),
)

# The records of the tests, each with the text that a page shows for it.
FILLED: dict[str, dict[str, Any]] = {
    ADA.id: {
        "account_id": ACME.id,
        "mobile": "(415) 555-0111",
        "details": (("Title", "Chief Engineer"), ("Department", "Research"), ("Lead Source", "Referral")),
    },
    BOB.id: {"account_id": ACME.id, "details": (("Title", "Workshop Lead"), ("Department", "Production"))},
    LEE.id: {
        "details": (
            ("Company", "Smith & Daughters"),
            ("Title", "Director"),
            ("Lead Status", "Open - Not Contacted"),
        )
    },
    ACME.id: {
        "details": (
            ("Industry", "Manufacturing"),
            ("Website", "www.acme.example"),
            ("Type", "Customer - Direct"),
            ("Billing Address", "12 Anvil Road, San Francisco, CA 94107"),
        )
    },
    CASE.id: {
        "account_id": ACME.id,
        "contact_id": ADA.id,
        "details": (
            ("Subject", "Engine stops after ten minutes"),
            ("Status", "New"),
            ("Priority", "Medium"),
            ("Case Origin", "Email"),
            ("Contact Phone", ADA.phone),
        ),
    },
    PAT.id: {
        "mobile": "(415) 555-0116",
        "details": (("Industry", "Consumer"), ("Type", "Customer - Direct")),
    },
}


def sample_org(today: datetime.date | None = None, width: int = PANEL_WIDTH) -> Org:
    """Return an org with these records, and activities of the days before today."""
    today = today or datetime.date.today()
    history = {
        record_id("Task", number): {
            "Status": "Completed",
            **fields,
            "ActivityDate": (today - datetime.timedelta(days=days)).isoformat(),
            "Priority": "Normal",
        }
        for number, (days, fields) in enumerate(_HISTORY, 901)
    }
    return Org(
        records=_records(today),
        searched=(*SEARCHED, "Opportunity"),
        history=history,
        softphone=Softphone(width=width),
        no_match="Contact",
    )


def _records(today: datetime.date) -> list[Record]:
    tests = [replace(record, **FILLED[record.id]) for record in (ADA, BOB, LEE, ACME, CASE, PAT)]
    closing = [_closing(RENEWAL, today, 21), _closing(UPGRADE, today, 40)]
    return [*tests, GRACE, GRETA, AMARA, SHIPPING, AIRLINE, YUKI, REFUND, *closing]


def _closing(opportunity: Record, today: datetime.date, days: int) -> Record:
    date = (today + datetime.timedelta(days=days)).isoformat()
    return replace(opportunity, details=(*opportunity.details, ("Close Date", date)))


_HISTORY: list[tuple[int, Json]] = [
    (
        34,
        {
            "Subject": "Quote for handhelds",
            "TaskSubtype": "Email",
            "WhoId": GRACE.id,
            "WhatId": RENEWAL.id,
            "Description": "Sent the quote for 40 handhelds, valid for 60 days.",
        },
    ),
    (
        9,
        {
            "Subject": "Engine stops: asked for the log file",
            "TaskSubtype": "Email",
            "WhoId": ADA.id,
            "WhatId": CASE.id,
            "Description": "Asked for the log of the last three runs.",
        },
    ),
    (
        6,
        {
            "Subject": "Call back about order 48213",
            "TaskSubtype": "Task",
            "Status": "Not Started",
            "WhoId": GRACE.id,
            "WhatId": REFUND.id,
            "Description": "Carrier to confirm the route by Friday.",
        },
    ),
    (
        3,
        {
            "Subject": "[Completed] Inbound voice: order 48213",
            "TaskSubtype": "Call",
            "CallType": "Inbound",
            "CallDurationInSeconds": 312,
            "CallDisposition": "Completed",
            "WhoId": GRACE.id,
            "WhatId": REFUND.id,
            "Description": "Grace asked where the four cartons are. Promised a call back.",
        },
    ),
]
