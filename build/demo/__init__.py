"""The real Flex UI in a fake Salesforce page, with a fake Twilio behind it: the demo and tests share them."""
