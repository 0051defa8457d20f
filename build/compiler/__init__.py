"""Python's tree in, a tree that Transcrypt translates faithfully out: what cannot mean the same in the
browser is refused.
"""
