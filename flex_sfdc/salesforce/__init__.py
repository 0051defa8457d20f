"""Salesforce: the port to the CRM, its drivers, the connection, records and fields.

crm_host.py       the port: all requests of the plugin to the CRM
open_cti.py       the driver for Open CTI; scripts.py loads and describes Salesforce's scripts
lightning.py      the driver for a Lightning component; lightning_port.py keeps the port to it,
                  lightning_messages.py reads what it sends (pure)
driver_choice.py  finds out which of the two drivers the CRM answers
connection.py     retries until the CRM answers, while features wait; keeps values in the CRM up to date
records.py        ids of records, and how clicks and messages name records (pure)
search_results.py the records that a search found, and the one that the account prefers (pure)
fields.py         the fields of an activity, and the values that each accepts (pure)
"""
