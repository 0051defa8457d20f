"""textwrap: break paragraphs into lines."""


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
    """Split a text into words, the white space between them, and the parts of hyphenated words."""
    pieces = []
    for word in _runs(text):
        if word[0].isspace() or "-" not in word:
            pieces.append(word)
            continue
        start = 0
        for i in range(1, len(word)):
            before, after = word[start : i - 1], word[i:]
            if word[i - 1] != "-" or not after:
                continue
            joins = len(before) >= 2 and before[-1].isalpha() and before[-2].isalpha()
            if joins and len(after) >= 2 and after[0].isalpha() and after[1].isalpha():
                pieces.append(word[start:i])
                start = i
            elif (
                i >= 2 and word[i - 2] == "-" and after[0] != "-" and (after[0].isalnum() or after[0] == "_")
            ):
                dash = i
                while dash > start and word[dash - 1] == "-":
                    dash -= 1
                if dash > start:
                    pieces.append(word[start:dash])
                pieces.append(word[dash:i])
                start = i
        pieces.append(word[start:])
    return pieces


def _runs(text):
    runs = []
    for c in text:
        if runs and runs[-1][0].isspace() == c.isspace():
            runs[-1] += c
        else:
            runs.append(c)
    return runs


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
    clean = "".join([" " if c.isspace() else c for c in text.expandtabs()])
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
        is_complete = len("".join(line)) <= room and not any(piece.strip() for piece in pieces)
        if is_last and not is_complete:
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
            space = room - length if room > 0 else 1
            word = pieces.pop()
            line.append(word[:space])
            if word[space:]:
                pieces.append(word[space:])
        elif not line:
            line.append(pieces.pop())
    if line and line[-1].strip() == "":
        line.pop()
    return line


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
