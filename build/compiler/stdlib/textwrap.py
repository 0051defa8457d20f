"""textwrap: break paragraphs into lines."""

_SPACES = "\t\n\x0b\x0c\r "  # no others, as in Python


def dedent(text):
    lines = [line if line.strip(" \t") else "" for line in text.split("\n")]
    margin = None
    for line in lines:
        if not line:
            continue
        indentation = line[: len(line) - len(line.lstrip(" \t"))]
        if margin is None:
            margin = indentation
        while not indentation.startswith(margin):
            margin = margin[:-1]
    cut = len(margin or "")
    return "\n".join([line[cut:] for line in lines])


def indent(text, prefix, predicate=None):
    lines = text.splitlines(True)
    return "".join([prefix + line if _wanted(line, predicate) else line for line in lines])


def _wanted(line, predicate):
    return predicate(line) if predicate else bool(line.strip())


def _pieces(text):
    """Split a text into words, the white space between them, dashes, and the parts of hyphenated words."""
    pieces = []
    start = 0
    while start < len(text):
        end = _end_of_spaces(text, start)
        if end == start and _begins_dash(text, start):
            end = _end_of_dashes(text, start)
        if end == start:
            end = _end_of_word(text, start)
        pieces.append(text[start:end])
        start = end
    return pieces


def _end_of_spaces(text, place):
    while text[place : place + 1] == " ":
        place += 1
    return place


def _end_of_dashes(text, place):
    while text[place : place + 1] == "-":
        place += 1
    return place


def _begins_dash(text, place):
    """Return whether a dash of several hyphens between two words begins here."""
    before = text[max(place - 1, 0) : place]
    if text[place] != "-" or not before or not (_is_in_word(before) or before in "!\"'&.,?"):
        return False
    end = _end_of_dashes(text, place)
    return end - place > 1 and end < len(text) and _is_in_word(text[end])


def _end_of_word(text, start):
    for place in range(start + 1, len(text)):
        if text[place] == "-" and _is_hyphen(text, place):
            return place + 1
        if text[place] == " " or _begins_dash(text, place):
            return place
    return len(text)


def _is_hyphen(text, place):
    """Return whether a word may be broken after this hyphen: it is between letters, two on each side."""
    before, after = text[max(place - 3, 0) : place], text[place + 1 : place + 4]
    return _ends_in_letters(before) and _ends_in_letters("".join(reversed(after)))


def _ends_in_letters(part):
    """Return whether three characters, or two, end in two letters, perhaps with a hyphen between them."""
    is_double = len(part) > 1 and _is_letter(part[-1]) and _is_letter(part[-2])
    return is_double or (len(part) > 2 and _is_letter(part[-1]) and part[-2] == "-" and _is_letter(part[-3]))


def _is_letter(c):
    return _is_in_word(c) and not c.isdecimal()


def _is_in_word(c):
    return c.isalnum() or c == "_"


def wrap(
    text,
    width=70,
    *,
    initial_indent="",
    subsequent_indent="",
    break_long_words=True,
    max_lines=None,
    placeholder=" [...]",
):
    if width <= 0:
        raise ValueError(f"invalid width {width!r} (must be > 0)")
    if max_lines is not None:
        indent = subsequent_indent if max_lines > 1 else initial_indent
        if len(indent) + len(placeholder.lstrip()) > width:
            raise ValueError("placeholder too large for max width")
    clean = "".join([" " if c in _SPACES else c for c in text.expandtabs()])
    pieces = _pieces(clean)
    pieces.reverse()
    lines = []
    while pieces:
        start = subsequent_indent if lines else initial_indent
        room = width - len(start)
        if pieces[-1].strip() == "" and lines:
            pieces.pop()
        line = _taken(pieces, room, break_long_words)
        if not line:
            continue
        is_last = max_lines is not None and len(lines) + 1 >= max_lines
        is_end = not pieces or (len(pieces) == 1 and not pieces[0].strip())
        if is_last and not (is_end and len("".join(line)) <= room):
            return _ended(lines, line, start, width, placeholder)
        lines.append(start + "".join(line))
    return lines


def _taken(pieces, room, break_long_words):
    """Remove the pieces of one line from the end of a list, and return them."""
    line = []
    length = 0
    while pieces and length + len(pieces[-1]) <= room:
        length += len(pieces[-1])
        line.append(pieces.pop())
    if pieces and len(pieces[-1]) > room:
        if break_long_words:
            word = pieces.pop()
            end = _break_of(word, room - length if room > 0 else 1)
            line.append(word[:end])
            if word[end:]:
                pieces.append(word[end:])
        elif not line:
            line.append(pieces.pop())
    if line and line[-1].strip() == "":
        line.pop()
    return line


def _break_of(word, space):
    """Return where to break a word that is too long for a space: after its last hyphen, if it has one."""
    hyphen = word.rfind("-", 0, space)
    return hyphen + 1 if word[: max(hyphen, 0)].strip("-") else space


def _ended(lines, line, start, width, placeholder):
    """Return the lines with a placeholder after the last that has room for it."""
    while line:
        if line[-1].strip() and len(start + "".join(line) + placeholder) <= width:
            return [*lines, start + "".join(line) + placeholder]
        line.pop()
    if lines:
        before = lines[-1].rstrip()
        if len(before) + len(placeholder) <= width:
            return [*lines[:-1], before + placeholder]
    return [*lines, start + placeholder.lstrip()]


def fill(text, width=70, *, initial_indent="", subsequent_indent="", max_lines=None, placeholder=" [...]"):
    return "\n".join(
        wrap(
            text,
            width,
            initial_indent=initial_indent,
            subsequent_indent=subsequent_indent,
            max_lines=max_lines,
            placeholder=placeholder,
        )
    )


def shorten(text, width, *, placeholder=" [...]"):
    return fill(" ".join(text.strip().split()), width, max_lines=1, placeholder=placeholder)
