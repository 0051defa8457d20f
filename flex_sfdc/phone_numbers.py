"""Read phone numbers in any notation."""

from __future__ import annotations

from collections.abc import Mapping

from flex_sfdc.plain_data import DIGITS, consists_of, digits_of, without_dates

SEPARATORS = "+-(). /"  # in a phone number
FULL_LENGTH = 10  # a number with this many digits is complete
MIN_DIALLED = 9  # digits, with a country code: fewer are not a complete number
MAX_DIALLED = 18  # digits: 15, and three to dial abroad

# The national notations of numbers, each with its country codes: `#` is a digit, `*` the rest. 521 and 549
# begin mobile numbers as WhatsApp writes them. Any other country has a code of three digits, and no zero
# before national numbers; other codes that begin with 8 belong to no country. An account adds its own
# notations.
NOTATIONS = {
    "*": "1 30 34 39 45 47 48 52 521 55 56 57 65 852 853",
    "0*": (
        "20 27 31 32 33 40 41 43 44 46 49 51 53 54 549 58 60 61 62 63 64 66 81 82 84 86 90 91 92 93 94 95 98"
        " 211 212 213 218 231 232 233 234 243 249 250 251 254 255 256 260 261 262 263 264 265 291 353 355 358"
        " 359 370 373 374 380 381 382 383 385 386 387 389 421 508 590 593 594 595 596 598 850 855 856 880"
        " 886 961 962 963 964 966 967 970 971 972 977 994 995 996"
    ),
    "8*": "7 993",
    "06*": "36 3776",
    "80*": "375",
    "9*": "519 9779",
    "2*": "5982",
    "1*": "861",
    "010*": "8610",
    "7*": "9617",
    "5*": "9955",
}


def is_phone(term: str) -> bool:
    """Return whether this is a phone number in any notation, but not a short code or a date."""
    return 7 <= len(digits_of(without_dates(term))) <= 15 and consists_of(term, DIGITS + SEPARATORS)


def is_number(term: str) -> bool:
    """Return whether this is a phone number, perhaps with an extension."""
    head, extension = split_number(term)
    return is_phone(head) and (not extension or is_extension(extension))


def split_number(term: str) -> tuple[str, str]:
    """Return the beginning of a term that may be a number, and the rest.

    A second plus begins the rest, and so does a slash, a bracket, or the space before a second number if the
    first is complete.
    """
    digits = 0
    ends = "(/ " if len(digits_of(term)) > MAX_DIALLED else "(/"
    for place, character in enumerate(term):
        is_next = digits > 0 if character == "+" else digits >= FULL_LENGTH and character in ends
        if is_next or character not in DIGITS + SEPARATORS:
            return term[:place].lstrip().rstrip("(-/. "), term[place:]
        if character in DIGITS:
            digits = digits + 1
    return term, ""


def is_extension(ending: str) -> bool:
    """Return whether this is the extension after a number: `x204`, `ext. 204`, `;ext=204` or `,,204#`."""
    word = ending.lower().strip(DIGITS + " .:;=,#*")
    is_marked = digits_of(ending) != "" and ending[0] not in " :" and word in ("", "x", "ext", "extension")
    return is_marked and (word != "" or not is_phone(ending[1:]))  # not a second number


def is_international(number: str) -> bool:
    """Return whether a number begins with the code of its country."""
    start = number.strip("( ")
    return start[:1] == "+" or start[:2] == "00"


def number_formats(own: Mapping[str, str]) -> dict[str, str]:
    """Return the notations of numbers by their first digits: of each country, and the account's own.

    Build the table for each search, because building it at the start would delay Flex.
    """
    return {
        **{f"+{code}": pattern for pattern, codes in NOTATIONS.items() for code in codes.split(" ")},
        **own,
    }


def is_room(digits: str, rest: str) -> bool:
    """Return whether digits before a number belong to a word (`Room 12`), and are not a country code."""
    is_code = len(digits) == 3 or any(digits in codes.split(" ") for codes in NOTATIONS.values())
    is_group = digits[:1] not in "0" and consists_of(digits, DIGITS) and len(digits) < FULL_LENGTH
    return is_group and not is_code and len(digits_of(split_number(rest)[0])) >= FULL_LENGTH


def other_notation(term: str, formats: Mapping[str, str]) -> str:
    """Return a number in its national notation without its extension; return any other term unchanged."""
    head, _ = split_number(term)
    if "@" in term or not (is_number(term) or term[:1] in "+("):
        return term
    number = with_plus(head if is_phone(head) else term)
    if number[:1] != "+" or not is_phone(number):
        return number
    digits = digits_of(number)
    # The longest beginning is the last in alphabetical order.
    best = max(["", *[code for code in formats if f"+{digits}".startswith(code)]])
    if not best and (digits[0] == "8" or len(digits) < MIN_DIALLED):
        return number
    pattern = formats[best] if best else "*"
    national = digits[len(best) - 1 if best else 3 :]
    # +49 030 already includes the zero of the national notation
    return formatted(national[1:] if national[:1] == pattern[:1] == "0" else national, pattern) or number


def with_plus(number: str) -> str:
    """Return a number with a plus instead of the digits to dial abroad."""
    for code, length in (("00", 10), ("011", 12)):  # 011 is an area code of Brazil too
        digits = digits_of(number)
        if is_phone(number) and digits.startswith(code) and len(digits) > length:
            number = "+" + digits[len(code) :]
    return number


def formatted(digits: str, pattern: str) -> str:
    """Return digits in a pattern, "" if they do not fit."""
    result = ""
    for character in pattern:
        if character == "*":
            result = result + digits
            digits = ""
        elif character != "#":
            result = result + character
        elif digits:
            result = result + digits[0]
            digits = digits[1:]
        else:
            return ""
    return "" if digits else result
