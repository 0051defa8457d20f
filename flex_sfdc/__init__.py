"""Twilio Flex inside Salesforce: the plugin's sources.

The unit tests run them in CPython; the tool chain compiles them to JavaScript for Flex.

plugin.py         the entry: read the configuration, check the page around Flex, register the features
configuration.py  the configuration: of the account, the worker and the extensions (pure)
services.py       what every feature receives
extensions.py     the rules that extensions may replace; the build replaces this module
extension_points.py  the names that extensions import
extension_wrappers.py  put an extension's rule in place of ours, and fall back to ours
plain_data.py     read plain values: JSON, text, tuples (pure)
phone_numbers.py  read phone numbers in any notation (pure)
answer.py         the outcome of a request

utils/            the rules under the names of Twilio's template: sfdc_loader, log_activity, click_to_dial,
                  screen_pop (pure)

click_to_dial/    dial the numbers that the agent clicks in Salesforce
screen_pop/       show the customer's record when the agent accepts a task
context_switching/  show the record of a task that the agent selects
record_choice/    choose the record that a task is about
activities/       log tasks as Salesforce activities
utility_bar/      show the agent's state in Salesforce's utility bar
page_events/      tell components of the page about calls and activities
panel/            open the panel for a task, and keep it docked during a call
diagnostics/      show what works and what does not, and a report for a ticket

flex/             Flex: its state, the task store, task attributes, notifications, texts, components
salesforce/       Salesforce: the port to the CRM, its drivers (Open CTI, Lightning), the connection, records
browser/          the browser: time, storage, locks, the console

strings/          the texts that the agent reads, a file per language
host.js           the only JavaScript written by hand
"""
