// Lists, tuples, dicts, sets: the types, their methods, and what indexing and slicing do to every kind of object.

class $Tuple extends Array {
  static get [Symbol.species]() { return Array; }
  get kind$() { return 'tuple'; }
  get name$() { return 'tuple'; }
  key$() { return $joined_key('t', this); }
  repr$() { return $repr_within(this, '(...)', () => `(${this.map($repr).join(', ')}${this.length === 1 ? ',' : ''})`); }
}

function $tuple(items) {
  const tuple = new $Tuple();
  for (const item of $iter(items)) tuple.push(item);
  return tuple;
}

const $b_tuple = $type('tuple', (x) => $is(x, 'tuple'),
  (...args) => args.length === 0 ? new $Tuple() : args[0] instanceof $Tuple && !args[0].$py ? args[0] : $tuple(args[0]));

const $b_list = $type('list', (x) => Array.isArray(x) && !x.kind$, (...args) => args.length ? [...$iter(args[0])] : []);

class $Dict {
  constructor() { this.map$ = new Map(); }
  get kind$() { return 'dict'; }
  get name$() { return 'dict'; }
  [Symbol.iterator]() { return $walk(this, 0); }
  len$() { return this.map$.size; }
  has$(key) { return this.map$.has($slot(this.map$, key)); }
  // The pair of a key, or undefined.
  entry$(key) { return this.map$.get($slot(this.map$, key)); }
  item$(key) { return $dict_item(this, key); }
  set$(key, value) {
    const slot = $slot(this.map$, key), entry = this.map$.get(slot);
    if (entry) entry[1] = value;
    else this.map$.set(slot, [key, value === undefined ? null : value]);
  }
  // The pair that was there, or undefined.
  delete$(key) {
    const slot = $slot(this.map$, key), entry = this.map$.get(slot);
    this.map$.delete(slot);
    return entry;
  }
  entries$() { return [...this.map$.values()]; }
  copy$() { return $dict(this.map$.values()); } // if $m_copy | $bitor
  eq$(other) {
    const theirs = $as_dict(other), same = ([key, value]) => theirs.has$(key) && $same(value, theirs.entry$(key)[1]);
    return theirs !== undefined && theirs.len$() === this.len$() && this.entries$().every(same);
  }
  or$(other) { return $as_dict(other) && $dict_update(this.copy$(), other); } // if $bitor
  ior$(other) { return $dict_update(this, other); } // if $ior
  reversed$() { return this.entries$().map((entry) => entry[0]).reverse(); } // if $b_reversed
  repr$() { return $repr_pairs(this, this.entries$()); }
}

function $dict_item(o, key) {
  const entry = o.entry$(key);
  if (entry) return entry[1];
  const missing = $dunder(o, '__missing__'); // if .__missing__
  if (missing) return missing(o, key); // if .__missing__
  return $fail($b_KeyError, key);
}

// A dict of [key, value] pairs: what a display `{k: v}` compiles to.
function $dict(pairs) {
  return $set_pairs(new $Dict(), pairs);
}

function $set_pairs(dict, pairs) {
  for (const [key, value] of pairs) dict.set$(key, value);
  return dict;
}

// A dict as it is, a plain object of the page as a dict, undefined for everything else.
function $as_dict(x) {
  return x != null && x.kind$ === 'dict' ? x : $is_plain(x) ? $dict(Object.entries(x)) : undefined;
}

// Goes through the keys (part 0), values (1) or pairs (2) of a dict that must not change its size meanwhile.
function* $walk(dict, part, map = dict.map$, size = map.size) {
  const stop = (what) => $fail($b_RuntimeError, `dictionary ${what} during iteration`);
  let left = size;
  for (const entry of map.values()) {
    if (map.size !== size) break;
    if (left-- === 0) stop('keys changed');
    yield part === 2 ? $tuple(entry) : entry[part];
  }
  if (map.size !== size) stop('changed size');
}

// dict.update(): from a dict, from something with keys(), or from pairs.
function $dict_update(dict, source) {
  const theirs = $as_dict(source);
  if (theirs) return $set_pairs(dict, theirs.entries$());
  const keys = $dunder(source, 'keys'); // if .keys
  if (keys) for (const key of $iter(keys(source))) dict.set$(key, $item(source, key)); // if .keys
  if (keys) return dict; // if .keys
  let at = 0;
  for (const pair of $iter(source)) {
    const items = [...$iter(pair, `cannot convert dictionary update sequence element #${at} to a sequence`)];
    if (items.length !== 2) {
      $fail($b_ValueError, `dictionary update sequence element #${at} has length ${items.length}; 2 is required`);
    }
    dict.set$(items[0], items[1]);
    at += 1;
  }
  return dict;
}

