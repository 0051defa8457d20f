"""The real Flex UI in a fake Salesforce page, with a fake Twilio behind it, for the demo and the tests.

salesforce/          the fake org, its Lightning page, Open CTI and the panel of the org package
twilio/              the fake Twilio behind Flex; twilio_api/ is the one for deploying
flex/                the Flex UI: installed from npm by npm.py, bundled, configured
desktop.py           a tab with all of these, and the agent's actions in it; flex_tab.py, the tab itself
setup.py             the options of a desktop; plugin_setup.py, that of one with the plugin
browser.py           Chromium; chromium.py finds one; far_end.py, the other party of a call

run.py               the command, which starts and ends everything
demo.py              the running demo; event_log.py, its log
commands/            the events that can happen around the agent
room/                the control room
builder.py           builds the plugin in a warm process (warm_build.py); inner_loop.py reloads Flex with it
scenarios.py         the scenarios to play; tour.py takes their pictures
"""
