"""A `package.py serve` in a separate process."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from contextlib import closing, suppress
from pathlib import Path
from queue import Empty, SimpleQueue

from tests.support.processes import PATIENCE


class ServeProcess:
    """A running `package.py serve`, on a port of the system's choice."""

    def __init__(self, checkout: Path, *arguments: str) -> None:
        command = [sys.executable, str(checkout / "package.py"), "serve", "--port", "0", *arguments]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)
        self._lines: SimpleQueue[str] = SimpleQueue()
        self.said: list[str] = []
        self._reader = threading.Thread(target=self._read)
        self._reader.start()
        where = self.wait_for(r"pluginService: \{ enabled: true, url: \"(\S+)\" \}")
        self.url = where[1]
        self.port = int(re.findall(r":(\d+)/", self.url)[0])

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self._lines.put(line.rstrip("\n"))

    def wait_for(self, pattern: str) -> re.Match[str]:
        """Return the next line in the terminal that contains the text."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                self.said.append(self._lines.get(timeout=max(0.0, end - time.monotonic())))
            except Empty:
                raise AssertionError(f"waited for {pattern}, among {self.said}") from None
            if match := re.search(pattern, self.said[-1]):
                return match

    def get(self, target: str) -> tuple[int, bytes]:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as connection:
            connection.request("GET", target, headers={"X-Flex-JWE": "secret"})
            response = connection.getresponse()
            return response.status, response.read()

    def entry(self) -> dict[str, object]:
        """Return the only entry of the list."""
        (entry,) = json.loads(self.get("/plugins")[1])
        return dict(entry)

    def ctrl_c(self) -> int:
        """End the server like a terminal, which signals all its processes. Return the exit code."""
        os.killpg(self.process.pid, signal.SIGINT)
        self._wait()
        return self.process.returncode

    def close(self) -> None:
        """End the server like an editor or a container, if it is still running."""
        self.process.terminate()
        self._wait()

    def _wait(self) -> None:
        try:
            self.process.wait(PATIENCE)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
        self._reader.join()
        if self.process.stderr is not None:
            self.process.stderr.close()
        while not self._lines.empty():
            self.said.append(self._lines.get())
