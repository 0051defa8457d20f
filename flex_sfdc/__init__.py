"""Salesforce inside Twilio Flex: the plugin's sources.

The unit tests run them in CPython; the tool chain compiles them to JavaScript for Flex.

plugin.py         the entry: reads the configuration, decides whether this page is trusted, wires the rest
configuration.py  the account's and the worker's settings (pure)
crm_host.py       the port to the CRM
connection.py     tries until the CRM answers; the state the hooks wait for
context.py        what every hook receives
state.py          what is known of the agent's tasks: a slice of Flex's store
notifications.py  what the agent is told
log.py            what the console is told
utils/            the decisions, plain values in and out: sfdc_loader, click_to_dial, screen_pop,
                  log_activity, and what belongs to them
hooks/            one file per event, too thin to be wrong
edge/             everything that touches the browser or Salesforce
contracts/        the shapes of what belongs to others, with their source; types only
strings/          what the agent reads, a file per language
host.js           the only JavaScript written by hand
"""
