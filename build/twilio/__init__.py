"""The plugin on a Twilio account: deploy, release, roll back, without Node.

    client/   requests and answers
    deploy/   put a version on the account
    release/  give versions to the agents, or take them back
    flags.py  the feature's flags in the Flex configuration
    doctor/   check the account

Every module is a step: values in, values out, the errors of build/remote/errors.py. Nothing here prints; the
commands in build/cli/ do.
"""
