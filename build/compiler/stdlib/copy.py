"""copy: shallow and deep copies of containers, dataclasses and other instances."""

from __js__ import blank_like, bound_to, is_instance, receiver_of, set_own


class Error(Exception):
    pass


def _own(x, name):
    return is_instance(x) and hasattr(x, name)


def copy(x):
    if _own(x, "__copy__"):
        return x.__copy__()
    if isinstance(x, list):
        return list(x)
    if isinstance(x, (dict, set)):
        return x.copy()
    if not is_instance(x) or isinstance(x, (tuple, Exception)):
        return x
    result = blank_like(x)
    for name, value in x.__dict__.items():
        set_own(result, name, value)
    return result


def deepcopy(x, memo=None):
    return _deep(x, [] if memo is None or isinstance(memo, dict) else memo)


def _deep(x, memo):
    """Return a deep copy. `memo`: pairs of an object and its copy, for objects that were copied before."""
    for original, duplicate in memo:
        if original is x:
            return duplicate
    if _own(x, "__deepcopy__"):
        return x.__deepcopy__(memo)
    if isinstance(x, tuple) and not is_instance(x):
        duplicate = tuple([_deep(item, memo) for item in x])
        return x if all([a is b for a, b in zip(duplicate, x)]) else duplicate
    if isinstance(x, list):
        duplicate = []
        memo.append((x, duplicate))
        duplicate.extend([_deep(item, memo) for item in x])
        return duplicate
    if isinstance(x, dict):
        duplicate = x.copy()
        memo.append((x, duplicate))
        duplicate.clear()
        for key, value in x.items():
            duplicate[_deep(key, memo)] = _deep(value, memo)
        return duplicate
    if isinstance(x, set):
        return {_deep(item, memo) for item in x}
    if receiver_of(x) is not None:
        return bound_to(_deep(receiver_of(x), memo), x.__func__)
    if not is_instance(x) or isinstance(x, (tuple, Exception)):
        return x
    duplicate = blank_like(x)
    memo.append((x, duplicate))
    for name, value in x.__dict__.items():
        set_own(duplicate, name, _deep(value, memo))
    return duplicate
