"""functools: higher-order functions."""

from __js__ import name_function

_MISSING = object()


def reduce(function, iterable, initial=_MISSING):
    steps = iter(iterable)
    if initial is _MISSING:
        value = next(steps, _MISSING)
        if value is _MISSING:
            raise TypeError("reduce() of empty iterable with no initial value")
    else:
        value = initial
    for item in steps:
        value = function(value, item)
    return value


def partial(func, /, *args, **keywords):
    if not callable(func):
        raise TypeError("the first argument must be callable")

    def bound(*more, **others):
        return func(*args, *more, **{**keywords, **others})

    bound.func = func
    bound.args = args
    bound.keywords = keywords
    return bound


def update_wrapper(wrapper, wrapped):
    if hasattr(wrapper, "__name__"):
        name_function(wrapper, wrapped.__name__)
    else:  # an instance that is called
        wrapper.__name__ = wrapped.__name__
    wrapper.__wrapped__ = wrapped
    return wrapper


def wraps(wrapped):
    return lambda wrapper: update_wrapper(wrapper, wrapped)


class _CacheInfo:
    """The result of cache_info(): four counts, readable by name, by position and in a loop."""

    def __init__(self, hits, misses, maxsize, currsize):
        self.hits = hits
        self.misses = misses
        self.maxsize = maxsize
        self.currsize = currsize

    def _values(self):
        return (self.hits, self.misses, self.maxsize, self.currsize)

    def __iter__(self):
        return iter(self._values())

    def __getitem__(self, index):
        return self._values()[index]

    def __eq__(self, other):
        return self._values() == tuple(other)

    def __repr__(self):
        counts = f"hits={self.hits}, misses={self.misses}, maxsize={self.maxsize}, currsize={self.currsize}"
        return f"CacheInfo({counts})"


def _cached(func, maxsize, typed):
    results = {}
    counts = {"hits": 0, "misses": 0}

    def wrapper(*args, **keywords):
        key = (args, tuple(keywords.items()))
        if typed:
            key = (key, tuple(type(arg).__name__ for arg in args))
        if key in results:
            counts["hits"] += 1
            result = results.pop(key)
        else:
            counts["misses"] += 1
            result = func(*args, **keywords)
            if maxsize == 0:
                return result
            if maxsize is not None and len(results) >= maxsize and key not in results:
                del results[next(iter(results))]
        results[key] = result
        return result

    def cache_info():
        return _CacheInfo(counts["hits"], counts["misses"], maxsize, len(results))

    def cache_clear():
        results.clear()
        counts["hits"] = 0
        counts["misses"] = 0

    wrapper.cache_info = cache_info
    wrapper.cache_clear = cache_clear
    return update_wrapper(wrapper, func)


def lru_cache(maxsize=128, typed=False):
    if callable(maxsize):
        return _cached(maxsize, 128, False)
    return lambda func: _cached(func, maxsize if maxsize is None else max(maxsize, 0), typed)


def cache(func):
    return _cached(func, None, False)


def cached_property(func):
    """Compute a property once for each object."""
    name = "_cached_" + func.__name__

    def read(self):
        if not hasattr(self, name):
            setattr(self, name, func(self))
        return getattr(self, name)

    def write(self, value):
        setattr(self, name, value)

    def delete(self):
        delattr(self, name)

    return property(read, write, delete)


class _Ordered:
    """The key of cmp_to_key: an object ordered by the comparison."""

    def __init__(self, compare, obj):
        self.compare = compare
        self.obj = obj

    def __eq__(self, other):
        return self.compare(self.obj, other.obj) == 0

    def __lt__(self, other):
        return self.compare(self.obj, other.obj) < 0

    def __le__(self, other):
        return self.compare(self.obj, other.obj) <= 0

    def __gt__(self, other):
        return self.compare(self.obj, other.obj) > 0

    def __ge__(self, other):
        return self.compare(self.obj, other.obj) >= 0


def cmp_to_key(mycmp):
    return lambda obj: _Ordered(mycmp, obj)


def _opposite(answer):
    return answer if answer is NotImplemented else not answer


def _from_lt():
    def gt(self, other):
        less = type(self).__lt__(self, other)
        return less if less is NotImplemented else not less and self != other

    def le(self, other):
        less = type(self).__lt__(self, other)
        return less if less is NotImplemented else less or self == other

    return {
        "__gt__": gt,
        "__le__": le,
        "__ge__": lambda self, other: _opposite(type(self).__lt__(self, other)),
    }


def _from_gt():
    def lt(self, other):
        more = type(self).__gt__(self, other)
        return more if more is NotImplemented else not more and self != other

    def ge(self, other):
        more = type(self).__gt__(self, other)
        return more if more is NotImplemented else more or self == other

    return {
        "__lt__": lt,
        "__ge__": ge,
        "__le__": lambda self, other: _opposite(type(self).__gt__(self, other)),
    }


def _from_le():
    def ge(self, other):
        at_most = type(self).__le__(self, other)
        return at_most if at_most is NotImplemented else not at_most or self == other

    def lt(self, other):
        at_most = type(self).__le__(self, other)
        return at_most if at_most is NotImplemented else at_most and self != other

    return {
        "__ge__": ge,
        "__lt__": lt,
        "__gt__": lambda self, other: _opposite(type(self).__le__(self, other)),
    }


def _from_ge():
    def le(self, other):
        at_least = type(self).__ge__(self, other)
        return at_least if at_least is NotImplemented else not at_least or self == other

    def gt(self, other):
        at_least = type(self).__ge__(self, other)
        return at_least if at_least is NotImplemented else at_least and self != other

    return {
        "__le__": le,
        "__gt__": gt,
        "__lt__": lambda self, other: _opposite(type(self).__ge__(self, other)),
    }


def _has(cls, name):
    """Return whether a class defines a comparison. In CPython, `object` has them, but does not count."""
    return hasattr(cls, name) and getattr(cls, name) is not getattr(object, name, None)


def total_ordering(cls):
    ways = {"__lt__": _from_lt, "__gt__": _from_gt, "__le__": _from_le, "__ge__": _from_ge}
    defined = [name for name in ("__lt__", "__le__", "__gt__", "__ge__") if _has(cls, name)]
    if not defined:
        raise ValueError("must define at least one ordering operation: < > <= >=")
    for name, function in ways[defined[0]]().items():
        if name not in defined:
            setattr(cls, name, function)
    return cls


def singledispatch(func):
    """Choose the function by the type of the first argument. Register types by call: `@f.register(int)`."""
    registry = {}

    def register(cls, function=None):
        if function is None:
            if not hasattr(cls, "__mro__"):
                raise TypeError("annotations do not exist here: name the type, as in `@f.register(int)`")
            return lambda function: register(cls, function)
        registry[cls] = function
        return function

    def dispatch(cls):
        for base in (*cls.__mro__[:-1], *((int,) if cls is bool else ())):
            if base in registry:
                return registry[base]
        return registry.get(object, func)

    def wrapper(*args, **keywords):
        if not args:
            raise TypeError(f"{func.__name__} requires at least 1 positional argument")
        return dispatch(type(args[0]))(*args, **keywords)

    wrapper.register = register
    wrapper.dispatch = dispatch
    wrapper.registry = registry
    return update_wrapper(wrapper, func)
