// Iteration: iterators, range, and the built-in functions over iterables.

// An iterator of Python: leaving a `for` loop early does not close it.
class $Iterator {
  constructor(source, name) { Object.assign(this, { [$_source]: source, [$_name]: name }); }
  get [$_kind]() { return 'iterator'; }
  [Symbol.iterator]() { return this; }
  next() { return this[$_source].next(); }
}

// The iterable for a JavaScript `for` loop over a Python object. words: the text of the TypeError if there is none.
function $iter(o, words) {
  o = $plain(o); // if $mixed_enum
  const method = $dunder(o, '__iter__'); // if .__iter__ | $Enum
  if (method) return $steps(method(o)); // if .__iter__ | $Enum
  if (o != null && typeof o !== 'function' && typeof o[Symbol.iterator] === 'function') {
    if ($is_generator(o)) $started.add(o); // if $m_send
    return typeof o.next === 'function' && typeof o.return === 'function' ? new $Iterator(o, 'generator') : o;
  }
  if ($is_plain(o)) return Object.keys(o);
  const item = $dunder(o, '__getitem__'); // if .__getitem__
  if (item) return new $Iterator($by_index(o, item), 'iterator'); // if .__getitem__
  return $type_error(words || "'@' object is not iterable", o);
}

// The old protocol: o[0], o[1], ... until IndexError.
function* $by_index(o, item) {
  for (let i = 0; ; i++) {
    let value;
    try {
      value = item(o, i);
    } catch (error) {
      if (error instanceof $b_IndexError || error instanceof $b_StopIteration) return;
      throw error;
    }
    yield value;
  }
}

// The result of __iter__, for a JavaScript loop.
function $steps(iterator) {
  const method = $dunder(iterator, '__next__'); // if .__next__
  if (method) return new $Iterator($stepping(() => method(iterator)), 'iterator'); // if .__next__
  return new $Iterator($checked_iterator(iterator), 'generator');
}

function $checked_iterator(iterator) {
  if ($dunder(iterator, '__next__')) return iterator; // if .__next__
  return $is_iterator(iterator) ? iterator : $type_error("iter() returned non-iterator of type '@'", iterator);
}

// A JavaScript iterator; an instance may have its own method `next`.
function $is_iterator(o) {
  return o != null && o[$_py] !== true && typeof o.next === 'function';
}

// A JavaScript iterator over the results of `step`, until that raises StopIteration.
function $stepping(step) {
  return {
    next() {
      try {
        return { done: false, value: step() };
      } catch (error) {
        if (error instanceof $b_StopIteration) return { done: true, value: null };
        throw error;
      }
    },
  };
}

// The JavaScript iterator of an iterable.
function $walker(o) {
  return $iter(o)[Symbol.iterator]();
}

function $b_iter(o, sentinel) {
  if (arguments.length > 1) {
    const call = $function(o);
    return new $Iterator({
      next() {
        const value = this.over ? sentinel : call();
        this.over = this.over || $same(value, sentinel);
        return { done: this.over, value: this.over ? null : value };
      },
    }, 'callable_iterator');
  }
  const method = $dunder(o, '__iter__'); // if .__iter__ | $Enum
  if (method) return $checked_iterator(method(o)); // if .__iter__ | $Enum
  if ($is_iterator(o)) return o;
  return new $Iterator($walker(o), `${$type_name(o)}_iterator`);
}

function $b_next(iterator, fallback) {
  const given = arguments.length > 1;
  if ($dunder(iterator, '__next__')) return given ? $next_or(iterator, fallback) : $dunder(iterator, '__next__')(iterator); // if .__next__
  if (!$is_iterator(iterator)) $type_error("'@' object is not an iterator", iterator);
  if ($is_generator(iterator)) $started.add(iterator); // if $m_send
  const step = iterator.next();
  if (!step.done) return step.value;
  if (given) return fallback;
  return $raise(step.value == null ? $b_StopIteration : $b_StopIteration(step.value));
}

// The next item of an instance's iterator, or a mark at its end.
function $next_or(iterator, fallback) {
  try {
    return $dunder(iterator, '__next__')(iterator);
  } catch (error) {
    if (error instanceof $b_StopIteration) return fallback;
    throw error;
  }
}

// The numbers of range(start, stop, step).
function* $span(start, stop, step) {
  const end = $index(stop), by = step === undefined ? 1 : $index(step);
  if (by === 0) $fail($b_ValueError, 'range() arg 3 must not be zero');
  for (let at = $index(start); by > 0 ? at < end : at > end; at += by) yield at;
}

class $Range {
  constructor(start, stop, step) {
    Object.assign(this, { start, stop, step, [$_size]: Math.max(0, Math.ceil((stop - start) / step)) });
  }
  get [$_kind]() { return 'range'; }
  get [$_name]() { return 'range'; }
  *[Symbol.iterator]() {
    for (let i = 0, value = this.start; i < this[$_size]; i++, value += this.step) yield value;
  }
  [$_len]() { return this[$_size]; }
  [$_has](x) {
    const value = $num(x), at = (value - this.start) / this.step;
    return value !== undefined && Number.isInteger(at) && at >= 0 && at < this[$_size];
  }
  [$_item](i) {
    return this.start + $place(this, i, this[$_size], 'range object index') * this.step;
  }
  [$_slice](lo, hi, step) {
    const [first, last, by] = $bounds(lo, hi, step, this[$_size]);
    return new $Range(this.start + first * this.step, this.start + last * this.step, this.step * by);
  }
  [$_index](x) {
    return this[$_has](x) ? ($num(x) - this.start) / this.step : $fail($b_ValueError, `${$repr(x)} is not in range`);
  }
  [$_reversed]() { return new $Range(this.start + (this[$_size] - 1) * this.step, this.start - this.step, -this.step); }
  [$_eq](other) {
    return other[$_kind] === 'range' && other[$_size] === this[$_size] && (this[$_size] === 0
      || this.start === other.start && (this[$_size] === 1 || this.step === other.step));
  }
  [$_key]() { return `\0r${this[$_size]},${this[$_size] && this.start},${this[$_size] > 1 && this.step}`; }
  [$_repr]() { return `range(${this.start}, ${this.stop}${this.step === 1 ? '' : `, ${this.step}`})`; }
}

