"""What Salesforce's Setup needs: the call center definition."""
