"""Decide what Salesforce shows when a task is accepted: a record, or the result of a search.

Pure functions of plain values. Rules: docs/specification.md, section 4; facts: docs/platforms.md, "Screen
pop".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flex_sfdc.phone_numbers import (
    FULL_LENGTH,
    MIN_DIGITS,
    SEPARATORS,
    beginning,
    is_complete,
    is_international,
    is_number,
    is_phone,
    number_formats,
    number_in,
    other_notation,
    split_number,
)
from flex_sfdc.plain_data import (
    DIGITS,
    LETTERS,
    at,
    consists_of,
    digits_of,
    is_true,
    plain_text,
    shown,
    text,
    value_under,
    without_dates,
)
from flex_sfdc.salesforce.fields import LENGTHS, cut, fits
from flex_sfdc.salesforce.records import is_in_form, is_record_id

# Searched in this order. Studio flows for Twilio's built-in integration set the first.
SEARCH_ATTRIBUTES = ("sfdcSearchString", "name", "from", "identity", "customerAddress")
MIN_SEARCH_LENGTH = 3  # Open CTI refuses fewer characters
MAX_URL_LENGTH = 2_000
MAX_VALUE_LENGTH = 2_000  # of an attribute; reading a very long one would make Flex wait
MAX_ADDRESSES = 10  # the plugin reads no more addresses of an attribute
MAX_TEXT = 255  # the plugin finds a number only in so many characters
AROUND = ".!'`\u2018\u2019\u201c\u201d\u2039\u203a\xab\xbb"  # quotation marks and ends of sentences
NO_NAME = DIGITS + ":/="  # in ids and addresses, not in a name
MAX_SEARCH_LENGTH = 80  # the length of Salesforce's name and address fields

# A search for a withheld caller would pop another customer. The numbers spell ANONYMOUS, UNAVAILABLE,
# RESTRICTED, BLOCKED and UNKNOWN on a keypad, as Twilio sends them. A text that consists only of the words in
# `NOBODY` is not a name; a word of six or more letters also matches longer words that begin with it. A text
# without digits that contains one of `FOREIGN` is not one either; a space there is the edge of a word.
WITHHELD = ("266696687", "1266696687", "86282452253", "7378742833", "2562533", "8656696")
NO_NUMBERS = 3  # this many at the start of `WITHHELD` are not valid numbers, even without a plus
STEM_LENGTH = 6
WITHHELD_WORDS = 7  # this many at the start of `NOBODY` count in an e-mail address too
NOBODY = (
    "anonymous restricted blocked unknown unavailable private withheld no not caller call id number"
    " name user person customer client guest visitor web website webchat chat wireless mobile cell phone"
    " payphone toll free out of area provided available spam scam fraud nuisance telemarketer risk likely"
    " suspected potential null undefined none object hidden facebook n a"
    " anonym anonim anoniem anónim anônim privat privad prive privé numero numer anrufer kunde gast besucher"
    " masque appel visiteur identific oculto llamada nao não chamada invitad invité convidado visitante"
    " usuario usuário utilisateur benutzer bloquead klient klant kund visitatore utente клиент"
    " unidentified whatsapp sms callback voicemail request from"
    " asiakas vieras nimetön müşteri misafir ziyaretçi ügyfél vendég látogató"
    " לקוח אורח عميل ضيف زائر ग्राहक अतिथि ลูกค้า แขก"
)
FOREIGN = (
    "nummer |número |numéro |numara |číslo |unbekannt|unterdr|inconnu|masqué|desconoc|desconhec|sconosc"
    "|onbekend|okänt|ukendt|ukjent|skjult|nieznan|prywatn|zastrz|bilinmeyen| gizli|neznám|tuntem|salain"
    "|ismeretlen |αριθμ|άγνω|ανών|απόκρ|неизв| аноним| номер | رقم |مجهول|غير مع|חסוי|ידוע| מספר "
    "| नंबर |अज्ञा|ไม่|非通知| 通知不可|表示圏外|公衆電話|匿名|不明| ゲスト|お客様| 未知|号码|號碼| 발신|번호"
)

# Wildcards and operators of Salesforce's search. No name or number needs them.
SEARCH_SYNTAX = '*?"\\{}[]^~|<>&!()\x7f'
OPERATORS = ("AND", "OR", "NOT")

Search = tuple[str, bool]  # the term, and whether the customer may have typed it
NOTHING_TO_SEARCH = "none, nothing to search for"


@dataclass(frozen=True)
class Pop:
    """The request to the CRM: show `record_id`, or search for `term`, or show `url`, or do nothing.

    `second`: the term of a second search, if the first finds nothing. `is_typed`, `second_is_typed`: the
    customer may have typed the value, so a single match is only a suggestion. `offers_view`: suggest the
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
    search_only: bool = False  # Salesforce refuses to show the task's own record or page


