"""Deploy, release and roll back the plugin on a Twilio account, without Node.

    client/   requests and answers
    deploy/   put a version on the account
    release/  give versions to the agents, or take them back
    flags.py  the feature's flags in the Flex configuration
    doctor/   check the account

Every module is a step: it takes and returns values, and raises the errors of build/remote/errors.py. Only the
commands in build/cli/ print.
"""
