"""The serverless function by which the plugin saves what it knows on a task, where the account has one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from build.twilio.doctor.findings import Finding, ok, problem, warning
from flex_sfdc.configuration import functions_url

FUNCTIONS = "functions domain"
KEY = "serverless_functions_domain"
_HOST = re.compile(r"(?:[a-z0-9-]{1,63}\.)*[a-z0-9-]{1,63}")
PATH = "/common/flex/taskrouter/update-task-attributes"
_DEPLOY = (
    f"Deploy the functions of the flex-project-template, or take custom_data.{KEY} out: then Flex saves it."
)


def functions_host(custom_data: object) -> str | Finding:
    """The host to ask, or the finding where there is nothing to ask."""
    given = custom_data.get(KEY) if isinstance(custom_data, Mapping) else None
    if given in (None, ""):
        return ok(FUNCTIONS, f"no custom_data.{KEY}: Flex itself saves what is known of a task")
    url = functions_url(custom_data)
    parts = urlsplit(url)
    if not _HOST.fullmatch(parts.hostname or ""):
        text = f"custom_data.{KEY} is no host's name: nothing can be saved there"
        return warning(
            FUNCTIONS, text, "Take it out, or write the domain alone, as in default-1234-dev.twil.io."
        )
    if parts.scheme != "https":
        text = f"{url} is not https: only a Flex on a developer's own machine may call it"
        return warning(FUNCTIONS, text, "Take custom_data.serverless_functions_protocol out.")
    if not _is_port(parts.netloc.partition(":")[2] or "443"):
        text = f"{url} has a port that cannot be"
        return warning(FUNCTIONS, text, "Take custom_data.serverless_functions_port out.")
    return parts.netloc


def _is_port(digits: str) -> bool:
    return 0 < int(digits[:9]) < 65536


def judge_functions(host: str, status: int) -> Finding:
    """By what a visitor without a token is told: the function turns him away, a missing one is 404."""
    if status == 404:
        return problem(FUNCTIONS, f"{host} has no function at {PATH}", _DEPLOY)
    return ok(FUNCTIONS, f"{host} answers")


def judge_silence(host: str, why: str) -> Finding:
    """For a host that gives no answer of use."""
    return problem(FUNCTIONS, f"{host}: {why}", _DEPLOY)
