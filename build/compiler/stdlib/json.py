"""json: write values as text, and read them back."""

from __js__ import json_read, json_text


class JSONDecodeError(ValueError):
    def __init__(self, msg, doc, pos):
        self.lineno = doc.count("\n", 0, pos) + 1
        self.colno = pos - doc.rfind("\n", 0, pos)
        super().__init__(f"{msg}: line {self.lineno} column {self.colno} (char {pos})")
        self.msg = msg
        self.doc = doc
        self.pos = pos


def loads(
    s,
    *,
    cls=None,
    object_hook=None,
    parse_float=None,
    parse_int=None,
    parse_constant=None,
    object_pairs_hook=None,
):
    if cls is not None:
        return cls().decode(s)
    if not isinstance(s, str):
        raise TypeError(f"the JSON object must be str, bytes or bytearray, not {type(s).__name__}")
    if s.startswith("\ufeff"):
        raise JSONDecodeError("Unexpected UTF-8 BOM (decode using utf-8-sig)", s, 0)

    def fail(message, position):
        raise JSONDecodeError(message, s, position)

    hook = object_pairs_hook
    if hook is None and object_hook is not None:
        hook = lambda pairs: object_hook(dict(pairs))  # noqa: E731
    return json_read(s, fail, hook, parse_float, parse_int, parse_constant)


def load(fp, **options):
    return loads(fp.read(), **options)


class JSONDecoder:
    def __init__(
        self,
        *,
        object_hook=None,
        parse_float=None,
        parse_int=None,
        parse_constant=None,
        object_pairs_hook=None,
    ):
        self._options = {
            "object_hook": object_hook,
            "parse_float": parse_float,
            "parse_int": parse_int,
            "parse_constant": parse_constant,
            "object_pairs_hook": object_pairs_hook,
        }

    def decode(self, s):
        return loads(s, **self._options)


class JSONEncoder:
    def __init__(
        self,
        *,
        skipkeys=False,
        ensure_ascii=True,
        check_circular=True,
        allow_nan=True,
        sort_keys=False,
        indent=None,
        separators=None,
        default=None,
    ):
        self.skipkeys = skipkeys
        self.ensure_ascii = ensure_ascii
        self.allow_nan = allow_nan
        self.sort_keys = sort_keys
        self.indent = " " * indent if isinstance(indent, int) else indent
        self.item_separator = ", " if indent is None else ","
        self.key_separator = ": "
        if separators is not None:
            self.item_separator, self.key_separator = separators
        self._default = default
        self._around = []

    def default(self, o):
        if self._default is not None:
            return self._default(o)
        raise TypeError(f"Object of type {type(o).__name__} is not JSON serializable")

    def encode(self, o):
        return self._value(o, "\n")

    def iterencode(self, o):
        yield self.encode(o)

    def _value(self, o, line):
        if isinstance(o, str):
            return json_text(o, self.ensure_ascii)
        if o is None or o is True or o is False:
            return self._word(o)
        if isinstance(o, int):
            return str(o + 0)  # the number of an enum's member
        if isinstance(o, float):
            return self._float(o)
        for other in self._around:
            if other is o:
                raise ValueError("Circular reference detected")
        self._around.append(o)
        if isinstance(o, (list, tuple)):
            text = self._joined("[", [self._value(item, self._deeper(line)) for item in o], "]", line)
        elif isinstance(o, dict):
            text = self._joined("{", self._pairs(o, self._deeper(line)), "}", line)
        else:
            text = self._value(self.default(o), line)
        self._around.pop()
        return text

    def _word(self, o):
        return "null" if o is None else "true" if o else "false"

    def _float(self, o):
        if o - o == 0:
            return repr(o)
        if not self.allow_nan:
            raise ValueError("Out of range float values are not JSON compliant")
        return "NaN" if o != o else "Infinity" if o > 0 else "-Infinity"

    def _deeper(self, line):
        return line if self.indent is None else line + self.indent

    def _joined(self, start, parts, end, line):
        if not parts or self.indent is None:
            return start + self.item_separator.join(parts) + end
        inner = self._deeper(line)
        return start + inner + (self.item_separator + inner).join(parts) + line + end

    def _pairs(self, o, line):
        pairs = sorted(o.items()) if self.sort_keys else list(o.items())
        members = []
        for key, value in pairs:
            if isinstance(key, str):
                name = key
            elif key is None or key is True or key is False:
                name = self._word(key)
            elif isinstance(key, int):
                name = str(key + 0)
            elif isinstance(key, float):
                name = self._float(key)
            elif self.skipkeys:
                continue
            else:
                raise TypeError(f"keys must be str, int, float, bool or None, not {type(key).__name__}")
            members.append(json_text(name, self.ensure_ascii) + self.key_separator + self._value(value, line))
        return members


def dumps(obj, *, cls=None, **options):
    return (cls or JSONEncoder)(**options).encode(obj)


def dump(obj, fp, **options):
    fp.write(dumps(obj, **options))
