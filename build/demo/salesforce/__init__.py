"""A fake Salesforce: a small org, its Lightning page as host, clean-room clients of its two scripts."""

from __future__ import annotations

from build.demo.salesforce.lightning import SALESFORCE_ORIGIN, Lightning
from build.demo.salesforce.org import ACME, ADA, BOB, CASE, LEE, PAT, Org, Record
from build.demo.salesforce.protocols import NONCE, Call, Exchange
from build.demo.salesforce.scripts import Serving

__all__ = [
    "ACME",
    "ADA",
    "BOB",
    "CASE",
    "LEE",
    "NONCE",
    "PAT",
    "SALESFORCE_ORIGIN",
    "Call",
    "Exchange",
    "Lightning",
    "Org",
    "Record",
    "Serving",
]
