"""From an accepted task to an activity in Salesforce.

tracker.py    receives what happens to each task, and alone decides what is added, sent or dropped
rules.py      the states of an activity and what moves it from one to the next (pure)
rejections.py what Salesforce's answers to a save mean (pure)
outbox.py     the activities that are not in Salesforce yet
store.py      where the browser keeps them
sender.py     sends them, one at a time, from one tab at a time
hooks.py      Flex's events and actions
view.py       the list of unsaved activities in Flex's header
"""
