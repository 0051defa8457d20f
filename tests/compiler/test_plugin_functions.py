"""Every pure function of the plugin, on the same values in CPython and compiled in V8: they agree.

In V8 each runs twice: on Python values, and on the page's own objects, as clicks and configuration are.
"""

from __future__ import annotations

import importlib
import inspect
import json
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, cast, is_typeddict

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from py_mini_racer import MiniRacer

from build.cli import ROOT
from build.compiler.compile import compile_program
from build.locks import exclusive
from flex_sfdc.activities.entries import stored
from flex_sfdc.activities.rules import MAX_TRIES, TRANSITIONS
from flex_sfdc.diagnostics.rules import CHECKS
from flex_sfdc.flex.task_facts import CHANGED, MAX_TIME, TASKS_ENDED

COPIED = (
    "\u202a+1\u00a0415\u2011555\u202c",
    "\uff0b\uff11\uff10\uff19\uff08\uff09",
    "a\u3000b\ufeff\u2003c\u2028",
    "%2B1%20415%2b",
    "\u0660\u06f9\u0e55\u00ad",
)
PURE = (
    "flex_sfdc.activities.entries",
    "flex_sfdc.activities.copilot_notes",
    "flex_sfdc.activities.rejections",
    "flex_sfdc.activities.rules",
    "flex_sfdc.activities.sessions",
    "flex_sfdc.browser.clock",
    "flex_sfdc.configuration",
    "flex_sfdc.context_switching.rules",
    "flex_sfdc.diagnostics.rules",
    "flex_sfdc.flex.language",
    "flex_sfdc.flex.task_facts",
    "flex_sfdc.page_events.rules",
    "flex_sfdc.phone_numbers",
    "flex_sfdc.plain_data",
    "flex_sfdc.record_choice.rules",
    "flex_sfdc.salesforce.fields",
    "flex_sfdc.salesforce.lightning_messages",
    "flex_sfdc.salesforce.records",
    "flex_sfdc.salesforce.search_results",
    "flex_sfdc.utils.log_activity",
    "flex_sfdc.utility_bar.rules",
    "flex_sfdc.utils.click_to_dial",
    "flex_sfdc.utils.screen_pop",
    "flex_sfdc.utils.sfdc_loader",
)

TOGETHER = 5
"""Calls of a function in one example."""
# Called with the name of a function and its arguments: `{"$tuple": […]}` is a tuple, `{"$Class": […]}` an instance.
DRIVER = """
import json
{imports}

FUNCTIONS = {{{functions}}}
CLASSES = {{{classes}}}


def decoded(value):
    if isinstance(value, list):
        return [decoded(item) for item in value]
    if isinstance(value, dict):
        for key in value:
            if key == "$tuple":
                return tuple([decoded(item) for item in value[key]])
            if key.startswith("$"):
                return CLASSES[key[1:]](*decoded(value[key]))
    return value


def outcome(name, arguments):
    try:
        return repr(FUNCTIONS[name](*arguments))
    except Exception as error:
        return f"{{type(error).__name__}}: {{error}}"


def on_text(name, text):
    return outcome(name, decoded(json.loads(text)))


def on_objects(name, arguments):
    return outcome(name, decoded(arguments))
"""

