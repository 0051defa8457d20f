"""Check an org. Return one finding for each cause, with advice and the step of the set-up page."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from build.remote.findings import Finding, ok, problem, warning
from build.salesforce.client.address import lightning_origin
from build.salesforce.client.org import Row, flag, objects, text
from build.salesforce.grants import EntityGrants

SETUP = "docs/salesforce-setup.md"
KEY_FIELD = "Activity.Flex_Key__c"
PERMISSION_SET = "Flex_Agent"
PERMISSION_SET_FILE = f"permissionsets/{PERMISSION_SET}.permissionset-meta.xml"
NEEDED_TYPES = {
    "ApexClass": "Apex class",
    "CustomPermission": "custom permission",
    "CustomEntityDefinition": "custom metadata type",
}
"""The types of the other access that the permission set must grant, as the finding names them."""
NEW_RECORD = "New record"
TASK = "Task"
"""An object of every org: if it is not listed, this user may not list objects."""
PANEL = "flexPanel"
CLASS_FOLDER = "classes/"
TRUST = f"{SETUP}#trusted-urls-and-microphone"
DEPLOY = f"Run `package.py salesforce deploy`. See {SETUP}#deploy-the-package"


def check_release(newest: str, needed: float) -> Finding:
    """Check that the org serves the API that the package needs."""
    if float(newest) >= needed:
        return ok("release", f"the org serves API {newest}")
    then = f"Wait for the org's next release, or use Open CTI. See {SETUP}#open-cti-or-the-org-package"
    return problem("release", f"the org serves API {newest}, and the package needs {needed}", then)


def check_security(settings: Mapping[str, object]) -> Finding:
    """Check that Lightning Web Security is on: the modules of the utility bar need it."""
    check = "Lightning Web Security"
    session = settings.get("sessionSettings")
    value = session.get("lockerServiceNext") if isinstance(session, dict) else None
    if flag(value):
        return ok(check, "on")
    then = f'Setup, "Session Settings": use Lightning Web Security. See {SETUP}#deploy-the-package'
    if value is None:
        return warning(check, "the session settings do not show whether it is on", then)
    return problem(check, "off: the panel cannot control its item of the utility bar", then)


def check_microphone(settings: Mapping[str, object], origin: str, rows: Iterable[Row]) -> Finding:
    """Check that the org's pages let Flex's frame use the microphone."""
    check = "microphone"
    then = f'Setup, "Session Settings", Permissions Policy: "Trusted URLs". See {TRUST}'
    has_policy = settings.get("enablePermissionsPolicy")
    if has_policy is None:
        return warning(check, "the session settings do not show whether the org restricts it", then)
    if not flag(has_policy):
        return ok(check, "the org sends no permissions policy, so the panel decides, and allows Flex")
    access = text(settings.get("grantMicrophoneAccess"))
    if access in ("Always", "All", "AllUrls"):
        return ok(check, "the org's permissions policy allows it everywhere")
    if access != "TrustedUrls":
        return problem(
            check, f'the org\'s permissions policy is "{access or "unknown"}": nobody can hear agents', then
        )
    allowing = [row for row in _trusted(origin, rows) if flag(row.get("CanAccessMicrophone"))]
    if allowing:
        return ok(check, "the org's permissions policy allows it for Flex")
    then = f'Setup, "Trusted URLs", {origin}: Permissions Policy, microphone. See {TRUST}'
    return problem(check, f"the Trusted URL of {origin} does not allow it: nobody can hear agents", then)


def check_trusted_url(origin: str, rows: Iterable[Row]) -> Finding:
    """Check that the org's pages may show Flex in a frame."""
    check = "Trusted URL"
    trusted = _trusted(origin, rows)
    if any(flag(row.get("IsApplicableToFrameSrc")) for row in trusted):
        return ok(check, f"{origin} may be in a frame")
    then = f'Setup, "Trusted URLs": {origin}, active, frame-src. See {TRUST}'
    lacks = "lacks frame-src" if trusted else "is missing, not active, or not for Lightning Experience"
    return problem(check, f"{origin} {lacks}: the browser refuses the frame", then)


def is_trusted(origin: str, rows: Iterable[Row]) -> bool:
    """Return whether an active Trusted URL is for this origin."""
    return bool(_trusted(origin, rows))


def _trusted(origin: str, rows: Iterable[Row]) -> list[Row]:
    """Return the active Trusted URLs for an origin that apply to Lightning pages."""
    return [
        row
        for row in rows
        if flag(row.get("IsActive"))
        and text(row.get("Context")) in ("All", "LEX", "")
        and _covers(text(row.get("EndpointUrl")), origin)
    ]


def _covers(pattern: str, origin: str) -> bool:
    """Return whether a Trusted URL covers that origin. `*.` matches any subdomain."""
    if "//*." in pattern:
        scheme, _, host = pattern.partition("//*")
        own = urlsplit(origin)
        return f"{own.scheme}:" == scheme and (own.hostname or "").endswith(host.rstrip("/"))
    own, trusted = urlsplit(origin.lower()), urlsplit(pattern.lower())
    return (own.scheme, own.netloc) == (trusted.scheme, trusted.netloc)


