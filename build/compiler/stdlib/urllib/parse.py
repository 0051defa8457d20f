"""urllib.parse: split and join addresses, and quote their parts."""

from __js__ import quote as _quote
from __js__ import unquote as _unquote


def quote(string, safe="/"):
    if not isinstance(string, str):
        raise TypeError("quote_from_bytes() expected bytes")
    return _quote(string, safe)


def quote_plus(string, safe=""):
    if not isinstance(string, str):
        raise TypeError("quote_from_bytes() expected bytes")
    return "+".join([_quote(part, safe) for part in string.split(" ")])


def unquote(string):
    return _unquote(string) if "%" in string else string


def unquote_plus(string):
    return _unquote(string.replace("+", " "))


def urlencode(query, doseq=False, safe="", quote_via=quote_plus):
    pairs = query.items() if isinstance(query, dict) else query
    if not hasattr(pairs, "__iter__"):
        raise TypeError("not a valid non-string sequence or mapping object")
    fields = []
    for key, value in pairs:
        values = value if doseq and isinstance(value, (list, tuple)) else [value]
        fields.extend([f"{quote_via(str(key), safe)}={quote_via(str(item), safe)}" for item in values])
    return "&".join(fields)


def parse_qsl(qs, keep_blank_values=False, strict_parsing=False, separator="&"):
    pairs = []
    for part in qs.split(separator):
        name, equals, value = part.partition("=")
        if not part and not strict_parsing:
            continue
        if not equals and strict_parsing:
            raise ValueError(f"bad query field: {part!r}")
        if value or keep_blank_values:
            pairs.append((unquote_plus(name), unquote_plus(value)))
    return pairs


def parse_qs(qs, keep_blank_values=False, strict_parsing=False, separator="&"):
    values_by_name = {}
    for name, value in parse_qsl(qs, keep_blank_values, strict_parsing, separator):
        values_by_name.setdefault(name, []).append(value)
    return values_by_name


_WITH_AUTHORITY = (
    "",
    "ftp",
    "http",
    "gopher",
    "nntp",
    "telnet",
    "imap",
    "wais",
    "file",
    "mms",
    "https",
    "shttp",
)
_MORE_WITH_AUTHORITY = (
    "snews",
    "prospero",
    "rtsp",
    "rtspu",
    "rsync",
    "svn",
    "svn+ssh",
    "sftp",
    "nfs",
    "git",
    "ws",
    "wss",
)
_RELATIVE = (
    "",
    "ftp",
    "http",
    "gopher",
    "nntp",
    "imap",
    "wais",
    "file",
    "https",
    "shttp",
    "mms",
    "prospero",
    "rtsp",
)


class _Parts:
    """The result of urlparse and urlsplit: parts, readable by name and by position."""

    def __init__(self, name, fields, values):
        self._name = name
        self._fields = fields
        self._values = tuple(values)
        for field, value in zip(fields, values):
            setattr(self, field, value)

    def __iter__(self):
        return iter(self._values)

    def __len__(self):
        return len(self._values)

    def __getitem__(self, index):
        return self._values[index]

    def __eq__(self, other):
        return self._values == tuple(other)

    def __repr__(self):
        shown = [f"{field}={value!r}" for field, value in zip(self._fields, self._values)]
        return f"{self._name}({', '.join(shown)})"

    def _replace(self, **kwargs):
        return _Parts(
            self._name,
            self._fields,
            [kwargs.get(field, value) for field, value in zip(self._fields, self._values)],
        )

    def geturl(self):
        return urlunparse(self) if len(self._values) == 6 else urlunsplit(self)

    def _host(self):
        host = self.netloc.rpartition("@")[2]
        if host.startswith("["):
            inside, _, port = host[1:].partition("]")
            return (inside, port[1:])
        name, _, port = host.partition(":")
        return (name, port)

    @property
    def hostname(self):
        return self._host()[0].lower() or None

    @property
    def port(self):
        port = self._host()[1]
        if not port:
            return None
        if not (port.isdigit() and port.isascii()):
            raise ValueError(f"Port could not be cast to integer value as {port!r}")
        number = int(port)
        if number > 65535:
            raise ValueError("Port out of range 0-65535")
        return number

    @property
    def username(self):
        user, at, _ = self.netloc.rpartition("@")
        return user.partition(":")[0] if at else None

    @property
    def password(self):
        user, at, _ = self.netloc.rpartition("@")
        _, colon, password = user.partition(":")
        return password if at and colon else None


