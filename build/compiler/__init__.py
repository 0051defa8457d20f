"""The compiler: Python in, JavaScript that behaves the same out; what cannot behave the same is refused.

load/ reads and parses modules, analysis/ finds out what the program means, lower/ rewrites Python's tree into
the part that prints as JavaScript, emit/ prints it through Transcrypt, link/ keeps what is needed. runtime/
and stdlib/ are what compiled programs run on.
"""
