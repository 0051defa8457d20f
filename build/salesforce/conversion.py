"""Convert source format to the zip of the Metadata API, like Salesforce's own converter.

In source format every field of an object is a file, and files without separate content have names that end in
`-meta.xml`. The zip has one file for each object, other names, and `package.xml`, which lists everything.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree import ElementTree

from build.errors import UserError
from build.remote.errors import InputError

NAMESPACE = "http://soap.sforce.com/2006/04/metadata"
META = "-meta.xml"
MAX_FILES = 10_000
MAX_BYTES = 39 * 1024 * 1024
"""Salesforce's limits of a deploy."""

FLAT = {
    "applications": "CustomApplication",
    "cspTrustedSites": "CspTrustedSite",
    "customMetadata": "CustomMetadata",
    "customPermissions": "CustomPermission",
    "flexipages": "FlexiPage",
    "layouts": "Layout",
    "messageChannels": "LightningMessageChannel",
    "permissionsetgroups": "PermissionSetGroup",
    "permissionsets": "PermissionSet",
    "quickActions": "QuickAction",
    "remoteSiteSettings": "RemoteSiteSetting",
    "tabs": "CustomTab",
}
"""Folders whose files are one component each."""
IN_OBJECTS = {
    "compactLayouts": "CompactLayout",
    "fieldSets": "FieldSet",
    "fields": "CustomField",
    "listViews": "ListView",
    "recordTypes": "RecordType",
    "validationRules": "ValidationRule",
}
"""Folders of an object, which are also the names of its elements."""
USE_CLI = "run `package.py salesforce source DIR`, and deploy the result with Salesforce's CLI"
LEFT_OUT = ("jsconfig.json", ".eslintrc.json", "tsconfig.json")

ElementTree.register_namespace("", NAMESPACE)


@dataclass(frozen=True)
class DeployArchive:
    """The zip of a deploy, and its components."""

    content: bytes
    members: Mapping[str, tuple[str, ...]]
    """The names of the components, by type."""
    sources: Mapping[str, str]
    """The file in source format, by a file of the zip, or by the name of a field and the like."""

    @property
    def count(self) -> int:
        """The number of components."""
        return sum(map(len, self.members.values()))

    @property
    def names(self) -> frozenset[str]:
        """The names of all components."""
        return frozenset(name for names in self.members.values() for name in names)

    def is_reported_as(self, reported: frozenset[str]) -> bool:
        """Return whether a deploy that reported these names had all components of this one, and no others."""
        return self.names <= reported and self.covers(reported)

    def covers(self, reported: frozenset[str]) -> bool:
        """Return whether a deploy that reported these names had only components of this one.

        Salesforce also reports the package.xml, and may report the object that a field belongs to.
        """
        objects = {name.partition(".")[0] for name in self.names}
        return bool(reported) and reported <= self.names | objects | {"package.xml"}

    def source(self, file: str, name: str) -> str:
        """Return the path in source format of a component that Salesforce names, or Salesforce's own path."""
        below = file.partition("/")[2]
        return self.sources.get(name) or self.sources.get(file) or self.sources.get(below) or file


def convert(files: Mapping[str, bytes], api_version: str) -> DeployArchive:
    """Return the zip of these files. Equal files give equal bytes.

    Raises UserError for a file that has no place in the zip, InputError if the zip exceeds the limits.
    """
    conversion = _Conversion()
    for path in sorted(files):
        conversion.add(path, files[path])
    return conversion.finish(api_version)


