"""sys: the part that a page can have."""

from __js__ import namedtuple_class, write_error, write_output

argv = [""]
byteorder = "little"
maxsize = 9007199254740991
platform = "browser"


class _VersionInfo(
    namedtuple_class("_VersionInfo", ["major", "minor", "micro", "releaselevel", "serial"], [])
):
    def __repr__(self):
        numbers = f"major={self.major}, minor={self.minor}, micro={self.micro}"
        return f"sys.version_info({numbers}, releaselevel={self.releaselevel!r}, serial={self.serial})"


version_info = _VersionInfo(3, 11, 0, "final", 0)


def exit(status=None, /):
    raise SystemExit(status) if status is not None else SystemExit()


def getrecursionlimit():
    return 1000


def intern(string, /):
    return string


class _Stream:
    def __init__(self, write):
        self._write = write

    def write(self, text):
        self._write(text)
        return len(text)

    def flush(self):
        pass


stdout = _Stream(write_output)
stderr = _Stream(write_error)
