"""Decide what Salesforce shows when a task is accepted: a record, or the result of a search.

Pure functions of plain values. Rules: docs/specification.md, section 4; facts: docs/platforms.md, "Screen
pop".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flex_sfdc.plain_data import (
    DIGITS,
    FULL_LENGTH,
    LETTERS,
    SEPARATORS,
    at,
    consists_of,
    digits_of,
    is_extension,
    is_true,
    plain_text,
    shown,
    split_number,
    text,
    value_under,
    visible,
)
from flex_sfdc.salesforce.fields import LENGTHS, cut, fits
from flex_sfdc.salesforce.records import (
    Record,
    can_have_activities,
    is_in_form,
    is_record_id,
    looks_like_id,
    same_record,
)

# Searched in this order. Studio flows for Twilio's built-in integration set the first.
SEARCH_ATTRIBUTES = ("sfdcSearchString", "name", "from", "identity", "customerAddress")
MIN_SEARCH_LENGTH = 3  # Open CTI refuses fewer characters
MAX_URL_LENGTH = 2_000
MAX_ADDRESSES = 10  # the plugin reads no more addresses of an attribute
MAX_SEARCH_LENGTH = 80  # the length of Salesforce's name and address fields

# A search for a withheld caller would pop another customer. The numbers spell ANONYMOUS, UNAVAILABLE,
# RESTRICTED, BLOCKED and UNKNOWN on a keypad, as Twilio sends them. A text that consists only of the words in
# `NOBODY` is no name; a word of six or more letters, or of an East Asian script,
# also matches longer words that begin with it.
WITHHELD = ("266696687", "1266696687", "86282452253", "7378742833", "2562533", "8656696")
NO_NUMBERS = 3  # the first ones of `WITHHELD`, which are no valid numbers even without a plus
STEM_LENGTH = 6
FIRST_IDEOGRAM = "\u3000"  # from here on, languages without spaces between words
WITHHELD_WORDS = 7  # the first ones of `NOBODY`, which count in an e-mail address too
NOBODY = (
    "anonymous restricted blocked unknown unavailable private withheld no not caller call id number"
    " name user person customer client guest visitor web website webchat chat wireless mobile cell phone"
    " payphone toll free out of area provided available spam scam fraud nuisance telemarketer risk likely"
    " suspected potential null undefined none object"
    " anonym anonim anoniem anónim anônim privat privad prive privé nummer numero número numéro numer numara"
    " unbekannt anrufer rufnummer unterdrü unterdru kunde gast besucher inconnu masque masqué appel visiteur"
    " identific desconoc desconhec oculto llamada nao não chamada sconosc onbekend okänt okant"
    " ukendt ukjent skjult nieznan prywatn bilinmeyen gizli invitad invité convidado visitante usuario"
    " usuário utilisateur benutzer bloquead неизве номер محجوب رقم חסוי מספר"
    " 非通知 通知不可 表示圏外 公衆電話 匿名 不明 ゲスト お客様 未知 隐藏 발신번호"
)

# Wildcards and operators of Salesforce's search. No name or number needs them.
SEARCH_SYNTAX = '*?"\\{}[]^~|<>&!()\x7f'
OPERATORS = ("AND", "OR", "NOT")

# How records may hold the numbers of a country: `#` is a digit, `*` the rest. An account adds its own.
# The codes of the countries without and with a zero before national numbers.
PLAIN_CODES = (
    "1 30 34 39 45 47 48 52 55 56 57 65 216 350 351 352 354 356 357 371 372 376 377 378 420 502 503 504"
    " 505 506 507 852 853 965 968 973 974"
)
ZERO_CODES = (
    "20 27 31 32 33 40 41 43 44 46 49 51 54 58 60 61 62 63 64 66 81 82 84 86 90 91 92 93 94 95 98 212 213"
    " 233 234 249 251 254 255 256 260 263 353 355 358 359 370 373 374 380 381 382 383 385 386 387 389 421"
    " 593 595 598 855 856 880 886 961 962 963 964 966 967 971 972 977 994 995"
)
OTHER_CODES = {"+7": "8*", "+36": "06*", "+861": "1*", "+8610": "010*"}

Search = tuple[str, bool]  # the term, and whether the customer may have typed it
NOTHING_TO_SEARCH = "none, nothing to search for"
MOST_RECENT = "most_recent"
NAMES = ("Subject", "Title")  # the name of a record without a name or a number
# These fields do not tell an agent one record from another.
KNOWN_KEYS = (
    "Id",
    "object",
    "RecordType",
    "LastModifiedDate",
    "IsPersonAccount",
    "PersonContactId",
    "Name",
    *NAMES,
)
MAX_DETAIL = 80


@dataclass(frozen=True)
class Pop:
    """The request to the CRM: show `record_id`, or search for `term`, or show `url`, or do nothing.

    `second`: the term of a second search, if the first finds nothing. `is_typed`, `second_is_typed`: the
    customer may have typed the value, so an only match is just a suggestion. `offers_view`: suggest the
    record in view.
    """

    outcome: str  # the text for the log
    record_id: str
    term: str
    is_typed: bool = False
    second: str = ""
    second_is_typed: bool = False
    url: str = ""
    offers_view: bool = False


@dataclass(frozen=True)
class SearchRules:
    """The account's search settings; None selects the built-in rule."""

    attributes: Sequence[str] | None = None
    trusted: Sequence[str] | None = None
    formats: Mapping[str, str] | None = None