@dataclass(frozen=True)
class Deployed:
    """The package's code in the org: the source of each file, by its path in the package."""

    sources: Mapping[str, str]
    invalid_classes: Collection[str] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the org has no part of the package."""
        return not self.sources


def parse_deployed(classes: Iterable[Row], resources: Iterable[Row]) -> Deployed:
    """Return the deployed code from the rows of ApexClass and LightningComponentResource."""
    rows = list(classes)
    sources = {f"{CLASS_FOLDER}{text(row.get('Name'))}.cls": str(row.get("Body")) for row in rows}
    sources |= {text(row.get("FilePath")): str(row.get("Source")) for row in resources}
    invalid = [text(row.get("Name")) for row in rows if text(row.get("Status")) not in ("Active", "")]
    return Deployed(sources, tuple(invalid))


def check_package(deployed: Deployed, package: Mapping[str, bytes]) -> Finding:
    """Check that the whole package is in the org, and equals the package in this checkout."""
    check = "package"
    if deployed.is_empty:
        return problem(check, "it is not in the org", DEPLOY)
    if deployed.invalid_classes:
        names = ", ".join(deployed.invalid_classes)
        return problem(check, f"Salesforce cannot compile {names}: a field or object is missing", DEPLOY)
    code = {path: _plain(data.decode()) for path, data in package.items() if _is_code(path)}
    missing = sorted(_component(path) for path in code if path not in deployed.sources)
    if missing:
        return problem(check, f"a part of it is missing: {', '.join(dict.fromkeys(missing))}", DEPLOY)
    differs = sorted(
        _component(path) for path, source in code.items() if _plain(deployed.sources[path]) != source
    )
    if differs:
        names = ", ".join(dict.fromkeys(differs))
        return warning(check, f"the org has another version of {names} than this checkout", DEPLOY)
    return ok(check, f"in the org, as in this checkout ({len(code)} files)")


def _is_code(path: str) -> bool:
    is_meta = path.endswith("-meta.xml") or "__tests__" in path or path.endswith(".json")
    return path.startswith((CLASS_FOLDER, "lwc/")) and not is_meta


def _component(path: str) -> str:
    return path.split("/")[1].removesuffix(".cls")


def _plain(source: str) -> str:
    """Return a source without line ends and trailing spaces, which Salesforce may change."""
    return "\n".join(source.replace("\r\n", "\n").split("\n")).strip()


def check_key_field(rows: Sequence[Row]) -> Finding:
    """Check the field that makes a repeated save harmless."""
    check = "key field"
    metadata = next((row.get("Metadata") for row in rows), None)
    if not isinstance(metadata, dict):
        message = f"{KEY_FIELD} is missing: a save without an answer may have to be confirmed by the agent"
        return problem(check, message, DEPLOY)
    lacks = [word for word in ("unique", "externalId", "caseSensitive") if not flag(metadata.get(word))]
    if lacks:
        return problem(
            check, f"{KEY_FIELD} is not {' and not '.join(lacks)}: activities may be duplicated", DEPLOY
        )
    return ok(check, f"{KEY_FIELD} is unique")


def check_other_fields(missing: Sequence[str]) -> list[Finding]:
    """Check the package's other fields. An older package lacks some of them."""
    names = ", ".join(name for name in missing if name != KEY_FIELD)
    if not names:
        return []
    message = (
        f"missing: {names}. Without them, a session mistakes another session's update for a person's edit"
    )
    return [warning("activity fields", message, DEPLOY)]


def check_permissions(
    sets: Sequence[Row],
    grants: Mapping[str, EntityGrants],
    writable: Sequence[Row],
    agents: int,
    fields: Sequence[str],
) -> Finding:
    """Check that the permission set exists and gives access to everything, and that agents have it."""
    check = "permission set"
    if not sets:
        return problem(check, f"{PERMISSION_SET} is missing", DEPLOY)
    lacking = [f"the {words} {name}" for kind, words in NEEDED_TYPES.items() for name in grants[kind].missing]
    if lacking:
        message = f"{PERMISSION_SET} lacks {' and '.join(lacking)}: Flex cannot reach Salesforce"
        return problem(check, message, DEPLOY)
    granted = {text(row.get("Field")) for row in writable if flag(row.get("PermissionsEdit"))}
    lacks = [name for name in fields if f"Task.{name}" not in granted]
    if lacks:
        names = " and ".join(f"Activity.{name}" for name in lacks)
        return problem(check, f"no permission set lets anybody write {names}", DEPLOY)
    if not agents:
        then = f'Setup, "Permission Sets", Flex Agent, Manage Assignments. See {SETUP}#permission-set'
        return problem(check, f"no active user has {PERMISSION_SET}", then)
    return ok(check, f"{PERMISSION_SET} is assigned to {agents} active user{'' if agents == 1 else 's'}")