const $b_dict = $type('dict', (x) => x != null && (x.kind$ === 'dict' || $is_plain(x)),
  (...args) => args.length ? $dict_update(new $Dict(), args[0]) : new $Dict());

// keys(), values() and items(): they show what the dict holds now.
class $View {
  constructor(dict, part) { Object.assign(this, { dict$: dict, part$: part }); }
  get kind$() { return 'view'; }
  get name$() { return ['dict_keys', 'dict_values', 'dict_items'][this.part$]; }
  // Whether sets and other views compare with it: values are no set.
  get like_set$() { return this.part$ !== 1; }
  [Symbol.iterator]() { return $walk(this.dict$, this.part$); }
  len$() { return this.dict$.len$(); }
  has$(x) {
    if (this.part$ === 0) return this.dict$.has$(x); // if $m_keys
    if (this.part$ === 1) return [...this].some((value) => $same(value, x)); // if $m_values
    const entry = x != null && x.kind$ === 'tuple' && x.length === 2 ? this.dict$.entry$(x[0]) : undefined; // if $m_items
    return entry !== undefined && $same(entry[1], x[1]); // if $m_items
  }
  eq$(other) { return $order_sets(this, other, '==') || false; }
  order$(other, op) { return $order_sets(this, other, op); } // if $order
  reversed$() { return [...this].reverse(); } // if $b_reversed
  repr$() { return `${this.name$}([${[...this].map($repr).join(', ')}])`; }
}

// Equality, subset and superset for sets and for views that are like sets; undefined when one of the two is neither.
function $order_sets(a, b, op) {
  if (b == null || !a.like_set$ || !b.like_set$) return undefined;
  const [small, large] = op[0] === '>' ? [b, a] : [a, b];
  return $compare[op](a.len$(), b.len$()) && [...small].every((item) => large.has$(item));
}

function $is_set_view(x) {
  return x != null && x.kind$ === 'view' && x.like_set$;
}

// | & - ^ (name: 'or' 'and' 'sub' 'xor') with a view of a dict on one side: always a set.
function $view_operator(a, b, name) {
  const left = $set($iter(a));
  if (name === 'or') return $set_update(left, b);
  if (name === 'sub') return $set_discard_all(left, b);
  return name === 'and' ? $set_intersection(left, b) : $set_symmetric(left, b);
}

// The hash table of CPython for a set of ints: only it knows the order in which such a set is gone through.
class $Slots {
  constructor() {
    this.mask = 7;
    this.fill = 0;
    this.used = 0;
    this.at = [];
    this.finger = 0;
  }
  // The slot that holds x, or the free one it would take. null marks what was removed.
  place(x) {
    const size = this.mask + 1, hash = x === -1 ? -2 : x;
    let i = (hash % size + size) % size, perturb = null;
    for (;;) {
      const last = i + 9 <= this.mask ? i + 9 : i;
      for (let j = i; j <= last; j++) if (this.at[j] === undefined || this.at[j] === x) return j;
      perturb = (perturb === null ? BigInt.asUintN(64, BigInt(hash)) : perturb) >> 5n;
      i = Number(BigInt(i * 5 + 1) + perturb & BigInt(this.mask));
    }
  }
  put(x) {
    this.at[this.place(x)] = x;
    this.fill += 1;
    this.used += 1;
  }
  add(x) {
    if (this.at[this.place(x)] === x) return;
    this.put(x);
    if (this.fill * 5 >= this.mask * 3) this.resize(this.used > 50000 ? this.used * 2 : this.used * 4);
  }
  remove(x) {
    const i = this.place(x);
    if (this.at[i] !== x) return;
    this.at[i] = null;
    this.used -= 1;
  }
  values() { return this.at.filter((x) => x != null); }
  resize(wanted) {
    const kept = this.values();
    Object.assign(this, { mask: 7, fill: 0, used: 0, at: [] });
    while (this.mask + 1 <= wanted) this.mask = this.mask * 2 + 1;
    for (const x of kept) this.put(x);
  }
  // Room for so many more, as before two sets are merged.
  reserve(count) {
    if ((this.fill + count) * 5 >= this.mask * 3) this.resize((this.used + count) * 2);
  }
  merge(other) {
    if (other === this || other.used === 0) return;
    this.reserve(other.used);
    if (this.fill === 0 && this.mask === other.mask && other.fill === other.used) {
      Object.assign(this, { at: [...other.at], fill: other.fill, used: other.used });
    } else if (this.fill === 0) {
      for (const x of other.values()) this.put(x);
    } else {
      for (const x of other.values()) this.add(x);
    }
  }
  // The next one for pop().
  next() {
    let i = this.finger & this.mask;
    while (this.at[i] == null) i = i === this.mask ? 0 : i + 1;
    this.finger = i + 1;
    return this.at[i];
  }
}

