"""The plugin in CPython, against small fakes of Flex, Salesforce and the browser."""
