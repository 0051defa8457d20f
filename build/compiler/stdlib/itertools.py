"""itertools: iterators made of iterators."""

_MISSING = object()


class chain:
    def __init__(self, *iterables):
        self._items = _chained(iterables)

    @staticmethod
    def from_iterable(iterables):
        made = chain()
        made._items = _chained(iterables)
        return made

    def __iter__(self):
        return self

    def __next__(self):
        return next(self._items)


def _chained(iterables):
    for iterable in iterables:
        yield from iterable


def count(start=0, step=1):
    value = start
    while True:
        yield value
        value += step


def cycle(iterable):
    saved = []
    for item in iterable:
        yield item
        saved.append(item)
    while saved:
        yield from saved


def repeat(object, times=None):
    if times is None:
        while True:
            yield object
    for _ in range(times):
        yield object


def accumulate(iterable, func=None, *, initial=None):
    steps = iter(iterable)
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
    first, stop, stride = (None, bounds[0], None) if len(bounds) == 1 else (*bounds, None)[:3]
    start = 0 if first is None else first
    step = 1 if stride is None else stride
    if start < 0 or step < 1 or (stop is not None and stop < 0):
        if len(bounds) == 1:
            raise ValueError("Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.")
        if step < 1:
            raise ValueError("Step for islice() must be a positive integer or None.")
        raise ValueError("Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.")
    return _sliced(iter(iterable), start, stop, step)


def _sliced(steps, start, stop, step):
    wanted = start
    position = 0
    while stop is None or position < stop:
        if wanted > position and stop is not None and wanted >= stop:
            # Nothing more is given, but what lies before the end is gone through.
            wanted = stop
        item = next(steps, _MISSING)
        if item is _MISSING:
            return
        if position == wanted:
            yield item
            wanted += step
        position += 1


def takewhile(predicate, iterable):
    for item in iterable:
        if not predicate(item):
            return
        yield item


def dropwhile(predicate, iterable):
    steps = iter(iterable)
    for item in steps:
        if not predicate(item):
            yield item
            break
    yield from steps


def filterfalse(predicate, iterable):
    for item in iterable:
        if not (item if predicate is None else predicate(item)):
            yield item


def compress(data, selectors):
    for item, chosen in zip(data, selectors):
        if chosen:
            yield item


def starmap(function, iterable):
    for args in iterable:
        yield function(*args)


def pairwise(iterable):
    steps = iter(iterable)
    before = next(steps, _MISSING)
    if before is _MISSING:
        return
    for item in steps:
        yield (before, item)
        before = item


def zip_longest(*iterables, fillvalue=None):
    walkers = [iter(iterable) for iterable in iterables]
    while True:
        row = [next(walker, _MISSING) for walker in walkers]
        if all(item is _MISSING for item in row):
            return
        yield tuple([fillvalue if item is _MISSING else item for item in row])


def product(*iterables, repeat=1):
    rows = [[]]
    for pool in [list(iterable) for iterable in iterables] * repeat:
        rows = [[*row, item] for row in rows for item in pool]
    for row in rows:
        yield tuple(row)


def permutations(iterable, r=None):
    pool = list(iterable)
    size = len(pool) if r is None else r
    if size <= len(pool):
        yield from _arranged(pool, size, [])


def _arranged(pool, size, taken):
    if len(taken) == size:
        yield tuple([pool[i] for i in taken])
        return
    for i in range(len(pool)):
        if i not in taken:
            yield from _arranged(pool, size, [*taken, i])


def combinations(iterable, r):
    pool = list(iterable)
    yield from _chosen(pool, r, 0, [], 1)


def combinations_with_replacement(iterable, r):
    pool = list(iterable)
    yield from _chosen(pool, r, 0, [], 0)


def _chosen(pool, size, start, taken, advance):
    if len(taken) == size:
        yield tuple(taken)
        return
    for i in range(start, len(pool)):
        yield from _chosen(pool, size, i + advance, [*taken, pool[i]], advance)


class groupby:
    """Runs of items with the same key; a run ends when the next one is asked for."""

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