class $Set {
  constructor() {
    this.map$ = new Map();
    this.slots$ = new $Slots();
  }
  get kind$() { return 'set'; }
  get name$() { return 'set'; }
  *[Symbol.iterator]() {
    const size = this.map$.size;
    for (const item of this.items$()) {
      if (this.map$.size !== size) break;
      yield item;
    }
    if (this.map$.size !== size) $fail($b_RuntimeError, 'Set changed size during iteration');
  }
  // The elements in the order of CPython where that is fixed (ints), else as they came.
  items$() {
    return this.slots$ ? this.slots$.values().map((key) => this.map$.get(key)) : [...this.map$.values()];
  }
  get like_set$() { return true; }
  len$() { return this.map$.size; }
  find$(x) {
    return x != null && x.kind$ === 'set' && !x.key$ ? $set_key(x) : $slot(this.map$, x);
  }
  has$(x) { return this.map$.has(this.find$(x)); }
  add$(x) {
    const slot = $slot(this.map$, x);
    if (this.map$.has(slot)) return;
    this.map$.set(slot, x);
    if (!Number.isSafeInteger(slot)) this.slots$ = null;
    else if (this.slots$) this.slots$.add(slot);
  }
  delete$(x) {
    const slot = this.find$(x);
    if (this.slots$ && this.map$.has(slot)) this.slots$.remove(slot);
    return this.map$.delete(slot);
  }
  clear$() {
    this.map$.clear();
    this.slots$ = new $Slots();
  }
  merge$(other) {
    if (this.slots$ && other.slots$) this.slots$.merge(other.slots$);
    else this.slots$ = null;
    for (const item of other.map$.values()) {
      const slot = $slot(this.map$, item);
      if (!this.map$.has(slot)) this.map$.set(slot, item);
    }
    return this;
  }
  empty$() { return new $Set(); }
  copy$() { return this.empty$().merge$(this); }
  take$(other) {
    this.map$ = other.map$;
    this.slots$ = other.slots$;
    return this;
  }
  eq$(other) { return $order_sets(this, other, '==') || false; }
  order$(other, op) { return other != null && other.kind$ === 'view' ? undefined : $order_sets(this, other, op); }
  with_view$(view, name) { return view.like_set$ ? $view_operator(view, this, name) : undefined; }
  or$(other) { return $is_set(other) ? this.copy$().merge$(other) : $set_with_view(this, other, 'or'); }
  and$(other) { return $is_set(other) ? $set_intersection(this, other) : $set_with_view(this, other, 'and'); }
  sub$(other) { return $is_set(other) ? $set_difference(this, other) : $set_with_view(this, other, 'sub'); }
  xor$(other) { return $is_set(other) ? $set_symmetric(this, other) : $set_with_view(this, other, 'xor'); }
  ior$(other) { return $is_set(other) ? this.merge$(other) : undefined; }
  iand$(other) { return $is_set(other) ? this.take$($set_intersection(this, other)) : undefined; }
  isub$(other) { return $is_set(other) ? $set_discard_all(this, other) : undefined; }
  ixor$(other) { return $is_set(other) ? $set_toggle_all(this, other) : undefined; }
  repr$() {
    if (this.map$.size === 0) return `${this.name$}()`;
    const items = $repr_within(this, `${this.name$}(...)`, () => `{${this.items$().map($repr).join(', ')}}`);
    return this.key$ ? `${this.name$}(${items})` : items;
  }
}

class $FrozenSet extends $Set {
  get name$() { return 'frozenset'; }
  key$() { return $set_key(this); }
  empty$() { return new $FrozenSet(); }
  ior$() { return undefined; }
  iand$() { return undefined; }
  isub$() { return undefined; }
  ixor$() { return undefined; }
}

function $set_with_view(set, other, name) {
  return $is_set_view(other) ? $view_operator(set, other, name) : undefined;
}

// The key of a frozenset: the sorted keys of its elements.
function $set_key(set) {
  const parts = [...set.map$.values()].map($key_part).sort();
  if (parts.includes(undefined)) return undefined; // if .__hash__
  return `\0f(${parts})`;
}

