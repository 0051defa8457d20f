"""The real Flex UI in a fake Salesforce page, with a fake Twilio behind it: the demo and tests share them.

salesforce/          the fake org, its Lightning page, Open CTI and the panel of the org package
twilio/              the fake Twilio behind Flex; twilio_api/ is the one for deploying
flex/                the Flex UI: installed from npm by npm.py, bundled, configured
desktop.py           a tab with all of it, and what the agent does there; flex_tab.py, the tab itself
setup.py             the options of a desktop; plugin_setup.py, those with the plugin
browser.py           Chromium; chromium.py finds one; far_end.py, the other party of a call

run.py               the command: starts the rest, and ends it
demo.py              the running demo; event_log.py, its log
commands/            what can happen around the agent
room/                the control room
builder.py           builds the plugin in a warm process (warm_build.py); inner_loop.py reloads Flex with it
scenarios.py         what can be played; tour.py takes the pictures
"""
