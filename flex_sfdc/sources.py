"""Where the account's own fields take their values: paths, templates and constants.

Pure functions of plain values; nothing here raises. Rules: docs/specification.md, section 6.
"""

from __future__ import annotations

from collections.abc import Mapping

from flex_sfdc.plain_data import DIGITS, LETTERS, at, consists_of, shown
from flex_sfdc.salesforce.fields import NOTE_FIELDS, Value

NOTE_KEYS = ("summary", "sentiment", "disposition_code", "topic_path", "detected_language")
# Read from Flex by computed names. Tuples, as the compiler cannot follow names out of a dict that is kept.
TASK_PARTS = (
    *("sid", "taskSid", "reservationSid", "queueName", "queueSid", "workflowName", "workflowSid"),
    *("channel", "channelType", "taskChannelUniqueName", "priority", "age"),
)
WORKER_PARTS = ("name", "sid")
# Where a value comes from: the parts of each root, or any path below it.
PARTS = {
    "copilot": NOTE_KEYS,
    "task": TASK_PARTS,
    "worker": WORKER_PARTS,
    "call": ("duration", "holdTime"),
    "attributes": (),
}
# The activity's own values, for templates.
OWN = ("subject", "description", "calldisposition", "calltype", "activitydate", "phone", "callobject")
KEY_CHARACTERS = LETTERS + DIGITS + "_-@#: "  # and whatever is not ASCII
Sources = Mapping[str, Value]  # of the account's own fields: see `is_source`


def value_of(source: Value, roots: Mapping[str, object]) -> object:
    """Return the value of a source: what its path or template names, or itself."""
    if not isinstance(source, str):
        return source
    root, dot, path = source.partition(".")
    if dot and root == "constant":
        return path
    if "{{" in source:
        return rendered(source.strip(), roots)
    return at(roots, source) if dot and root in PARTS else source


def rendered(template: str, roots: Mapping[str, object]) -> object:
    """Return a template with its values; the value itself for a lone placeholder, "" if it has no values."""
    parts = template.split("{{")
    whole = parts[0]
    has_value = False
    for part in parts[1:]:
        path, _, rest = part.partition("}}")
        value = at(roots, own_or_path(path))
        if "{{" + path + "}}" == template:
            return value
        words = shown(value)
        has_value = has_value or words != ""
        whole = whole + words + rest
    return whole if has_value else ""


def is_source(value: object) -> bool:
    """Return whether a value can be the source of a field.

    That is a path (`attributes.` and keys, or a part of another root), text with paths or own values
    between double braces, or a constant: a number, true, false, `constant.` and any text, or any text that
    is not a path.
    """
    if not isinstance(value, str):
        return isinstance(value, (int, float))
    root, dot, rest = value.partition(".")
    if dot and root == "constant":
        return rest.strip() != ""
    if "{{" in value:
        return all(is_placeholder(part) for part in value.split("{{")[1:])
    if root in PARTS and dot:
        return is_path(value)
    parts = value.split(".")
    looks_like_path = dot and all(part and consists_of(part, LETTERS + DIGITS + "_") for part in parts)
    names_value = any(is_path(word.strip("{}$()[]")) for word in value.split(" "))
    is_mistake = looks_like_path and (root == root.lower() or root.lower() in PARTS)
    return root not in ("attributes", "copilot") and not is_mistake and not names_value


def is_placeholder(part: str) -> bool:
    """Return whether a template continues like this after its opening braces: `task.queueName}} and more`."""
    path, closing, _ = part.partition("}}")
    path = own_or_path(path)
    return closing != "" and (path in OWN or is_path(path))


def own_or_path(placeholder: str) -> str:
    """Return the path of a placeholder. Own values may be written as the fields of Salesforce are."""
    path = placeholder.strip()
    return path.lower() if path.lower() in OWN else path


def is_path(path: str) -> bool:
    """Return whether this is a path of a source."""
    root, _, rest = path.partition(".")
    if root == "worker" and rest.partition(".")[0] == "attributes":
        return is_path(rest)
    if root == "attributes":
        mixed = any(f" {other}." in rest for other in PARTS)  # two paths with a space between them
        return not (mixed or is_of_other_root(rest)) and all(is_key(key) for key in rest.split("."))
    return rest in PARTS.get(root, ())


def is_of_other_root(path: str) -> bool:
    """Return whether an attribute's path begins with a root: no task has such an attribute."""
    root, _, rest = path.partition(".")
    return rest in PARTS.get(root, ()) or (root in PARTS and ".attributes." in f".{path}")


def is_key(key: str) -> bool:
    """Return whether a path can name this key."""
    return key[:1] not in ("", " ") and all(
        character in KEY_CHARACTERS or character > "\x7f" for character in key
    )


def source_has_note(source: str) -> bool:
    """Return whether the copilot's note is in the values of a source."""
    return "copilot." in source or ("{{" in source and ("description" in source or "disposition" in source))


def field_has_note(name: str, sources: Sources) -> bool:
    """Return whether the copilot's note fills a field."""
    is_own = name in NOTE_FIELDS
    return source_has_note(f"{sources.get(name, 'copilot.' if is_own else '')}")
