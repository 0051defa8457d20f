"""Hostile values: anything that JSON can hold, and texts that break naive code."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from build.demo.salesforce.record_ids import KEY_PREFIXES, record_id

# The same cases each time: a test that fails fails again.
hostile = settings(
    max_examples=settings().max_examples * 4 // 5,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)

NASTY = (
    "",
    " ",
    "\x00",
    "\ud800",  # half a character, as JavaScript's texts may hold
    "\u202e",
    "💥" * 40,
    "__proto__",
    "constructor",
    "hasOwnProperty",
    "null",
    "undefined",
    "NaN",
    "-1",
    "1e999",
    "true",
    "[object Object]",
    "<img src=x onerror=alert(1)>",
    "{{#if x}}{{constructor}}{{/if}}",
    "'; DROP TABLE Task; --",
    '" OR Name LIKE "%',
    "*?{}[]^~\\|",
    "../../../../etc/passwd",
    "javascript:alert(1)",
    "\r\nSet-Cookie: a=b",
    "x" * 300,
    "y" * 5_000,
    "%00%0a%ZZ%",
    "whatsapp:",
    "whatsapp:+",
    "sip:;;@@",
    "SCREEN_POP_DATA",
)

texts = st.one_of(st.sampled_from(NASTY), st.text(max_size=40))
numbers = st.one_of(
    st.integers(-(2**53), 2**53), st.floats(), st.sampled_from([0, -1, 1.5, float("inf"), float("nan")])
)
record_ids = st.builds(record_id, st.sampled_from(sorted(KEY_PREFIXES)), st.integers(0, 10**10 - 1))
ids = st.one_of(
    record_ids,
    record_ids.map(lambda value: value[:15]),
    record_ids.map(lambda value: value[:15] + "AAA"),
    record_ids.map(str.lower),
    record_ids.map(lambda value: value + " "),
    texts,
)
extensions = st.sampled_from(["", " x204", " ext. 7", ";ext=12", ",,7#", " Ada", "x" * 40])
numbers_with_extensions = st.builds(
    "{}{}".format, st.from_regex(r"(\+|00|tel:)?[0-9][0-9 ()./-]{5,16}", fullmatch=True), extensions
)
addresses = st.one_of(
    texts,
    numbers_with_extensions,
    st.from_regex(
        r"(whatsapp:|sip:|client:|tel:|messenger:|SMS:)?\+?[0-9 ()-]{3,18}(@x\.example)?", fullmatch=True
    ),
    st.emails(),
    st.sampled_from(
        ["anonymous", "sip:anonymous@anonymous.invalid", "+266696687", "Restricted", "Ada Lovelace"]
    ),
)
scalars = st.one_of(st.none(), st.booleans(), numbers, texts)
anything = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(texts, inner, max_size=4)),
    max_leaves=12,
)


def objects(fields: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[Any]:
    """Return a strategy of anything, and of objects with some of these fields, each valid or anything."""
    sloppy = {name: st.one_of(value, anything) for name, value in fields.items()}
    return st.one_of(
        anything, st.fixed_dictionaries({}, optional=fields), st.fixed_dictionaries({}, optional=sloppy)
    )


pages = st.builds(
    "{}{}".format,
    st.sampled_from(["/", "//", "/\\", "https://evil.example/", "/lightning/", " /", "\\", ""]),
    st.sampled_from(["", "page/home", "evil.example", "r/Case/5005f0000000005AAA/view", "a b", "x" * 3_000]),
)
types = st.one_of(st.sampled_from(["Contact", "Lead", "Account", "Case", "Invoice__c"]), texts)
task_attributes = objects(
    {
        "direction": st.sampled_from(["inbound", "outbound"]),
        "sfdcObjectId": ids,
        "sfdcObjectType": types,
        "sfdcRelatedId": ids,
        "sfdcRelatedType": types,
        "sfdcSearchString": addresses,
        "sfdcUrl": st.one_of(pages, texts),
        "pre_engagement_data": st.one_of(ids, pages, st.dictionaries(texts, ids, max_size=2)),
        "taskType": st.one_of(st.sampled_from(["callback", "Voicemail"]), texts),
        "client_call": st.one_of(st.booleans(), st.just("true")),
        "name": addresses,
        "from": addresses,
        "identity": addresses,
        "customerAddress": addresses,
        "outbound_to": addresses,
        "channelType": st.one_of(st.sampled_from(["web", "sms", "whatsapp", "voice"]), texts),
        "flexInteractionChannelSid": texts,
        "conversations": objects({"content": texts, "outcome": texts}),
        "conference": objects({"participants": objects({"worker": texts})}),
        "customers": objects({"external_id": texts}),
    }
)
entries = objects(
    {
        "RecordType": types,
        "object": types,
        "Name": texts,
        "Id": ids,
        "IsPersonAccount": st.one_of(st.booleans(), st.sampled_from(["true", "false"])),
        "PersonContactId": ids,
    }
)
search_results = st.one_of(anything, st.dictionaries(ids, entries, max_size=5))
clicks = objects(
    {
        "number": st.one_of(addresses, numbers),
        "recordId": ids,
        "objectType": types,
        "recordName": texts,
        "params": st.one_of(texts, anything),
        "personAccount": st.one_of(st.booleans(), st.just("true")),
        "contactId": ids,
        "accountId": ids,
    }
)
