"""A plugin's file as its environment serves it now: the only way to see what was uploaded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from build.twilio.client.credentials import Credentials


class Files(Protocol):
    """What fetches files; the HTTP transport does."""

    def fetch(self, step: str, host: str, path: str, headers: Mapping[str, str]) -> bytes | None:
        """The file, or None where it is refused or missing. Raises RemoteUnavailable."""


def read_live(files: Files, credentials: Credentials, host: str, path: str, *, public: bool) -> bytes | None:
    """The file, or None where it is not served, or cannot be read with these credentials.

    A protected file wants a signature made with the account's auth token, so with an API key alone it cannot
    be seen.
    """
    headers: dict[str, str] = {}
    if not public:
        signature = credentials.signature(f"https://{host}{path}")
        if signature is None:
            return None
        headers["X-Twilio-Signature"] = signature
    return files.fetch(f"read {path} as it is served", host, path, headers)
