"""Serve a fake account on loopback for a person: it prints how to reach it, and every request."""

from __future__ import annotations

import errno
import threading
from collections.abc import Callable

from build.demo.twilio_api import others
from build.demo.twilio_api.request import Request
from build.demo.twilio_api.server import FakeTwilio
from build.errors import UserError

Say = Callable[[str], None]


def serve(port: int, plugins_of_others: int, out: Say, hint: Say) -> None:
    """Serve until Ctrl-C. Raises UserError if the port is in use."""
    try:
        server = FakeTwilio(port=port, on_request=lambda request: out(_line(request)))
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        problem = f"--port {port}: is in use: stop the program that uses it, or choose another"
        raise UserError(problem) from None
    with server as twilio:
        if plugins_of_others:
            others.released_plugins(twilio, plugins_of_others)
        for name, value in twilio.environ.items():
            out(f"export {name}={value}")
        hint("paste these lines into another terminal: its package.py then uses this account")
        hint("the account is empty again after a restart; Ctrl-C ends it; its requests follow")
        threading.Event().wait()


def _line(request: Request) -> str:
    fields = [f"{name}={value[:60]}" for name, value in request.fields]
    files = [f"{name}=({len(file.content)} bytes)" for name, file in request.files.items()]
    return " ".join([str(request.status or "---"), request.line, *fields, *files])