ORIGIN = "https://acme.lightning.force.com"
# Which characters `repr` shows depends on the Unicode version, and V8's may be newer: none that only one side knows.
valid_characters = st.characters(exclude_categories=["Cs", "Cn"])
texts = st.one_of(
    st.text(valid_characters, max_size=12),
    st.sampled_from(["", ORIGIN, "https://evil.example", f"?sfdcIframeOrigin={ORIGIN}&mode=1&a=b", "66.0"]),
)
# `$` marks what the driver makes; the page's own objects put keys that are whole numbers first.
names = texts.filter(lambda text: not text.startswith("$") and not text.isdecimal())
# The page does not distinguish 1.0 from 1.
fractions = st.floats(-1e6, 1e6).filter(lambda number: not number.is_integer())
plain = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(2**40), 2**40), fractions, texts),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(names, inner, max_size=3)),
    max_leaves=6,
)
_KEYS = ["enabled", "click_to_dial", "trusted_origins", "open_cti_version", "record_channel", "nonsense"]
sections = st.dictionaries(st.sampled_from(_KEYS), plain, max_size=4)
features = st.one_of(
    plain, st.fixed_dictionaries({"features": st.fixed_dictionaries({"salesforce_integration": sections})})
)
CHANNELS = ("Records__c", "Acme__Dial__c", "__c", "1__c", "R x__c")
channels = st.one_of(plain, st.sampled_from(CHANNELS))
clicks = st.one_of(
    plain,
    st.dictionaries(
        st.sampled_from(["number", "recordId", "objectType", "personAccount", "contactId"]), plain, max_size=5
    ),
)
flags = st.booleans()
checks_of_health = st.sampled_from(list(CHECKS))
reasons = st.one_of(st.none(), texts)
notes_of_parts = st.dictionaries(st.sampled_from(["record_channel", "dial_channel", "x"]), texts)
health = st.lists(
    st.fixed_dictionaries(
        {"name": checks_of_health, "level": st.sampled_from(["ok", "problem"]), "why": texts}
    ),
    max_size=4,
)
origins = st.one_of(st.none(), st.lists(texts, max_size=2).map(lambda items: {"$tuple": items}))
situations = st.tuples(flags, flags, flags, texts, texts, texts, flags).map(
    lambda items: {"$Situation": list(items)}
)
parts = st.one_of(
    texts, st.sampled_from(["de", "DE", "zh", "Hans", "latn", "419", "u", "1996", "default", ""])
)
tags = st.one_of(plain, st.lists(parts, min_size=1, max_size=4).map("-".join))
languages = st.one_of(
    plain,
    st.dictionaries(
        st.sampled_from(["language", "config_overrides"]), st.one_of(tags, st.just({"language": "fr-CA"}))
    ),
)
small_ints = st.integers(-3, 20)
ids = st.one_of(
    texts,
    st.sampled_from(["0035f0000000001AAA", "0015f0000000004", "001D000000IqhSLIAZ", "0055f0000000006AAA"]),
)
addresses = st.one_of(
    ids,
    st.sampled_from(
        ["whatsapp:+14155550101", "sip:+14155550101@x.example;a=b", "a@b.example", "anonymous", "outbound"]
    ),
)
task_attributes = st.one_of(
    plain,
    st.dictionaries(
        st.sampled_from(["direction", "sfdcObjectId", "name", "from", "identity"]),
        st.one_of(plain, addresses),
    ),
)
entries = st.dictionaries(
    st.sampled_from(["RecordType", "object", "Name", "IsPersonAccount", "PersonContactId"]),
    st.one_of(plain, ids),
)
results = st.one_of(
    plain, st.dictionaries(ids.filter(lambda text: not text.startswith("$")), entries, max_size=3)
)
records = st.fixed_dictionaries({"id": ids, "type": st.sampled_from(["Contact", "Task", ""]), "name": texts})
facts: st.SearchStrategy[object] = st.one_of(
    st.just({}),
    st.fixed_dictionaries({"choices": st.lists(records, max_size=2)}),
    st.fixed_dictionaries(
        {"choices": st.lists(records, max_size=2), "viewed": records, "chosen": records},
        optional={
            **{"replaces_record_id": ids, "saving": flags, "failed": flags},
            **{"second": records, "second_own": st.lists(ids, max_size=2), "offered": records},
        },
    ),
)
kept_facts = st.one_of(
    plain,
    facts,
    st.dictionaries(
        st.sampled_from(
            ["popped", "viewed", "chosen", "second", "saving", "instead", "accepted", "note", "at"]
        ),
        st.one_of(plain, records),
    ),
)
slices = st.fixed_dictionaries(
    {"tasks": st.dictionaries(names, facts, max_size=3), "unsaved": st.lists(plain, max_size=2)}
)
actions = st.one_of(
    plain,
    st.fixed_dictionaries({"type": st.just(CHANGED), "changes": st.one_of(slices, sections)}),
    st.fixed_dictionaries({"type": st.just(TASKS_ENDED), "live": st.lists(names, max_size=2)}),
)
sids = st.one_of(
    texts, st.sampled_from(["WT" + "a1" * 16, "WR" + "b" * 32, "WT" + "A" * 32, "CA" + "a" * 32])
)
message_parts = st.one_of(plain, ids, sids, addresses, st.sampled_from(["Contact", "a__c", "(415) 555-0101"]))
messages = st.one_of(
    plain,
    st.dictionaries(
        st.sampled_from(
            [
                *("taskSid", "recordId", "objectType", "recordName", "number", "personAccount", "contactId"),
                *("relatedId", "relatedType"),
            ]
        ),
        message_parts,
    ),
    st.fixed_dictionaries({"recordId": ids, "objectType": st.just("Contact")}, optional={"taskSid": sids}),
)
host_facts = st.dictionaries(
    st.sampled_from(["release", "console", "savesOnce", "missing", "channels", "popout", "clicks"]),
    st.one_of(plain, flags, st.lists(texts, max_size=2)),
)
port_messages = st.one_of(
    plain,
    st.fixed_dictionaries(
        {"id": st.sampled_from([7, True, "7", "h1"])},
        optional={"success": st.one_of(flags, plain), "value": plain, "errors": st.lists(plain, max_size=2)},
    ),
    st.fixed_dictionaries(
        {"event": st.sampled_from(["click", "view", "channel", "x"]), "value": st.one_of(plain, st.just({}))},
        optional={"channel": st.one_of(plain, texts)},
    ),
    st.fixed_dictionaries(
        {"flexSfdc": st.sampled_from(["welcome", "sorry", "x"]), "id": st.just("h1")},
        optional={"version": st.sampled_from([1, 2, True]), "versions": plain, "facts": host_facts},
    ),
)
domains = st.dictionaries(
    st.sampled_from([f"serverless_functions_{part}" for part in ("domain", "port", "protocol")]),
    st.one_of(plain, st.sampled_from(["x-1.twil.io", "http", "443", 8080])),
)
notes = st.dictionaries(
    st.sampled_from(["summary", "sentiment", "disposition_code", "topic_path"]), texts, max_size=3
)
flex_notes = st.one_of(
    plain,
    st.dictionaries(
        st.sampled_from(["summary", "sentiment", "dispositionCode", "detectedLanguage"]),
        st.one_of(plain, notes),
    ),
)
sources = st.one_of(
    st.sampled_from(["attributes.from", "attributes.a.b", "copilot.summary", "copilot.topic_path", "Call"]),
    st.sampled_from(
        [
            *("{{task.sid}} {{subject}}", "{{ attributes.a }}", "{{", "a {{call.duration}} b"),
            "worker.attributes.a",
        ]
    ),
    st.sampled_from(
        ["task.sid", "constant.", "constant.a.b", "attributes", "copilot.x", "e.g. x", 3, 0.5, True]
    ),
    plain,
)
field_names = st.one_of(
    names,
    st.sampled_from(["Subject", "Description", "WhoId", "WhatId", "Topic__c", "ID", "flex_key__c", "x"]),
)
mappings = st.dictionaries(field_names, st.one_of(texts, flags, small_ints, sources.filter(bool)), max_size=3)
works = st.fixed_dictionaries(
    {
        "completed": flags,
        "sid": texts,
        "attributes": st.one_of(
            task_attributes,
            st.fixed_dictionaries(
                {"conversations": st.fixed_dictionaries({"content": texts, "outcome": plain})}
            ),
        ),
        "channel": st.one_of(texts, st.just("web")),
        "voice": flags,
        "when": texts,
        "date": texts,
        "seconds": st.one_of(st.none(), small_ints),
        "held": small_ints,
        "record": st.one_of(st.none(), st.fixed_dictionaries({"id": ids, "type": texts, "name": texts})),
        "second": st.one_of(st.none(), st.fixed_dictionaries({"id": ids, "type": texts, "name": texts})),
        "reason": texts,
        "task": st.dictionaries(st.sampled_from(["sid", "queueName", "age"]), plain, max_size=2),
        "worker": st.dictionaries(st.sampled_from(["name", "attributes"]), plain, max_size=2),
    }
)
field_maps = st.dictionaries(field_names, st.one_of(texts, small_ints), max_size=3)
roots = st.dictionaries(st.sampled_from(["attributes", "copilot", "task", "subject"]), plain, max_size=3)
limits = st.dictionaries(
    st.sampled_from(["kinds", "channels", "queues"]),
    st.lists(st.sampled_from(["inbound", "voice", "sales"]), min_size=1, max_size=2),
)
dates = st.one_of(texts, st.from_regex(r"(19|20|40)[0-9][0-9]-[01][0-9]-[0-3][0-9]", fullmatch=True))
written_dates = st.one_of(
    dates, st.from_regex(r"[0-3]?[0-9][./][01]?[0-9][./]20[0-9]{2},? [0-2]?[0-9]:[0-5][0-9]", fullmatch=True)
)
number_formats = st.dictionaries(
    st.sampled_from(["+1", "+14", "+49"]), st.sampled_from(["*", "(###) ###-####", "0*", ""]), max_size=2
)
attribute_lists = st.one_of(st.none(), st.lists(st.sampled_from(["name", "from", "a.b"]), max_size=3))
kinds_of_settings = st.sampled_from(["boolean", "string", "integer", "number", "array", "object"])
search_rules = st.tuples(attribute_lists, attribute_lists, st.one_of(st.none(), number_formats), flags).map(
    lambda items: {"$SearchRules": list(items)}
)
entries_found = st.dictionaries(
    st.sampled_from(["Name", "Email", "Account", "Phone"]), st.one_of(plain, texts), max_size=3
)
hold_facts = st.dictionaries(st.sampled_from(["held", "held_since"]), st.integers(0, 20), max_size=2)
puts = st.tuples(st.just({}), field_names, plain, small_ints)

