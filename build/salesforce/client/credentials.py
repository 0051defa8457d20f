"""Find the credentials in the environment or the Salesforce CLI, never on the command line."""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote, quote_plus

from build.remote.errors import CredentialsError
from build.salesforce.client.address import check_address

STEP = "credentials"
CLI_TIMEOUT = 120.0
_TOKEN = re.compile(r"[A-Za-z0-9!._+/=~-]{15,8000}")
_CLI_SECRETS = ("TWILIO_", "SALESFORCE_")
_WAYS = (
    "Set SALESFORCE_INSTANCE_URL with SALESFORCE_ACCESS_TOKEN, or with SALESFORCE_CLIENT_ID and "
    "SALESFORCE_CLIENT_SECRET, or log in with `sf org login web` and pass --target-org ALIAS."
)


@dataclass(frozen=True)
class Credentials:
    """An access token, or a client that gets one. Neither `repr` nor an error shows a secret."""

    address: str
    """The origin of the org."""
    source: str
    """The source of the credentials, in words."""
    token: str = field(default="", repr=False)
    """Empty for a client."""
    client_id: str = field(default="", repr=False)
    client_secret: str = field(default="", repr=False)

    def hide(self, text: str, *tokens: str) -> str:
        """Return the text without secrets, in any form in which an answer may repeat them."""
        pair = base64.b64encode(f"{self.client_id}:{self.client_secret}".encode()).decode()
        secrets = (self.token, self.client_secret, pair if self.client_secret else "", *tokens)
        for secret in filter(None, secrets):
            for form in {secret, quote(secret, safe=""), quote_plus(secret), json.dumps(secret)[1:-1]}:
                text = text.replace(form, "[hidden]")
        return text


def find_credentials(
    environ: Mapping[str, str], target_org: str | None = None, allowed_hosts: Collection[str] = ()
) -> Credentials:
    """Find the credentials: of `target_org` in the Salesforce CLI, of the environment, or of its default org.

    Treat an empty variable as unset, because pipelines set empty variables for missing secrets. Raises
    CredentialsError, or InputError for an address that must not receive credentials.
    """
    if target_org:
        return _from_cli(environ, target_org, allowed_hosts)
    values = {name: value.strip() for name, value in environ.items() if name.startswith("SALESFORCE_")}
    credentials = _from_environment(values, allowed_hosts)
    return credentials or _from_cli(environ, None, allowed_hosts)


def _from_environment(values: Mapping[str, str], allowed: Collection[str]) -> Credentials | None:
    address, token = values.get("SALESFORCE_INSTANCE_URL", ""), values.get("SALESFORCE_ACCESS_TOKEN", "")
    client, secret = values.get("SALESFORCE_CLIENT_ID", ""), values.get("SALESFORCE_CLIENT_SECRET", "")
    if not (token or client or secret):
        if address:
            raise CredentialsError(STEP, "SALESFORCE_INSTANCE_URL is set without any credentials", _WAYS)
        return None
    _check_combination(token, client, secret)
    if not address:
        raise CredentialsError(STEP, "SALESFORCE_INSTANCE_URL is missing", _WAYS)
    origin = check_address("SALESFORCE_INSTANCE_URL", address, allowed)
    if token:
        _check_token("SALESFORCE_ACCESS_TOKEN", token)
        return Credentials(origin, "SALESFORCE_ACCESS_TOKEN", token)
    _check_printable("SALESFORCE_CLIENT_ID", client)
    _check_printable("SALESFORCE_CLIENT_SECRET", secret)
    source = "SALESFORCE_CLIENT_ID and SALESFORCE_CLIENT_SECRET"
    return Credentials(origin, source, client_id=client, client_secret=secret)


def _check_combination(token: str, client: str, secret: str) -> None:
    if token and (client or secret):
        names = "SALESFORCE_ACCESS_TOKEN and SALESFORCE_CLIENT_ID or _SECRET"
        raise CredentialsError(STEP, f"both {names} are set", "Unset one of them.")
    if bool(client) != bool(secret):
        present, missing = ("ID", "SECRET") if client else ("SECRET", "ID")
        raise CredentialsError(
            STEP, f"SALESFORCE_CLIENT_{present} is set without SALESFORCE_CLIENT_{missing}", _WAYS
        )


def _check_printable(name: str, value: str) -> None:
    if not value.isascii() or not value.isprintable():
        raise CredentialsError(
            STEP, f"{name} contains characters other than printable ASCII", "Set it again."
        )


def _check_token(name: str, token: str) -> None:
    # Do not show the value: it may be a secret in the wrong form.
    if not _TOKEN.fullmatch(token):
        raise CredentialsError(STEP, f"{name} is not an access token", "Check the value and the variable.")


def _from_cli(environ: Mapping[str, str], target: str | None, allowed: Collection[str]) -> Credentials:
    program = shutil.which("sf", path=environ.get("PATH"))
    if program is None:
        problem = f"--target-org {target}: the Salesforce CLI is not installed" if target else "found none"
        raise CredentialsError(STEP, problem, _WAYS)
    chosen = (f"--target-org={target}",) if target else ()
    shown = _run(program, environ, "org", "display", *chosen)
    if shown is None:
        problem = f'the Salesforce CLI has no usable org "{target}"' if target else "found none"
        raise CredentialsError(STEP, problem, f"See `sf org list`. {_WAYS}")
    address, name = shown.get("instanceUrl"), shown.get("username") or target
    if not isinstance(address, str) or not isinstance(name, str):
        raise CredentialsError(STEP, "the Salesforce CLI does not show the org's address", _WAYS)
    origin = check_address("the Salesforce CLI's instanceUrl", address, allowed)
    secret = _run(program, environ, "org", "auth", "show-access-token", f"--target-org={name}")
    # A CLI without this command shows the token together with the org; newer versions redact it there.
    token = str((secret or shown).get("accessToken") or "")
    if not _TOKEN.fullmatch(token) or "redacted" in token.lower():
        raise CredentialsError(
            STEP,
            f"the Salesforce CLI shows no access token for {name}",
            "Update it, or log in again.",
        )
    return Credentials(origin, f"{name} of the Salesforce CLI", token)


def _run(program: str, environ: Mapping[str, str], *arguments: str) -> Mapping[str, object] | None:
    """Return the result of a Salesforce CLI command, None if it failed."""
    command: Sequence[str] = [program, *arguments, "--json"]
    inherited = {name: value for name, value in environ.items() if not name.startswith(_CLI_SECRETS)}
    try:
        done = subprocess.run(
            command,
            env={**inherited, "SF_AUTOUPDATE_DISABLE": "true", "FORCE_COLOR": "0"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=CLI_TIMEOUT,
            check=False,
        )
        document = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        # Raised without the cause, which contains the command's output.
        raise CredentialsError(STEP, "the Salesforce CLI does not answer", _WAYS) from None
    except (OSError, ValueError, RecursionError):
        return None
    result = document.get("result") if isinstance(document, dict) else None
    return result if done.returncode == 0 and isinstance(result, dict) else None
