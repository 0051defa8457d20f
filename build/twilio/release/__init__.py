"""Read and change the set of plugins that is released to the agents.

released.py     what is released, whether somebody else changed it, what Twilio may refuse of it
specs.py        what the user asked for, resolved on the account
new_release.py  release the current plugins with changes
rollback.py     release an earlier configuration again
difference.py   the differences between two configurations
"""
