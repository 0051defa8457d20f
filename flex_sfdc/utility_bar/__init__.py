"""Show the state of the agent and their tasks in Salesforce's utility bar."""