function $is_set(x) {
  return x != null && x.kind$ === 'set';
}

// A set of what was added one by one: a comprehension, set(xs), a display of variables.
function $set(items) {
  const set = new $Set();
  for (const item of items) set.add$(item);
  return set;
}

// What a display of constants `{1, 2, 3}` compiles to: CPython's compiler makes a frozenset of a frozenset of more than two,
// from which the set is filled, and that may change the order.
function $set_literal(items) {
  const set = $set(items);
  return items.length > 2 ? new $Set().merge$($set([...set])) : set;
}

function $set_update(set, items) {
  if ($is_set(items)) return set.merge$(items);
  const dict = $as_dict(items);
  if (dict && set.slots$) set.slots$.reserve(dict.len$());
  for (const item of $iter(items)) set.add$(item);
  return set;
}

function $set_discard_all(set, items) {
  for (const item of items === set ? [...items] : $iter(items)) set.delete$(item);
  return set;
}

function $set_toggle_all(set, items) {
  for (const item of items === set ? [...items] : $is_set(items) ? items : $set($iter(items))) {
    if (!set.delete$(item)) set.add$(item);
  }
  return set;
}

function $set_intersection(set, items) {
  const result = set.empty$(), swap = $is_set(items) && items.len$() > set.len$();
  const kept = swap ? items : set;
  for (const item of swap ? set : $iter(items)) if (kept.has$(item)) result.add$(item);
  return result;
}

function $set_difference(set, items) {
  if (!$is_set(items) || set.len$() >> 2 > items.len$()) return $set_discard_all(set.copy$(), items);
  const result = set.empty$();
  for (const item of set) if (!items.has$(item)) result.add$(item);
  return result;
}

function $set_symmetric(set, items) {
  return $set_toggle_all($set_update(set.empty$(), items), set);
}

const $b_set = $type('set', (x) => $is_set(x) && !x.key$,
  (...args) => args.length ? $set_update(new $Set(), args[0]) : new $Set());

const $b_frozenset = $type('frozenset', (x) => $is_set(x) && x.key$ !== undefined, (...args) => args.length === 0
  ? new $FrozenSet() : args[0] instanceof $FrozenSet ? args[0] : $set_update(new $FrozenSet(), args[0]));

class $Slice {
  constructor(start, stop, step) {
    this.start = start;
    this.stop = stop;
    this.step = step;
  }
  read$(o) { return $slice_by(o, this.start, this.stop, this.step); }
  write$(o, items) { return $setslice(o, this.start, this.stop, this.step, items); }
  delete$(o) { return $delslice(o, this.start, this.stop, this.step); }
  get kind$() { return 'slice'; }
  get name$() { return 'slice'; }
  parts$() { return [this.start, this.stop, this.step]; }
  eq$(other) { return other.kind$ === 'slice' && $eq(this.parts$(), other.parts$()); }
  repr$() { return `slice(${this.parts$().map($repr).join(', ')})`; }
}

const $b_slice = $type('slice', (x) => x instanceof $Slice, (...args) => args.length === 1
  ? new $Slice(null, args[0], null) : new $Slice(args[0], args[1], args.length > 2 ? args[2] : null));

function $m_indices(o, length) {
  return o instanceof $Slice ? $tuple($bounds(o.start, o.stop, o.step, length)) : $method(o, 'indices', $rest(arguments));
}

// Start, stop and step of a slice of something that is so long.
function $bounds(lo, hi, step, length) {
  const [first, last, stride = 1] = [lo, hi, step].map((x) => $slice_index(x)), back = stride < 0;
  if (stride === 0) $fail($b_ValueError, 'slice step cannot be zero');
  const low = back ? -1 : 0, high = back ? length - 1 : length;
  const clip = (x, absent) => x === undefined ? absent : x < 0 ? Math.max(x + length, low) : Math.min(x, high);
  return [clip(first, back ? high : low), clip(last, back ? low : high), stride];
}

// The positions a slice takes.
function $positions([start, stop, step]) {
  const positions = [];
  for (let i = start; step > 0 ? i < stop : i > stop; i += step) positions.push(i);
  return positions;
}

// Whether one UTF-16 unit is one character all through the text.
function $is_flat(text) {
  return !/[\ud800-\udbff]/.test(text);
}

// What an index counts in a text or a list.
function $elements(o) {
  return typeof o !== 'string' || $is_flat(o) ? o : Array.from(o);
}

