"""Puts the plugin on a Twilio account: deploy, release, roll back, without Node.

Every module is a step: values in, values out, its own errors (release/errors.py). Nothing here prints; the
commands in build/commands/ do.
"""