def _scheme(url):
    """Return the scheme of an address and the text after it."""
    name, colon, rest = url.partition(":")
    allowed = all([c.isascii() and (c.isalnum() or c in "+-.") for c in name])
    if colon and name and name[0].isascii() and name[0].isalpha() and allowed:
        return (name.lower(), rest)
    return ("", url)


def urlsplit(url, scheme="", allow_fragments=True):
    text = "".join([c for c in url.strip("".join([chr(i) for i in range(33)])) if c not in "\t\r\n"])
    own_scheme, rest = _scheme(text)
    netloc = query = fragment = ""
    if rest.startswith("//"):
        stops = [rest.find(c, 2) for c in "/?#" if rest.find(c, 2) >= 0]
        stop = min(stops, default=len(rest))
        netloc, rest = rest[2:stop], rest[stop:]
        if ("[" in netloc) != ("]" in netloc):
            raise ValueError("Invalid IPv6 URL")
    if allow_fragments:
        rest, _, fragment = rest.partition("#")
    rest, _, query = rest.partition("?")
    fields = ("scheme", "netloc", "path", "query", "fragment")
    return _Parts("SplitResult", fields, (own_scheme or scheme, netloc, rest, query, fragment))


def urlparse(url, scheme="", allow_fragments=True):
    parts = urlsplit(url, scheme, allow_fragments)
    path, params = parts.path, ""
    if parts.scheme in (
        "",
        "ftp",
        "http",
        "https",
        "imap",
        "mms",
        "prospero",
        "rtsp",
        "rtspu",
        "sftp",
        "shttp",
        "sip",
        "sips",
    ):
        before, slash, last = path.rpartition("/")
        name, _, params = last.partition(";")
        path = before + slash + name
    fields = ("scheme", "netloc", "path", "params", "query", "fragment")
    values = (parts.scheme, parts.netloc, path, params, parts.query, parts.fragment)
    return _Parts("ParseResult", fields, values)


def urlunsplit(components):
    scheme, netloc, url, query, fragment = components
    authority = scheme in _WITH_AUTHORITY or scheme in _MORE_WITH_AUTHORITY
    if netloc or (scheme and authority and url[:2] != "//"):
        if url and url[:1] != "/":
            url = "/" + url
        url = "//" + netloc + url
    if scheme:
        url = scheme + ":" + url
    if query:
        url = url + "?" + query
    return url + "#" + fragment if fragment else url


def urlunparse(components):
    scheme, netloc, url, params, query, fragment = components
    return urlunsplit((scheme, netloc, f"{url};{params}" if params else url, query, fragment))


def urljoin(base, url, allow_fragments=True):
    if not base or not url:
        return url or base
    old = urlparse(base, "", allow_fragments)
    new = urlparse(url, old.scheme, allow_fragments)
    if new.scheme != old.scheme or new.scheme not in _RELATIVE:
        return url
    if new.netloc:
        return urlunparse(new)
    if not new.path and not new.params:
        return urlunparse(
            (new.scheme, old.netloc, old.path, old.params, new.query or old.query, new.fragment)
        )
    segments = new.path.split("/")
    if new.path[:1] != "/":
        parents = old.path.split("/")[:-1]
        segments = [*parents, *segments]
        segments[1:-1] = [segment for segment in segments[1:-1] if segment]
    resolved = []
    for segment in segments:
        if segment == "..":
            if resolved:
                resolved.pop()
        elif segment != ".":
            resolved.append(segment)
    if segments[-1] in (".", ".."):
        resolved.append("")
    path = "/".join(resolved) or "/"
    return urlunparse((new.scheme, old.netloc, path, new.params, new.query, new.fragment))
