// Dicts, their views and their methods.

class $Dict {
  constructor() { this.map$ = new Map(); }
  get kind$() { return 'dict'; }
  get name$() { return 'dict'; }
  [Symbol.iterator]() { return $walk(this, 0); }
  len$() { return this.map$.size; }
  has$(key) { return this.map$.has($slot(this.map$, key)); }
  // The pair of a key, or undefined.
  entry$(key) { return this.map$.get($slot(this.map$, key)); }
  item$(key) {
    const entry = this.map$.get($slot(this.map$, key));
    return entry ? entry[1] : $dict_item(this, key);
  }
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
  for (const pair of pairs) dict.set$(pair[0], pair[1]); // taking pairs apart costs as much again
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