activity_names = st.sampled_from(["Subject", "WhoId", "Topic__c", "entityApiName"])
activity_fields = st.dictionaries(activity_names, st.one_of(texts, st.booleans(), small_ints), max_size=3)
states = st.sampled_from(list(TRANSITIONS))
DATES = ("2026-01-31T10:00:00.000+0000", "2026-02-01T09:00:00.000+0000", "2026-02-01T09:00:00Z", "2026", "")
dated_records = st.lists(
    st.fixed_dictionaries(
        {"id": ids, "type": st.sampled_from(["Case", "Lead", ""])},
        optional={"modified": st.sampled_from(DATES)},
    ),
    max_size=3,
)
entries = st.fixed_dictionaries(
    {
        "state": states,
        "at": st.sampled_from([0, 1_000, 100_000_000, 700_000_000]),
        "org": st.sampled_from(["acme", "other"]),
        "id": st.sampled_from(["", "00T5f0000000001AAA"]),
        "fields": activity_fields,
        "pending": activity_fields,
        "tries": st.sampled_from([0, 1, MAX_TRIES]),
        "sends": st.sampled_from([0, 1, 2]),
        "due": small_ints,
        "reason": texts,
        "about": texts,
        "channel": texts,
        "noted": flags,
        "elsewhere": flags,
        "keyless": flags,
        "superseded": flags,
        "no_record": flags,
        "unrelated": ids,
        "second": flags,
        "replaces": flags,
        "dropped": activity_fields,
        "task": texts,
        "sent_with_key": flags,
        "fields_frozen": flags,
        "decided": flags,
        "token": st.sampled_from(["", "by1"]),
    }
)
stored_entries = entries.map(cast("Any", stored))
kept_by_0_1_0 = st.fixed_dictionaries(
    {"state": st.sampled_from(["draft", "refused"]), "at": small_ints, "amend": activity_fields, "why": texts}
)
events = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(sorted({kind for steps in TRANSITIONS.values() for kind in steps})),
        "now": small_ints,
        "due": small_ints,
        "org": texts,
        "fields": activity_fields,
        "names": st.lists(activity_names, max_size=2),
        "about": texts,
        "channel": texts,
        "task": texts,
        "id": st.sampled_from(["", "00T5f0000000002AAA", "x"]),
        "reason": texts,
        "confirm": flags,
        "keyless": flags,
        "noted": flags,
        "once": flags,
        "token": st.sampled_from(["by1", "by2"]),
        "second": st.sampled_from(["", "WhatId"]),
        "proven": flags,
        "untouched": flags,
        "superseded": flags,
        "no_record": flags,
        "updated": st.lists(
            st.one_of(activity_names.map(str.lower), st.sampled_from(["superseded", "undecided", "noted"])),
            max_size=2,
        ),
    }
)
said_errors = st.recursive(
    st.one_of(
        texts,
        plain,
        st.fixed_dictionaries(
            {
                "code": st.sampled_from(["GENERIC_ERROR", "INVALID_PARAM", "SERVER_ERROR", "x y"]),
                "message": st.sampled_from(["WhoId: wrong", "UNABLE_TO_LOCK_ROW", ""]),
                "description": st.sampled_from(["x", "INVALID_FIELD: Topic__c"]),
                "fields": st.lists(activity_names, max_size=2),
            }
        ),
        st.fixed_dictionaries({"fieldErrors": st.dictionaries(activity_names, texts, max_size=2)}),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.fixed_dictionaries({"details": inner})),
    max_leaves=4,
)
nows = st.sampled_from([0, 50_000, 150_000_000, 800_000_000])
many_entries = st.dictionaries(st.sampled_from(["WR1", "WR2", "WR3"]), entries, max_size=3)