def decide(attributes: object, transferred: bool, rules: SearchRules | None = None) -> Pop:
    """Return the screen pop of an accepted task. `attributes`: the task's, of any type. Never raise.

    Pop nothing for an outbound call, because the agent knows whom they are calling. Treat a transferred
    outbound call like an inbound one: its new agent does not know the customer.
    """
    if text(attributes, "direction").lower() == "outbound" and not transferred:
        return Pop("none, outbound", "", "", offers_view=not is_internal(attributes))
    rules = rules or SearchRules()
    own = {} if rules.search_only else attributes
    record_id = text(own, "sfdcObjectId")
    if is_record_id(record_id):
        is_trusted = "sfdcObjectId" in (rules.trusted or ())
        return Pop("its record", record_id, "", is_in_form(attributes, record_id[:15]) and not is_trusted)
    if is_internal(attributes):
        return Pop("none, internal", "", "")
    url = text(own, "sfdcUrl")
    if is_page(url) and not is_in_form(attributes, url):
        return Pop("its page", "", "", url=url, offers_view=True)
    return searching(searches_of(attributes, rules), record_id)


def searching(searches: Sequence[Search], unusable_id: str) -> Pop:
    """Return a pop that uses the first two of these searches."""
    if not searches:
        return Pop(NOTHING_TO_SEARCH, "", "", offers_view=True)
    (term, is_typed), (second, second_is_typed) = searches[0], searches[1] if searches[1:] else ("", False)
    outcome = "a search, sfdcObjectId is not an id" if unusable_id else "a search"
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
    """Return the attribute with the customer's address, or "". An outbound `from` is the company's."""
    keys = ("outbound_to", "to", "called", "customerAddress") if is_outbound(attributes) else ("from",)
    return [*[key for key in keys if shown(value_under(attributes, key))], ""][0]


def phone_of(attributes: object) -> object:
    """Return the customer's number for a call's activity, None for a withheld number or a flow's template.

    Return a value that is not a number, such as a SIP address, unchanged.
    """
    value = value_under(attributes, customer_key(attributes))
    address = without_channel_prefix(plain_text(shown(value)))
    if is_number(address):
        value = address
    return None if is_withheld(address) or "{{" in address else value


def search_term(attributes: object, keys: Sequence[str] | None = None) -> str:
    """Return the text to search Salesforce for, "" if there is nothing to search for."""
    searches = searches_of(attributes, SearchRules(keys))
    return searches[0][0] if searches else ""


