"""Find the credentials in the environment or in a profile of the Twilio CLI, never on the command line."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from build.files import read_text
from build.remote.errors import CredentialsError

CLI_FILE = Path(".twilio-cli/config.json")
"""The Twilio CLI's profiles, below the home directory."""

STEP = "credentials"
_ACCOUNT = re.compile(r"AC[0-9a-fA-F]{32}", re.ASCII)
_KEY = re.compile(r"SK[0-9a-fA-F]{32}", re.ASCII)
_WAYS = (
    "Set TWILIO_API_KEY and TWILIO_API_SECRET, or TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, "
    "or create a profile with `twilio profiles:create`."
)


@dataclass(frozen=True)
class Credentials:
    """Credentials for Basic authentication. Neither `repr` nor an error shows the secret."""

    username: str = field(repr=False)
    secret: str = field(repr=False)
    account_sid: str | None
    """None if there is only an API key: Twilio knows its account."""
    source: str
    """Their source, in words."""

    def hide(self, text: str) -> str:
        """Return the text without the secret, in any form in which an answer may repeat it."""
        pair = f"{self.username}:{self.secret}".encode()
        basic = base64.b64encode(pair).decode()
        for form in (
            basic,
            basic.rstrip("="),
            quote(basic, safe=""),
            quote(self.secret, safe=""),
            self.secret,
        ):
            text = text.replace(form, "[hidden]")
        return text

    def signature(self, url: str) -> str | None:
        """Return the `X-Twilio-Signature` for a GET, made with the account's token; None with an API key."""
        if self.username != self.account_sid:
            return None
        digest = hmac.new(self.secret.encode(), url.encode(), hashlib.sha1).digest()
        return base64.b64encode(digest).decode()

    def check_account(self, answered: str) -> None:
        """Raise CredentialsError if Twilio answers for an account other than the requested one."""
        if self.account_sid not in (None, answered):
            raise CredentialsError(
                STEP,
                f"{self.source} are for the account {self.account_sid}, but Twilio answers for {answered}",
                "Use a key of the right account.",
            )


def find_credentials(environ: Mapping[str, str], home: Path, profile: str | None = None) -> Credentials:
    """Find the credentials in the order of the Twilio CLI.

    Use a named profile (`profile`, or TWILIO_PROFILE), then the environment, then the CLI's active profile.
    Prefer an API key to the account's token. Treat an empty variable as unset, because pipelines set empty
    variables for missing secrets. Raises CredentialsError with one line.
    """
    values = {name: value.strip() for name, value in environ.items() if name.startswith("TWILIO_")}
    for name, value in values.items():
        # Bytes that are not UTF-8, as Python decodes them.
        if any("\ud800" <= character <= "\udfff" for character in value):
            raise CredentialsError(STEP, f"{name} is not UTF-8", "Set it again.")
    credentials = _from_environment(values)
    named = profile or values.get("TWILIO_PROFILE")
    if credentials and not profile and named:
        raise CredentialsError(
            STEP,
            f'both TWILIO_PROFILE ("{named}") and {credentials.source} select the credentials',
            "Unset one of them.",
        )
    if credentials and not named:
        return credentials
    account = values.get("TWILIO_ACCOUNT_SID")
    if account and not named and not (home / CLI_FILE).exists():
        raise CredentialsError(STEP, "TWILIO_ACCOUNT_SID is set without a key or a token", _WAYS)
    chosen = _from_profiles(home / CLI_FILE, named)
    if not profile and account and account != chosen.account_sid:
        raise CredentialsError(
            STEP,
            f"TWILIO_ACCOUNT_SID is {_shown(account)}, but {chosen.source} is for {chosen.account_sid}",
            f"Unset it, or choose another profile. {_WAYS}",
        )
    return chosen


