"""Decide how to load Salesforce's scripts: which page embeds Flex, which to trust, when to retry.

Pure functions of plain values. Rules: docs/specification.md, section 2; facts: docs/platforms.md, "Open
CTI" and "Origins and the browser".
"""

from __future__ import annotations

from flex_sfdc.plain_data import DIGITS, LETTERS, consists_of

HTTPS = "https://"
MAX_ORIGIN_LENGTH = 200

# Salesforce's own hosts, Lightning and My Domain, commercial, government and China (`sfdcUrl.js` of
# @salesforce/core). A host must *end* with a suffix: `x.lightning.force.com.evil.example` only contains one.
SALESFORCE_SUFFIXES = (
    ".lightning.force.com",
    ".lightning.crmforce.mil",
    ".lightning.sfcrmapps.cn",
    ".my-lightning.com",
    ".my.salesforce.com",
    ".my.salesforce.mil",
    ".my-salesforce.com",
    ".my.sfcrmproducts.cn",
)

CLASSIC_SUFFIXES = (".my.salesforce.com", ".my.salesforce.mil", ".visual.force.com")

HOST_CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789-"

AUTO = "auto"
OPEN_CTI = "open_cti"
LIGHTNING = "lightning"
HINT_KEY = "crmHost"

ORIGIN_KEY = "sfdcIframeOrigin"
MODE_KEY = "mode"
DEFAULT_MODE = "Lightning"  # Open CTI's script needs a mode and accepts any

# Each attempt to reach Salesforce waits longer than the previous one (a Lightning page boots slowly), then
# pauses longer. Attempts continue at the last pace, so waiting work is done even after a long outage.
ROUND_TRIP_LIMITS_MS = (2_000, 4_000, 8_000, 16_000)
SCRIPT_LIMIT_MS = 10_000
REPORT_AFTER_ATTEMPTS = 3  # fewer failures only mean that the page is slow
CONSOLE_ATTEMPTS = 3


def parent_origin(ancestor: str | None, search: str, remembered: str, referrer: str) -> str:
    """Return the origin of the page that embeds Flex, from the best source; "" if there is none.

    The best source is `ancestor`, the browser's own list, which cannot be forged; it is None if the browser
    lacks the list. Next come the current query, the remembered query (Flex loses the query when the agent
    selects a task), and the referrer, which after a navigation inside the frame is Flex itself.
    """
    if ancestor is not None:
        return ancestor
    for key, value in query_pairs(search) + query_pairs(remembered):
        if key == ORIGIN_KEY and value:
            return plain(value)
    return "/".join(referrer.split("/")[:3])


def shown_origin(origin: str) -> str:
    """Return an origin for the log. Leave out the rest of the address, which may hold customer data."""
    scheme, mark, location = origin.partition("://")
    host = location.partition("/")[0]
    is_plain = 0 < len(origin) <= MAX_ORIGIN_LENGTH and consists_of(scheme + host, LETTERS + DIGITS + ":.-")
    return scheme + mark + host if is_plain else "an unknown origin"


def is_trusted(origin: str, trusted_origins: tuple[str, ...] | None) -> bool:
    """Return whether this is an https origin that the account trusts: by default, any Salesforce host."""
    host = https_host(origin)
    if not host:
        return False
    if trusted_origins is not None:
        return origin in trusted_origins
    return any(host.endswith(suffix) for suffix in SALESFORCE_SUFFIXES)


def https_host(origin: str) -> str:
    """Return the host of an exact https origin (`https://host`, `https://host:port`), "" for anything else.

    Reject a path, a user, upper-case letters and empty labels: no origin that a browser reports has them.
    """
    if not origin.startswith(HTTPS):
        return ""
    host, colon, port = origin[len(HTTPS) :].partition(":")
    if colon and not (0 < len(port) <= 5 and port[0] != "0" and consists_of(port, DIGITS)):
        return ""
    for label in host.split("."):
        if not label or not consists_of(label, HOST_CHARACTERS):
            return ""
    return host


def origin_of(address: str) -> str:
    """Return the https origin of a pasted address, in the form that browsers use, or ""."""
    origin = "/".join(address.strip().split("/")[:3])
    origin = origin.partition("?")[0].partition("#")[0].lower()
    if origin[-4:] == ":443":
        origin = origin[:-4]
    return origin if https_host(origin) else ""


