"""The org doctor: read the state of an org, and check whether Flex can work in its Lightning Experience.

run.py       run the checks in order
snapshot.py  read the org
checks.py    decide, and send no request
"""
