"""The plugin server of `package.py serve`: the requests of Twilio's plugin service, for your own Flex.

`answers.py` answers a request, `origins.py` decides which pages may read the answer, `builds.py` keeps the
builds, and `listener.py` is the socket.
"""
