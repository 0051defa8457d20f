"""From an accepted task to an activity in Salesforce."""
