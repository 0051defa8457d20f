"""Flex as the plugin sees it: its state, tasks, notifications, texts and styles.

selectors.py        read Flex's state
task_facts.py       the plugin's own data about a task, and which record the task is about (pure)
task_store.py       keep these facts in Flex's store and in the browser
task_attributes.py  write attributes of a task
notifications.py    show and dismiss notifications
strings.py          texts in the agent's language; language.py chooses it (pure)
components.py       shared parts of the features' views: the style, the dropdown of records, the header lists
types.py            the parts of Flex that the plugin uses
"""
