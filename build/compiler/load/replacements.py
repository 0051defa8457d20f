"""Advice for modules that the browser does not have."""

from __future__ import annotations

import sys

_FETCH = "use `services.window.fetch(...)`"
_CLOCK = "the browser has one thread: use `services.clock.after(...)`, or `async` functions"
_FILES = "the browser has no files: take the text as an argument, or embed it in the module"
_SETTINGS = "the browser has no operating system: take the value from the plugin's configuration"
_CRYPTO = "use `services.window.crypto.subtle`, whose functions return promises"

_INSTEAD = {
    **dict.fromkeys(
        ("requests", "httpx", "aiohttp", "urllib3", "urllib", "urllib.request", "http", "http.client"), _FETCH
    ),
    **dict.fromkeys(
        ("socket", "ssl", "websockets", "websocket"), f"{_FETCH}, or `services.window.WebSocket`"
    ),
    **dict.fromkeys(
        ("threading", "multiprocessing", "concurrent", "concurrent.futures", "queue", "sched", "_thread"),
        _CLOCK,
    ),
    **dict.fromkeys(
        ("pathlib", "shutil", "tempfile", "glob", "csv", "sqlite3", "zipfile", "fileinput"), _FILES
    ),
    **dict.fromkeys(
        ("os", "os.path", "platform", "subprocess", "argparse", "configparser", "dotenv", "getpass"),
        _SETTINGS,
    ),
    **dict.fromkeys(("hashlib", "hmac", "cryptography", "jwt"), _CRYPTO),
    "uuid": "use `services.window.crypto.randomUUID()`",
    "secrets": "use `services.window.crypto.randomUUID()`, which nobody can guess",
    "base64": "use `services.window.btoa(...)` and `services.window.atob(...)`",
    "decimal": "count in the smallest unit, such as cents in an `int`",
    "fractions": "keep numerator and denominator as two `int`",
    **dict.fromkeys(
        ("zoneinfo", "pytz", "dateutil", "tzdata", "dateutil.parser"),
        "keep times in UTC, and show them with `services.window.Intl.DateTimeFormat`",
    ),
    **dict.fromkeys(("locale", "gettext", "babel"), "use `services.window.Intl`; texts belong in `strings/`"),
    **dict.fromkeys(("pickle", "marshal", "shelve"), "use `json`"),
    **dict.fromkeys(("yaml", "tomllib", "toml"), "use `json`, or a literal in the module"),
    **dict.fromkeys(("pydantic", "attrs", "attr"), "use `dataclasses`"),
    **dict.fromkeys(("struct", "array", "numpy", "pandas"), "use lists and dictionaries"),
    **dict.fromkeys(("phonenumbers", "xml", "xml.etree", "bs4", "lxml"), "use `re` on the text"),
    **dict.fromkeys(
        ("inspect", "importlib", "traceback", "ast", "gc", "weakref", "ctypes", "signal", "atexit"),
        "it reaches into CPython's own interpreter, which the browser does not have",
    ),
    **dict.fromkeys(("unittest", "pytest", "doctest"), "tests belong to tests/, where CPython runs them"),
    **dict.fromkeys(("twilio", "simple_salesforce"), f"it runs on a server: {_FETCH} to reach yours"),
    "contextvars": "pass the value as an argument",
    "numbers": "test for `int` and `float`",
    "unicodedata": "use the methods of `str`",
    "difflib": "compare with the methods of `str`",
}
"""A sentence for each, without the module's name."""


def has_advice(module: str) -> bool:
    """Return whether there is advice for exactly this module."""
    return module in _INSTEAD or module.partition(".")[0] in _INSTEAD


def instead_of(module: str) -> str:
    """Return what to do instead of importing a module that does not exist in the browser."""
    top = module.partition(".")[0]
    if advice := _INSTEAD.get(module) or _INSTEAD.get(top):
        return advice
    if top in sys.stdlib_module_names:
        return "docs/dialect.md lists the standard modules that the browser has"
    return (
        "there is no such file in the project; if it is a package of pure Python from PyPI, copy it into "
        "the folder `vendored/` of your extension"
    )


_LIMIT = "use `services.clock.with_timeout(...)`"
_FLAG = "members cannot be combined in the browser: keep a `set` of an Enum's members"
_TIME = "use `datetime`, or `services.window.Intl.DateTimeFormat` for the agent's time zone"

NAMES_REFUSED = {
    "time.sleep": "`time.sleep` would stop the page: write `await asyncio.sleep(…)`",
    **{f"enum.{name}": f"`enum.{name}`: {_FLAG}" for name in ("Flag", "IntFlag")},
    **{
        f"time.{name}": f"`time.{name}`: {_TIME}"
        for name in ("strftime", "strptime", "localtime", "gmtime", "mktime", "ctime")
    },
    **{
        f"asyncio.{name}": f"`asyncio.{name}`: use `asyncio.gather` or `services.window.Promise.resolve`"
        for name in ("create_task", "ensure_future")
    },
    **{f"asyncio.{name}": f"`asyncio.{name}`: {_LIMIT}" for name in ("wait_for", "timeout", "wait")},
}
"""Names of standard modules that the browser cannot have."""
