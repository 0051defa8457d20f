"""pprint: print values on one line; longer values are not wrapped."""

from __js__ import write_output


def _shown(object, sort_dicts):
    if isinstance(object, dict):
        items = list(object.items())
        if sort_dicts:
            items = sorted(items)
        pairs = [f"{_shown(key, sort_dicts)}: {_shown(value, sort_dicts)}" for key, value in items]
        return "{" + ", ".join(pairs) + "}"
    if type(object) is list:
        return "[" + ", ".join([_shown(item, sort_dicts) for item in object]) + "]"
    if type(object) is tuple:
        items = ", ".join([_shown(item, sort_dicts) for item in object])
        return f"({items},)" if len(object) == 1 else f"({items})"
    if type(object) in (set, frozenset) and object:
        items = ", ".join([_shown(item, sort_dicts) for item in sorted(object)])
        return f"frozenset({{{items}}})" if type(object) is frozenset else f"{{{items}}}"
    return repr(object)


def pformat(object, indent=1, width=80, *, sort_dicts=True):
    text = _shown(object, sort_dicts)
    if len(text) > width:
        raise NotImplementedError("pprint: a value that does not fit on one line is not supported")
    return text


def pprint(object, stream=None, indent=1, width=80, *, sort_dicts=True):
    text = pformat(object, indent, width, sort_dicts=sort_dicts) + "\n"
    if stream is None:
        write_output(text)
    else:
        stream.write(text)


def pp(object, *, sort_dicts=False):
    pprint(object, sort_dicts=sort_dicts)
