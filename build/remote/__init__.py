"""Code shared by the work on a Twilio account and on a Salesforce org: HTTP, errors, progress, findings."""
