"""Salesforce: the port to the CRM, Open CTI as its driver, the connection, records."""
