"""re: Python's regular expressions on JavaScript's.

Translate each pattern to an equivalent one of JavaScript, with the `u` flag. Raise re.error for a pattern
that JavaScript would match differently.
"""

from __js__ import (
    characters_to_units,
    next_position,
    regexp,
    regexp_match,
    regexp_spans,
    units_to_characters,
)

NOFLAG = 0
IGNORECASE = I = 2  # noqa: E741
MULTILINE = M = 8
DOTALL = S = 16
UNICODE = U = 32
VERBOSE = X = 64
ASCII = A = 256

_FLAGS = {"i": I, "m": M, "s": S, "x": X, "a": A, "u": U}
_NAMES = {I: "re.IGNORECASE", M: "re.MULTILINE", S: "re.DOTALL", X: "re.VERBOSE", A: "re.ASCII"}
_MANY = float("inf")
_START = r"(?<![\s\S])"
_END = r"(?![\s\S])"

# The contents of a character class for each kind of characters: with Unicode, and with re.ASCII.
_SPACE = r"\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_NO_SPACE = (
    r"\0-\x08\x0e-\x1b!-\x84\x86-\x9f\xa1-\u167f\u1681-\u1fff\u200b-\u2027\u202a-\u202e\u2030-\u205e"
    r"\u2060-\u2fff\u3001-\u{10ffff}"
)
_NO_WORD = (
    r"\p{M}\p{S}\p{Z}\p{C}\p{Pd}\p{Ps}\p{Pe}\p{Pi}\p{Pf}\p{Po}\u203f\u2040\u2054\ufe33\ufe34"
    r"\ufe4d-\ufe4f\uff3f"
)
_KINDS = {
    "d": r"\p{Nd}",
    "D": r"\P{Nd}",
    "w": r"\p{L}\p{N}_",
    "W": _NO_WORD,
    "s": _SPACE,
    "S": _NO_SPACE,
}
_ASCII_KINDS = {
    "d": "0-9",
    "D": r"\0-/:-\u{10ffff}",
    "w": "0-9A-Za-z_",
    "W": r"\0-/:-@\[-\^`{-\u{10ffff}",
    "s": r"\t-\r\x20",
    "S": r"\0-\x08\x0e-\x1f!-\u{10ffff}",
}
_CONTROLS = {"a": "\a", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


class error(Exception):
    def __init__(self, msg, pattern=None, pos=None):
        self.msg = msg
        self.pattern = pattern
        self.pos = pos
        where = ""
        if pattern is not None and pos is not None:
            where = f" at position {pos}"
            self.lineno = pattern.count("\n", 0, pos) + 1
            self.colno = pos - pattern.rfind("\n", 0, pos)
            if "\n" in pattern:
                where += f" (line {self.lineno}, column {self.colno})"
        super().__init__(msg + where)


class _Part:
    """A piece of a pattern: its JavaScript, the number of characters it matches, and the groups in it.

    `unsure`: the piece can match without one of its groups.
    """

    def __init__(self, source, least, most, groups=(), unsure=False):
        self.source = source
        self.least = least
        self.most = most
        self.groups = list(groups)
        self.unsure = unsure


class _Reader:
    """Translate a pattern. `shift`: the number of groups that the JavaScript has before the pattern's own.

    `open`: the groups that enclose the position. `certain`: the groups that every match so far has.
    """

    def __init__(self, pattern, flags, shift):
        self.pattern = pattern
        self.flags = flags
        self.shift = shift
        self.at = 0
        self.count = 0
        self.names = {}
        self.open = []
        self.certain = []

    def fail(self, message, position):
        raise error(message, self.pattern, position)

    def refuse(self, what, position):
        self.fail(f"{what} cannot be matched in the browser as in Python", position)

    def peek(self, size=1):
        return self.pattern[self.at : self.at + size]

    def take(self):
        c = self.pattern[self.at : self.at + 1]
        self.at += 1
        return c

    def translated(self):
        self.global_flags()
        part = self.alternatives()
        if self.at < len(self.pattern):
            self.fail("unbalanced parenthesis", self.at)
        return part

    def global_flags(self):
        while self.peek(2) == "(?":
            stop = self.at + 2
            flags = self.flags
            while self.pattern[stop : stop + 1] in _FLAGS:
                flags |= _FLAGS[self.pattern[stop]]
                stop += 1
            if stop == self.at + 2 or self.pattern[stop : stop + 1] != ")":
                return
            self.flags = flags
            self.at = stop + 1

    def alternatives(self):
        before = list(self.certain)
        parts = [self.sequence()]
        while self.peek() == "|":
            self.at += 1
            self.certain = list(before)
            parts.append(self.sequence())
        if len(parts) == 1:
            return parts[0]
        self.certain = before
        groups = [group for part in parts for group in part.groups]
        least = min([part.least for part in parts])
        most = max([part.most for part in parts])
        return _Part("|".join([part.source for part in parts]), least, most, groups, bool(groups))

    def sequence(self):
        sources = []
        least = most = 0
        groups = []
        unsure = False
        while self.at < len(self.pattern) and self.peek() not in "|)":
            if self.flags & X and self.skip_blank():
                continue
            part = self.repeated(self.atom())
            sources.append(part.source)
            least += part.least
            most += part.most
            groups.extend(part.groups)
            unsure = unsure or part.unsure
        return _Part("".join(sources), least, most, groups, unsure)

    def skip_blank(self):
        if self.peek().isspace():
            self.at += 1
            return True
        if self.peek() != "#":
            return False
        while self.at < len(self.pattern) and self.take() != "\n":
            pass
        return True

    def repeated(self, part):
        while True:
            start = self.at
            if self.flags & X:
                while self.at < len(self.pattern) and self.skip_blank():
                    pass
            limits = self.quantifier()
            if limits is None:
                return part
            least, most, source = limits
            is_place = part.most == 0 and part.source.startswith(("(?<![", "(?![", "(?=\\n", "(?:(?<=["))
            if is_place or not part.source:
                self.fail("nothing to repeat", start)
            if self.peek() == "?":
                self.at += 1
                source += "?"
            elif self.peek() == "+":
                self.refuse("a possessive quantifier", self.at)
            if part.groups and (part.unsure or part.least == 0) and (most > 1 or part.least == 0):
                self.refuse("a repeated part whose groups need not take part", start)
            if part.least == 0 and (most > 1 or least == 0) and _may_prefer_nothing(part.source):
                self.refuse("a repeated part that may rather be empty", start)
            if least == 0:
                self.certain = [group for group in self.certain if group not in part.groups]
            longest = part.most * most if part.most and most else 0
            unsure = part.unsure or (least == 0 and bool(part.groups))
            part = _Part(part.source + source, part.least * least, longest, part.groups, unsure)
            if self.flags & X:
                while self.at < len(self.pattern) and self.skip_blank():
                    pass
            second_at = self.at
            if self.quantifier() is not None:
                self.fail("multiple repeat", second_at)

    def quantifier(self):
        simple = {"*": (0, _MANY, "*"), "+": (1, _MANY, "+"), "?": (0, 1, "?")}
        if self.peek() and self.peek() in simple:
            return simple[self.take()]
        if self.peek() != "{":
            return None
        stop = self.pattern.find("}", self.at)
        low, comma, high = self.pattern[self.at + 1 : stop].partition(",")
        inside = self.pattern[self.at + 1 : stop].replace(",", "", 1)
        plain = all([c in "0123456789" for c in inside])
        if stop < 0 or not plain or (not comma and not low):
            return None
        least = int(low or 0)
        most = int(high) if high else _MANY if comma else least
        if most < least:
            self.fail("min repeat greater than max repeat", self.at + 1)
        self.at = stop + 1
        return (least, most, f"{{{least}{comma}{high}}}")

    def kinds(self):
        return _ASCII_KINDS if self.flags & A else _KINDS

    def atom(self):
        position = self.at
        c = self.take()
        if c == ".":
            return _Part(r"[\s\S]" if self.flags & S else r"[^\n]", 1, 1)
        if c == "^":
            return _Part(r"(?<![^\n])" if self.flags & M else _START, 0, 0)
        if c == "$":
            return _Part(r"(?![^\n])" if self.flags & M else r"(?=\n?(?![\s\S]))", 0, 0)
        if c == "[":
            return self.character_class(position)
        if c == "(":
            return self.group(position)
        if c == "\\":
            return self.escape(position)
        if c in "*+?":
            self.fail("nothing to repeat", position)
        if c == "{":
            self.at = position
            if self.quantifier() is not None:
                self.fail("nothing to repeat", position)
            self.at = position + 1
        return _Part(_literal(c), 1, 1)

    def escape(self, position):
        if self.at >= len(self.pattern):
            self.fail("bad escape (end of pattern)", position)
        c = self.peek()
        word = self.kinds()["w"]
        before, after = f"(?<=[{word}])", f"(?=[{word}])"
        not_before, not_after = f"(?<![{word}])", f"(?![{word}])"
        places = {
            "A": _START,
            "Z": _END,
            "b": f"(?:{before}{not_after}|{not_before}{after})",
            "B": rf"(?:{before}{after}|(?:(?=[\s\S])|(?<=[\s\S])){not_before}{not_after})",
        }
        if c in places:
            self.at += 1
            return _Part(places[c], 0, 0)
        if c in _KINDS:
            self.at += 1
            return _Part(f"[{self.kinds()[c]}]", 1, 1)
        if c in "123456789" and not self.is_octal():
            digits = self.take()
            if self.peek() and self.peek() in "0123456789":
                digits += self.take()
            return self.reference(int(digits), position)
        return _Part(_literal(self.escaped(position)), 1, 1)

    def is_octal(self):
        digits = self.peek(3)
        return len(digits) == 3 and all([c in "01234567" for c in digits]) and digits[0] in "0123"

    def escaped(self, position):
        """Return the character that an escape means, inside a class or outside."""
        c = self.take()
        if c in _CONTROLS:
            return _CONTROLS[c]
        sizes = {"x": 2, "u": 4, "U": 8}
        if c in sizes:
            digits = self.peek(sizes[c])
            if len(digits) < sizes[c] or not all([d in "0123456789abcdefABCDEF" for d in digits]):
                end = position + 2
                while (
                    self.pattern[end : end + 1] in list("0123456789abcdefABCDEF") and end < self.at + sizes[c]
                ):
                    end += 1
                self.fail(f"incomplete escape {self.pattern[position:end]}", position)
            self.at += sizes[c]
            return chr(int(digits, 16))
        if c in "01234567":
            digits = c
            while len(digits) < 3 and self.peek() and self.peek() in "01234567":
                digits += self.take()
            if int(digits, 8) > 255:
                self.fail(f"octal escape value \\{digits} outside of range 0-0o377", position)
            return chr(int(digits, 8))
        if c.isascii() and (c.isalpha() or c.isdigit()):
            if c == "N":
                self.refuse("a character by its name", position)
            self.fail(f"bad escape \\{c}", position)
        return c

    def reference(self, number, position):
        if number > self.count:
            self.fail(f"invalid group reference {number}", position + 1)
        if number in self.open:
            self.fail("cannot refer to an open group", position)
        if number not in self.certain:
            self.refuse("a reference to a group that need not take part", position)
        return _Part(f"(?:\\{number + self.shift})", 0, _MANY)

    def group(self, position):
        if self.peek() != "?":
            return self.capture(position, None)
        self.at += 1
        c = self.take()
        if c == ":":
            return self.enclosed("(?:", position, self.flags)
        if c == "P":
            return self.named(position)
        if c == "#":
            stop = self.pattern.find(")", self.at)
            if stop < 0:
                self.fail("missing ), unterminated comment", position)
            self.at = stop + 1
            return _Part("(?:)", 0, 0)
        if c in ("=", "!"):
            return self.around(f"(?{c}", position)
        if c == "<" and self.peek() in ("=", "!"):
            return self.around(f"(?<{self.take()}", position)
        if c == "<":
            self.fail(f"unknown extension ?<{self.peek()}", position + 1)
        if c == "(":
            self.refuse("a conditional part", position)
        if c == ">":
            self.refuse("an atomic group", position)
        if c in _FLAGS or c == "-":
            return self.with_flags(position)
        if not c:
            self.fail("unexpected end of pattern", self.at - 1)
        return self.fail(f"unknown extension ?{c}", position + 1)

    def named(self, position):
        c = self.take()
        if c == "<":
            name = self.name(">")
            if name in self.names:
                before = self.names[name]
                message = f"redefinition of group name {name!r} as group {self.count + 1}; was group {before}"
                self.fail(message, position + 4)
            return self.capture(position, name)
        if c == "=":
            start = self.at
            name = self.name(")")
            if name not in self.names:
                self.fail(f"unknown group name {name!r}", start)
            return self.reference(self.names[name], position)
        if not c:
            self.fail("unexpected end of pattern", self.at - 1)
        return self.fail(f"unknown extension ?P{c}", position + 1)

    def name(self, end):
        start = self.at
        stop = self.pattern.find(end, start)
        name = self.pattern[start:stop]
        if stop < 0:
            if start >= len(self.pattern):
                self.fail("missing group name", start)
            self.fail(f"missing {end}, unterminated name", start)
        if not name:
            self.fail("missing group name", start)
        if not name.isidentifier():
            self.fail(f"bad character in group name {name!r}", start)
        self.at = stop + 1
        return name

    def capture(self, position, name):
        self.count += 1
        number = self.count
        if name is not None:
            self.names[name] = number
        self.open.append(number)
        part = self.enclosed("(", position, self.flags)
        self.open.remove(number)
        self.certain.append(number)
        return _Part(part.source, part.least, part.most, [number, *part.groups], part.unsure)

    def enclosed(self, start, position, flags):
        before = self.flags
        self.flags = flags
        part = self.alternatives()
        self.flags = before
        if self.take() != ")":
            self.fail("missing ), unterminated subpattern", position)
        return _Part(f"{start}{part.source})", part.least, part.most, part.groups, part.unsure)

    def around(self, start, position):
        part = self.enclosed(start, position, self.flags)
        if start.startswith("(?<") and part.least != part.most:
            raise error("look-behind requires fixed-width pattern")
        if start.endswith("!"):
            self.certain = [group for group in self.certain if group not in part.groups]
        source = f"(?:{part.source})"
        return _Part(source, 0, 0, part.groups, part.unsure or (start.endswith("!") and bool(part.groups)))

    def with_flags(self, position):
        self.at -= 1
        flags = self.flags
        add = True
        while self.peek() in _FLAGS or self.peek() == "-":
            c = self.take()
            if c == "-":
                add = False
            elif add:
                flags |= _FLAGS[c]
            else:
                flags &= ~_FLAGS[c]
        if self.peek() == ")":
            self.fail("global flags not at the start of the expression", position)
        if self.take() != ":":
            self.fail("missing -, : or )", self.at - 1)
        if (flags ^ self.flags) & I:
            self.refuse("a change of re.IGNORECASE inside", position)
        return self.enclosed("(?:", position, flags)

    def character_class(self, position):
        negated = self.peek() == "^"
        if negated:
            self.at += 1
        items = []
        first = True
        while first or self.peek() != "]":
            if self.at >= len(self.pattern):
                self.fail("unterminated character set", position)
            start = self.at
            low = self.member()
            first = False
            if self.peek() != "-" or self.peek(2) == "-]" or self.at + 1 >= len(self.pattern):
                items.append(low if len(low) > 1 else _in_class(low))
                continue
            self.at += 1
            high = self.member()
            if len(low) > 1 or len(high) > 1 or ord(low) > ord(high):
                end = self.at
                self.fail(f"bad character range {self.pattern[start:end]}", start)
            items.append(f"{_in_class(low)}-{_in_class(high)}")
        self.at += 1
        return _Part(f"[{'^' if negated else ''}{''.join(items)}]", 1, 1)

    def member(self):
        """Read a member of a set: one character, or the ranges of a class such as `\\d`."""
        position = self.at
        c = self.take()
        if c != "\\":
            return c
        if self.at >= len(self.pattern):
            self.fail("bad escape (end of pattern)", position)
        if self.peek() in _KINDS:
            return self.kinds()[self.take()]
        if self.peek() == "b":
            self.at += 1
            return "\b"
        return self.escaped(position)


def _literal(c):
    return "\\" + c if c in "^$\\.*+?()[]{}|/" else c


def _may_prefer_nothing(source):
    return "|" in source or any([lazy in source for lazy in ("*?", "+?", "??", "}?")])


def _in_class(c):
    return "\\" + c if c in "\\]^-[" else c


class Pattern:
    def __init__(self, pattern, flags):
        if not isinstance(pattern, str):
            raise TypeError("first argument must be string or compiled pattern")
        reader = _Reader(pattern, flags, 0)
        part = reader.translated()
        self.pattern = pattern
        self.flags = reader.flags | (0 if reader.flags & A else U)
        self.groups = reader.count
        self.groupindex = reader.names
        self._given = flags
        self._source = f"(?:{part.source})"
        self._least = part.least
        self._compiled = {}

    def _regexp(self, how):
        """Return the regular expression of JavaScript that matches in a way.

        `how`: search, match (at the position), fullmatch, or advance (at the position, and not empty).
        """
        if how not in self._compiled:
            source = self._source
            if how == "fullmatch":
                source += _END
            elif how == "advance":
                shifted = _Reader(self.pattern, self._given, 1).translated().source
                source = rf"(?=([\s\S]*))(?:{shifted})(?!\1{_END})"
            flags = ("g" if how == "search" else "y") + ("iu" if self.flags & I else "u")
            compiled = regexp(source, flags)
            if isinstance(compiled, str):
                raise error(compiled)
            self._compiled[how] = compiled
        return self._compiled[how]

    def _try(self, how, string, text, at):
        """Return the match, if any. `text`: the string up to endpos; `at`: a position in UTF-16 units."""
        result = regexp_match(self._regexp(how), text, at)
        if result is None:
            return None
        groups = list(result[0])
        if how == "advance":
            del groups[1]
        return Match(self, string, text, groups, result[1], result[2], at)

    def _one(self, how, string, pos, endpos):
        if not isinstance(string, str):
            raise TypeError(f"expected string or bytes-like object, got {type(string).__name__!r}")
        text = string if endpos is None else string[: max(endpos, 0)]
        if pos > len(text):
            return None
        return self._try(how, string, text, characters_to_units(text, max(pos, 0)))

    def search(self, string, pos=0, endpos=None):
        return self._one("search", string, pos, endpos)

    def match(self, string, pos=0, endpos=None):
        return self._one("match", string, pos, endpos)

    def fullmatch(self, string, pos=0, endpos=None):
        return self._one("fullmatch", string, pos, endpos)

    def finditer(self, string, pos=0, endpos=None):
        return self._matches(self._one("search", string, pos, endpos))

    def _matches(self, match):
        while match is not None:
            yield match
            match = self._after(match)

    def _after(self, match):
        """Return the next match. After an empty match, look for one that is not empty or begins later."""
        text = match._text
        at = match._stop
        if match._start < at:
            return self._try("search", match.string, text, at)
        longer = self._try("advance", match.string, text, at) if self._least == 0 else None
        if longer is not None:
            return longer
        at = next_position(text, at)
        return None if at < 0 else self._try("search", match.string, text, at)

    def findall(self, string, pos=0, endpos=None):
        if self.groups == 0:
            return [match.group() for match in self.finditer(string, pos, endpos)]
        if self.groups == 1:
            return [match.group(1) or "" for match in self.finditer(string, pos, endpos)]
        return [match.groups("") for match in self.finditer(string, pos, endpos)]

    def sub(self, repl, string, count=0):
        return self.subn(repl, string, count)[0]

    def subn(self, repl, string, count=0):
        template = None if callable(repl) else _template(repl, self)
        pieces = []
        replaced = 0
        end = None
        for match in self.finditer(string):
            pieces.append(match._between(end))
            pieces.append(repl(match) if template is None else _expanded(template, match))
            end = match
            replaced += 1
            if replaced == count:
                break
        pieces.append(string if end is None else end._rest())
        return ("".join(pieces), replaced)

    def split(self, string, maxsplit=0):
        pieces = []
        end = None
        cuts = 0
        for match in self.finditer(string):
            if cuts == maxsplit and maxsplit:
                break
            pieces.append(match._between(end))
            pieces.extend(match.groups())
            end = match
            cuts += 1
        pieces.append(string if end is None else end._rest())
        return pieces

    def __eq__(self, other):
        return isinstance(other, Pattern) and (self.pattern, self.flags) == (other.pattern, other.flags)

    def __hash__(self):
        return hash(self.pattern)

    def __repr__(self):
        names = [name for flag, name in _NAMES.items() if self.flags & flag]
        return f"re.compile({self.pattern!r}{', ' + '|'.join(names) if names else ''})"


class Match:
    """A match. `_start` and `_stop` count UTF-16 units, as in JavaScript; public methods count characters."""

    def __init__(self, pattern, string, text, groups, start, stop, pos):
        self.re = pattern
        self.string = string
        self.pos = units_to_characters(text, pos)
        self.endpos = len(text)
        self._text = text
        self._groups = groups
        self._start = start
        self._stop = stop
        self._spans = None

    def _between(self, before):
        """Return the text between the previous match and this one."""
        first = 0 if before is None else before.end()
        return self._text[first : self.start()]

    def _rest(self):
        return self.string[self.end() :]

    def _number(self, group):
        if isinstance(group, str):
            if group not in self.re.groupindex:
                raise IndexError("no such group")
            return self.re.groupindex[group]
        if not 0 <= group < len(self._groups):
            raise IndexError("no such group")
        return group

    def group(self, *groups):
        if not groups:
            return self._groups[0]
        values = [self._groups[self._number(group)] for group in groups]
        return values[0] if len(values) == 1 else tuple(values)

    def __getitem__(self, group):
        return self._groups[self._number(group)]

    def groups(self, default=None):
        return tuple([default if group is None else group for group in self._groups[1:]])

    def groupdict(self, default=None):
        return {
            name: default if self._groups[number] is None else self._groups[number]
            for name, number in self.re.groupindex.items()
        }

    def span(self, group=0):
        number = self._number(group)
        if number == 0:
            span = (self._start, self._stop)
        else:
            if self._spans is None:
                self._spans = regexp_spans(self.re._regexp("search"), self._text, self._start)
            span = self._spans[number]
        if span[0] < 0:
            return (-1, -1)
        return (units_to_characters(self._text, span[0]), units_to_characters(self._text, span[1]))

    def start(self, group=0):
        return self.span(group)[0]

    def end(self, group=0):
        return self.span(group)[1]

    @property
    def regs(self):
        return tuple(self.span(number) for number in range(len(self._groups)))

    @property
    def lastindex(self):
        last = None
        end = -1
        for number in range(1, len(self._groups)):
            stop = self.end(number)
            if stop > end or (stop == end and last is None and stop >= 0):
                last, end = number, stop
        return last

    @property
    def lastgroup(self):
        last = self.lastindex
        for name, number in self.re.groupindex.items():
            if number == last:
                return name
        return None

    def expand(self, template):
        return _expanded(_template(template, self.re), self)

    def __repr__(self):
        return f"<re.Match object; span={self.span()!r}, match={self.group()!r}>"


def _template(repl, pattern):
    """Return the pieces of a replacement: texts, and numbers of groups."""
    pieces = []
    i = 0
    while i < len(repl):
        if repl[i] != "\\":
            stop = repl.find("\\", i)
            stop = len(repl) if stop < 0 else stop
            pieces.append(repl[i:stop])
            i = stop
            continue
        piece, i = _escape(repl, i, pattern)
        pieces.append(piece)
    return pieces


def _escape(repl, i, pattern):
    """Return the piece for the escape at `i` of a replacement, and where the escape ends."""
    c = repl[i + 1 : i + 2]
    if not c:
        raise error("bad escape (end of pattern)", repl, i)
    if c == "g":
        return _named_group(repl, i, pattern)
    if c in "0123456789":
        return _numbered_group(repl, i, pattern)
    if c in _CONTROLS:
        return _CONTROLS[c], i + 2
    if c.isascii() and c.isalpha():
        raise error(f"bad escape \\{c}", repl, i)
    return c if c == "\\" else "\\" + c, i + 2


def _named_group(repl, i, pattern):
    if repl[i + 2 : i + 3] != "<":
        raise error("missing <", repl, i + 2)
    stop = repl.find(">", i)
    name = repl[i + 3 : stop]
    if stop < 0:
        raise error("missing >, unterminated name", repl, i + 3)
    return _group_of(name, pattern, repl, i + 3), stop + 1


def _numbered_group(repl, i, pattern):
    """Return the number of a group, or the character that up to three octal digits stand for."""
    digits = repl[i + 1 : i + 4]
    octal = [d in "01234567" for d in digits]
    if digits[0] == "0":
        size = 2 if octal[1:2] == [True] else 1
        size = 3 if octal[1:3] == [True, True] else size
        return chr(int(digits[:size], 8)), i + 1 + size
    if len(digits) == 3 and all(octal):
        if digits[0] > "3":
            raise error(f"octal escape value \\{digits} outside of range 0-0o377", repl, i)
        return chr(int(digits, 8)), i + 4
    size = 2 if len(digits) > 1 and digits[1] in "0123456789" else 1
    return _group_of(digits[:size], pattern, repl, i + 1), i + 1 + size


def _group_of(name, pattern, repl, position):
    if not name:
        raise error("missing group name", repl, position)
    if name.isdigit() and name.isascii():
        if int(name) > pattern.groups:
            raise error(f"invalid group reference {int(name)}", repl, position)
        return int(name)
    if not name.isidentifier():
        raise error(f"bad character in group name {name!r}", repl, position)
    if name not in pattern.groupindex:
        raise IndexError(f"unknown group name {name!r}")
    return pattern.groupindex[name]


def _expanded(template, match):
    return "".join([piece if isinstance(piece, str) else match.group(piece) or "" for piece in template])


_compiled = {}


def compile(pattern, flags=0):
    if isinstance(pattern, Pattern):
        if flags:
            raise ValueError("cannot process flags argument with a compiled pattern")
        return pattern
    key = (pattern, flags)
    if key not in _compiled:
        _compiled[key] = Pattern(pattern, flags)
    return _compiled[key]


def search(pattern, string, flags=0):
    return compile(pattern, flags).search(string)


def match(pattern, string, flags=0):
    return compile(pattern, flags).match(string)


def fullmatch(pattern, string, flags=0):
    return compile(pattern, flags).fullmatch(string)


def findall(pattern, string, flags=0):
    return compile(pattern, flags).findall(string)


def finditer(pattern, string, flags=0):
    return compile(pattern, flags).finditer(string)


def sub(pattern, repl, string, count=0, flags=0):
    return compile(pattern, flags).sub(repl, string, count)


def subn(pattern, repl, string, count=0, flags=0):
    return compile(pattern, flags).subn(repl, string, count)


def split(pattern, string, maxsplit=0, flags=0):
    return compile(pattern, flags).split(string, maxsplit)


def escape(pattern):
    return "".join(["\\" + c if c in "()[]{}?*+-|^$\\.&~# \t\n\r\v\f" else c for c in pattern])


def purge():
    _compiled.clear()