def decide(attributes: object, transferred: bool, rules: SearchRules | None = None) -> Pop:
    """Return the screen pop of an accepted task. `attributes`: the task's, of any type. Never raise.

    Pop nothing for an outbound call, because the agent knows whom they are calling. Treat a transferred
    outbound call like an inbound one: its new agent does not know the customer.
    """
    if text(attributes, "direction").lower() == "outbound" and not transferred:
        return Pop("none, outbound", "", "", offers_view=not is_internal(attributes))
    rules = rules or SearchRules()
    record_id = text(attributes, "sfdcObjectId")
    if is_record_id(record_id):
        is_trusted = "sfdcObjectId" in (rules.trusted or ())
        return Pop("its record", record_id, "", is_in_form(attributes, record_id[:15]) and not is_trusted)
    if is_internal(attributes):
        return Pop("none, internal", "", "")
    url = text(attributes, "sfdcUrl")
    if is_page(url) and not is_in_form(attributes, url):
        return Pop("its page", "", "", url=url, offers_view=True)
    return searching(searches_of(attributes, rules), record_id)


def searching(searches: Sequence[Search], unusable_id: str) -> Pop:
    """Return a pop that uses the first two of these searches."""
    if not searches:
        return Pop(NOTHING_TO_SEARCH, "", "", offers_view=True)
    (term, is_typed), (second, second_is_typed) = searches[0], searches[1] if searches[1:] else ("", False)
    outcome = "a search, sfdcObjectId is no id" if unusable_id else "a search"
    return Pop(outcome, "", term, is_typed, second, second_is_typed)


def is_page(url: str) -> bool:
    """Return whether this is the path of a page in the org. Addresses of other hosts are never popped."""
    is_path = url[:1] == "/" and url[1:2] != "/" and fits(url, MAX_URL_LENGTH)
    return is_path and "\\" not in url and all(character > " " for character in url)


def is_internal(attributes: object) -> bool:
    """Return whether the task is a call from a colleague, marked by the template's `internal-call`."""
    return any(is_true(value_under(attributes, key)) for key in ("internal", "client_call"))


def is_outbound(attributes: object) -> bool:
    """Return whether the company began the contact, through an agent or through Twilio's API."""
    return text(attributes, "direction").lower()[:8] == "outbound"


def customer_key(attributes: object) -> str:
    """Return the attribute with the customer's address, or "". `from` is the company's if outbound."""
    keys = ("outbound_to", "to", "called") if is_outbound(attributes) else ("from",)
    return [*[key for key in keys if shown(value_under(attributes, key))], ""][0]


def phone_of(attributes: object) -> object:
    """Return the customer's number for a call's activity, None for a withheld number.

    Return a value that is no number, such as a SIP address, unchanged.
    """
    value = value_under(attributes, customer_key(attributes))
    address = without_channel_prefix(plain_text(shown(value)))
    if is_number(address):
        value = address
    return None if is_withheld(address) else value


