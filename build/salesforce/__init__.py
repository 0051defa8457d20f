"""Prepare Salesforce without Node: the call center definition for Open CTI, the org package for Lightning.

    call_center.py  make the file that an admin imports
    org_package.py  read salesforce/ and render it for the settings; write it for other tools
    conversion.py   convert source format to the zip of the Metadata API
    client/         credentials, requests and answers
    deploy.py       start a deploy and follow it; deploy_result.py reads its result
    doctor/         check an org

Every module is a step: it takes and returns values, and raises the errors of build/remote/errors.py. Only the
commands in build/cli/ print.
"""
