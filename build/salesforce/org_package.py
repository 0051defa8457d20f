"""Read the org package in `salesforce/`, and render the files that depend on the account's settings.

There are three: the message channels that the panel imports (imports are static), the address of Flex that
the panel proposes, and the Trusted URL for its origin.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit
from xml.sax.saxutils import escape, quoteattr, unescape

from build.bundle.settings import Settings
from build.errors import UserError
from build.files import read, read_text

PROJECT = "sfdx-project.json"
CONTENT = "main/default/"
"""The folder with the metadata in a package directory, as Salesforce's CLI creates it."""
RECORD = ".flex-sfdc.json"
"""The file in which `write_source` keeps the digest of each file that it wrote."""

CHANNELS_MODULE = "lwc/flexChannels/flexChannels.js"
PANEL_META = "lwc/flexPanel/flexPanel.js-meta.xml"
TRUSTED_URL = "cspTrustedSites/Flex_Twilio.cspTrustedSite-meta.xml"
CHANNEL_SETTINGS = ("dial_channel", "event_channel", "record_channel")

_IMPORTS = re.compile(r"(?:^import \w+ from '@salesforce/messageChannel/\w+';\n)+", re.MULTILINE)
_CHANNELS = re.compile(r"^export const CHANNELS = \{[^}]*\};$", re.MULTILINE)
_DIAL_CHANNEL = re.compile(r"^export const DIAL_CHANNEL = '(\w+)';$", re.MULTILINE)
_DEFAULT_ADDRESS = re.compile(r'default="[^"]*"')
_ENDPOINT = re.compile(r"<endpointUrl>([^<]*)</endpointUrl>")


@dataclass(frozen=True)
class OrgPackage:
    """The metadata in source format, and the other files of the project."""

    files: Mapping[str, bytes]
    """The files by their path below the folder of the metadata, such as `classes/FlexHost.cls`."""
    around: Mapping[str, bytes]
    """The project's other files, by path below the project."""
    folder: str
    """The folder of the metadata, below the project."""
    api_version: str
    """The version of the Metadata API, such as 66.0."""

    @property
    def channels(self) -> tuple[str, ...]:
        """The message channels that the panel can use, by the names under which components import them."""
        text = self.files.get(CHANNELS_MODULE, b"").decode()
        return tuple(re.findall(r"@salesforce/messageChannel/(\w+)'", text))

    @property
    def trusted_origin(self) -> str:
        """The origin of the package's Trusted URL, "" if it has none."""
        match = _ENDPOINT.search(self.files.get(TRUSTED_URL, b"").decode())
        return unescape(match[1]).lower() if match else ""

    @property
    def activity_fields(self) -> tuple[str, ...]:
        """The fields that the package adds to activities, such as `Flex_Key__c`."""
        fields = "objects/Activity/fields/"
        return tuple(sorted(Path(path).name.split(".")[0] for path in self.files if path.startswith(fields)))

    def activity_fields_missing(self, present: Iterable[str]) -> list[str]:
        """Return the fields that an org lacks, such as `Activity.Flex_Key__c`."""
        return [f"Activity.{name}" for name in self.activity_fields if name not in present]

    @property
    def classes(self) -> tuple[str, ...]:
        """The Apex classes."""
        return tuple(sorted(Path(path).stem for path in self.files if path.endswith(".cls")))

    @property
    def test_classes(self) -> tuple[str, ...]:
        """The Apex classes with tests."""
        return tuple(
            Path(path).stem
            for path, content in sorted(self.files.items())
            if path.endswith(".cls") and re.search(rb"@istest\b", content, re.IGNORECASE)
        )

    def without(self, paths: Iterable[str]) -> OrgPackage:
        """Return the package without these files."""
        left_out = set(paths)
        return replace(self, files={path: data for path, data in self.files.items() if path not in left_out})


def read_package(project: Path, settings: Settings) -> OrgPackage:
    """Return the package of a project folder, rendered for the settings. Raises UserError."""
    return _render(_read(project), settings)


def _read(project: Path) -> OrgPackage:
    try:
        document = json.loads(read_text(project / PROJECT))
        path = next(folder["path"] for folder in document["packageDirectories"] if folder.get("default"))
        version = document["sourceApiVersion"]
    except FileNotFoundError:
        raise UserError(f"{project.name}/{PROJECT}: the org package is not in this checkout") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, StopIteration):
        raise UserError(f"{project.name}/{PROJECT}: is not a Salesforce CLI project") from None
    if not isinstance(version, str) or not re.fullmatch(r"\d+\.0", version):
        raise UserError(f'{project.name}/{PROJECT}: sourceApiVersion must be a string such as "66.0"')
    folder = f"{path}/{CONTENT}"
    everything = {
        file.relative_to(project).as_posix(): file.read_bytes()
        for file in sorted(project.rglob("*"))
        if file.is_file() and ".sf" not in file.parts and "node_modules" not in file.parts
    }
    files = {name.removeprefix(folder): data for name, data in everything.items() if name.startswith(folder)}
    around = {name: data for name, data in everything.items() if not name.startswith(folder)}
    return OrgPackage(files, around, folder, version)


