"""Start a fake to try the commands on by hand: `python -m build.demo.twilio_api --help`."""

from __future__ import annotations

import argparse
import signal
import threading
from contextlib import suppress

from build.demo.twilio_api import others
from build.demo.twilio_api.request import Request
from build.demo.twilio_api.server import FakeTwilio


def main() -> None:
    parser = argparse.ArgumentParser(description="A Twilio account on loopback, until Ctrl-C or SIGTERM.")
    parser.add_argument("--port", type=int, default=0, help="any free one unless said")
    parser.add_argument("--others", type=int, default=0, metavar="N", help="N plugins of others, released")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt), FakeTwilio(port=options.port, told=_tell) as twilio:
        if options.others:
            others.released_plugins(twilio, options.others)
        for name, value in twilio.environ.items():
            print(f"export {name}={value}", flush=True)
        threading.Event().wait()


def _tell(request: Request) -> None:
    fields = [f"{name}={value[:60]}" for name, value in request.fields]
    files = [f"{name}=({len(file.content)} bytes)" for name, file in request.files.items()]
    print(request.status or "---", request.line, *fields, *files, flush=True)


if __name__ == "__main__":
    main()
