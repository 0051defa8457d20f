"""warnings: on standard error; filters have no effect."""

from __js__ import write_error


def warn(message, category=None, stacklevel=1, source=None):
    if isinstance(message, Warning):
        category = type(message)
    name = "UserWarning" if category is None else category.__name__
    write_error(f"{name}: {message}\n")


def simplefilter(action, category=None, lineno=0, append=False):
    pass


def filterwarnings(action, message="", category=None, module="", lineno=0, append=False):
    pass