def _render(package: OrgPackage, settings: Settings) -> OrgPackage:
    address = settings.call_center.adapter_url
    parts = urlsplit(address)
    configured = {key: settings.configuration.get(key) for key in CHANNEL_SETTINGS}
    channels = {key: value for key, value in configured.items() if isinstance(value, str) and value}
    origin = f"{parts.scheme}://{parts.netloc}"
    rendered: dict[str, Callable[[str], str]] = {
        CHANNELS_MODULE: lambda text: _render_channels(text, channels),
        PANEL_META: lambda text: _DEFAULT_ADDRESS.sub(lambda _: f"default={quoteattr(address)}", text),
        TRUSTED_URL: lambda text: _ENDPOINT.sub(
            lambda _: f"<endpointUrl>{escape(origin)}</endpointUrl>", text
        ),
    }
    files = dict(package.files)
    for path, render in rendered.items():
        if path in files:
            files[path] = render(files[path].decode()).encode()
    return replace(package, files=files)


def _render_channels(text: str, configured: Mapping[str, str]) -> str:
    """Add the configured channels to those of the package, and use the configured one for dialling."""
    imported = re.findall(r"@salesforce/messageChannel/(\w+)'", text)
    names = sorted({*imported, *configured.values()})
    dial = _DIAL_CHANNEL.search(text)
    if not _IMPORTS.search(text) or not _CHANNELS.search(text) or not dial:
        raise UserError(f"{CHANNELS_MODULE}: has no imports of channels, CHANNELS or DIAL_CHANNEL to replace")
    imports = "".join(f"import {name} from '@salesforce/messageChannel/{name}';\n" for name in names)
    text = _IMPORTS.sub(imports, text, count=1)
    text = _CHANNELS.sub(f"export const CHANNELS = {{ {', '.join(names)} }};", text)
    name = configured.get("dial_channel", dial[1])
    return _DIAL_CHANNEL.sub(f"export const DIAL_CHANNEL = '{name}';", text)


@dataclass(frozen=True)
class WrittenSource:
    """The files of a folder after the write."""

    written: tuple[str, ...]
    kept: tuple[str, ...]
    """Files that somebody changed since, which stay as they are."""
    removed: tuple[str, ...]
    """Files of an earlier package that this one lacks."""


def write_source(package: OrgPackage, into: Path, *, force: bool = False) -> WrittenSource:
    """Write the rendered project, for people who deploy with their own tools.

    Keep files that somebody has changed since the last write, unless `force`. Raises UserError if the folder
    contains other files, or cannot be written.
    """
    files = {**package.around, **{package.folder + path: data for path, data in package.files.items()}}
    try:
        before = _record(into)
        edited = _edited(into, before)
        ours = () if force else edited & files.keys()
        kept = {path for path in ours if read(into / path) != files[path]}
        removed = [path for path in before if path not in files and path not in edited]
        into.mkdir(parents=True, exist_ok=True)
        if not before:  # first, so that the command can be repeated if it is interrupted
            _write_record(into, {})
        for path in removed:
            (into / path).unlink(missing_ok=True)
        for path in sorted(files.keys() - kept):
            (into / path).parent.mkdir(parents=True, exist_ok=True)
            (into / path).write_bytes(files[path])
        kept_digests = {path: before[path] for path in kept}
        _write_record(into, {**{path: _digest(data) for path, data in files.items()}, **kept_digests})
    except OSError as error:
        raise UserError(f"{error.filename or into}: cannot be written: {error.strerror}") from error
    written = files.keys() - kept
    return WrittenSource(tuple(sorted(written)), tuple(sorted(kept)), tuple(sorted(removed)))


def _write_record(into: Path, record: Mapping[str, str]) -> None:
    into.joinpath(RECORD).write_text(json.dumps(record, indent=2, sort_keys=True) + "\n", "utf-8")


def _edited(into: Path, before: Mapping[str, str]) -> set[str]:
    """Return the files that somebody has changed since the last write."""
    files = {path: into / path for path in before if (into / path).is_file()}
    return {path for path, file in files.items() if _digest(read(file)) != before[path]}


def _record(into: Path) -> dict[str, str]:
    """Return the record of the last write to the folder. Raises UserError if another tool wrote it."""
    if into.exists() and not into.is_dir():
        raise UserError(f"{into}: is not a folder")
    if not into.exists() or not any(into.iterdir()):
        return {}
    try:
        record = json.loads(read_text(into / RECORD))
    except (FileNotFoundError, ValueError):
        record = None
    if not isinstance(record, dict) or not all(map(_is_inside, record)):
        raise UserError(f"{into}: is not empty, and was not written by this command: choose another folder")
    return {path: str(digest) for path, digest in record.items()}


def _is_inside(path: str) -> bool:
    return not path.startswith("/") and ":" not in path and "\\" not in path and ".." not in path.split("/")


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
