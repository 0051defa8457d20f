"""collections: deque, Counter, defaultdict and other containers."""

from __js__ import dict_base, dict_update, namedtuple_class, set_own


class OrderedDict(dict_base):
    def move_to_end(self, key, last=True):
        if key not in self:
            raise KeyError(key)
        if key == (next(reversed(self)) if last else next(iter(self))):
            return
        value = self.pop(key)
        later_items = [] if last else list(self.items())
        if not last:
            self.clear()
        self[key] = value
        for other, value in later_items:
            self[other] = value

    def popitem(self, last=True):
        if not self:
            raise KeyError("dictionary is empty")
        key = next(reversed(self)) if last else next(iter(self))
        return (key, self.pop(key))

    def copy(self):
        return OrderedDict(self)

    def __eq__(self, other):
        if isinstance(other, OrderedDict):
            return list(self.items()) == list(other.items())
        return isinstance(other, dict) and dict(self) == dict(other)

    def __or__(self, other):
        merged = OrderedDict(self)
        merged.update(other)
        return merged

    def __repr__(self):
        return f"OrderedDict({list(self.items())!r})" if self else "OrderedDict()"


class defaultdict(dict_base):
    def __init__(self, default_factory=None, /, *args, **kwargs):
        if default_factory is not None and not callable(default_factory):
            raise TypeError("first argument must be callable or None")
        set_own(self, "default_factory", default_factory)
        for arg in args:
            dict_update(self, arg)
        dict_update(self, kwargs)

    def __missing__(self, key):
        if self.default_factory is None:
            raise KeyError(key)
        value = self.default_factory()
        self[key] = value
        return value

    def copy(self):
        return defaultdict(self.default_factory, self)

    def __or__(self, other):
        merged = self.copy()
        merged.update(other)
        return merged

    def __repr__(self):
        return f"defaultdict({self.default_factory!r}, {dict(self)!r})"


class Counter(dict_base):
    def __init__(self, iterable=None, /, **kwds):
        self._change(iterable, kwds, 1)

    def __missing__(self, key):
        return 0

    def _change(self, iterable, kwds, sign):
        for source in (iterable, kwds):
            if isinstance(source, dict):
                for key, count in source.items():
                    self[key] = self[key] + sign * count
            elif source is not None:
                for key in source:
                    self[key] = self[key] + sign

    def update(self, iterable=None, /, **kwds):
        self._change(iterable, kwds, 1)

    def subtract(self, iterable=None, /, **kwds):
        self._change(iterable, kwds, -1)

    def most_common(self, n=None):
        ranked = sorted(self.items(), key=lambda pair: pair[1], reverse=True)
        return ranked if n is None else ranked[: max(n, 0)]

    def elements(self):
        for key, count in self.items():
            for _ in range(count):
                yield key

    def total(self):
        return sum(self.values())

    def copy(self):
        return Counter(self)

    def __delitem__(self, key):
        self.pop(key, None)

    def _combined(self, other, combine):
        result = Counter()
        for key in [*self, *[key for key in other if key not in self]]:
            count = combine(self[key], other[key])
            if count > 0:
                result[key] = count
        return result

    def __add__(self, other):
        return self._combined(other, lambda a, b: a + b) if isinstance(other, Counter) else NotImplemented

    def __sub__(self, other):
        return self._combined(other, lambda a, b: a - b) if isinstance(other, Counter) else NotImplemented

    def __or__(self, other):
        return self._combined(other, max) if isinstance(other, Counter) else NotImplemented

    def __and__(self, other):
        return self._combined(other, min) if isinstance(other, Counter) else NotImplemented

    def __pos__(self):
        return self + Counter()

    def __neg__(self):
        return Counter() - self

    def __iadd__(self, other):
        return self._kept(self + other)

    def __isub__(self, other):
        return self._kept(self - other)

    def __ior__(self, other):
        return self._kept(self | other)

    def __iand__(self, other):
        return self._kept(self & other)

    def _kept(self, result):
        for key in list(self):
            if key not in result:
                del self[key]
        dict_update(self, result)
        return self

    def __eq__(self, other):
        if not isinstance(other, Counter):
            return isinstance(other, dict) and dict(self) == dict(other)
        return all([self[key] == other[key] for key in [*self, *other]])

    def __le__(self, other):
        if not isinstance(other, Counter):
            return NotImplemented
        return all([self[key] <= other[key] for key in [*self, *other]])

    def __lt__(self, other):
        return self <= other and self != other if isinstance(other, Counter) else NotImplemented

    def __ge__(self, other):
        return other <= self if isinstance(other, Counter) else NotImplemented

    def __gt__(self, other):
        return other < self if isinstance(other, Counter) else NotImplemented

    def __repr__(self):
        if not self:
            return "Counter()"
        return f"Counter({dict(self.most_common())!r})"