# The arguments of each function: every public function of the pure modules has its own.
ARGUMENTS: dict[str, st.SearchStrategy[list[object]]] = {
    "configuration.parse": st.lists(features, min_size=2, max_size=2),
    "plain_data.section": st.tuples(
        plain, st.lists(names, max_size=2).map(lambda items: {"$tuple": items})
    ).map(list),
    "configuration.section_in": st.tuples(
        plain, st.sampled_from(["a", "a.b", "features.salesforce_integration"]), st.just([])
    ).map(list),
    "configuration.checked": st.tuples(
        st.sampled_from([*_KEYS, "activity_fields", "log_tasks", "prefer", "number_formats"]),
        plain,
        st.just({}),
        st.just([]),
    ).map(list),
    "configuration.checked_origins": st.tuples(plain, st.none(), st.just([])).map(list),
    "configuration.entries_of": st.tuples(texts, plain, st.just([])).map(list),
    "configuration.is_version": st.tuples(texts).map(list),
    "configuration.is_channel": st.tuples(st.one_of(texts, st.sampled_from(CHANNELS))).map(list),
    "configuration.expected_instead": st.tuples(st.sampled_from(_KEYS), channels).map(list),
    "configuration.unusable": st.tuples(texts, plain, texts).map(list),
    "configuration.kind": st.tuples(plain).map(list),
    "utils.click_to_dial.decide": st.tuples(clicks, situations).map(list),
    "utils.click_to_dial.refused_now": st.tuples(situations).map(list),
    "utils.click_to_dial.refusal": st.tuples(texts, texts, st.dictionaries(names, texts, max_size=2)).map(
        list
    ),
    "utils.click_to_dial.number_of": st.tuples(clicks).map(list),
    "salesforce.records.record_attributes": st.tuples(clicks).map(list),
    "utils.click_to_dial.failure_context": st.tuples(texts).map(list),
    "configuration.url_part": st.tuples(
        st.one_of(plain, domains),
        st.sampled_from(["domain", "port", "protocol"]),
        st.sampled_from(["abc.-1", "0123456789"]),
        texts,
    ).map(list),
    "configuration.functions_url": st.tuples(st.one_of(plain, domains)).map(list),
    "flex.language.language_of": st.tuples(tags, languages, languages, tags).map(list),
    "flex.language.tag_of": st.tuples(tags).map(list),
    "flex.language.is_other": st.tuples(
        st.sampled_from(["de-DE", "en-US"]), st.one_of(texts, st.just("en"))
    ).map(list),
    "flex.language.nearest": st.tuples(
        st.sampled_from(["de-DE", "de", "es-ES", "pt-PT", "nl", "en-GB"]),
        st.sampled_from([["en-US", "de-DE", "es-MX", "pt-BR", "pt-PT"], {"en-US": [], "de-AT": []}]),
    ).map(list),
    "salesforce.records.record_in": st.tuples(messages).map(list),
    "record_choice.rules.choice_in": st.tuples(messages).map(list),
    "context_switching.rules.edited_after": st.tuples(st.lists(ids, max_size=3), messages).map(list),
    "context_switching.rules.record_to_show": st.tuples(
        task_attributes, facts, st.lists(ids, max_size=2), st.lists(ids, max_size=2)
    ).map(list),
    "context_switching.rules.is_switch": st.tuples(
        ids, ids, st.integers(0, 20_000), st.integers(0, 20_000)
    ).map(list),
    "page_events.rules.call_events": st.lists(
        st.sampled_from(["", "talking", "held", "ended", "x"]), min_size=2, max_size=2
    ),
    "utils.click_to_dial.click_in": st.tuples(messages).map(list),
    "flex.task_facts.reduce": st.tuples(st.one_of(st.none(), slices), actions).map(list),
    "flex.task_facts.task_changed": st.tuples(texts, facts).map(list),
    "flex.task_facts.unsaved_changed": st.tuples(st.lists(plain, max_size=2)).map(list),
    "flex.task_facts.tasks_ended": st.tuples(st.lists(texts, max_size=2)).map(list),
    "flex.task_facts.read_facts": st.tuples(kept_facts).map(list),
    "flex.task_facts.facts_age": st.tuples(kept_facts, nows).map(list),
    "flex.task_facts.is_record": st.tuples(st.one_of(plain, records)).map(list),
    "flex.task_facts.is_time": st.tuples(st.one_of(plain, st.sampled_from([MAX_TIME, MAX_TIME + 1]))).map(
        list
    ),
    "flex.task_facts.is_sid": st.tuples(sids).map(list),
    "flex.task_facts.resolve_task": st.tuples(
        st.sampled_from(["", "a", "b"]),
        st.sampled_from(["", "a", "c"]),
        st.lists(
            st.tuples(st.sampled_from("acd"), st.sampled_from("bef"), flags).map(
                lambda items: {"$tuple": list(items)}
            ),
            max_size=3,
        ),
    ).map(list),
    "salesforce.records.same_record": st.tuples(ids, ids).map(list),
    "flex.task_facts.choices_of": st.tuples(facts).map(list),
    "record_choice.rules.canonical_record": st.tuples(records, facts).map(list),
    "record_choice.rules.may_choose": st.tuples(
        records, st.one_of(st.none(), records), facts, st.integers(0, 40)
    ).map(list),
    "record_choice.rules.choices_message": st.tuples(texts, texts, st.one_of(st.none(), records), facts).map(
        list
    ),
    "flex.task_facts.record_of": st.tuples(task_attributes, facts).map(list),
    "flex.task_facts.choice_changes": st.tuples(task_attributes, facts).map(list),
    "flex.task_facts.second_changes": st.tuples(task_attributes, facts).map(list),
    "flex.task_facts.is_on_task": st.tuples(task_attributes, ids).map(list),
    "flex.task_facts.is_unsaved": st.tuples(task_attributes, facts).map(list),
    "record_choice.rules.may_complete": st.tuples(task_attributes, facts).map(list),
    "record_choice.rules.dropdown_of": st.tuples(task_attributes, facts).map(list),
    "record_choice.rules.picked": st.tuples(ids, st.lists(records, max_size=3)).map(list),
    "salesforce.records.option_text": st.tuples(records).map(list),
    "record_choice.rules.changes_of": st.tuples(records, task_attributes).map(list),
    "flex.task_facts.awaits_choice": st.tuples(task_attributes, facts).map(list),
    "record_choice.rules.suggested": st.tuples(facts, st.one_of(st.none(), records), flags).map(list),
    "configuration.checked_fields": st.tuples(
        st.one_of(plain, st.dictionaries(field_names, sources, max_size=4)),
        st.dictionaries(field_names, sources, max_size=2),
        st.just([]),
    ).map(list),
    "utils.log_activity.activity": st.tuples(works, notes, mappings).map(list),
    "salesforce.fields.put": puts.map(list),
    "utils.log_activity.fill": st.tuples(st.just({}), mappings, roots).map(list),
    "utils.log_activity.roots_of": st.tuples(works, notes, field_maps).map(list),
    "salesforce.fields.takes": st.tuples(field_names, st.one_of(plain, dates)).map(list),
    "plain_data.is_divisible_by_four": st.tuples(st.integers(0, 99).map(lambda year: f"{year:02}")).map(list),
    "plain_data.is_date": st.tuples(dates).map(list),
    "plain_data.is_day": dates.map(lambda date: [date[:4], date[5:7], date[8:]]),
    "plain_data.is_date_or_time": st.tuples(written_dates).map(list),
    "plain_data.is_time_of_day": written_dates.map(lambda text: [text[-5:]]),
    "plain_data.without_dates": st.tuples(written_dates).map(list),
    "utils.log_activity.changed": st.tuples(field_maps, field_maps).map(list),
    "utils.log_activity.source_has_note": st.tuples(texts).map(list),
    "utils.log_activity.rendered": st.tuples(sources.filter(lambda item: isinstance(item, str)), roots).map(
        list
    ),
    "utils.log_activity.is_placeholder": st.tuples(texts).map(list),
    "utils.log_activity.is_path": st.tuples(st.one_of(texts, st.sampled_from(["a.b", "task.sid"]))).map(list),
    "utils.log_activity.is_key": st.tuples(texts).map(list),
    "utils.log_activity.is_of_other_root": st.tuples(
        st.one_of(texts, st.sampled_from(["call.a", "task.sid"]))
    ).map(list),
    "utils.log_activity.hold_changes": st.tuples(hold_facts, flags, small_ints).map(list),
    "utils.log_activity.held_ms": st.tuples(hold_facts, small_ints).map(list),
    "utils.log_activity.channel_name": st.tuples(st.one_of(texts, st.just("web"))).map(list),
    "utils.log_activity.kind_of": st.tuples(
        st.one_of(task_attributes, st.dictionaries(st.sampled_from(["taskType", "internal"]), plain)),
        st.sampled_from(["voice", "callback"]),
        flags,
    ).map(list),
    "utils.log_activity.direction_of": st.tuples(
        st.one_of(task_attributes, st.dictionaries(st.sampled_from(["direction", "internal"]), plain))
    ).map(list),
    "utils.log_activity.is_logged": st.tuples(
        st.fixed_dictionaries(
            {
                key: st.lists(st.sampled_from(["Inbound", "voice", "x"]))
                for key in ("kinds", "channels", "queues")
            }
        ),
        limits,
    ).map(list),
    "utils.screen_pop.is_internal": st.tuples(
        st.one_of(plain, st.dictionaries(st.sampled_from(["internal", "client_call"]), plain))
    ).map(list),
    "configuration.checked_log_tasks": st.tuples(
        st.one_of(
            plain, st.dictionaries(st.sampled_from(["kinds", "queues", "x"]), st.one_of(plain, limits))
        ),
        limits,
        st.just([]),
    ).map(list),
    "configuration.is_limit": st.tuples(st.sampled_from(["kinds", "queues"]), plain).map(list),
    "configuration.is_possible": st.tuples(field_names, st.one_of(texts, flags, small_ints)).map(list),
    "salesforce.fields.cut": st.tuples(
        st.one_of(texts, st.sampled_from(["a\U0001f600\U0001f600b", "a\n\nb"])), st.integers(-1, 6)
    ).map(list),
    "salesforce.fields.fits": st.tuples(
        st.one_of(texts, st.sampled_from(["a\U0001f600\U0001f600b", "a\n\nb"])), st.integers(-1, 12)
    ).map(list),
    "plain_data.at": st.tuples(plain, st.sampled_from(["a", "a.b", "", "b..a"])).map(list),
    "salesforce.fields.related": st.tuples(st.one_of(st.none(), records), st.one_of(st.none(), records)).map(
        list
    ),
    "salesforce.fields.only_lead": st.tuples(activity_fields).map(list),
    "salesforce.fields.relation_of": st.tuples(ids).map(list),
    "salesforce.fields.can_be_second": st.tuples(records, st.one_of(st.none(), records)).map(list),
    "record_choice.rules.second_of": st.tuples(task_attributes, facts).map(list),
    "record_choice.rules.second_in": st.tuples(messages).map(list),
    "record_choice.rules.may_relate": st.tuples(
        records, st.one_of(st.none(), records), facts, st.integers(0, 40)
    ).map(list),
    "utils.log_activity.note_of": st.tuples(flex_notes).map(list),
    "utils.log_activity.note_fields": st.tuples(notes).map(list),
    "utils.log_activity.late": st.tuples(field_maps, field_maps, mappings, flags).map(list),
    "utils.log_activity.field_has_note": st.tuples(field_names, mappings).map(list),
    "utils.log_activity.value_of": st.tuples(st.one_of(texts, sources), roots).map(list),
    "utils.log_activity.joined": st.tuples(st.one_of(plain, st.lists(plain))).map(list),
    "utils.log_activity.is_source": st.tuples(sources).map(list),
    "salesforce.fields.field_name": st.tuples(
        st.one_of(texts, st.sampled_from(["subject", "WHOID", "a__C", "phone"])), st.lists(field_names)
    ).map(list),
    "salesforce.fields.is_field": st.tuples(field_names).map(list),
    "utils.log_activity.canceled_reason": st.tuples(
        st.one_of(plain, st.sampled_from([45305, "45303", 99999]))
    ).map(list),
    "utils.log_activity.duration_of": st.tuples(
        st.dictionaries(
            st.sampled_from(["accepted", "accepted_at_server", "ended", "ended_at_server"]), small_ints
        ),
        small_ints,
        small_ints,
    ).map(list),
    "activities.copilot_notes.note_owner": st.tuples(
        st.lists(
            st.fixed_dictionaries(
                {"sid": names, "state": states, "at": small_ints, "noted": flags, "wrapping": flags}
            ),
            max_size=4,
        ),
        nows,
    ).map(list),
    "plain_data.merged": st.tuples(sections, sections).map(list),
    "activities.rejections.classify": st.tuples(
        flags, flags, st.one_of(st.none(), said_errors), activity_fields
    ).map(list),
    "activities.rejections.read_errors": st.tuples(said_errors).map(list),
    "activities.rejections.names_in": st.tuples(
        st.lists(field_names), st.lists(field_names), st.lists(field_names)
    ).map(list),
    "activities.rejections.is_named_in": st.tuples(
        st.lists(field_names), field_names, st.lists(field_names)
    ).map(list),
    "activities.rejections.words_in": st.tuples(texts).map(list),
    "activities.entries.after_logout": st.tuples(entries, st.lists(activity_names, max_size=2)).map(list),
    "activities.entries.blank": st.tuples(texts).map(list),
    "salesforce.fields.fields_in": st.tuples(st.one_of(plain, activity_fields)).map(list),
    "browser.clock.has_passed": st.tuples(nows, nows, nows).map(list),
    "salesforce.fields.is_scalar": st.tuples(plain).map(list),
    "activities.entries.is_outdated": st.tuples(entries, entries).map(list),
    "activities.entries.is_settled": st.tuples(entries).map(list),
    "activities.entries.is_too_old": st.tuples(entries, nows).map(list),
    "activities.entries.needs_notification": st.tuples(
        st.fixed_dictionaries({"state": states, "at": nows}), nows
    ).map(list),
    "activities.entries.news_of": st.tuples(st.fixed_dictionaries({"sid": texts, "state": states})).map(list),
    "salesforce.fields.optional_fields": st.tuples(activity_fields).map(list),
    "activities.entries.payload": st.tuples(entries).map(list),
    "activities.entries.read": st.tuples(
        st.one_of(
            plain,
            stored_entries,
            kept_by_0_1_0,
            st.dictionaries(
                st.sampled_from(["state", "at", "fields", "tries", "amend", "id"]),
                st.one_of(plain, st.just("sent")),
            ),
        ),
        texts,
    ).map(list),
    "browser.clock.remaining_ms": st.tuples(nows, nows, small_ints).map(list),
    "activities.sessions.marks": st.tuples(entries).map(list),
    "activities.sessions.lacking_changes": st.tuples(entries, events, ids).map(list),
    "salesforce.fields.fields_without": st.tuples(activity_fields, st.lists(activity_names)).map(list),
    "salesforce.fields.has_relation": st.tuples(activity_fields).map(list),
    "activities.rules.retry_pause_ms": st.tuples(entries).map(list),
    "activities.rejections.quoted_in": st.tuples(
        mappings,
        st.lists(st.sampled_from(["", "id: 0035f0000000001", "003000000000001AAA", "a: 1 (b", "bad: x"])),
        flags,
    ).map(list),
    "activities.rejections.is_named": st.tuples(
        field_names, st.sampled_from(["", "Who", "Task.WhatId", "a__Topic__c", "topic__r.Name"])
    ).map(list),
    "activities.rejections.codes_in": st.tuples(
        st.lists(st.sampled_from(["APEX_CPU", "A_LIMIT_EXCEEDED", "apex_cpu", "x", "NOT_FOUND__c"]))
    ).map(list),
    "activities.rejections.has_any": st.tuples(
        st.lists(texts, max_size=3), st.lists(texts, max_size=3).map(lambda items: {"$tuple": items})
    ).map(list),
    "activities.rejections.is_printable": st.tuples(texts).map(list),
    "activities.entries.rows": st.tuples(many_entries, st.sampled_from(["acme", "other"]), nows).map(list),
    "activities.entries.surplus": st.tuples(many_entries, nows).map(list),
    "salesforce.fields.task_id": st.tuples(ids).map(list),
    "activities.rules.transition": st.tuples(entries, events).map(list),
    "activities.entries.stored": st.tuples(entries).map(list),
    "activities.entries.with_pending": st.tuples(entries).map(list),
    "utils.screen_pop.decide": st.tuples(task_attributes, flags, search_rules).map(list),
    "utils.screen_pop.searches_of": st.tuples(task_attributes, search_rules).map(list),
    "utils.screen_pop.searching": st.tuples(
        st.lists(st.tuples(addresses, flags).map(lambda pair: {"$tuple": list(pair)}), max_size=3), texts
    ).map(list),
    "configuration.is_of_type": st.tuples(kinds_of_settings, plain).map(list),
    "configuration.own_settings": st.tuples(
        st.just("acme"),
        st.dictionaries(
            names, st.tuples(kinds_of_settings, plain).map(lambda pair: {"$tuple": list(pair)}), max_size=3
        ),
        st.fixed_dictionaries({"features": st.fixed_dictionaries({"acme": plain})}),
        st.one_of(
            plain,
            st.fixed_dictionaries(
                {
                    "config_overrides": st.fixed_dictionaries(
                        {"features": st.dictionaries(st.just("acme"), plain)}
                    )
                }
            ),
        ),
    ).map(list),
    "plain_data.is_name": st.tuples(field_names).map(list),
    "plain_data.is_whole_number": st.tuples(plain, small_ints, small_ints).map(list),
    "plain_data.is_true": st.tuples(st.one_of(plain, st.sampled_from(["True", " TRUE", 1, "1"]))).map(list),
    "utils.screen_pop.is_outbound": st.tuples(task_attributes).map(list),
    "utils.screen_pop.addresses_in": st.tuples(
        st.one_of(
            plain,
            addresses,
            st.sampled_from(
                ["a@b.example; Ada <c@d.example>", "@a.b", "a@b", "Ada, +14155550101", "\u2018a@b.c\u2019"]
            ),
        )
    ).map(list),
    "utils.screen_pop.terms_of": st.tuples(addresses, number_formats).map(list),
    "utils.screen_pop.words_of": st.tuples(st.one_of(texts, st.just("a;b\tc ")), texts).map(list),
    "utils.screen_pop.usable_term": st.tuples(addresses).map(list),
    "utils.screen_pop.is_withheld": st.tuples(
        st.one_of(addresses, st.sampled_from(["NO-NAME", "a@b", "Guest_user 1"]))
    ).map(list),
    "utils.screen_pop.may_be_typed": st.tuples(
        task_attributes, st.one_of(texts, st.sampled_from(["name", "from"])), addresses, addresses, addresses
    ).map(list),
    "utils.screen_pop.is_placeholder": st.tuples(
        st.sampled_from(["guest", "customers", "webs", ""]), st.lists(st.sampled_from(["web", "customer"]))
    ).map(list),
    "utils.screen_pop.has_channel": st.tuples(addresses).map(list),
    "phone_numbers.split_number": st.tuples(addresses).map(list),
    "utils.screen_pop.customer_key": st.tuples(task_attributes).map(list),
    "utils.screen_pop.phone_of": st.tuples(task_attributes).map(list),
    "phone_numbers.is_international": st.tuples(addresses).map(list),
    "utils.screen_pop.is_same_number": st.tuples(addresses, addresses, number_formats).map(list),
    "utils.screen_pop.significant": st.tuples(
        st.from_regex(r"0{0,2}(521|549)?[0-9]{10}", fullmatch=True)
    ).map(list),
    "phone_numbers.is_room": st.tuples(
        st.from_regex(r"[0-9]{0,4} (415 555[ -]0101|030 12345678|5550101)?", fullmatch=True)
    ).map(list),
    "phone_numbers.is_complete": st.tuples(addresses).map(list),
    "phone_numbers.number_in": st.tuples(
        st.one_of(addresses, st.sampled_from(["Room 12 415 555 0101", "Tel.+49 30 1234567 (a)"])),
        st.sampled_from([1, 7, 10]),
    ).map(list),
    "phone_numbers.extension_in": st.tuples(
        st.one_of(
            addresses, st.sampled_from([" (x204)", " ext. 5 (a)", ",,7#", ", 8 (9)", "ext.", " evenings 5"])
        )
    ).map(list),
    "utils.click_to_dial.without_note": st.tuples(
        st.one_of(addresses, st.sampled_from(["V* dial *67 415", "4155550101 *67 5", "*6", "5550101 Ref: 1"]))
    ).map(list),
    "utils.click_to_dial.number_with_code": st.tuples(
        st.one_of(addresses, st.sampled_from(["V* dial *67 415", "*67 4155550101 (a)", "*6", "* *82 7"]))
    ).map(list),
    "phone_numbers.beginning": st.tuples(addresses, st.integers(0, 20)).map(list),
    "phone_numbers.is_number": st.tuples(addresses).map(list),
    "phone_numbers.number_formats": st.tuples(
        number_formats.map(lambda formats: {key: formats[key] for key in formats if key != "1"})
    ).map(list),
    "phone_numbers.other_notation": st.tuples(addresses, number_formats).map(list),
    "phone_numbers.with_plus": st.tuples(addresses).map(list),
    "phone_numbers.formatted": st.tuples(
        st.from_regex("[0-9]{0,9}", fullmatch=True), st.sampled_from(["", "0*", "(##) *", "##", "*"])
    ).map(list),
    "salesforce.search_results.look_of": st.tuples(records).map(list),
    "salesforce.search_results.details_of": st.tuples(records, entries_found).map(list),
    "salesforce.search_results.shown_under": st.tuples(plain, names).map(list),
    "salesforce.search_results.most_recent": st.tuples(dated_records).map(list),
    "salesforce.search_results.preferred": st.tuples(
        dated_records,
        st.lists(st.sampled_from(["case", "Lead", "most_recent"]), max_size=2),
    ).map(list),
    "configuration.checked_list": st.tuples(
        st.sampled_from(["search_attributes", "trusted_attributes", "prefer"]),
        plain,
        st.none() | st.just(["from"]),
        st.just([]),
    ).map(list),
    "configuration.plain_path": st.tuples(
        st.one_of(texts, st.sampled_from(["attributes.a.b", "attributes.", "attributes", "a.b"]))
    ).map(list),
    "configuration.is_entry": st.tuples(st.sampled_from(["search_attributes", "prefer"]), plain).map(list),
    "configuration.checked_formats": st.tuples(
        st.one_of(plain, number_formats), number_formats, st.just([])
    ).map(list),
    "plain_data.plain_text": st.tuples(st.one_of(texts, st.sampled_from(COPIED))).map(list),
    "plain_data.visible": st.tuples(st.one_of(texts, st.sampled_from(COPIED))).map(list),
    "activities.rejections.is_about_outage": st.tuples(
        st.one_of(texts, st.sampled_from([" <html>", "Disconnected or Canceled", "504 Gateway Timeout"]))
    ).map(list),
    "utils.log_activity.own_or_path": st.tuples(
        st.one_of(texts, st.sampled_from([" Subject ", "CallType"]))
    ).map(list),
    "plain_data.shown": st.tuples(plain).map(list),
    "plain_data.value_under": st.tuples(plain, names).map(list),
    "plain_data.text": st.tuples(plain, names).map(list),
    "salesforce.records.is_record_id": st.tuples(ids).map(list),
    "salesforce.records.can_have_activities": st.tuples(ids).map(list),
    "salesforce.records.looks_like_id": st.tuples(ids).map(list),
    "utils.screen_pop.search_term": st.tuples(task_attributes).map(list),
    "utils.screen_pop.without_channel_prefix": st.tuples(addresses).map(list),
    "utils.click_to_dial.is_dialable": st.tuples(st.one_of(texts, addresses)).map(list),
    "utils.click_to_dial.call_of": st.tuples(addresses, st.just({}), addresses, addresses).map(list),
    "utils.screen_pop.is_page": st.tuples(
        st.sampled_from(["/", "//", "/a b", "/\\", "/a", "a", ""]) | texts
    ).map(list),
    "salesforce.records.is_in_form": st.tuples(
        st.one_of(plain, st.fixed_dictionaries({"pre_engagement_data": plain})), names
    ).map(list),
    "salesforce.records.texts_in": st.tuples(plain).map(list),
    "configuration.is_caller_id": st.tuples(
        texts | st.sampled_from(["+14155550101", "+0", "+", "+1" * 9, "+1a"])
    ).map(list),
    "configuration.is_queue_sid": st.tuples(
        texts | st.sampled_from(["WQ" + "0a" * 16, "WQ" + "0A" * 16, "WQ"])
    ).map(list),
    "phone_numbers.is_phone": st.tuples(addresses).map(list),
    "utils.screen_pop.default_fields": st.tuples(addresses).map(list),
    "salesforce.search_results.records_found": st.tuples(results).map(list),
    "salesforce.search_results.id_to_show": st.tuples(results).map(list),
    "salesforce.records.attributes_of": st.tuples(
        st.fixed_dictionaries({"id": texts, "type": texts, "name": texts})
    ).map(list),
    "browser.clock.jittered": st.tuples(small_ints, st.sampled_from([0.1, 0.25, 0.5, 0.99])).map(list),
    "utils.sfdc_loader.parent_origin": st.tuples(st.one_of(st.none(), texts), texts, texts, texts).map(list),
    "utils.sfdc_loader.is_trusted": st.tuples(texts, origins).map(list),
    "utils.sfdc_loader.origin_of": st.tuples(
        st.one_of(texts, st.sampled_from([f"{ORIGIN.upper()}:443/a?b", f" {ORIGIN}/ ", f"{ORIGIN}:8443#x"]))
    ).map(list),
    "utils.sfdc_loader.https_host": st.tuples(texts).map(list),
    "salesforce.lightning_messages.answer_in": st.tuples(texts, port_messages).map(list),
    "salesforce.lightning_messages.event_in": st.tuples(port_messages).map(list),
    "salesforce.lightning_messages.facts_of": st.tuples(st.one_of(plain, host_facts)).map(list),
    "salesforce.lightning_messages.number_of": st.tuples(port_messages).map(list),
    "salesforce.lightning_messages.reply_to": st.tuples(
        st.sampled_from(["h1", "h2"]), port_messages, st.integers(0, 2)
    ).map(list),
    "salesforce.lightning_messages.is_version": st.tuples(st.one_of(plain, st.integers(-1, 1001))).map(list),
    "salesforce.lightning_messages.too_long": st.tuples(activity_fields).map(list),
    "salesforce.lightning_messages.texts": st.tuples(plain).map(list),
    "salesforce.lightning_messages.code_in": st.tuples(st.one_of(plain, said_errors)).map(list),
    "salesforce.lightning_messages.lacking": st.tuples(
        st.lists(st.one_of(texts, st.sampled_from(["key", "mark", "access"])), max_size=4)
    ).map(list),
    "utils.sfdc_loader.crm_drivers": st.tuples(
        st.sampled_from(["auto", "open_cti", "lightning"]),
        st.one_of(texts, st.sampled_from(["?crmHost=lightning", "?crmHost=x"])),
        st.booleans(),
        st.sampled_from(["", "lightning", "open_cti", "x"]),
        texts,
    ).map(list),
    "plain_data.digits_of": st.tuples(addresses).map(list),
    "plain_data.consists_of": st.tuples(texts, texts).map(list),
    "configuration.is_address": st.tuples(st.one_of(texts, st.just("https://wiki.example/a"))).map(list),
    "utils.sfdc_loader.classic_evidence": st.tuples(texts, texts, texts).map(list),
    "diagnostics.rules.label_key": st.tuples(checks_of_health).map(list),
    "diagnostics.rules.advice_key": st.tuples(checks_of_health).map(list),
    "diagnostics.rules.checks": st.tuples(st.dictionaries(checks_of_health, reasons)).map(list),
    "diagnostics.rules.connection_reasons": st.tuples(
        reasons, st.dictionaries(st.sampled_from(["script", "classic", "access"]), texts)
    ).map(list),
    "utils.sfdc_loader.shown_origin": st.tuples(
        st.one_of(texts, st.sampled_from(["https://a.example:8443/b", "null", "https://", "a//b"]))
    ).map(list),
    "diagnostics.rules.origin_reason": st.tuples(flags, flags, texts).map(list),
    "diagnostics.rules.channels_reason": st.tuples(notes_of_parts).map(list),
    "diagnostics.rules.settings_reasons": st.tuples(
        st.dictionaries(st.sampled_from(["settings a", "settings b", "storage"]), texts)
    ).map(list),
    "diagnostics.rules.activities_reason": st.tuples(st.lists(names, max_size=4)).map(list),
    "diagnostics.rules.is_staff": st.tuples(
        st.one_of(plain, st.lists(st.sampled_from(["agent", "admin", "supervisor"]), max_size=3))
    ).map(list),
    "diagnostics.rules.problems_in": st.tuples(health).map(list),
    "diagnostics.rules.report": st.tuples(st.lists(texts, max_size=3), health).map(list),
    "utils.sfdc_loader.script_url": st.tuples(texts, texts, texts).map(list),
    "utils.sfdc_loader.query_pairs": st.tuples(texts).map(list),
    "utils.sfdc_loader.plain": st.tuples(texts).map(list),
    "utils.sfdc_loader.serves": st.tuples(texts, texts).map(list),
    "utils.sfdc_loader.serving_query": st.tuples(texts, texts, texts).map(list),
    "utils.sfdc_loader.must_initialise": st.tuples(st.one_of(st.none(), flags), small_ints).map(list),
    "plain_data.nth_or_last": st.tuples(
        st.lists(small_ints, min_size=1, max_size=4).map(lambda items: {"$tuple": items}), small_ints
    ).map(list),
    "utility_bar.rules.item_status": st.tuples(small_ints, flags, flags).map(list),
}


