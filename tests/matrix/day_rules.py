"""Rules that hold at the end of any day: a function for each rule, a line for each breach."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from flex_sfdc.salesforce.fields import RELATIONS
from tests.matrix.page import LIGHTNING, NOT_TO_BE_PRINTED, Json
from tests.matrix.random_days import Evening, Work, are_both_taken

# After these the activity may have been written.
AMBIGUOUS_FAULTS = ("never", "lost", "late", "nonsense", "throws", "answer")


def written_at_most_once(evening: Evening) -> Iterator[str]:
    """Check that a reservation has at most one activity."""
    for sid in evening.saved:
        count = max(len(activities) for activities in activities_of(evening, sid))
        if count > 1:
            yield f"{sid[-3:]} was written {count} times"


def activities_of(evening: Evening, sid: str) -> list[list[Json]]:
    """Return the activities of a reservation, without those that the plugin cannot prevent.

    There is one list, or a list for each org if two browsers worked in two orgs: keys are per org.
    """
    activities = evening.saved.get(sid, [])
    by_org = [[one for one in activities if is_abroad(one) == abroad] for abroad in (False, True)]
    here, there = ({one.get("writer", {}).get("browser") for one in found} for found in by_org)
    are_separate = evening.host == LIGHTNING and here.isdisjoint(there)
    lists = [found for found in by_org if found] if are_separate else [activities]
    return [without_second(found) for found in lists]


def is_abroad(activity: Json) -> bool:
    """Return whether an activity is in the other org."""
    return "org" in activity


def without_second(activities: list[Json]) -> list[Json]:
    """Return the activities of an org, without a second one that the plugin cannot prevent.

    docs/activities.md, "Which session logs a task": a browser wrote the first activity while the org lacked
    the key field, and another browser, which cannot know that, relied on its key.
    """
    writers = [activity["writer"] for activity in activities if "writer" in activity]
    if len(activities) == len(writers) == 2:
        first, second = writers
        relied_on_key = second["hasKey"] and not second["knew"]
        if first["browser"] != second["browser"] and not first["hasKey"] and relied_on_key:
            return activities[:1]
    return activities


def of_each(evening: Evening, breach_of: Callable[[Work, Json], str]) -> Iterator[str]:
    """Yield the breaches of each task's activities. With activities in two orgs, one org may have none.

    The agent worked in both, and a session in one org cannot change the activity in the other.
    """
    for work in evening.works:
        found = [
            [line for activity in activities if (line := breach_of(work, activity))]
            for activities in activities_of(evening, work.sid)
        ]
        if found and all(found):
            yield from found[0]


def written_or_shown(evening: Evening) -> Iterator[str]:
    """Check that an accepted task that ended is in Salesforce, or shown to the agent as missing there."""
    for work in evening.works:
        is_there = work.sid in evening.saved or work.sid in evening.shown or work.sid in evening.unlogged
        is_work = work.status == "ended" and (work.answered or work.rang_out)
        if is_work and not is_there and not work.excused and not work.is_removed:
            yield f"{work.sid[-3:]} was lost"


def only_what_was_answered(evening: Evening) -> Iterator[str]:
    """Check that a task that only rang is not logged."""
    for work in evening.works:
        if work.sid in evening.saved and not work.answered and not work.rang_out:
            yield f"{work.sid[-3:]} was logged and never answered"


def only_what_the_account_logs(evening: Evening) -> Iterator[str]:
    """Check that a task that the account does not log is neither logged nor shown."""
    for sid in evening.unlogged:
        if sid in evening.saved or sid in evening.shown:
            yield f"{sid[-3:]} was logged or shown"


def what_a_person_wrote_stays(evening: Evening) -> Iterator[str]:
    """Check that updates by the plugin keep the fields of an activity that a person wrote."""
    yield from (f"{activity} was overwritten" for activity in evening.overwritten)


def on_the_record_chosen_last(evening: Evening) -> Iterator[str]:
    """Check that the activity is on the record that the agent chose last, or shown as lacking it.

    An activity that may have been written has no id, so the plugin cannot relate it to a record chosen later.
    """

    def breach_of(work: Work, activity: Json) -> str:
        records = {activity[name] for name in RELATIONS if activity.get(name)}
        if work.record is None or work.excused or work.is_removed or work.sid in evening.shown:
            return ""
        expected = {work.record} - {""}
        if work.second and work.record and are_both_taken(work.record, work.second):
            expected.add(work.second)
        is_right = records == expected if work.second is not None else expected <= records
        if is_right and not (records and not work.record):
            return ""
        return f"{work.sid[-3:]} is on {sorted(records)} instead of {sorted(expected)}"

    return of_each(evening, breach_of)


def with_its_note(evening: Evening) -> Iterator[str]:
    """Check that a note that arrived during its task is in the activity, or the activity is shown."""

    def breach_of(work: Work, activity: Json) -> str:
        is_known = bool(evening.shown.get(work.sid, set()) - {"unrelated"})
        if not work.note or is_known or work.excused or work.is_removed:
            return ""
        in_activity = (activity.get("Description"), activity.get("CallDisposition"))
        expected = (work.note, work.disposition or in_activity[1])
        if in_activity == expected:
            return ""
        return f"{work.sid[-3:]} has {in_activity} instead of its note {expected}"

    return of_each(evening, breach_of)


def on_hold_for_part_of_the_call(evening: Evening) -> Iterator[str]:
    """Check that the hold time is part of the call. A request for a callback has no duration."""
    for sid, activities in evening.saved.items():
        for activity in activities:
            held, seconds = activity.get("Hold__c"), activity.get("CallDurationInSeconds")
            if held is not None and seconds is not None and not 0 <= held <= seconds:
                yield f"{sid[-3:]}: {held} of {seconds} seconds"


def nobody_is_locked_in(evening: Evening) -> Iterator[str]:
    """Check that every task can be completed."""
    yield from (f"{sid[-3:]} cannot be completed" for sid in evening.locked_in)


def nothing_is_thrown_into_flex(evening: Evening) -> Iterator[str]:
    """Check that Flex sees no error of the plugin."""
    yield from (f"thrown into Flex: {mistake}" for mistake in evening.mistakes)


def nothing_of_a_customer_is_printed(evening: Evening) -> Iterator[str]:
    """Check that the consoles show no customer data."""
    for line in evening.printed:
        if any(mark in line for mark in NOT_TO_BE_PRINTED):
            yield f"printed: {line}"


def a_click_dials_once(evening: Evening) -> Iterator[str]:
    """Check that a click, or a double click, dials at most once."""
    if evening.dialled > evening.clicks:
        yield f"{evening.clicks} clicks dialled {evening.dialled} times"


def no_create_is_repeated_after_an_ambiguous_answer(evening: Evening) -> Iterator[str]:
    """Check that an activity that may have been written is created again only under its key."""
    if evening.host == LIGHTNING:
        return
    for sid, faults in evening.creates.items():
        if any(fault in AMBIGUOUS_FAULTS for fault in faults[:-1]):
            yield f"{sid[-3:]} was created again after {', '.join(str(fault) for fault in faults)}"


def a_key_leaves_no_doubt(evening: Evening) -> Iterator[str]:
    """Check that the agent decides about no save if the org writes each key only once all day.

    Items that version 0.1.0 left have no key.
    """
    if evening.host != LIGHTNING or evening.is_flipped:
        return
    for sid, states in evening.shown.items():
        if "unknown" in states and sid not in evening.without_key:
            yield f"{sid[-3:]} is left to the agent"


def nothing_of_a_customer_is_left(evening: Evening) -> Iterator[str]:
    """Check that after a logout neither the browser nor the tab keeps customer data."""
    yield from (f"left after a logout: {key}" for key in evening.left_after_logout)


RULES: tuple[Callable[[Evening], Iterator[str]], ...] = (
    *(written_at_most_once, written_or_shown, only_what_was_answered, only_what_the_account_logs),
    *(what_a_person_wrote_stays, on_the_record_chosen_last, with_its_note, on_hold_for_part_of_the_call),
    *(nobody_is_locked_in, nothing_is_thrown_into_flex, nothing_of_a_customer_is_printed, a_click_dials_once),
    *(no_create_is_repeated_after_an_ambiguous_answer, a_key_leaves_no_doubt, nothing_of_a_customer_is_left),
)


def breaches(evening: Evening) -> list[str]:
    """Yield every breach of every rule: the rule, and what happened."""
    return [f"{rule.__name__}: {line}" for rule in RULES for line in rule(evening)]