def search_term(attributes: object, keys: Sequence[str] | None = None) -> str:
    """Return the text to search Salesforce for, "" if there is nothing to search for."""
    searches = searches_of(attributes, SearchRules(keys))
    return searches[0][0] if searches else ""


def searches_of(attributes: object, rules: SearchRules) -> list[Search]:
    """Return the terms to search for, in order, and whether the customer may have typed each.

    The terms come from the attributes that identify the customer. After each number comes its national
    notation.
    """
    number = customer_key(attributes) or "from"
    sender = text(attributes, number)
    formats = number_formats(rules.formats or {})
    searches: dict[str, bool] = {}
    for key in SEARCH_ATTRIBUTES if rules.attributes is None else rules.attributes:
        value = at(attributes, number if key == "from" else key)
        address = shown(value)
        # The customer's own number in another notation: search for the sender's number, not for this text
        name = plain_text(address) if key == "name" else ""
        if is_phone(name) and is_same_number(name, sender):
            value = address = sender
        for part in addresses_in(value)[:MAX_ADDRESSES]:
            term = usable_term(part)
            is_typed = may_be_typed(attributes, key, address, term) or is_in_form(attributes, part)
            if rules.trusted is not None:
                is_typed = key not in rules.trusted
            for variant in (term, other_notation(term, formats)):
                if variant:
                    searches[variant] = is_typed and searches.get(variant, True)
    return list(searches.items())


def addresses_in(value: object) -> list[str]:
    """Return the addresses in a text such as `Ada <a@x.example>, b@x.example`, or its numbers, else the text.

    In a list, each value counts alone.
    """
    if isinstance(value, list):
        return [address for item in value for address in addresses_in(item)]
    content = "" if isinstance(value, bool) else shown(value)
    words = [word.strip(".") for word in words_of(content, ',;<>|()[]"?/')]
    emails = [word for word in words if "." in word.partition("@")[2]]
    if emails:
        full = [word for word in words if len(digits_of(word)) >= FULL_LENGTH]  # no part of a number
        return [*emails, *[word for word in full if is_phone(word)]]
    marked = content.replace(" or ", "|").replace(" +", "|+")
    split = "".join(["|" if character in ",;/\n" else character for character in marked])
    numbers = [part for part in split.split("|") if is_number(without_channel_prefix(plain_text(part)))]
    return numbers if numbers[1:] else [content]


def words_of(value: str, separators: str) -> list[str]:
    """Return the words of a text. Control characters separate words too."""
    spaced = [" " if character in separators or character < " " else character for character in value]
    return [word for word in "".join(spaced).split(" ") if word]


def is_international(number: str) -> bool:
    """Return whether a number begins with the code of its country."""
    start = number.strip("( ")
    return start[:1] == "+" or start[:2] == "00"


def is_same_number(number: str, other: str) -> bool:
    """Return whether two notations mean one number. Compare all digits if both have a country code."""
    digits = digits_of(usable_term(number)).strip("0")
    is_whole = is_international(number) and "+" in other
    return ("+" + digits_of(other).strip("0")).endswith("+" + digits if is_whole else digits[-10:])


def number_formats(own: Mapping[str, str]) -> dict[str, str]:
    """Return the notations of numbers by their first digits: of each country, and the account's own.

    Build the table for each search, because building it at the start would delay Flex.
    """
    return {
        **{f"+{code}": "*" for code in PLAIN_CODES.split(" ")},
        **{f"+{code}": "0*" for code in ZERO_CODES.split(" ")},
        **OTHER_CODES,
        **own,
    }


def usable_term(address: str) -> str:
    """Return a term that Salesforce can search for, "" if there is none.

    Remove the channel prefix and search syntax. Reject withheld numbers and placeholder names, which would
    pop another customer, and terms shorter than Open CTI accepts.
    """
    plain = without_channel_prefix(plain_text(address))
    if is_international(plain):
        # +49 (0)30: after a country code the zero is not dialled, except in Italy
        plain = ("0" if digits_of(plain).strip("0")[:2] == "39" else "").join(plain.split("(0)"))
    words = [word for word in words_of(plain, SEARCH_SYNTAX) if word not in OPERATORS]
    term = cut(" ".join(words).strip("@"), MAX_SEARCH_LENGTH)
    searchable = [character for character in term if character not in SEPARATORS]
    return "" if "{{" in address or is_withheld(term) or len(searchable) < MIN_SEARCH_LENGTH else term