def public(module: ModuleType, is_kind: Callable[[object], bool]) -> list[str]:
    own = [
        name for name, value in vars(module).items() if is_kind(value) and value.__module__ == module.__name__
    ]
    return [name for name in own if not name.startswith("_")]


def path_of(module: ModuleType) -> str:
    """Return where a module is in the plugin: `utils.screen_pop`."""
    return module.__name__.removeprefix("flex_sfdc.")


def driver() -> str:
    modules = [importlib.import_module(name) for name in PURE]
    alias = {module: path_of(module).replace(".", "_") for module in modules}
    functions = [
        f'"{path_of(m)}.{name}": {alias[m]}.{name}' for m in modules for name in public(m, inspect.isfunction)
    ]
    classes = [
        f'"{name}": {alias[m]}.{name}'
        for m in modules
        for name in public(m, inspect.isclass)
        if not is_typeddict(getattr(m, name))  # no value in the browser: a dict is one
    ]
    imports = ["from {} import {} as {}".format(*m.__name__.rsplit(".", 1), alias[m]) for m in modules]
    return DRIVER.format(
        imports="\n".join(imports), functions=", ".join(functions), classes=", ".join(classes)
    )


@cache
def in_cpython() -> dict[str, Callable[[str, str], str]]:
    namespace: dict[str, Callable[[str, str], str]] = {}
    exec(driver(), namespace)
    return namespace


