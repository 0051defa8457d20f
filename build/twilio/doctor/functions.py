"""Check the serverless function through which the plugin saves task attributes, if the account has one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from build.remote.findings import Finding, ok, problem, warning
from flex_sfdc.configuration import functions_url

FUNCTIONS = "functions domain"
KEY = "serverless_functions_domain"
_HOST = re.compile(r"(?:[a-z0-9-]{1,63}\.)*[a-z0-9-]{1,63}")
PATH = "/common/flex/taskrouter/update-task-attributes"
_DEPLOY = (
    f"Deploy the functions of the flex-project-template, or remove custom_data.{KEY}: then Flex saves them."
)


def functions_host(custom_data: object) -> str | Finding:
    """Return the host to call, or a finding if there is none."""
    domain = custom_data.get(KEY) if isinstance(custom_data, Mapping) else None
    if domain in (None, ""):
        return ok(FUNCTIONS, f"no custom_data.{KEY}: Flex itself saves the task attributes")
    url = functions_url(custom_data)
    parts = urlsplit(url)
    if not _HOST.fullmatch(parts.hostname or ""):
        text = f"custom_data.{KEY} is not a host name: nothing can be saved there"
        return warning(
            FUNCTIONS, text, "Remove it, or write only the domain, as in default-1234-dev.twil.io."
        )
    if parts.scheme != "https":
        text = f"{url} is not https: only a Flex on a developer's own machine may call it"
        return warning(FUNCTIONS, text, "Remove custom_data.serverless_functions_protocol.")
    if not _is_port(parts.netloc.partition(":")[2] or "443"):
        text = f"{url} has an invalid port"
        return warning(FUNCTIONS, text, "Remove custom_data.serverless_functions_port.")
    return parts.netloc


def _is_port(digits: str) -> bool:
    return 0 < int(digits[:9]) < 65536


def check_functions(host: str, status: int) -> Finding:
    """Check the function by a request without a token: if it is missing, the answer is 404."""
    if status == 404:
        return problem(FUNCTIONS, f"{host} has no function at {PATH}", _DEPLOY)
    return ok(FUNCTIONS, f"{host} answers")


def check_silence(host: str, why: str) -> Finding:
    """Return the finding for a host without a usable answer."""
    return problem(FUNCTIONS, f"{host}: {why}", _DEPLOY)