class deque:
    """A list that grows and shrinks fast at both ends; `maxlen` limits its length."""

    __sequence__ = True

    def __init__(self, iterable=(), maxlen=None):
        if maxlen is not None and maxlen < 0:
            raise ValueError("maxlen must be non-negative")
        self.maxlen = maxlen
        self._items = []
        self._changes = 0
        self.extend(iterable)

    def append(self, x, /):
        self._changes += 1
        self._items.append(x)
        if self.maxlen is not None and len(self._items) > self.maxlen:
            del self._items[0]

    def appendleft(self, x, /):
        self._changes += 1
        self._items.insert(0, x)
        if self.maxlen is not None and len(self._items) > self.maxlen:
            self._items.pop()

    def extend(self, iterable, /):
        for x in list(iterable):
            self.append(x)

    def extendleft(self, iterable, /):
        for x in list(iterable):
            self.appendleft(x)

    def pop(self):
        if not self._items:
            raise IndexError("pop from an empty deque")
        self._changes += 1
        return self._items.pop()

    def popleft(self):
        if not self._items:
            raise IndexError("pop from an empty deque")
        self._changes += 1
        return self._items.pop(0)

    def clear(self):
        self._changes += 1
        self._items.clear()

    def copy(self):
        return deque(self._items, self.maxlen)

    def count(self, x, /):
        return self._items.count(x)

    def index(self, x, *bounds):
        for position in range(*slice(*(bounds or (0, None))[:2]).indices(len(self._items))):
            if self._items[position] == x:
                return position
        raise ValueError(f"{x!r} is not in deque")

    def insert(self, i, x, /):
        if self.maxlen is not None and len(self._items) >= self.maxlen:
            raise IndexError("deque already at its maximum size")
        self._changes += 1
        self._items.insert(i, x)

    def remove(self, value, /):
        if value not in self._items:
            raise ValueError(f"{value!r} is not in deque")
        self._changes += 1
        self._items.remove(value)

    def reverse(self):
        self._items.reverse()

    def rotate(self, n=1, /):
        if self._items:
            cut = -n % len(self._items)
            self._items = self._items[cut:] + self._items[:cut]

    def __len__(self):
        return len(self._items)

    def __iter__(self):
        before = self._changes
        for x in self._items:
            yield x
            if self._changes != before:
                raise RuntimeError("deque mutated during iteration")

    def __reversed__(self):
        return reversed(self._items)

    def __contains__(self, x):
        return x in self._items

    def _position(self, index):
        if not isinstance(index, int):
            raise TypeError(f"sequence index must be integer, not '{type(index).__name__}'")
        if not -len(self._items) <= index < len(self._items):
            raise IndexError("deque index out of range")
        return index

    def __getitem__(self, index):
        return self._items[self._position(index)]

    def __setitem__(self, index, value):
        self._items[self._position(index)] = value

    def __delitem__(self, index):
        del self._items[self._position(index)]

    def __add__(self, other):
        joined = self.copy()
        joined.extend(other)
        return joined

    def __iadd__(self, other):
        self.extend(other)
        return self

    def __mul__(self, n):
        return deque(self._items * n, self.maxlen)

    def __rmul__(self, n):
        return self * n

    def __imul__(self, n):
        items = self._items * n
        self.clear()
        self.extend(items)
        return self

    def __eq__(self, other):
        return list(self) == list(other) if isinstance(other, deque) else NotImplemented

    def __lt__(self, other):
        return list(self) < list(other) if isinstance(other, deque) else NotImplemented

    def __le__(self, other):
        return list(self) <= list(other) if isinstance(other, deque) else NotImplemented

    def __gt__(self, other):
        return list(self) > list(other) if isinstance(other, deque) else NotImplemented

    def __ge__(self, other):
        return list(self) >= list(other) if isinstance(other, deque) else NotImplemented

    def __repr__(self):
        end = "" if self.maxlen is None else f", maxlen={self.maxlen}"
        return f"deque({self._items!r}{end})"


