#!/usr/bin/env python3
"""The one command of this project: `python3 package.py build`, `test`, `check`, `run` ...

Needs Python 3.10 to 3.13 and nothing else: the first run makes the environment it needs in `.venv`, later
runs use it. Any Python 3 can read this file, so it can name the versions that it needs.
"""

import os
import sys

OLDEST = (3, 10)
NEWEST = (3, 13)


def refusal(version):
    # type: (tuple[int, ...]) -> str | None
    """Return why this Python cannot be used, in one line, or None if it can."""
    if OLDEST <= version[:2] <= NEWEST:
        return None
    this = ".".join(map(str, version))
    return "package.py: needs Python %d.%d to %d.%d, and this is Python %s: try `python%d.%d package.py`" % (
        OLDEST + NEWEST + (this,) + NEWEST
    )


def shadows(root):
    # type: (str) -> str | None
    """Return a file or folder that every import would find instead of a standard module, or None."""
    for name in sorted(os.listdir(root)):
        is_package = os.path.isfile(os.path.join(root, name, "__init__.py"))
        if is_package and name in sys.stdlib_module_names:
            return name + "/"
        if name.endswith(".py") and name[:-3] in sys.stdlib_module_names:
            return name
    return None


def ignore_pythonpath():
    # type: () -> None
    """Import nothing from PYTHONPATH, which may hide standard modules; child processes ignore it too."""
    library = os.path.dirname(os.path.abspath(os.__file__))
    entries = os.environ.pop("PYTHONPATH", "")
    for path in map(os.path.abspath, entries.split(os.pathsep) if entries else ()):
        if not (path + os.sep).startswith(library + os.sep):
            sys.path[1:] = [other for other in sys.path[1:] if os.path.abspath(other) != path]


def open_closed_streams():
    # type: () -> None
    """Connect standard streams that the caller closed: the next opened file would take their place."""
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # gets the lowest free number, which is this one
            os.set_inheritable(number, True)
            setattr(sys, name, open(number, mode, closefd=False))  # noqa: SIM115 (for the whole run)


if __name__ == "__main__":
    why_not = refusal(tuple(sys.version_info[:3]))
    if why_not:
        sys.stderr.write(why_not + "\n")
        sys.exit(2)
    folder = os.path.dirname(os.path.realpath(__file__))  # where Python imports from, even through a link
    shadow = shadows(folder)
    if shadow:
        sys.stderr.write("package.py: %s hides Python's own module: rename it\n" % shadow)
        sys.exit(2)
    if not os.path.isfile(os.path.join(folder, "build", "bootstrap.py")):
        sys.stderr.write("package.py: there is no build/bootstrap.py in %s: run it in a checkout\n" % folder)
        sys.exit(2)
    if folder not in sys.path:  # python -I, -P or PYTHONSAFEPATH
        sys.path.insert(0, folder)
    ignore_pythonpath()
    open_closed_streams()
    try:
        from build.bootstrap import start

        code = start(sys.argv[1:])
    except KeyboardInterrupt:  # before a command can handle Ctrl-C
        code = 130
    sys.exit(code)
