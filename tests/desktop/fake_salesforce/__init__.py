"""A fake Salesforce: a small org, its Lightning page as host, clean-room clients of its two scripts."""

from __future__ import annotations

from .lightning import NONCE, SALESFORCE_ORIGIN, Call, Lightning
from .org import ACME, ADA, BOB, CASE, LEE, PAT, Org, Record
from .scripts import Serving

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
    "Lightning",
    "Org",
    "Record",
    "Serving",
]
