"""Read plain values: JSON data, texts, tuples."""

from __future__ import annotations

from collections.abc import Mapping

DIGITS = "0123456789"
MAX_TIME_LENGTH = 9  # of `14:30:00:`; four pairs of digits are a French number
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
NAME_CHARACTERS = LETTERS + DIGITS + "_"

# Characters in copied texts: invisible marks, typographic spaces and hyphens, and the first digit of other
# scripts. Wide digits follow wide marks.
_INVISIBLE = (
    "\u00ad\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
_HYPHENS = "\u2010\u2011\u2012\u2013\u2014\u2212"
_WIDE, _NARROW = "\uff08", "()*+,-./" + DIGITS + ":;<=>?@"
_FIRSTS = _WIDE + "\u0660\u06f0\u0966\u09e6\u0e50\u0ed0\u1040\u17e0"


def plain_text(copied: str) -> str:
    """Return a text, perhaps copied or from a link, with plain characters instead of special ones."""
    plain = "".join([_plain_character(character) for character in visible(copied)])
    plain = plain.replace("%2B", "+").replace("%2b", "+").replace("%20", " ")
    plain = plain.replace("[", "(").replace("]", ")")
    return plain.replace("%28", "(").replace("%29", ")").replace("%40", "@")


def visible(text: str) -> str:
    """Return a text without invisible marks, which may reverse it or make it look like another."""
    return "".join([character for character in text if character not in _INVISIBLE])


def _plain_character(character: str) -> str:
    if character <= "~":
        return character
    for first in _FIRSTS:
        plain = _NARROW if first == _WIDE else DIGITS
        place = ord(character) - ord(first)
        if 0 <= place < len(plain):
            return plain[place]
    if character in _HYPHENS:
        return "-"
    return character if character.strip() else " "


def consists_of(text: str, characters: str) -> bool:
    """Return whether every character of `text` is one of `characters`."""
    return not text.strip(characters)


def digits_of(text: str) -> str:
    """Return the digits of a text, such as a phone number."""
    return "".join([character for character in text if character in DIGITS])


def is_date(value: str) -> bool:
    """Return whether this is a date as Salesforce takes it, `2027-01-31`."""
    parts = value.split("-")
    return len(parts) == 3 and is_day(parts[0], parts[1], parts[2])


def is_day(year: str, month: str, day: str) -> bool:
    """Return whether there is such a day in the calendar."""
    if [len(year), len(month), len(day)] != [4, 2, 2] or not consists_of(year + month + day, DIGITS):
        return False
    if month == "02":
        last = "29" if is_divisible_by_four(year[:2] if year[2:] == "00" else year[2:]) else "28"
    else:
        last = "30" if month in ("04", "06", "09", "11") else "31"
    return "1700" <= year < "4000" and "01" <= month <= "12" and "01" <= day <= last


def is_divisible_by_four(two_digits: str) -> bool:
    """Return whether a number of two digits is divisible by four."""
    return two_digits[1] in ("048" if two_digits[0] in "02468" else "26")


def is_date_or_time(word: str) -> bool:
    """Return whether a word ends in a date or a time, such as `30.11.2026`, `due:11/30/2026` or `(14:30`."""
    places = [place for place, character in enumerate(word) if character in DIGITS]
    if not places or word.lower().partition(":")[0] in ("tel", "callto"):  # a link to a number
        return False
    plain = word[places[0] :].rstrip(",;()[].")
    time = plain.lower().replace("h", ":").replace("am", ":").replace("pm", ":")
    if plain == "24/7" or is_time_of_day(time):
        return True
    parts = plain[:10].replace(".", "-").replace("/", "-").split("-")
    if len(parts) != 3 or digits_of(plain[10:11]):  # a longer group is part of a number: 20-12-20301234
        return False
    first, second, third = ["0" + part if len(part) == 1 else part for part in parts]
    return is_day(first, second, third) or is_day(third, second, first) or is_day(third, first, second)


def is_time_of_day(word: str) -> bool:
    """Return whether this is a time of day, or a range such as `14:30-15:30`."""
    has_pairs = all(len(part) <= 2 for part in word.replace("-", ":").split(":"))
    is_short = all(len(side) <= MAX_TIME_LENGTH for side in word.split("-"))
    return ":" in word and has_pairs and is_short and consists_of(word, DIGITS + ":-")


def without_dates(text: str) -> str:
    """Return a text without dates and times: their digits are not part of a number."""
    words = text.replace(" ", "\x7f ").replace(",", "\x7f,").replace(";", "\x7f;").split("\x7f")
    return "".join([word for word in words if not is_date_or_time(word)])


def nth_or_last(milliseconds: tuple[int, ...], attempt: int) -> int:
    """Return the value for an attempt, from 0; the last value serves all later attempts."""
    return milliseconds[attempt] if attempt < len(milliseconds) else milliseconds[-1]


def value_under(values: object, key: str) -> object:
    """Return the value under a key, or at a position of a list.

    Return None if there is none, or if another plugin's object throws.
    """
    try:
        value = values.get(key) if isinstance(values, dict) else None
        if isinstance(values, list):
            for place, item in enumerate(values):
                if f"{place}" == key:
                    value = item
        if isinstance(value, list):
            return [*value]  # so that reading an item does not throw later
        return value if isinstance(value, (str, int, float, dict)) else None
    except Exception:
        return None


def text(values: object, key: str) -> str:
    """Return the text under a key without surrounding spaces, "" if there is none."""
    value = value_under(values, key)
    return value.strip() if isinstance(value, str) else ""


def shown(value: object) -> str:
    """Return a string, number or boolean as a string, "" for anything else."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value}".strip() if isinstance(value, (str, int, float)) else ""


def is_name(text: str) -> bool:
    """Return whether this can be the API name of a field or an object. Accept an empty text."""
    return text[:1] in LETTERS and consists_of(text, NAME_CHARACTERS)


def is_whole_number(value: object, low: int, high: int) -> bool:
    """Return whether this is a whole number from `low` to `high`."""
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def is_true(value: object) -> bool:
    """Return whether a flag is set. Accept `"True"` and 1, which flows also write."""
    return shown(value).lower() in ("true", "1")


def at(values: object, path: str) -> object:
    """Return the value at the end of a dotted path, None if a step is missing."""
    for key in path.split("."):
        values = value_under(values, key)
    return values


def section(data: object, path: tuple[str, ...]) -> dict[str, object]:
    """Return the object at the end of the path, empty if there is none."""
    for key in path:
        data = value_under(data, key)
    return data if isinstance(data, dict) else {}


def merged(base: Mapping[str, object], over: Mapping[str, object]) -> dict[str, object]:
    """Return a new dict with the keys of both. `over` wins; two objects under one key are merged."""
    result = dict(base)
    for key, value in over.items():
        before = result.get(key)
        if isinstance(before, dict) and isinstance(value, dict):
            value = merged(before, value)
        result[key] = value
    return result
