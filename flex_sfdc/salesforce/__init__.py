"""Salesforce: the port to the CRM, its drivers, the connection, records and fields.

crm_host.py       the port: everything that the plugin asks of the CRM
open_cti.py       the driver for Open CTI; scripts.py loads and describes Salesforce's scripts
lightning.py      the driver for a Lightning component; lightning_port.py keeps the port to it,
                  lightning_messages.py reads what it sends (pure)
either_host.py    find out which of the two answers, and drive that one
connection.py     retry until the CRM answers, which features wait for; make something in it follow Flex
records.py        ids of records, and how clicks and messages name records (pure)
fields.py         the fields of an activity, and what each takes (pure)
"""
