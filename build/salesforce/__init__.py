"""The Salesforce side: the call center definition for Open CTI, the org package for Lightning; without Node.

    call_center.py  the file that an admin imports
    org_package.py  read salesforce/ and render it for the settings; write it for other tools
    conversion.py   source format to the zip of the Metadata API
    client/         credentials, requests and answers
    deploy.py       start a deploy and follow it; deploy_result.py reads its result
    doctor/         check what an org has

Every module is a step: values in, values out, the errors of build/remote/errors.py. The commands print.
"""
