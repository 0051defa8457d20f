"""itertools: combine and filter iterators.

As in CPython, a function checks its arguments when it is called; the generator that it returns
(`_…`) starts at the first `next`.
"""

_MISSING = object()


class chain:
    def __init__(self, *iterables):
        self._items = _chained(iterables)

    @staticmethod
    def from_iterable(iterables):
        result = chain()
        result._items = _chained(iter(iterables))
        return result

    def __iter__(self):
        return self

    def __next__(self):
        return next(self._items)


def _chained(iterables):
    for iterable in iterables:
        yield from iterable


def _size(number, words):
    if number < 0:
        raise ValueError(words)
    return number


def count(start=0, step=1):
    if not isinstance(start, (int, float)) or not isinstance(step, (int, float)):
        raise TypeError("a number is required")
    return _counted(start, step)


def _counted(start, step):
    value = start
    while True:
        yield value
        value += step


def cycle(iterable):
    return _cycled(iter(iterable))


def _cycled(steps):
    saved = []
    for item in steps:
        yield item
        saved.append(item)
    while saved:
        yield from saved


def repeat(object, times=None):
    return _repeated(object, None if times is None else len(range(times)))


def _repeated(object, times):
    if times is None:
        while True:
            yield object
    for _ in range(times):
        yield object


def accumulate(iterable, func=None, *, initial=None):
    return _accumulated(iter(iterable), func, initial)


def _accumulated(steps, func, initial):
    total = initial
    if initial is None:
        total = next(steps, _MISSING)
        if total is _MISSING:
            return
    yield total
    for item in steps:
        total = total + item if func is None else func(total, item)
        yield total


def islice(iterable, *bounds):
    if not 1 <= len(bounds) <= 3:
        limit = "most 4" if bounds else "least 2"
        raise TypeError(f"islice expected at {limit} arguments, got {len(bounds) + 1}")
    first, stop, stride = (None, bounds[0], None) if len(bounds) == 1 else (*bounds, None)[:3]
    start = _bound(first, 0)
    step = _bound(stride, 1)
    if start < 0 or step < 1 or _bound(stop, 0) < 0:
        if len(bounds) == 1 or (start >= 0 and _bound(stop, 0) < 0 and not isinstance(stop, int)):
            raise ValueError("Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.")
        if step < 1:
            raise ValueError("Step for islice() must be a positive integer or None.")
        raise ValueError("Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.")
    return _sliced(iter(iterable), start, stop, step)


def _bound(number, absent):
    """Return a bound of islice; -1 if it is not a whole number."""
    return absent if number is None else number if isinstance(number, int) else -1


def _sliced(steps, start, stop, step):
    wanted = start
    position = 0
    while stop is None or position < stop:
        if wanted > position and stop is not None and wanted >= stop:
            # Yield nothing more, but consume the items before the end, as CPython does.
            wanted = stop
        item = next(steps, _MISSING)
        if item is _MISSING:
            return
        if position == wanted:
            yield item
            wanted += step
        position += 1


def takewhile(predicate, iterable):
    return _taken(predicate, iter(iterable))


def _taken(predicate, steps):
    for item in steps:
        if not predicate(item):
            return
        yield item


def dropwhile(predicate, iterable):
    return _dropped(predicate, iter(iterable))


def _dropped(predicate, steps):
    for item in steps:
        if not predicate(item):
            yield item
            break
    yield from steps


def filterfalse(predicate, iterable):
    return _filtered(predicate, iter(iterable))


def _filtered(predicate, steps):
    for item in steps:
        if not (item if predicate is None else predicate(item)):
            yield item


def compress(data, selectors):
    return _compressed(zip(data, selectors))


def _compressed(pairs):
    for item, chosen in pairs:
        if chosen:
            yield item


def starmap(function, iterable):
    return _mapped(function, iter(iterable))


def _mapped(function, steps):
    for args in steps:
        yield function(*args)


def pairwise(iterable):
    return _paired(iter(iterable))


def _paired(steps):
    before = next(steps, _MISSING)
    if before is _MISSING:
        return
    for item in steps:
        yield (before, item)
        before = item


def zip_longest(*iterables, fillvalue=None):
    return _zipped([iter(iterable) for iterable in iterables], fillvalue)


def _zipped(walkers, fillvalue):
    while True:
        row = [next(walker, _MISSING) for walker in walkers]
        if all(item is _MISSING for item in row):
            return
        yield tuple([fillvalue if item is _MISSING else item for item in row])


def product(*iterables, repeat=1):
    _size(repeat, "repeat argument cannot be negative")
    return _crossed([list(iterable) for iterable in iterables] * repeat)


def _crossed(pools):
    rows = [[]]
    for pool in pools:
        rows = [[*row, item] for row in rows for item in pool]
    for row in rows:
        yield tuple(row)


def permutations(iterable, r=None):
    pool = list(iterable)
    size = len(pool) if r is None else _size(r, "r must be non-negative")
    return _arranged(pool, size, [])


def _arranged(pool, size, taken):
    if size > len(pool):
        return
    if len(taken) == size:
        yield tuple([pool[i] for i in taken])
        return
    for i in range(len(pool)):
        if i not in taken:
            yield from _arranged(pool, size, [*taken, i])


def combinations(iterable, r):
    pool = list(iterable)
    return _chosen(pool, _size(r, "r must be non-negative"), 0, [], 1)


def combinations_with_replacement(iterable, r):
    pool = list(iterable)
    return _chosen(pool, _size(r, "r must be non-negative"), 0, [], 0)


def _chosen(pool, size, start, taken, advance):
    if len(taken) == size:
        yield tuple(taken)
        return
    for i in range(start, len(pool)):
        yield from _chosen(pool, size, i + advance, [*taken, pool[i]], advance)


class groupby:
    """Group neighbouring items with the same key. A group ends when the program reads the next group."""

    def __init__(self, iterable, key=None):
        self._steps = iter(iterable)
        self._key = key
        self._item = _MISSING
        self._current = _MISSING
        self._group = None

    def __iter__(self):
        return self

    def __next__(self):
        self._group = object()
        while self._item is _MISSING or self._key_of_item == self._current:
            self._advance()
        self._current = self._key_of_item
        return (self._current, self._run(self._current, self._group))

    def _advance(self):
        self._item = next(self._steps)
        self._key_of_item = self._item if self._key is None else self._key(self._item)

    def _run(self, key, group):
        while self._group is group and self._key_of_item == key:
            yield self._item
            try:
                self._advance()
            except StopIteration:
                self._group = None
                self._item = _MISSING
                return


def tee(iterable, n=2):
    _size(n, "n must be >= 0")
    steps = iter(iterable)
    waiting = [[] for _ in range(n)]

    def walk(mine):
        while True:
            if not mine:
                item = next(steps, _MISSING)
                if item is _MISSING:
                    return
                for other in waiting:
                    other.append(item)
            yield mine.pop(0)

    return tuple([walk(mine) for mine in waiting])
