"""The org doctor: read what an org has, and check whether Flex can work in its Lightning Experience.

snapshot.py  read the org, and run the checks; a failure stays with its check
checks.py    decide by what was read, and send no request
"""
