"""Salesforce records that several tests know: their ids, and their entries in a search result."""

from __future__ import annotations

ADA = "0035f0000000001AAA"
BOB = "0035f0000000002AAA"
CAROL = "0035f0000000003AAA"
LEE = "00Q5f0000000003EAA"
ACME = "0015f0000000004AAA"
CASE = "5005f0000000005AAA"
TASK_ID = "00T5f0000000001AAA"

ADA_FOUND = {ADA: {"Name": "Ada Lovelace", "RecordType": "Contact"}}
TWO_FOUND = {**ADA_FOUND, BOB: {"Name": "Bob Smith", "RecordType": "Lead"}}