def searches_of(attributes: object, rules: SearchRules) -> list[Search]:
    """Return the terms to search for, in order, and whether the customer may have typed each.

    The terms come from the attributes that identify the customer. Each number is followed by its national
    notation.
    """
    number = customer_key(attributes) or "from"
    sender = shown(value_under(attributes, number))
    formats = number_formats(rules.formats or {})
    searches: dict[str, bool] = {}
    for key in SEARCH_ATTRIBUTES if rules.attributes is None else rules.attributes:
        value = at(attributes, number if key == "from" else key)
        address = shown(value)
        # The customer's own address or number in another notation: search for the sender's, not for this text
        name = plain_text(address) if key == "name" else ""
        is_same = name.lower() == sender.lower() or (is_phone(name) and is_same_number(name, sender, formats))
        if name and is_same:
            value = address = sender
        for part in addresses_in(value)[:MAX_ADDRESSES]:
            term, notation = terms_of(part, formats)
            is_typed = may_be_typed(attributes, key, address, term, sender) or is_in_form(attributes, part)
            if rules.trusted is not None:
                is_typed = key not in rules.trusted
            for variant in (term, notation):
                if variant:
                    searches[variant] = is_typed and searches.get(variant, True)
    return list(searches.items())


def terms_of(address: str, formats: Mapping[str, str]) -> tuple[str, str]:
    """Return the search terms of an address: its text, and its number in national notation."""
    term = usable_term(address)
    number, _ = split_number(without_dates(address))
    is_whole = len(digits_of(number)) >= FULL_LENGTH
    return term, other_notation(usable_term(number) if is_whole else term, formats)


def addresses_in(value: object) -> list[str]:
    """Return the addresses in a text such as `Ada <a@x.example>, b@x.example`, or its numbers, or all of it.

    In a list, each value counts on its own; lists in it do not count. A whole number comes after the text
    that contains it.
    """
    if isinstance(value, list):
        # Lists of any depth could exceed the browser's stack.
        return [address for item in value if not isinstance(item, list) for address in addresses_in(item)]
    content = "" if isinstance(value, bool) else beginning(shown(value), MAX_VALUE_LENGTH)
    return _emails_in(content) or _numbers_in(content)


def _emails_in(content: str) -> list[str]:
    """Return the email addresses in a text, and then its whole numbers. Return none without an address."""
    words = [word.strip(AROUND) for word in words_of(content, ',;<>|()[]"?/')]
    emails = [word for word in words if "." in word.partition("@")[2] and word[0] != "@"]
    if not emails or is_phone(without_channel_prefix(content)):
        return []
    return [*emails, *[word for word in words if len(digits_of(word)) >= FULL_LENGTH and is_phone(word)]]


def _numbers_in(content: str) -> list[str]:
    """Return the numbers in a text that lists several, otherwise the text and the whole number in it."""
    marked = content.replace(" or ", "|").replace(" +", "|+")
    split = "".join(["|" if character in ",;/\r\n" else character for character in marked])
    numbers = [part for part in split.split("|") if is_complete(without_channel_prefix(part))]
    if numbers[1:]:
        return numbers
    texts = [content, *[number_in(part, FULL_LENGTH)[1] for part in numbers if "+" in part]]
    text = beginning(without_dates(without_channel_prefix(content)), MAX_TEXT)
    before, number, rest = number_in(text, FULL_LENGTH)
    if not is_phone(number) or before != before.rstrip(LETTERS + "-_@"):  # a part of an id
        return texts
    name = before.strip(" :")
    return [number + rest] if name and is_withheld(name) else [*texts, number]


def words_of(value: str, separators: str) -> list[str]:
    """Return the words of a text. Control characters separate words too."""
    spaced = [" " if character in separators or character < " " else character for character in value]
    return [word for word in "".join(spaced).split(" ") if word]


def is_same_number(number: str, other: str, formats: Mapping[str, str]) -> bool:
    """Return whether two notations mean one number. Compare all digits if both have a country code."""
    digits = digits_of(usable_term(number))
    if is_international(number) and "+" in other:
        return significant(digits) == significant(digits_of(other))
    national = digits_of(other_notation(usable_term(other), formats))
    return digits == national or digits_of(other).endswith(digits.lstrip("0")[-FULL_LENGTH:])


def significant(digits: str) -> str:
    """Return the digits after the zeros, without the one that Mexico and Argentina add for mobile phones."""
    digits = digits.lstrip("0")
    return digits[:2] + digits[3:] if len(digits) == 13 and digits[:3] in ("521", "549") else digits