const $b_range = $type('range', (x) => x instanceof $Range, (...args) => {
  if (args.length === 0) $fail($b_TypeError, 'range expected at least 1 argument, got 0');
  const [first, second, step = 1] = args.map((x) => $index(x));
  if (step === 0) $fail($b_ValueError, 'range() arg 3 must not be zero');
  return args.length === 1 ? new $Range(0, first, 1) : new $Range(first, second, step);
}, 3);

function* $enumerated(items, start) {
  let i = start;
  for (const item of items) yield $tuple([i++, item]);
}

function $b_enumerate(items, start) {
  return new $Iterator($enumerated($iter(items), start === undefined ? 0 : $index(start)), 'enumerate');
}

function $b_zip(iterables, strict) {
  return new $Iterator($zipped(iterables.map($walker), $truth(strict)), 'zip');
}

function* $zipped(iterators, strict) {
  while (iterators.length) {
    const values = [];
    for (const iterator of iterators) {
      const step = iterator.next();
      if (step.done) {
        if (strict) $check_lengths(iterators, values.length);
        return;
      }
      values.push(step.value);
    }
    yield $tuple(values);
  }
}

// zip(strict=True), after the iterator with the number `ended` has ended.
function $check_lengths(iterators, ended) {
  const others = (i) => i === 1 ? 'argument 1' : `arguments 1-${i}`;
  if (ended) $fail($b_ValueError, `zip() argument ${ended + 1} is shorter than ${others(ended)}`);
  iterators.slice(1).forEach((iterator, i) => {
    if (!iterator.next().done) $fail($b_ValueError, `zip() argument ${i + 2} is longer than ${others(i + 1)}`);
  });
}

function $b_map(transform, ...iterables) {
  if (iterables.length === 0) $fail($b_TypeError, 'map() must have at least two arguments.');
  const iterators = iterables.map($walker);
  return new $Iterator({
    next() {
      const values = [];
      for (const iterator of iterators) {
        const step = iterator.next();
        if (step.done) return { done: true, value: null };
        values.push(step.value);
      }
      return { done: false, value: $function(transform)(...values) };
    },
  }, 'map');
}

function $b_filter(wanted, items) {
  const iterator = $walker(items);
  return new $Iterator({
    next() {
      for (;;) {
        const step = iterator.next();
        if (step.done || $truth(wanted == null ? step.value : $function(wanted)(step.value))) {
          return { done: step.done === true, value: step.value };
        }
      }
    },
  }, 'filter');
}

function $b_reversed(o) {
  o = $plain(o); // if $mixed_enum
  const method = $dunder(o, '__reversed__'); // if .__reversed__ | $Enum
  if (method) return method(o); // if .__reversed__ | $Enum
  if (typeof o === 'string' || Array.isArray(o)) {
    return new $Iterator(Array.from(o).reverse()[Symbol.iterator](), 'reversed');
  }
  if (o != null && o[$_reversed]) return new $Iterator(o[$_reversed]()[Symbol.iterator](), 'reversed');
  const item = $dunder(o, '__len__') && $dunder(o, '__getitem__'); // if .__getitem__
  if (item) return $b_map((i) => item(o, i), Array.from({ length: $len(o) }, (_, i) => i).reverse()); // if .__getitem__
  return $type_error("'@' object is not reversible", o);
}

function $b_sorted(items, key, reverse) {
  return $sorted([...$iter(items)], key, reverse);
}

function $b_any(items) {
  for (const item of $iter(items)) if ($truth(item)) return true;
  return false;
}

function $b_all(items) {
  for (const item of $iter(items)) if (!$truth(item)) return false;
  return true;
}

function $b_sum(items, start) {
  let total = start === undefined ? 0 : start;
  if (typeof total === 'string') $fail($b_TypeError, "sum() can't sum strings [use ''.join(seq) instead]");
  for (const item of $iter(items)) total = $add(total, item);
  return total;
}

// The item that `beats` all items before it.
function $extreme(args, key, fallback, name, beats) {
  if (args.length === 0) $type_error(`${name} expected at least 1 argument, got 0`);
  if (args.length > 1 && fallback !== undefined) {
    $type_error(`Cannot specify a default for ${name}() with multiple positional arguments`);
  }
  let best;
  for (const item of args.length > 1 ? args : $iter(args[0])) {
    const value = key == null ? item : $function(key)(item);
    if (best === undefined || $truth(beats(value, best[1]))) best = [item, value];
  }
  return best !== undefined ? best[0] : fallback !== undefined ? fallback : $fail($b_ValueError, `${name}() arg is an empty sequence`);
}

function $b_min(args, key, fallback) {
  return $extreme(args, key, fallback, 'min', $lt);
}

// min() and max() of two values.
function $b2_min(a, b) {
  return $truth($lt(b, a)) ? b : a;
}

function $b2_max(a, b) {
  return $truth($gt(b, a)) ? b : a;
}

function $b_max(args, key, fallback) {
  return $extreme(args, key, fallback, 'max', $gt);
}
