"""Tell components of the Salesforce page about calls and activities."""
