"""string: constants of characters, and templates."""

whitespace = " \t\n\r\v\f"
ascii_lowercase = "abcdefghijklmnopqrstuvwxyz"
ascii_uppercase = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ascii_letters = ascii_lowercase + ascii_uppercase
digits = "0123456789"
hexdigits = digits + "abcdef" + "ABCDEF"
octdigits = "01234567"
punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
printable = digits + ascii_letters + punctuation + whitespace


def capwords(s, sep=None):
    return (" " if sep is None else sep).join([word.capitalize() for word in s.split(sep)])


class Template:
    """Replace `$name` and `${name}` in a text; `$$` is a dollar sign. Subclasses may set `delimiter`."""

    delimiter = "$"

    def __init__(self, template):
        changes = ("idpattern", "braceidpattern", "flags", "pattern")
        if any([hasattr(self, name) for name in changes]):
            raise NotImplementedError("string.Template: a subclass can only set `delimiter`")
        self.template = template

    def _filled(self, mapping, strict):
        text = self.template
        delimiter = self.delimiter
        result = []
        i = 0
        while i < len(text):
            if not text.startswith(delimiter, i):
                result.append(text[i])
                i += 1
                continue
            stop = i + len(delimiter)
            braced = text[stop : stop + 1] == "{"
            start = stop + 1 if braced else stop
            end = start
            while end < len(text) and text[end].isascii() and text[start : end + 1].isidentifier():
                end += 1
            name = text[start:end]
            if text.startswith(delimiter, stop):
                result.append(delimiter)
                i = stop + len(delimiter)
            elif name and (not braced or text[end : end + 1] == "}"):
                stop = end + 1 if braced else end
                result.append(str(mapping[name]) if strict or name in mapping else text[i:stop])
                i = stop
            elif strict:
                lines = text[:i].split("\n")
                raise ValueError(
                    f"Invalid placeholder in string: line {len(lines)}, col {len(lines[-1] + delimiter)}"
                )
            else:
                result.append(delimiter)
                i = stop
        return "".join(result)

    def substitute(self, mapping=None, /, **kws):
        return self._filled({**(mapping or {}), **kws}, True)

    def safe_substitute(self, mapping=None, /, **kws):
        return self._filled({**(mapping or {}), **kws}, False)
