"""Puts the plugin on a Twilio account: deploy, release, roll back, without Node.

    twilio/      how Twilio is spoken to
    deploying/   a version goes on the account
    releasing/   versions go live, or back
    flags/       the feature's flags in the Flex configuration
    doctor/      whether the account is as it must be

Every module is a step: values in, values out, its own errors (errors.py). Nothing here prints; the commands
in build/commands/ do.
"""