def check_utility_bar(pages: Mapping[str, object], may_show: Callable[[str], bool]) -> Finding:
    """Check that a utility bar has the panel, starts it, and may show Flex at its address.

    `pages`: the metadata of each utility bar, by name. `may_show`: whether a frame may show an origin.
    """
    check = "utility bar"
    then = f'Setup, "App Manager", the agents\' app, Utility Items: Twilio Flex. See {SETUP}#utility-item'
    bars = {name: items for name in sorted(pages) if (items := _panels(pages[name]))}
    if not bars:
        return problem(check, "no utility bar has Twilio Flex", then)
    for name, item in ((name, item) for name, items in bars.items() for item in items):
        origin = _origin(text(item.get("flexAddress")))
        if origin is not None and not may_show(origin):
            address = f"{origin}, which is not a Trusted URL" if origin else "an invalid address"
            return problem(check, f"{name} shows Flex from {address}", then)
        if text(item.get("eager")).lower() == "false":
            then = f"Switch on Start automatically. {then}"
            return warning(check, f"{name} does not start Flex automatically: agents miss tasks", then)
    return ok(check, f"Twilio Flex is in {', '.join(bars)}")


def _origin(address: str) -> str | None:
    """Return the origin of an address, "" for an invalid address, None if there is none."""
    if not address:
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    is_valid = parts.scheme == "https" and parts.netloc and "@" not in parts.netloc
    return f"https://{parts.netloc.lower()}" if is_valid else ""


def _panels(metadata: object) -> list[dict[str, object]]:
    """Return the properties of each panel in the metadata of a page."""
    if isinstance(metadata, list):
        return [panel for part in metadata for panel in _panels(part)]
    if not isinstance(metadata, dict):
        return []
    if metadata.get("componentName") in (PANEL, f"c:{PANEL}"):
        listed = objects(metadata.get("componentInstanceProperties"))
        return [{text(row.get("name")): row.get("value") for row in listed}]
    return _panels([*metadata.values()])


def check_channels(expected: Iterable[str], rows: Iterable[Row]) -> list[Finding]:
    """Check the message channels that the settings and the package name."""
    check = "message channels"
    present = {}
    for row in rows:
        prefix = text(row.get("NamespacePrefix"))
        present[f"{prefix + '__' if prefix else ''}{text(row.get('DeveloperName'))}__c"] = row
    names = sorted(expected)
    missing = [name for name in names if name not in present]
    then = f"Deploy them, or correct the settings. See {SETUP}#12-message-channels"
    if missing:
        return [problem(check, f"not in the org: {', '.join(missing)}", then)]
    return [ok(check, ", ".join(names) or "none are used")]


def objects_of_rules(searches: Iterable[Row], pops: Iterable[Row]) -> list[str]:
    """Return the objects that the search rules and the forms for new records name, "" for none."""
    forms = (row for row in pops if text(row.get("Show__c")) == NEW_RECORD)
    return sorted({text(row.get("Object__c")) for row in (*searches, *forms)})


def unseen_rules() -> Finding:
    """Return the finding about rules that the user of these credentials cannot read."""
    then = f'Give the user "Customize Application", or {PERMISSION_SET}. See {SETUP}#deploy-the-package'
    return warning("search rules", "this user cannot see Flex Search and Flex Pop", then)


def check_rules(searches: Sequence[Row], pops: Sequence[Row], present: Iterable[Row]) -> Finding:
    """Check that the org has search rules, rules for showing the results, and the objects that they name."""
    check = "search rules"
    then = f'Setup, "Custom Metadata Types", Flex Search and Flex Pop. See {SETUP}#search-rules'
    if not searches or not pops:
        lacks = "Flex Pop has no records" if searches else "Flex Search has no records: nothing is found"
        return warning(check, lacks, then)
    names = {text(row.get("QualifiedApiName")).lower() for row in present}
    unknown = [name for name in objects_of_rules(searches, pops) if name.lower() not in names]
    if unknown and TASK.lower() in names:
        listed = ", ".join(f'"{name}"' for name in unknown)
        return warning(check, f"Flex Search or Flex Pop names an object that the org lacks: {listed}", then)
    return ok(check, f"{len(searches)} object{'' if len(searches) == 1 else 's'} to search")


def check_allowed_urls(address: str) -> Finding:
    """Return a finding that names the settings which only Twilio shows."""
    lightning = lightning_origin(address) or "the origin of your Lightning pages"
    return ok("Allowed URLs", f"cannot be read: in the Twilio Console, they must list {lightning}")


def active_agents(direct: Iterable[Row], in_groups: Iterable[Row]) -> int:
    """Return the number of users with the permission set, directly or through a group."""
    return len({text(row.get("AssigneeId")) for row in (*direct, *in_groups)} - {""})