class ChainMap:
    __mapping__ = True

    def __init__(self, *maps):
        self.maps = list(maps) or [{}]

    def __getitem__(self, key):
        for mapping in self.maps:
            if key in mapping:
                return mapping[key]
        return self.__missing__(key)

    def __missing__(self, key):
        raise KeyError(key)

    def _merged(self):
        merged = {}
        for mapping in reversed(self.maps):
            merged.update(mapping)
        return merged

    def get(self, key, default=None):
        return self[key] if key in self else default

    def keys(self):
        return self._merged().keys()

    def values(self):
        return self._merged().values()

    def items(self):
        return self._merged().items()

    @property
    def parents(self):
        return ChainMap(*self.maps[1:])

    @classmethod
    def fromkeys(cls, iterable, value=None):
        return cls(dict.fromkeys(iterable, value))

    def copy(self):
        return ChainMap(self.maps[0].copy(), *self.maps[1:])

    def clear(self):
        self.maps[0].clear()

    def setdefault(self, key, default=None):
        if key not in self:
            self[key] = default
        return self[key]

    def update(self, other=(), /, **named):
        for key, value in dict(other, **named).items():
            self[key] = value

    def popitem(self):
        if not self.maps[0]:
            raise KeyError("No keys found in the first mapping.")
        return self.maps[0].popitem()

    def new_child(self, m=None, **kwargs):
        return ChainMap({**(m or {}), **kwargs} if kwargs or m is None else m, *self.maps)

    def pop(self, key, *args):
        if not args and key not in self.maps[0]:
            raise KeyError(f"Key not found in the first mapping: {key!r}")
        return self.maps[0].pop(key, *args)

    def __setitem__(self, key, value):
        self.maps[0][key] = value

    def __delitem__(self, key):
        if key not in self.maps[0]:
            raise KeyError(f"Key not found in the first mapping: {key!r}")
        del self.maps[0][key]

    def __contains__(self, key):
        return any([key in mapping for mapping in self.maps])

    def __iter__(self):
        return iter(self._merged())

    def __len__(self):
        return len(self._merged())

    def __or__(self, other):
        merged = self.copy()
        merged.maps[0].update(other)
        return merged

    def __ror__(self, other):
        return ChainMap(other | self._merged())

    def __ior__(self, other):
        self.maps[0].update(other)
        return self

    def __eq__(self, other):
        return isinstance(other, (dict, ChainMap)) and self._merged() == dict(other.items())

    def __repr__(self):
        return f"ChainMap({', '.join([repr(mapping) for mapping in self.maps])})"


_KEYWORDS = (
    "False None True and as assert async await break class continue def del elif else except finally for "
    "from global if import in is lambda nonlocal not or pass raise return try while with yield"
).split()


def namedtuple(typename, field_names, *, rename=False, defaults=None, module=None):
    names = field_names.replace(",", " ").split() if isinstance(field_names, str) else list(field_names)
    for position, name in enumerate(names):
        if rename and (
            not name.isidentifier() or name in _KEYWORDS or name.startswith("_") or name in names[:position]
        ):
            names[position] = f"_{position}"
        elif not name.isidentifier():
            raise ValueError(f"Type names and field names must be valid identifiers: {name!r}")
        elif name in _KEYWORDS:
            raise ValueError(f"Type names and field names cannot be a keyword: {name!r}")
        elif name.startswith("_"):
            raise ValueError(f"Field names cannot start with an underscore: {name!r}")
        elif name in names[:position]:
            raise ValueError(f"Encountered duplicate field name: {name!r}")
    fallbacks = list(defaults or ())
    if len(fallbacks) > len(names):
        raise TypeError("Got more default values than field names")
    return namedtuple_class(typename, names, fallbacks)
