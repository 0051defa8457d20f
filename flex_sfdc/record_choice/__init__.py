"""Choose the record that a task is about, and save it on the task.

hooks.py             Flex's events and actions
service.py           saves a choice of the first or the second record, and stops a completion without it
record_in_view.py    suggests the record that the agent looks at in Salesforce
record_channel.py    choices by components of Salesforce's page
rules.py             what the dropdown shows, what a choice saves, how messages are read (pure)
view.py              the dropdowns above the task
"""
