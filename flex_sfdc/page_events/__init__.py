"""Tell components of Salesforce's page what happens to calls and activities."""
