"""Desktop tests: the plugin in the real Twilio Flex UI, in a fake Salesforce Lightning page, in Chromium."""
