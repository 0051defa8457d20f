"""The plugin server of `package.py serve`, which answers your own Flex like Twilio's plugin service.

`answers.py` answers a request, `origins.py` decides which pages may read the answer, `builds.py` keeps the
builds, and `listener.py` listens on the socket.
"""
