"""Compile Python to JavaScript that behaves the same. Code that cannot behave the same is refused.

load/ reads and parses modules, analysis/ resolves names and finds out how the program uses them, lower/
rewrites Python's tree into nodes that print as JavaScript, emit/ prints them through Transcrypt, and link/
keeps the needed units. Compiled programs use runtime/ and stdlib/.
"""
