"""The plugin server of `package.py serve`: what Twilio's plugin service answers, for a Flex of one's own.

`answers.py` decides what a request is answered, `origins.py` which pages may read it, `shelf.py` keeps the
builds it is answered from, `listener.py` is the network around them.
"""