function $slice(o, lo, hi) {
  const method = $dunder(o, '__getitem__'); // if .__getitem__
  if (method) return method(o, new $Slice(lo, hi, null)); // if .__getitem__
  if (o != null && o.slice$) return o.slice$(lo, hi, null); // if $Range | $Bytes
  return $part(o, (all) => all.slice($slice_index(lo, 0), $slice_index(hi)));
}

// A slice with a step.
function $slice_by(o, lo, hi, step) {
  const method = $dunder(o, '__getitem__'); // if .__getitem__
  if (method) return method(o, new $Slice(lo, hi, step)); // if .__getitem__
  if (o != null && o.slice$) return o.slice$(lo, hi, step); // if $Range | $Bytes
  return $part(o, (all) => $positions($bounds(lo, hi, step, all.length)).map((i) => all[i]));
}

// What `take` takes of a text or list, as one of the same kind.
function $part(o, take) {
  if (typeof o !== 'string' && !Array.isArray(o)) return $type_error("'@' object is not subscriptable", o);
  const part = take($elements(o));
  if (o.kind$) return $tuple(part); // if $Tuple
  return typeof o === 'string' && typeof part !== 'string' ? part.join('') : part;
}

function $slice_index(x, absent) {
  return x == null ? absent : $index(x, 'slice indices must be integers or None or have an __index__ method');
}

function $setslice(o, lo, hi, step, items) {
  const method = $dunder(o, '__setitem__'); // if .__setitem__
  if (method) return method(o, new $Slice(lo, hi, step), items); // if .__setitem__
  if (!$is_list(o)) return $type_error("'@' object does not support item assignment", o);
  const words = step == null ? 'can only assign an iterable' : 'must assign iterable to extended slice';
  const values = [...$iter(items, words)], bounds = $bounds(lo, hi, step, o.length);
  if (bounds[2] === 1) {
    const tail = o.slice(Math.max(bounds[0], bounds[1]));
    o.length = bounds[0];
    $grow($grow(o, values), tail);
    return null;
  }
  const positions = $positions(bounds);
  if (positions.length !== values.length) {
    $fail($b_ValueError, `attempt to assign sequence of size ${values.length} to extended slice of size ${positions.length}`);
  }
  positions.forEach((position, i) => { o[position] = values[i]; });
  return null;
}

function $delslice(o, lo, hi, step) {
  const method = $dunder(o, '__delitem__'); // if .__delitem__
  if (method) return method(o, new $Slice(lo, hi, step)); // if .__delitem__
  if (!$is_list(o)) return $type_error("'@' object does not support item deletion", o);
  for (const i of $positions($bounds(lo, hi, step, o.length)).sort((x, y) => y - x)) o.splice(i, 1);
  return null;
}

function $b_len(o) {
  return $len(o);
}

function $len(o) {
  if (typeof o === 'string' || Array.isArray(o)) return $elements(o).length;
  const method = $dunder(o, '__len__'); // if .__len__ | $Enum
  if (method) return $checked_length(method(o)); // if .__len__ | $Enum
  if (o != null && o.len$) return o.len$();
  if ($is_plain(o)) return Object.keys(o).length;
  const length = $is_foreign(o) ? o.length ?? o.size : null;
  return Number.isInteger(length) ? length : $type_error("object of type '@' has no len()", o);
}

function $checked_length(length) {
  return $index(length) >= 0 ? +length : $fail($b_ValueError, '__len__() should return >= 0');
}

function $in(x, o) {
  if (typeof o === 'string') {
    return typeof x === 'string' ? o.includes(x) : $type_error("'in <string>' requires string as left operand, not @", x);
  }
  const method = $dunder(o, '__contains__'); // if .__contains__ | $Enum
  if (method) return $truth(method(o, x)); // if .__contains__ | $Enum
  if (o != null && o.has$) return o.has$(x);
  if ($is_plain(o)) return $has_own(o, x);
  if ($is_foreign(o) && typeof o[Symbol.iterator] !== 'function') return typeof x === 'string' && x in o;
  for (const item of $iter(o, "argument of type '@' is not iterable")) if ($same(item, x)) return true;
  return false;
}

function $has_own(o, name) {
  return typeof name === 'string' && $own(o, name);
}

// Where an index points in something that is so long; -1 when it points outside.
function $position(i, length) {
  const at = i < 0 ? +i + length : +i;
  return at >= 0 && at < length ? at : -1;
}