def classic_evidence(origin: str, search: str, remembered: str) -> str:
    """Return the evidence that the page is Salesforce Classic, "" for Lightning.

    The evidence is the origin, or the key `mode`. Lightning pages have other hosts, and open their softphone
    in the mode `Lightning`.
    """
    if any(https_host(origin).endswith(suffix) for suffix in CLASSIC_SUFFIXES):
        return origin
    for key, value in query_pairs(search) + query_pairs(remembered):
        if key == MODE_KEY and value and value != DEFAULT_MODE:
            return MODE_KEY
    return ""


def script_url(name: str, origin: str, version: str) -> str:
    """Return the address of the script that makes `sforce.<name>`: `opencti` or `console`."""
    if name == "opencti":
        return f"{origin}/support/api/{version}/lightning/opencti_min.js"
    return f"{origin}/support/console/{version}/integration.js"


def query_pairs(search: str) -> list[tuple[str, str]]:
    """Return the keys and values of a query string (`location.search`), in order and as written."""
    pairs: list[tuple[str, str]] = []
    for part in search[1:].split("&"):
        if part:
            key, _, value = part.partition("=")
            pairs.append((key, value))
    return pairs


def plain(value: str) -> str:
    """Return a query value that is an origin, without escapes."""
    return value.replace("%3A", ":").replace("%3a", ":").replace("%2F", "/").replace("%2f", "/")


def serves(search: str, origin: str) -> bool:
    """Return whether Salesforce's scripts can start with this query.

    It must have exactly one mode and one `sfdcIframeOrigin`, the trusted parent. With any other origin, Open
    CTI would listen to messages from another page; it refuses a repeated key, which becomes an array. The
    Console toolkit also reads `sfdcIFrameOrigin`.
    """
    own: list[str] = []
    for key, value in query_pairs(search):
        if key.lower() == ORIGIN_KEY.lower() and plain(value) != origin:
            return False
        if key == ORIGIN_KEY or (key == MODE_KEY and value):
            own.append(key)
    return own == [ORIGIN_KEY, MODE_KEY] or own == [MODE_KEY, ORIGIN_KEY]


def serving_query(search: str, remembered: str, origin: str) -> str:
    """Return the query to start the scripts with: `search` itself if they can start with it.

    Otherwise replace its mode and origin with those of the remembered query of the same parent, and add that
    query's other keys (the Console toolkit needs its nonce). Without one, use the trusted parent's origin.
    """
    if serves(search, origin):
        return search
    own = (MODE_KEY, ORIGIN_KEY.lower())
    others = [(key, value) for key, value in query_pairs(search) if key.lower() not in own]
    completion = [(ORIGIN_KEY, origin), (MODE_KEY, DEFAULT_MODE)]
    if serves(remembered, origin):
        completion = query_pairs(remembered)
    keys = [key for key, _ in others]
    pairs = others + [(key, value) for key, value in completion if key not in keys]
    return "?" + "&".join([f"{key}={value}" for key, value in pairs])


def crm_drivers(
    setting: str, search: str, is_serving: bool, remembered: str, remembered_query: str
) -> tuple[str, ...]:
    """Return the drivers that may reach the CRM. `setting`: `auto`, or the driver.

    The query proves Open CTI (`is_serving`: whether it `serves`), or names the Lightning component. Flex
    loses the query, so next use the memory of an earlier page in this tab: `remembered`, the driver, or
    `remembered_query`.
    """
    if setting != AUTO:
        return (setting,)
    if is_serving:
        return (OPEN_CTI,)
    if (HINT_KEY, LIGHTNING) in query_pairs(search):
        return (LIGHTNING,)
    if remembered in (OPEN_CTI, LIGHTNING):
        return (remembered,)
    return (OPEN_CTI,) if remembered_query else (LIGHTNING, OPEN_CTI)


def must_initialise(started_well: bool | None, attempt: int) -> bool:
    """Return whether Open CTI has to be started (again) before a request.

    `started_well`: whether its script found a query that it can start with; None if other code loaded it. A
    running script must not be started twice, so do not start such a script before the first attempt.
    """
    if started_well is None:
        return attempt > 0
    return not started_well