def usable_term(address: str) -> str:
    """Return a term that Salesforce can search for, "" if there is none.

    Remove the channel prefix and search syntax. Reject withheld numbers and placeholder names, which would
    pop another customer, and terms shorter than Open CTI accepts.
    """
    plain = without_channel_prefix(plain_text(address))
    if is_international(plain):
        # +49 (0)30: after a country code the zero is not dialled, except in Italy
        zero = "0" if digits_of(plain).strip("0")[:2] == "39" else ""
        plain = zero.join(plain.split("(0)"))  # a `replace` with "" would add code to the bundle
    words = [word for word in words_of(plain, SEARCH_SYNTAX) if word not in OPERATORS]
    term = cut(" ".join(words).strip("@"), MAX_SEARCH_LENGTH)
    searchable = [character for character in term if character not in SEPARATORS]
    is_usable = "{{" not in address and len(searchable) >= MIN_SEARCH_LENGTH and not is_withheld(term)
    return term if is_usable else ""


def is_withheld(term: str) -> bool:
    """Return whether a term is a withheld number or a placeholder name, and identifies no customer."""
    head, at_sign, host = term.lower().partition("@")
    digits = digits_of(head)
    if consists_of(head, DIGITS + SEPARATORS):
        withheld = WITHHELD if head[:1] == "+" else WITHHELD[:NO_NUMBERS]
        return digits.lstrip("0") in ("", *withheld)
    if len(digits) >= (MIN_DIGITS if " " in head else FULL_LENGTH):  # a number with a note
        return False
    # Visitors of a website are numbered.
    words = words_of(head, "-_./#'`$%+")
    unnumbered = [word for word in words if not (len(word) < 7 and consists_of(word, DIGITS))]
    if words and not unnumbered:
        return False  # #4711
    nobody = NOBODY.split(" ")
    if at_sign:  # customer@acme.example may be a real address, but none ends in .invalid
        return host[-8:] == ".invalid" or all(word in nobody[:WITHHELD_WORDS] for word in unnumbered)
    if not digits and any(stem in f" {head} " for stem in FOREIGN.split("|")):
        return True
    return all(is_placeholder(word, nobody) for word in unnumbered)


def is_placeholder(word: str, nobody: Sequence[str]) -> bool:
    """Return whether a word is one of these, or begins with a long one."""
    return word in nobody or any(word.startswith(stem) for stem in nobody if len(stem) >= STEM_LENGTH)


def may_be_typed(attributes: object, key: str, address: str, term: str, sender: str) -> bool:
    """Return whether the customer may have typed a term: a name, or a value in the form before a chat.

    A `name` that is a number or an address counts as typed only if it is not the sender's.
    """
    is_typed = is_in_form(attributes, address)
    if key not in ("name", "from"):
        return is_typed
    is_address = is_number(term) or "@" in term or (sender == address and has_channel(address))
    is_claimed = sender not in ("", address)
    return is_typed or text(attributes, "channelType").lower() == "web" or is_claimed or not is_address


def without_channel_prefix(address: str) -> str:
    """Return only the address: `+14155550100` for `whatsapp:+14155550100` or a SIP address with it.

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
        colon != "" and consists_of(channel, LETTERS + "-_") and (remainder[:1] != " " or is_phone(remainder))
    )


def default_fields(term: str) -> dict[str, str]:
    """Return the fields that the term fills in a new record: `Phone`, `Email` or `LastName`."""
    if is_number(term):
        is_case = term[:2] == "00" and len(term) < FULL_LENGTH  # such as 00001026
        return {"Phone": term} if fits(term, LENGTHS["Phone"]) and not is_case else {}
    _, at_sign, host = term.partition("@")
    if at_sign:
        return {"Email": term} if "." in host and " " not in term else {}
    return {} if any(character in term for character in NO_NAME) else {"LastName": term}