// Where o[i] is in a text, a list or the like that is so long; IndexError when it is outside.
function $place(o, i, length, words) {
  const what = typeof o === 'string' ? "string indices must be integers, not '@'" : '@ indices must be integers or slices, not @';
  const at = $position($is_int(i) ? i : $index(i, what, o), length);
  return at < 0 ? $fail($b_IndexError, `${words} out of range`) : at;
}

// What `o[i] = v` and `del o[i]` need of a list and its index.
function $list_place(o, i, words) {
  return $is_list(o) ? $place(o, i, o.length, 'list assignment index') : $type_error(`'@' object ${words}`, o);
}

function $item(o, i) {
  if (i != null && i.kind$ === 'slice' && o != null && o.kind$ !== 'dict' && !o.$py) return i.read$(o); // if $Slice
  const method = $dunder(o, '__getitem__'); // if .__getitem__ | $Enum
  if (method) return method(o, i); // if .__getitem__ | $Enum
  if (typeof o === 'string' || Array.isArray(o)) {
    const all = $elements(o);
    return all[$place(o, i, all.length, `${typeof o === 'string' ? 'string' : o.kind$ || 'list'} index`)];
  }
  if (o != null && o.item$) return o.item$(i);
  if ($is_foreign(o)) return ($is_plain(o) ? $has_own(o, i) : i in o) ? o[i] : $fail($b_KeyError, i);
  return $type_error("'@' object is not subscriptable", o);
}

function $setitem(o, i, value) {
  const method = $dunder(o, '__setitem__'); // if .__setitem__
  if (method) return method(o, i, value); // if .__setitem__
  if ($is(o, 'dict')) o.set$(i, value);
  else if ($is_foreign(o)) o[i] = $to_js(value);
  else if (i != null && i.kind$ === 'slice') i.write$(o, value); // if $Slice
  else o[$list_place(o, i, 'does not support item assignment')] = value;
  return null;
}

// The same for values that are evaluated before what they are stored in.
function $putslice(items, o, lo, hi, step) {
  return $setslice(o, lo, hi, step, items);
}

function $putitem(value, o, i) {
  return $setitem(o, i, value);
}

function $delitem(o, i) {
  const method = $dunder(o, '__delitem__'); // if .__delitem__
  if (method) return method(o, i); // if .__delitem__
  if ($is(o, 'dict') ? !o.delete$(i) : $is_foreign(o) && !$has_own(o, i)) $fail($b_KeyError, i);
  if ($is_foreign(o)) delete o[i];
  else if (i != null && i.kind$ === 'slice') i.delete$(o); // if $Slice
  else if (!$is(o, 'dict')) o.splice($list_place(o, i, "doesn't support item deletion"), 1);
  return null;
}

// Exactly n values for `a, b = x`.
function $unpack(x, n) {
  const items = [];
  for (const item of $iter(x, 'cannot unpack non-iterable @ object')) if (items.push(item) > n) break;
  const [amount, found] = items.length > n ? ['too many', ''] : ['not enough', `, got ${items.length}`];
  return items.length === n ? items : $fail($b_ValueError, `${amount} values to unpack (expected ${n}${found})`);
}

// The values for `a, *b, c = x`, the starred ones as one list.
function $unpack_star(x, before, after) {
  const items = [...$iter(x, 'cannot unpack non-iterable @ object')], starred = items.length - before - after;
  if (starred < 0) {
    $fail($b_ValueError, `not enough values to unpack (expected at least ${before + after}, got ${items.length})`);
  }
  items.splice(before, 0, items.splice(before, starred));
  return items;
}

// Whether o is of this kind. name: of a method that a class made from dict may have on its own.
function $is(o, kind, name) {
  if (name && o != null && o.$py && $dunder(o, name)) return false; // if $js_dict_base
  return o != null && o.kind$ === kind;
}

function $is_list(o) {
  return Array.isArray(o) && !o.kind$;
}

function $is_mutable_set(o) {
  return $is(o, 'set') && !o.key$;
}

// A plain object of the page that is to answer like a dict.
function $is_record(o, name) {
  return $is_plain(o) && typeof o[name] !== 'function';
}

// Appends to a list in place.
function $grow(list, items) {
  for (const item of items === list ? [...items] : $iter(items)) list.push(item);
  return list;
}

function $m_append(o, x) {
  if (!$is_list(o)) return $method(o, 'append', $rest(arguments));
  o.push(x);
  return null;
}

function $m_extend(o, items) {
  if (!$is_list(o)) return $method(o, 'extend', $rest(arguments));
  $grow(o, items);
  return null;
}

