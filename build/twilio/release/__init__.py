"""Read and change the set of plugins that is released to the agents.

released.py     what is released, and whether somebody else changed it
specs.py        what the user asked for, resolved on the account
new_release.py  release the current plugins with changes
rollback.py     release an earlier configuration again
archived.py     plugins that Twilio may refuse
difference.py   the differences between two configurations
"""
