"""Read Twilio's answers field by field, so that a missing field is a clear error, not a late KeyError."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import TYPE_CHECKING, TypeVar, cast

from build.remote.errors import UnexpectedAnswer

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    T = TypeVar("T", bound=DataclassInstance)


class Answer:
    """A JSON object of an answer, and the step it belongs to."""

    def __init__(self, step: str, data: Mapping[str, object]) -> None:
        self.step = step
        self.data = data

    def text(self, name: str) -> str:
        """Return a required text."""
        return cast(str, self._of(name, str, "a string"))

    def text_or_none(self, name: str) -> str | None:
        """Return a string, or None if it is null or missing."""
        return None if self.data.get(name) is None else self.text(name)

    def text_or_empty(self, name: str) -> str:
        """Return a string, empty if it is null or missing."""
        return self.text_or_none(name) or ""

    def whole_number(self, name: str) -> int:
        """Return a required whole number."""
        return cast(int, self._of(name, int, "a whole number"))

    def flag(self, name: str) -> bool:
        """Return a flag; False if it is null or missing."""
        return self.data.get(name) is True

    def texts(self, name: str) -> tuple[str, ...]:
        """Return the strings of a list, or an empty list if it is null or missing."""
        items = self._list(name)
        if not all(isinstance(item, str) for item in items):
            raise self._unlike(name, "a list of strings")
        return tuple(map(str, items))

    def answers(self, name: str) -> list[Answer]:
        """Return the objects of a list; empty if it is null or missing."""
        items = self._list(name)
        if not all(isinstance(item, dict) for item in items):
            raise self._unlike(name, "a list of objects")
        return [Answer(self.step, cast("dict[str, object]", item)) for item in items]

    def mapping(self, name: str) -> dict[str, object]:
        """Return an object; empty if it is null or missing."""
        if self.data.get(name) is None:
            return {}
        return cast("dict[str, object]", self._of(name, dict, "an object"))

    def value(self, kind: type[T], **names: str) -> T:
        """Return a dataclass of texts and flags. A field with a default may be null or missing.

        `names`: Twilio's names of fields that have another name in the dataclass.
        """
        values: dict[str, object] = {}
        for field in fields(kind):
            name = names.get(field.name, field.name)
            if field.default is MISSING:
                values[field.name] = self.text(name)
            elif isinstance(field.default, bool):
                values[field.name] = self.flag(name)
            else:
                text = self.text_or_none(name)
                values[field.name] = field.default if text is None else text
        return kind(**values)

    def _list(self, name: str) -> list[object]:
        if self.data.get(name) is None:
            return []
        return cast("list[object]", self._of(name, list, "a list"))

    def _of(self, name: str, kind: type, words: str) -> object:
        value = self.data.get(name)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self._unlike(name, words)
        return value

    def _unlike(self, name: str, words: str) -> UnexpectedAnswer:
        mistake = "is something else" if name in self.data else "is missing"
        return UnexpectedAnswer(self.step, f'Twilio\'s answer should have "{name}", {words}, which {mistake}')
