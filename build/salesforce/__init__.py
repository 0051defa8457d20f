"""Files for Salesforce's Setup: the call center definition."""