def _from_environment(values: Mapping[str, str]) -> Credentials | None:
    account, token = values.get("TWILIO_ACCOUNT_SID"), values.get("TWILIO_AUTH_TOKEN")
    key, secret = values.get("TWILIO_API_KEY"), values.get("TWILIO_API_SECRET")
    if account and not _ACCOUNT.fullmatch(account):
        raise _malformed("TWILIO_ACCOUNT_SID", "AC")
    if key and not _KEY.fullmatch(key):
        raise _malformed("TWILIO_API_KEY", "SK")
    if key and secret:
        return Credentials(key, secret, account or None, "TWILIO_API_KEY and TWILIO_API_SECRET")
    if key or secret:
        present, missing = ("KEY", "SECRET") if key else ("SECRET", "KEY")
        raise CredentialsError(STEP, f"TWILIO_API_{present} is set without TWILIO_API_{missing}", _WAYS)
    if account and token:
        return Credentials(account, token, account, "TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN")
    if token:
        raise CredentialsError(STEP, "TWILIO_AUTH_TOKEN is set without TWILIO_ACCOUNT_SID", _WAYS)
    return None


def _malformed(name: str, prefix: str) -> CredentialsError:
    # Do not show the value: it may be the secret in the wrong place.
    return CredentialsError(
        STEP,
        f"{name}: expected {prefix} and 32 hexadecimal digits",
        "Check that the value is in the right variable.",
    )


def _shown(account: str) -> str:
    return account if _ACCOUNT.fullmatch(account) else "something else"


def _from_profiles(path: Path, name: str | None) -> Credentials:
    """Read the credentials from the file of the Twilio CLI.

    `profiles` contain their keys; the keys of the older `projects` are in the system's keychain.
    """
    document = _read(path)
    profiles = _objects(document.get("profiles"))
    older = document.get("projects")
    ids = [item.get("id") for item in older if isinstance(item, dict)] if isinstance(older, list) else []
    if not profiles and not ids and not name:
        raise CredentialsError(STEP, f"found none in the environment or in {path}", _WAYS)
    active = document.get("activeProject")
    chosen = name or (active if isinstance(active, str) else None) or _only(profiles)
    if chosen is None:
        there_are = ", ".join(map(str, [*profiles, *ids]))
        raise CredentialsError(
            STEP,
            f"no profile of the Twilio CLI is active (there are: {there_are})",
            "Choose one with TWILIO_PROFILE or `twilio profiles:use`.",
        )
    if chosen not in profiles:
        problem = (
            f'the key of the profile "{chosen}" is in the system\'s keychain, where an old Twilio CLI put it'
            if chosen in ids
            else f'the Twilio CLI has no profile "{chosen}" in {path}'
        )
        raise CredentialsError(STEP, problem, f"Create it with `twilio profiles:create --profile {chosen}`.")
    return _credentials(chosen, profiles[chosen])


def _credentials(name: str, profile: Mapping[str, object]) -> Credentials:
    key, secret, account = (_text(profile.get(part)) for part in ("apiKey", "apiSecret", "accountSid"))
    is_key_usable = _KEY.fullmatch(key) or key == account
    if not (secret and is_key_usable and _ACCOUNT.fullmatch(account)):
        raise CredentialsError(
            STEP,
            f'the profile "{name}" of the Twilio CLI is incomplete',
            f"Create it again with `twilio profiles:create --profile {name}`.",
        )
    return Credentials(key, secret, account, f'the profile "{name}" of the Twilio CLI')


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _only(profiles: Mapping[str, object]) -> str | None:
    return next(iter(profiles)) if len(profiles) == 1 else None


def _objects(value: object) -> dict[str, dict[str, object]]:
    if not isinstance(value, dict):
        return {}
    return {key: inner for key, inner in value.items() if isinstance(inner, dict)}


def _read(path: Path) -> dict[str, object]:
    try:
        document = json.loads(read_text(path))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError):
        # Raised without the cause: a parser's message may quote the file.
        raise CredentialsError(STEP, f"{path}: cannot be read, or is not JSON", _WAYS) from None
    return document if isinstance(document, dict) else {}
