#!/usr/bin/env python3
"""The one command of this project: `python3 package.py build`, `test`, `check`, `run` ...

Needs Python 3.10 to 3.13 and nothing else: the first run makes the environment it needs in `.venv`, later
runs use it. Any Python 3 can read this file, so that it can report which version it needs.
"""

import sys

OLDEST = (3, 10)
NEWEST = (3, 13)


def refusal(version):
    # type: (tuple[int, ...]) -> str | None
    """Why this Python cannot be used, in one line, or None when it can."""
    if OLDEST <= version[:2] <= NEWEST:
        return None
    this = ".".join(map(str, version))
    return "package.py: needs Python %d.%d to %d.%d, and this is Python %s: try `python%d.%d package.py`" % (
        OLDEST + NEWEST + (this,) + NEWEST
    )


if __name__ == "__main__":
    why_not = refusal(tuple(sys.version_info[:3]))
    if why_not:
        sys.stderr.write(why_not + "\n")
        sys.exit(2)
    try:
        from build.bootstrap import start

        code = start(sys.argv[1:])
    except KeyboardInterrupt:  # before a command could say what it makes of Ctrl-C
        code = 130
    sys.exit(code)
