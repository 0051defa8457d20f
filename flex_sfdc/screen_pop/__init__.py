"""Show the customer's record in Salesforce when the agent accepts a task."""
