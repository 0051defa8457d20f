"""The org doctor: read what an org has, and check whether Flex can work in its Lightning Experience.

run.py       run the checks in their order; a failure stays with its check
snapshot.py  read the org
checks.py    decide by what was read, and send no request
"""