class _Conversion:
    """Collect the files of the zip and the names of its components."""

    def __init__(self) -> None:
        self._files: dict[str, bytes] = {}
        self._members: dict[str, set[str]] = {}
        self._objects: dict[str, ElementTree.Element] = {}
        self._children: dict[str, list[ElementTree.Element]] = {}
        self._sources: dict[str, str] = {}

    def add(self, path: str, data: bytes) -> None:
        """Add one file in source format."""
        folder, *inner = path.split("/")
        name = inner[-1] if inner else ""
        if "__tests__" in inner or name in LEFT_OUT or name.startswith("."):
            return
        if folder == "lwc" and len(inner) > 1:
            self._put(path, path, data, "LightningComponentBundle", inner[0])
        elif folder == "classes" and len(inner) == 1:
            self._put(path, path, data, "ApexClass", name.removesuffix(META).removesuffix(".cls"))
        elif folder in FLAT and len(inner) == 1 and name.endswith(META):
            plain = path.removesuffix(META)
            self._put(plain, path, data, FLAT[folder], plain.split("/")[-1].rpartition(".")[0])
        elif folder == "objects" and name.endswith(META):
            self._add_to_object(path, inner, _parsed(path, data))
        else:
            raise UserError(f"{path}: cannot deploy this kind of metadata; {USE_CLI}")

    def _put(self, name: str, path: str, data: bytes, kind: str, member: str) -> None:
        if path.endswith(".xml"):
            _parsed(path, data)
        self._files[name] = data
        self._sources[name] = path
        self._members.setdefault(kind, set()).add(member)

    def _add_to_object(self, path: str, inner: list[str], tree: ElementTree.Element) -> None:
        name, child = inner[0], inner[-1].split(".")[0]
        if len(inner) == 2:
            self._objects[name] = tree
            self._sources[name] = path
            self._members.setdefault("CustomObject", set()).add(name)
        elif len(inner) == 3 and inner[1] in IN_OBJECTS:
            tree.tag = f"{{{NAMESPACE}}}{inner[1]}"
            self._children.setdefault(name, []).append(tree)
            self._sources[f"{name}.{child}"] = path
            self._members.setdefault(IN_OBJECTS[inner[1]], set()).add(f"{name}.{child}")
        else:
            raise UserError(f"{path}: cannot deploy this part of an object; {USE_CLI}")

    def finish(self, api_version: str) -> DeployArchive:
        """Return the zip of everything that was added."""
        for name in {*self._objects, *self._children}:
            tree = self._objects.get(name)
            tree = ElementTree.Element(f"{{{NAMESPACE}}}CustomObject") if tree is None else tree
            tree.extend(self._children.get(name, []))
            self._files[f"objects/{name}.object"] = _written(tree)
        self._files["package.xml"] = self._manifest(api_version)
        content = _zipped(self._files)
        if len(self._files) > MAX_FILES or len(content) > MAX_BYTES:
            size = f"{len(self._files):,} files, {len(content):,} bytes"
            raise InputError(
                "make the zip",
                f"it is too large: {size}; Salesforce takes {MAX_FILES:,} files and {MAX_BYTES:,} bytes",
                "Deploy in parts, with Salesforce's CLI.",
            )
        members = {kind: tuple(sorted(names)) for kind, names in sorted(self._members.items())}
        return DeployArchive(content, members, self._sources)

    def _manifest(self, api_version: str) -> bytes:
        root = ElementTree.Element(f"{{{NAMESPACE}}}Package")
        for kind, names in sorted(self._members.items()):
            types = ElementTree.SubElement(root, f"{{{NAMESPACE}}}types")
            for name in sorted(names):
                ElementTree.SubElement(types, f"{{{NAMESPACE}}}members").text = name
            ElementTree.SubElement(types, f"{{{NAMESPACE}}}name").text = kind
        ElementTree.SubElement(root, f"{{{NAMESPACE}}}version").text = api_version
        return _written(root)


def _parsed(path: str, data: bytes) -> ElementTree.Element:
    try:
        return ElementTree.fromstring(data)
    except ElementTree.ParseError as error:
        line, column = error.position
        raise UserError(f"{path}:{line}:{column + 1}: is not valid XML: {error}") from None


def _written(tree: ElementTree.Element) -> bytes:
    ElementTree.indent(tree, "    ")
    text: bytes = ElementTree.tostring(tree, "UTF-8", xml_declaration=True)
    return text + b"\n"


def _zipped(files: Mapping[str, bytes]) -> bytes:
    """Return the zip without dates, in a fixed order, and uncompressed: versions of zlib differ."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(files):
            about = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            about.create_system, about.external_attr = 3, 0o644 << 16
            archive.writestr(about, files[name])
    return buffer.getvalue()