function $m_insert(o, i, x) {
  if (!$is_list(o)) return $method(o, 'insert', $rest(arguments));
  const at = $index(i);
  o.splice(at < 0 ? Math.max(0, at + o.length) : at, 0, x);
  return null;
}

function $m_remove(o, x) {
  if ($is_list(o)) {
    const at = o.findIndex((item) => $same(item, x));
    if (at < 0) $fail($b_ValueError, 'list.remove(x): x not in list');
    o.splice(at, 1);
    return null;
  }
  if (!$is_mutable_set(o)) return $method(o, 'remove', $rest(arguments));
  return o.delete$(x) ? null : $fail($b_KeyError, x);
}

function $m_pop(o, i, fallback) {
  const given = arguments.length - 1;
  if (!given) return $m0_pop(o);
  if ($is_list(o)) {
    const at = $position($index(i), o.length);
    return at >= 0 ? o.splice(at, 1)[0] : $fail($b_IndexError, o.length ? 'pop index out of range' : 'pop from empty list');
  }
  if (!$is(o, 'dict', 'pop')) return $method(o, 'pop', $rest(arguments));
  const entry = o.delete$(i);
  return entry ? entry[1] : given > 1 ? fallback : $fail($b_KeyError, i);
}

function $set_pop(set) {
  if (set.len$() === 0) $fail($b_KeyError, 'pop from an empty set');
  const item = set.slots$ ? set.map$.get(set.slots$.next()) : set.items$()[0];
  set.delete$(item);
  return item;
}

function $m0_pop(o) {
  if ($is_mutable_set(o)) return $set_pop(o); // if $Set
  if (!$is_list(o)) return $is(o, 'dict', 'pop') ? $type_error('pop expected at least 1 argument, got 0') : $method(o, 'pop', []);
  return o.length ? o.pop() : $fail($b_IndexError, 'pop from empty list');
}

function $m_clear(o) {
  if ($is_list(o)) o.length = 0;
  else if ($is(o, 'dict', 'clear')) o.map$.clear();
  else if ($is_mutable_set(o)) o.clear$();
  else return $method(o, 'clear', $rest(arguments));
  return null;
}

function $m_copy(o) {
  if ($is_list(o)) return [...o];
  if ($is(o, 'dict', 'copy') || $is(o, 'set')) return o.key$ ? o : o.copy$();
  return $is_record(o, 'copy') ? $as_dict(o) : $method(o, 'copy', $rest(arguments));
}

function $m_reverse(o) {
  if (!$is_list(o)) return $method(o, 'reverse', $rest(arguments));
  o.reverse();
  return null;
}

// A new list in order; stable, also in reverse; `<` is all it asks of the items.
function $sorted(items, key, reverse) {
  const measure = key == null ? null : $function(key), backwards = $truth(reverse);
  const pairs = items.map((item) => [item, measure ? measure(item) : item]);
  if (backwards) pairs.reverse();
  pairs.sort((a, b) => $truth($lt(a[1], b[1])) ? -1 : $truth($lt(b[1], a[1])) ? 1 : 0);
  if (backwards) pairs.reverse();
  return pairs.map((pair) => pair[0]);
}

function $m_sort(o, key, reverse) {
  if (!$is_list(o)) {
    return $method(o, 'sort', [], { ...key !== undefined && { key }, ...reverse !== undefined && { reverse } });
  }
  $sorted(o, key, reverse).forEach((item, i) => { o[i] = item; });
  return null;
}

function $m_index(o, x, start, stop) {
  if (typeof o === 'string') return $text_find(o, x, start, stop, 1, 'substring not found');
  if (o != null && o.index$) return o.index$(x); // if $Range
  if (!Array.isArray(o)) return $method(o, 'index', $rest(arguments));
  const [first, last] = $bounds(start, stop, null, o.length);
  for (let i = first; i < last && i < o.length; i++) if ($same(o[i], x)) return i;
  return $fail($b_ValueError, o.kind$ ? 'tuple.index(x): x not in tuple' : `${$repr(x)} is not in list`);
}

function $m_count(o, x, start, stop) {
  if (typeof o !== 'string') return arguments.length > 2 ? $method(o, 'count', $rest(arguments)) : $m1_count(o, x);
  $text(x, 'must be str');
  const found = $window(o, start, stop);
  return found === null ? 0 : $text_count(found[0], x);
}

function $m1_count(o, x) {
  if (typeof o === 'string') return $text_count(o, $text(x, 'must be str'));
  if (Array.isArray(o)) return o.filter((item) => $same(item, x)).length;
  if (o != null && o.index$) return +o.has$(x); // if $Range
  return $method(o, 'count', [x]);
}