@pytest.fixture(scope="session")
def engine(shared_folder: Path) -> MiniRacer:
    """Return V8 with the driver, which is compiled once for all workers of a run."""
    compiled = shared_folder / "pure_functions.js"
    with exclusive(shared_folder / "pure_functions.lock"):
        if not compiled.exists():
            compiled.write_text(compiled_driver(), "utf-8")
    built = MiniRacer()
    built.eval(compiled.read_text("utf-8"))
    return built


def compiled_driver() -> str:
    with tempfile.TemporaryDirectory() as folder:
        entry = Path(folder) / "driver.py"
        entry.write_text(driver(), "utf-8")
        program = compile_program(entry, root=ROOT)
    on_text, on_objects = program.exports["on_text"], program.exports["on_objects"]
    on_both = f"""on_both(name, texts) {{
        const answers = texts.map((text) => [{on_text}(name, text), {on_objects}(name, JSON.parse(text))]);
        return JSON.stringify(answers);
    }}"""
    return f"var driver = (function () {{ 'use strict';\n{program.code}return {{ {on_both} }}; }})()"


def test_every_pure_function_of_the_plugin_is_run() -> None:
    modules = [importlib.import_module(name) for name in PURE]
    names = {f"{path_of(m)}.{name}" for m in modules for name in public(m, inspect.isfunction)}
    assert set(ARGUMENTS) == names


@pytest.mark.parametrize("name", ARGUMENTS)
def test_a_pure_function_does_in_v8_what_it_does_in_cpython(name: str, engine: MiniRacer) -> None:
    # A hundred functions: each gets a quarter of the profile's examples (`--hypothesis-profile=thorough`),
    # several to a draw, which is cheaper. The first draw has only the simplest value of each argument.
    @settings(
        max_examples=1 + settings().max_examples // 4 // TOGETHER,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(ARGUMENTS[name], min_size=TOGETHER, max_size=TOGETHER))
    def agree(calls: list[list[object]]) -> None:
        texts = [json.dumps(arguments) for arguments in calls]
        expected = [[in_cpython()["on_text"](name, text)] * 2 for text in texts]
        result = engine.eval(f"driver.on_both({json.dumps(name)}, {json.dumps(texts)})")
        assert json.loads(str(result)) == expected

    agree()
