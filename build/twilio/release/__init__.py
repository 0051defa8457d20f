"""Which plugins are live, and a change of that.

live_plugins.py  what is live; whether somebody else moved it
wishes.py        what is asked for, found on the account
new_release.py   a release of what is live with these changes
rollback.py      an earlier configuration released again
archived.py      what Twilio may refuse
difference.py    what differs from one configuration to another
"""