function $m_get(o, key, fallback = null) {
  if ($is(o, 'dict', 'get')) return (o.entry$(key) || [key, fallback])[1];
  if (!$is_record(o, 'get')) return $method(o, 'get', $rest(arguments));
  return $has_own(o, key) ? o[key] : fallback;
}

function $m_keys(o) {
  return $is(o, 'dict', 'keys') || $is_record(o, 'keys') ? new $View($as_dict(o), 0) : $method(o, 'keys', $rest(arguments));
}

function $m_values(o) {
  return $is(o, 'dict', 'values') || $is_record(o, 'values') ? new $View($as_dict(o), 1) : $method(o, 'values', $rest(arguments));
}

function $m_items(o) {
  return $is(o, 'dict', 'items') || $is_record(o, 'items') ? new $View($as_dict(o), 2) : $method(o, 'items', $rest(arguments));
}

function $m_setdefault(o, key, fallback) {
  if (!$is(o, 'dict', 'setdefault')) return $method(o, 'setdefault', $rest(arguments));
  if (!o.has$(key)) o.set$(key, fallback);
  return o.entry$(key)[1];
}

function $m_popitem(o) {
  if (!$is(o, 'dict', 'popitem')) return $method(o, 'popitem', $rest(arguments));
  const entries = o.entries$();
  if (entries.length === 0) $fail($b_KeyError, 'popitem(): dictionary is empty');
  return $tuple(o.delete$(entries[entries.length - 1][0]));
}

function $m_update(o, ...others) {
  if ($is(o, 'dict', 'update')) {
    if (others.length > 1) $fail($b_TypeError, `update expected at most 1 argument, got ${others.length}`);
    for (const other of others) o.update$ ? o.update$(other) : $dict_update(o, other);
    return null;
  }
  if (!$is_mutable_set(o)) return $method(o, 'update', others);
  for (const other of others) $set_update(o, other);
  return null;
}

function $b_dict_fromkeys(keys, value) {
  const dict = new $Dict();
  for (const key of $iter(keys)) dict.set$(key, value);
  return dict;
}

function $m_add(o, x) {
  if (!$is_mutable_set(o)) return $method(o, 'add', $rest(arguments));
  o.add$(x);
  return null;
}

function $m_discard(o, x) {
  if (!$is_mutable_set(o)) return $method(o, 'discard', $rest(arguments));
  o.delete$(x);
  return null;
}

function $m_union(o, ...others) {
  if (!$is(o, 'set')) return $method(o, 'union', others);
  return others.reduce($set_update, o.copy$());
}

function $m_intersection(o, ...others) {
  if (!$is(o, 'set')) return $method(o, 'intersection', others);
  return others.length ? others.reduce($set_intersection, o) : o.copy$();
}

function $m_difference(o, ...others) {
  if (!$is(o, 'set')) return $method(o, 'difference', others);
  return others.slice(1).reduce($set_discard_all, others.length ? $set_difference(o, others[0]) : o.copy$());
}

function $m_symmetric_difference(o, other) {
  if (!$is(o, 'set')) return $method(o, 'symmetric_difference', $rest(arguments));
  return $set_symmetric(o, other);
}

function $m_intersection_update(o, ...others) {
  if (!$is_mutable_set(o)) return $method(o, 'intersection_update', others);
  o.take$($m_intersection(o, ...others));
  return null;
}

function $m_difference_update(o, ...others) {
  if (!$is_mutable_set(o)) return $method(o, 'difference_update', others);
  others.reduce($set_discard_all, o);
  return null;
}

function $m_symmetric_difference_update(o, other) {
  if (!$is_mutable_set(o)) {
    return $method(o, 'symmetric_difference_update', $rest(arguments));
  }
  $set_toggle_all(o, other);
  return null;
}

function $m_issubset(o, other) {
  if (!$is(o, 'set')) return $method(o, 'issubset', $rest(arguments));
  return $order_sets(o, $is_set(other) ? other : $set($iter(other)), '<=');
}

function $m_issuperset(o, other) {
  if (!$is(o, 'set')) return $method(o, 'issuperset', $rest(arguments));
  return $order_sets(o, $is_set(other) ? other : $set($iter(other)), '>=');
}

function $m_isdisjoint(o, other) {
  if (!$is(o, 'set') && !$is(o, 'view')) return $method(o, 'isdisjoint', $rest(arguments));
  return ![...$iter(other)].some((item) => o.has$(item));
}
