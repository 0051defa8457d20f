"""What can happen to an activity: the kinds of events, and what each carries."""

from __future__ import annotations

from typing import TypedDict

from flex_sfdc.salesforce.fields import Fields


class Event(TypedDict, total=False):
    """Something that happened to an activity. The kinds below say which keys each has."""

    kind: str
    now: int
    due: int
    org: str
    fields: Fields
    names: list[str]
    about: str
    channel: str
    task: str
    id: str
    reason: str
    confirm: bool  # another session may have logged it
    keyless: bool  # Salesforce answers but writes no key, and so writes none for another session
    superseded: bool  # the agent leaves this session, and the task continues
    no_record: bool  # the agent chose "None of these"
    noted: bool  # the copilot's note has arrived
    once: bool  # Salesforce writes one activity for each key, the reservation's SID
    token: str  # a random word
    second: str  # the field of the second record, "" if unknown
    proven: bool  # Salesforce's code for the record proves that no try so far has written it
    untouched: bool  # Salesforce had an activity with the key, and only the plugin has changed it
    updated: list[str]  # the fields that the plugin has changed, in lower case, and `marks`


# The kinds of events, with the keys of each besides `kind`.
# now, org, fields, about, channel, task, confirm, keyless, no_record, superseded: the agent works on the
# task, or the task has changed
OPENED = "opened"
COMPLETING = "completing"  # the same keys: the agent has pressed Complete
COMPLETION_FAILED = "completion failed"  # now
TAKEN_OVER = "taken over"  # superseded: another session has the agent's tasks now
CONTINUED = "continued"  # now: Flex still shows the task after its activity was logged
ENDED = "ended"  # now, confirm, once; fields, about, channel and task if the page has them
SENDING = "sending"  # now, once, token
KEY_RELIED_ON = "key relied on"  # Salesforce writes one activity for each key
KEY_MISSING = "key missing"  # Salesforce answers, and writes no key
ORPHANED = "orphaned"  # due, reason: the page that sent it was closed
ANSWERED_SAVED = "saved"  # now, id, untouched, updated, names: the fields that the note fills
FIELD_REJECTED = "field rejected"  # names, reason
RELATION_REJECTED = "relation rejected"  # names, second, reason
ACTIVITY_REJECTED = "activity rejected"  # reason, proven
NOT_WRITTEN = "not written"  # due, reason
NO_ANSWER = "no answer"  # due, reason
AMENDED = "amended"  # now, fields, and noted if it is a note
RELATED = "related"  # now, fields, about: the agent chose another record
RETRIED = "retried"  # the agent has it sent again
CLAIMED_ELSEWHERE = "claimed elsewhere"  # a page that cannot read this page's storage sends it
HURRIED = "hurried"  # send it now, whenever it was due
GIVEN_UP = "given up"  # now: the agent discarded it, or the account logs no such task