def is_withheld(term: str) -> bool:
    """Return whether a term is a withheld number or a placeholder name, and identifies no customer."""
    head, at_sign, _ = term.lower().partition("@")
    if consists_of(head, DIGITS + SEPARATORS):
        digits = digits_of(head)
        withheld = WITHHELD if head[:1] == "+" else WITHHELD[:NO_NUMBERS]
        return digits in withheld or not digits.strip("0")
    # Visitors of a website are numbered.
    words = words_of(head, "-_./#'`$%")
    unnumbered = [word for word in words if not (len(word) < 7 and consists_of(word, DIGITS))]
    if words and not unnumbered:
        return False  # #4711
    words = NOBODY.split(" ")
    if at_sign:  # customer@acme.example may be a real address
        return all(word in words[:WITHHELD_WORDS] for word in unnumbered)
    return all(
        any(
            word == nobody
            or (word.startswith(nobody) and (len(nobody) >= STEM_LENGTH or nobody > FIRST_IDEOGRAM))
            for nobody in words
        )
        for word in unnumbered
    )


def may_be_typed(attributes: object, key: str, address: str, term: str) -> bool:
    """Return whether the customer may have typed a term: a name, or a value in the form before a chat.

    A `name` that is a number or an address counts as typed only if `from` differs.
    """
    is_typed = is_in_form(attributes, address)
    if key not in ("name", "from"):
        return is_typed
    sender = text(attributes, "from")
    is_address = is_number(term) or "@" in term or (sender == address and has_channel(address))
    is_claimed = sender not in ("", address)
    return is_typed or text(attributes, "channelType").lower() == "web" or is_claimed or not is_address


def other_notation(term: str, formats: Mapping[str, str]) -> str:
    """Return a number in its national notation without its extension; return any other term unchanged."""
    head, _ = split_number(term)
    if "@" in term or not (is_number(term) or term[:1] in "+("):
        return term
    number = head if is_phone(head) else term
    digits = digits_of(number)
    for code in ("00", "011"):
        if is_phone(number) and digits.startswith(code) and len(digits) > len(code) + 8:
            digits = digits[len(code) :]
            number = "+" + digits
    if number[:1] != "+" or not is_phone(number):
        return number
    # The longest beginning is the last in alphabetical order.
    best = max(["", *[code for code in formats if f"+{digits}".startswith(code)]])
    if not best:
        return number
    national = digits[len(best) - 1 :]
    # +49 030 already includes the zero of the national notation
    return (
        formatted(national[1:] if national[:1] == formats[best][:1] == "0" else national, formats[best])
        or number
    )


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


def without_channel_prefix(address: str) -> str:
    """Return the address alone: `+14155550100` for `whatsapp:+14155550100` or a SIP address with it.

    For a name followed by an address in angle brackets, return that address.
    """
    bracketed = address.partition("<")[2].partition(">")[0]
    if "@" in bracketed or is_phone(bracketed):
        address = bracketed
    if not has_channel(address):
        head, _, host = address.partition("@")
        return head if host and head[:1] == "+" and is_phone(head) else address
    bare = address.partition(":")[2].partition(";")[0].partition("?")[0].strip("/ ")
    user, at_sign, host = bare.partition("@")
    return user if is_phone(user) else user + at_sign + host.partition(":")[0]  # without the port


def has_channel(address: str) -> bool:
    """Return whether an address begins with a channel such as `whatsapp:`, without a space after it."""
    channel, colon, remainder = address.partition(":")
    return (
        colon != "" and consists_of(channel, LETTERS + "-") and (remainder[:1] != " " or is_phone(remainder))
    )


def is_number(term: str) -> bool:
    """Return whether this is a phone number, perhaps with an extension."""
    head, extension = split_number(term)
    return is_phone(head) and (not extension or is_extension(extension))


