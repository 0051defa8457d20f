"""Show a task's record in Salesforce when the agent selects the task in Flex."""
