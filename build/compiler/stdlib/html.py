"""html: text in markup. Of the named characters unescape knows those that escape makes, and a few more."""

_NAMED = {
    "amp": "&",
    "lt": "<",
    "gt": ">",
    "quot": '"',
    "apos": "'",
    "nbsp": "\u00a0",
    "copy": "\u00a9",
    "euro": "\u20ac",
}


def escape(s, quote=True):
    s = s.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return s.replace('"', "&quot;").replace("'", "&#x27;") if quote else s


def unescape(s):
    pieces = s.split("&")
    made = [pieces[0]]
    for piece in pieces[1:]:
        name, semicolon, rest = piece.partition(";")
        if not semicolon or not name or not all([c.isalnum() or c == "#" for c in name]):
            if piece and (piece[0].isalpha() or piece[0] == "#"):
                _refuse(piece)
            made.append("&" + piece)
        elif name in _NAMED:
            made.append(_NAMED[name] + rest)
        elif name[:2] in ("#x", "#X"):
            made.append(_character(int(name[2:], 16)) + rest)
        elif name[0] == "#":
            made.append(_character(int(name[1:])) + rest)
        else:
            _refuse(piece)
    return "".join(made)


def _character(code):
    if code == 0 or code > 0x10FFFF or 0x80 <= code < 0xA0 or 0xD800 <= code < 0xE000:
        raise NotImplementedError(f"html.unescape: character {code}")
    return chr(code)


def _refuse(text):
    raise NotImplementedError(f"html.unescape: &{text[:20]}")
