"""A small SOQL: SELECT fields FROM object WHERE a = b AND c IN (...) ORDER BY d DESC LIMIT n."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

Row = dict[str, Any]
Tables = Mapping[str, Sequence[Row]]


class Malformed(Exception):
    """A query that Salesforce refuses, with its code."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        self.message = message
        super().__init__(f"{code}: {message}")


_QUERY = re.compile(
    r"SELECT (?P<fields>.+?) FROM (?P<table>\w+)(?: WHERE (?P<where>.+?))?"
    r"(?: ORDER BY (?P<order>\w+)(?P<descending> DESC)?)?(?: LIMIT (?P<limit>\d+))?"
)
_CONDITION = re.compile(r"(?P<field>[\w.]+) (?:= (?P<value>'[^']*'|true|false|null)|IN \((?P<values>.*)\))")


def query(tables: Tables, soql: str) -> list[Row]:
    """Return the rows with the selected fields. Raises Malformed."""
    match = _QUERY.fullmatch(soql)
    if not match:
        raise Malformed("MALFORMED_QUERY", f"unexpected token: {soql}")
    table = match["table"]
    if table not in tables:
        raise Malformed("INVALID_TYPE", f"sObject type '{table}' is not supported.")
    rows = [row for row in tables[table] if _holds(tables, row, match["where"])]
    if match["order"]:
        rows.sort(key=lambda row: str(row[match["order"]]), reverse=bool(match["descending"]))
    rows = rows[: int(match["limit"] or 2000)]
    if match["fields"] == "FIELDS(STANDARD)":
        return [dict(row) for row in rows]
    fields = match["fields"].split(", ")
    if "Metadata" in fields and len(rows) > 1:
        raise Malformed("MALFORMED_QUERY", "When retrieving results with Metadata, only one row is allowed")
    return [_selected(row, fields) for row in rows]


def _selected(row: Row, fields: Sequence[str]) -> Row:
    selected: Row = {}
    for field in fields:
        value = _value(row, field)
        outer, _, inner = field.partition(".")
        selected[outer] = {**selected.get(outer, {}), inner: value} if inner else value
    return selected


def _value(row: Row, path: str) -> Any:
    value: Any = row
    for part in path.split("."):
        if part == "NamespacePrefix" and isinstance(value, dict):
            value = value.get(part)  # components of the org itself have none
            continue
        if not isinstance(value, dict) or part not in value:
            raise Malformed("INVALID_FIELD", f"No such column '{path}'")
        value = value[part]
    return value


def _holds(tables: Tables, row: Row, where: str | None) -> bool:
    for condition in re.split(r" AND (?![^(]*\))", where) if where else []:
        match = _CONDITION.fullmatch(condition)
        if not match:
            raise Malformed("MALFORMED_QUERY", f"unexpected token: {condition}")
        if _plain(_value(row, match["field"])) not in map(_plain, _operands(tables, match)):
            return False
    return True


def _plain(value: Any) -> Any:
    """Return a value for comparisons, which ignore the case of letters."""
    return value.lower() if isinstance(value, str) else value


def _operands(tables: Tables, match: re.Match[str]) -> list[Any]:
    if match["values"] is None:
        return [{"true": True, "false": False, "null": None}.get(match["value"], match["value"].strip("'"))]
    if match["values"].startswith("SELECT "):
        return [next(iter(row.values())) for row in query(tables, match["values"])]
    return re.findall(r"'([^']*)'", match["values"])
