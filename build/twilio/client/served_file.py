"""Fetch a plugin's file from its environment, which is the only way to see the uploaded content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from build.twilio.client.credentials import Credentials


class Web(Protocol):
    """Fetch files and pages without credentials, as the HTTP transport can."""

    def fetch(self, step: str, host: str, path: str, headers: Mapping[str, str]) -> bytes | None:
        """Return the file, or None if it is refused or missing. Raises RemoteUnavailable."""

    def status(self, step: str, host: str, path: str) -> int:
        """Return the status of a page. Raises RemoteUnavailable."""


@dataclass(frozen=True)
class ServedFiles:
    """The files that Twilio serves, fetched as a browser or Flex fetches them."""

    web: Web
    credentials: Credentials

    def read(self, host: str, path: str, *, public: bool) -> bytes | None:
        """Return the file, or None if it is not served or cannot be read with these credentials.

        A protected file needs a signature made with the account's auth token, so an API key cannot read it.
        """
        headers: dict[str, str] = {}
        if not public:
            signature = self.credentials.signature(f"https://{host}{path}")
            if signature is None:
                return None
            headers["X-Twilio-Signature"] = signature
        return self.web.fetch(f"read {path} as it is served", host, path, headers)
