"""Choose the record that a task is about, and save it on the task.

hooks.py             Flex's events and actions
service.py           carries out a choice, wherever it was made, also of the second record
record_channel.py    choices by components of Salesforce's page
record_in_view.py    suggests the record that the agent looks at
rules.py             what the dropdown shows, what a choice saves, what messages mean (pure)
view.py              the dropdowns above the task
"""
