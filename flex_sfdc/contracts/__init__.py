"""The shapes of objects that belong to Flex, Salesforce and the browser, as far as the plugin touches them.
Types only."""
