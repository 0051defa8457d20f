"""In the real Flex UI, no key of a task's attributes is mistaken for one of the plugin's own marks.

docs/dialect.md, "Objects of the page".
"""

from __future__ import annotations

from build.demo.desktop import Desktop
from build.demo.record_dropdown import SAVED, RecordDropdown, with_choices
from build.demo.salesforce import BOB
from build.demo.waiting import eventually
from tests.property_names import names_of_the_runtime


async def test_forged_marks_in_attributes_stop_no_choice_and_no_activity_even_after_a_reload(
    desktop: Desktop,
) -> None:
    marks = {name: "dict" for name in names_of_the_runtime() if name not in ("name", "value", "__proto__")}
    forged = {**marks, "kind$": "dict", "customers": marks, "conversations": {**marks, "content": "A boat"}}
    task, _ = await with_choices(desktop, forged)
    await desktop.reload_frame()
    await desktop.lightning.listens_for("onClickToDial")
    dropdown = RecordDropdown(desktop)
    await dropdown.ready()
    await dropdown.choose(BOB.id)
    await dropdown.shows(BOB.id, SAVED)
    attributes = desktop.twilio.taskrouter.attributes(task.task)
    assert {key: attributes[key] for key in forged} == forged
    await desktop.complete(task)
    await desktop.task_gone(task)
    await eventually(lambda: desktop.org.activities, "the activity is saved")
    assert [(activity["WhoId"], activity["Description"]) for activity in desktop.org.activities.values()] == [
        (BOB.id, "A boat")
    ]
    assert not desktop.lines("error", containing="[flex-sfdc]")
