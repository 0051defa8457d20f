"""Read phone numbers in any notation."""

from __future__ import annotations

from collections.abc import Mapping

from flex_sfdc.plain_data import DIGITS, consists_of, digits_of, plain_text, without_dates

SEPARATORS = "+-(). /"  # in a phone number
MIN_DIGITS = 7  # in a number
FULL_LENGTH = 10  # a number with this many digits is complete
MIN_DIALLED = 9  # digits, with a country code: fewer are not a complete number
MAX_DIALLED = 18  # digits: 15, and three to dial abroad
EXTENSIONS = ("", "x", "x-", "ext", "ext-", "extn", "extension", "int")  # as Flex understands them

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


def beginning(copied: str, length: int) -> str:
    """Return the beginning of a text with plain characters, without a number that would be cut."""
    plain = plain_text(copied[:length])
    return (plain.rstrip(DIGITS + SEPARATORS) if copied[length:] else "") or plain


def is_phone(term: str) -> bool:
    """Return whether this is a phone number in any notation, but not a short code or a date."""
    digits = digits_of(without_dates(term))
    return MIN_DIGITS <= len(digits) <= 15 and consists_of(term, DIGITS + SEPARATORS)


def is_number(term: str) -> bool:
    """Return whether this is a phone number, perhaps with an extension."""
    head, ending = split_number(term)
    return is_phone(head) and (not ending or extension_in(ending) != "")


def is_complete(term: str) -> bool:
    """Return whether this is a phone number, and not only a country code and an area code."""
    return is_number(term) and (len(digits_of(term)) >= MIN_DIALLED or not is_international(term))


def split_number(term: str) -> tuple[str, str]:
    """Return the beginning of a term that may be a number, and the rest.

    A second plus begins the rest, and so does a bracket after some digits, or a slash or the space before a
    second number if the first is complete.
    """
    digits = 0
    number = term[: len(term) - len(term.lstrip(DIGITS + SEPARATORS))]
    is_long = len(digits_of(number)) > MAX_DIALLED
    ends = {"+": 1, "(": MIN_DIGITS, "/": FULL_LENGTH, " ": FULL_LENGTH if is_long else len(term)}
    for place, character in enumerate(number):
        if digits >= ends.get(character, len(term)):
            number = term[:place]
            break
        if character in DIGITS:
            digits = digits + 1
    return number.lstrip().rstrip("(-/. "), term[len(number) :]


def number_in(text: str, length: int) -> tuple[str, str, str]:
    """Return the first number of at least `length` digits in a text, and the texts before and after it.

    With a plus, MIN_DIALLED digits are enough. Skip a room number before a phone number.
    """
    start = 0
    for place, character in enumerate(text):
        if place >= start and character in DIGITS + "+(":
            number, _ = split_number(text[place:])
            if place and is_room(number):
                number = number.partition(" ")[0]
            elif len(digits_of(number)) >= (min(length, MIN_DIALLED) if "+" in number else length):
                return text[:place], number, text[place + len(number) :]
            start = place + len(number)
    return text, "", ""


def extension_in(ending: str) -> str:
    """Return the extension that follows a number, without brackets, "" if there is none.

    Extensions are `x204`, `ext. 204`, `(ext. 204)`, `;ext=204` and `,,204#`. A note in brackets may follow,
    or a second number or a name after a comma.
    """
    extension, _, note = ending.strip(" (-").replace(")", "(").partition("(")
    extension = extension[:1] + extension[1:].replace("; ", ", ").partition(", ")[0]
    word = extension.lower().strip(DIGITS + " .:;=,#*")
    is_marked = digits_of(extension) != "" and extension[0] not in DIGITS + ":" and word in EXTENSIONS
    is_in_brackets = ending.strip(" -")[:1] == "("  # (*67)
    is_second = word == "" and (is_in_brackets or is_phone(extension[1:].replace(";", ",").partition(",")[0]))
    if not is_marked or is_second or is_phone(split_number(note)[0]):
        return ""
    return (" " if ending[0] == " " else "") + extension.strip()


def is_international(number: str) -> bool:
    """Return whether a number begins with its country code."""
    start = number.strip("( ")
    return start[:1] == "+" or start[:2] == "00"


def number_formats(own: Mapping[str, str]) -> dict[str, str]:
    """Return the formats of numbers by their first digits: those of all countries, and the account's own.

    Build the table for each search, because building it at the start would delay Flex.
    """
    return {
        **{f"+{code}": pattern for pattern, codes in NOTATIONS.items() for code in codes.split(" ")},
        **own,
    }


def is_room(number: str) -> bool:
    """Return whether a number begins with the number of a room, as in `Room 12`, not with a country code.

    Three digits may be an area code; a number in the notation of North America, or with a zero, has its own.
    """
    digits, _, rest = number.partition(" ")
    length = len(digits_of(rest))
    if digits[:1] in "0" or length < FULL_LENGTH or not consists_of(digits, DIGITS):
        return False
    codes = [code for codes in NOTATIONS.values() for code in codes.split(" ")]
    if len(digits) == 3:
        is_own = rest[:1] == "0" or (length == FULL_LENGTH and rest[-5:-4] in SEPARATORS)
        if not is_own or (digits[:1] not in codes and digits[:2] not in codes):
            return False
    return digits not in codes


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
    """Return a number with a plus instead of its international prefix."""
    if digits_of(number).startswith("01115"):  # a mobile phone in Buenos Aires
        return number
    for code, length in (("0011", 12), ("00", 10), ("011", 12)):  # 011 is an area code of Brazil too
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
