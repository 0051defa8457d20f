"""Read and change the set of plugins that is released to the agents.

released.py     read the released plugins, and detect releases by others
specs.py        resolve the user's changes on the account
new_release.py  release the current plugins with changes
rollback.py     release an earlier configuration again
difference.py   compare two configurations
"""