def is_phone(term: str) -> bool:
    """Return whether this is a phone number in any notation, but not a short code."""
    return 7 <= len(digits_of(term)) <= 15 and consists_of(term, DIGITS + SEPARATORS)


def default_fields(term: str) -> dict[str, str]:
    """Return the fields that the term fills in a new record: `Phone`, `Email` or `LastName`."""
    if is_number(term):
        is_case = term[:2] == "00" and len(term) < FULL_LENGTH  # such as 00001026
        return {"Phone": term} if fits(term, LENGTHS["Phone"]) and not is_case else {}
    _, at, host = term.partition("@")
    if at:
        return {"Email": term} if "." in host and " " not in term else {}
    return {} if any(character in term for character in DIGITS) else {"LastName": term}


def records_found(result: object) -> list[Record]:
    """Return the records in the answer to a search, whose keys are their ids; none for another form.

    Leave out records that cannot have activities, because the agent chooses the record of an activity.
    Replace a person account by its contact, and list that contact only once.
    """
    records: list[Record] = []
    entries: list[object] = []
    if not isinstance(result, dict):
        return records
    for record_id, entry in result.items():
        if not isinstance(record_id, str) or not looks_like_id(record_id) or not isinstance(entry, dict):
            continue
        kind = text(entry, "RecordType") or text(entry, "object")
        numbers = [key for key in entry if isinstance(key, str) and key[-6:] == "Number"]
        names = [shown(value_under(entry, key)) for key in ("Name", *numbers, *NAMES)]
        name = [*[visible(candidate) for candidate in names if candidate], record_id][0]
        contact_id = text(entry, "PersonContactId")
        if is_true(entry.get("IsPersonAccount")) and looks_like_id(contact_id):
            record_id = contact_id
            kind = "Contact"
        is_new = not any(same_record(earlier["id"], record_id) for earlier in records)
        if can_have_activities(record_id) and is_new:
            record: Record = {"id": record_id, "type": kind, "name": name}
            modified = text(entry, "LastModifiedDate")
            if modified:
                record["modified"] = modified
            records.append(record)
            entries.append(entry)
    for place, record in enumerate(records):
        twins = [
            entries[earlier]
            for earlier, candidate in enumerate(records)
            if earlier != place and looks_same(candidate, record)
        ]
        if twins:
            record["detail"] = difference(entries[place], twins) or record["id"]
    return records


def looks_same(left: Record, right: Record) -> bool:
    """Return whether two records look alike to an agent."""
    return left["name"] == right["name"] and left["type"] == right["type"]


def difference(entry: object, twins: list[object]) -> str:
    """Return the fields that tell a record from others of the same name, such as email or account."""
    parts: list[str] = []
    for key in entry if isinstance(entry, dict) else ():
        value = said_under(entry, key)
        if value and key not in KNOWN_KEYS and all(said_under(twin, key) != value for twin in twins):
            parts.append(value)
    return ", ".join(parts)[:MAX_DETAIL]


def said_under(entry: object, key: str) -> str:
    """Return the text of a field, or the name of the record to which the field refers."""
    value = value_under(entry, key)
    return text(value, "Name") or shown(value)


def preferred(records: list[Record], prefer: Sequence[str]) -> Record | None:
    """Return the only record, or the one that the account prefers; None if the agent has to choose.

    `prefer`: names of objects in order of preference, or MOST_RECENT.
    """
    candidates = records
    for kind in prefer:
        of_kind = [record for record in records if record["type"].lower() == kind.lower()]
        if of_kind:
            candidates = of_kind
            break
    dates = [record.get("modified") or "" for record in candidates]
    # The largest text is the latest date only in the form 2027-01-31, and in one time zone.
    zones = [date[19:].lstrip(DIGITS + ".") for date in dates]
    is_dated = all(date[4:5] + date[7:8] == "--" for date in dates) and zones[1:] == zones[:-1]
    if is_dated and MOST_RECENT in [kind.lower() for kind in prefer]:
        candidates = [record for record in candidates if record.get("modified") == max(dates)]
    return candidates[0] if len(candidates) == 1 else None
