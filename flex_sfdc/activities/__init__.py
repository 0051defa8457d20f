"""Make an activity in Salesforce from each accepted task.

hooks.py          Flex's events and actions
logout.py         stop a logout that would lose activities; remove all stored data
tracker.py        follow each task: keep its activity up to date, and decide when it is added, sent or dropped
contents.py       make the fields of an activity, from the task and the copilot's note
copilot_notes.py  find the task that each copilot note is about, and add the note to its activity

outbox.py         the activities that are not in Salesforce yet
entries.py        an activity in the outbox: its states, its parts, when the agent sees it (pure)
events.py         what can happen to an activity (pure)
rules.py          the state after each event, as a table (pure)
sessions.py       combine what the agent's sessions know about one activity (pure)
store.py          keep the outbox in the browser's storage
sender.py         send the activities, one at a time, from one tab at a time
rejections.py     classify Salesforce's answers to a save (pure)
view.py           the list of unsaved activities in Flex's header
"""
