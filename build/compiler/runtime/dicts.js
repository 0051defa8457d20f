// Dicts, their views and their methods.

class $Dict {
  constructor() { this[$_map] = new Map(); }
  get [$_kind]() { return 'dict'; }
  get [$_name]() { return 'dict'; }
  [Symbol.iterator]() { return $walk(this, 0); }
  [$_len]() { return this[$_map].size; }
  [$_has](key) { return this[$_map].has($slot(this[$_map], key)); }
  // The pair of a key, or undefined.
  [$_entry](key) { return this[$_map].get($slot(this[$_map], key)); }
  [$_item](key) {
    const entry = this[$_map].get($slot(this[$_map], key));
    return entry ? entry[1] : $dict_item(this, key);
  }
  [$_set](key, value) {
    const slot = $slot(this[$_map], key), entry = this[$_map].get(slot);
    if (entry) entry[1] = value;
    else this[$_map].set(slot, [key, value === undefined ? null : value]);
  }
  // The removed pair, or undefined.
  [$_delete](key) {
    const slot = $slot(this[$_map], key), entry = this[$_map].get(slot);
    this[$_map].delete(slot);
    return entry;
  }
  [$_entries]() { return [...this[$_map].values()]; }
  [$_copy]() { return $dict(this[$_map].values()); } // if $m_copy | $bitor
  [$_eq](other) {
    const right = $as_dict(other), same = ([key, value]) => right[$_has](key) && $same(value, right[$_entry](key)[1]);
    return right !== undefined && right[$_len]() === this[$_len]() && this[$_entries]().every(same);
  }
  [$_or](other) { return $as_dict(other) && $dict_update(this[$_copy](), other); } // if $bitor
  [$_ior](other) { return $dict_update(this, other); } // if $ior
  [$_reversed]() { return this[$_entries]().map((entry) => entry[0]).reverse(); } // if $b_reversed
  [$_repr]() { return $repr_pairs(this, this[$_entries]()); }
}

function $dict_item(o, key) {
  const entry = o[$_entry](key);
  if (entry) return entry[1];
  const missing = $dunder(o, '__missing__'); // if .__missing__
  if (missing) return missing(o, key); // if .__missing__
  return $fail($b_KeyError, key);
}

// A dict of [key, value] pairs, for a display `{k: v}`.
function $dict(pairs) {
  return $set_pairs(new $Dict(), pairs);
}

function $set_pairs(dict, pairs) {
  for (const pair of pairs) dict[$_set](pair[0], pair[1]); // taking pairs apart costs as much again
  return dict;
}

// A dict unchanged, a plain object of the page as a dict, undefined for any other value.
function $as_dict(x) {
  return x != null && x[$_kind] === 'dict' ? x : $is_plain(x) ? $dict(Object.entries(x)) : undefined;
}

// Iterates over the keys (part 0), values (1) or pairs (2) of a dict that must not change its size during that.
function* $walk(dict, part, map = dict[$_map], size = map.size) {
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
  const other = $as_dict(source);
  if (other) return $set_pairs(dict, other[$_entries]());
  const keys = $dunder(source, 'keys'); // if .keys
  if (keys) for (const key of $iter(keys(source))) dict[$_set](key, $item(source, key)); // if .keys
  if (keys) return dict; // if .keys
  let at = 0;
  for (const pair of $iter(source)) {
    const items = [...$iter(pair, `cannot convert dictionary update sequence element #${at} to a sequence`)];
    if (items.length !== 2) {
      $fail($b_ValueError, `dictionary update sequence element #${at} has length ${items.length}; 2 is required`);
    }
    dict[$_set](items[0], items[1]);
    at += 1;
  }
  return dict;
}

const $b_dict = $type('dict', (x) => x != null && (x[$_kind] === 'dict' || $is_plain(x)),
  (...args) => args.length ? $dict_update(new $Dict(), args[0]) : new $Dict());

// keys(), values() and items(): they show the current contents of the dict.
class $View {
  constructor(dict, part) { Object.assign(this, { [$_dict]: dict, [$_part]: part }); }
  get [$_kind]() { return 'view'; }
  get [$_name]() { return ['dict_keys', 'dict_values', 'dict_items'][this[$_part]]; }
  // Whether it compares with sets and other views, which values() does not.
  get [$_like_set]() { return this[$_part] !== 1; }
  [Symbol.iterator]() { return $walk(this[$_dict], this[$_part]); }
  [$_len]() { return this[$_dict][$_len](); }
  [$_has](x) {
    if (this[$_part] === 0) return this[$_dict][$_has](x); // if $m_keys
    if (this[$_part] === 1) return [...this].some((value) => $same(value, x)); // if $m_values
    const entry = x != null && x[$_kind] === 'tuple' && x.length === 2 ? this[$_dict][$_entry](x[0]) : undefined; // if $m_items
    return entry !== undefined && $same(entry[1], x[1]); // if $m_items
  }
  [$_eq](other) { return $order_sets(this, other, '==') || false; }
  [$_order](other, op) { return $order_sets(this, other, op); } // if $order
  [$_reversed]() { return [...this].reverse(); } // if $b_reversed
  [$_repr]() { return `${this[$_name]}([${[...this].map($repr).join(', ')}])`; }
}

// Equality, subset and superset for sets and for views that are like sets; undefined when one of the two is neither.
function $order_sets(a, b, op) {
  if (b == null || !a[$_like_set] || !b[$_like_set]) return undefined;
  const [small, large] = op[0] === '>' ? [b, a] : [a, b];
  return $compare[op](a[$_len](), b[$_len]()) && [...small].every((item) => large[$_has](item));
}

function $is_set_view(x) {
  return x != null && x[$_kind] === 'view' && x[$_like_set];
}

// | & - ^ (operator: $_or $_and $_sub $_xor) with a view of a dict on one side: always a set.
function $view_operator(a, b, operator) {
  const left = $set($iter(a));
  if (operator === $_or) return $set_update(left, b);
  if (operator === $_sub) return $set_discard_all(left, b);
  return operator === $_and ? $set_intersection(left, b) : $set_symmetric(left, b);
}

function $m_get(o, key, fallback = null) {
  if ($is(o, 'dict', 'get')) return (o[$_entry](key) || [key, fallback])[1];
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
  if (!o[$_has](key)) o[$_set](key, fallback);
  return o[$_entry](key)[1];
}

function $m_popitem(o) {
  if (!$is(o, 'dict', 'popitem')) return $method(o, 'popitem', $rest(arguments));
  const entries = o[$_entries]();
  if (entries.length === 0) $fail($b_KeyError, 'popitem(): dictionary is empty');
  return $tuple(o[$_delete](entries[entries.length - 1][0]));
}

function $m_update(o, ...others) {
  if ($is(o, 'dict', 'update')) {
    if (others.length > 1) $fail($b_TypeError, `update expected at most 1 argument, got ${others.length}`);
    for (const other of others) $dict_update(o, other);
    return null;
  }
  if (!$is_mutable_set(o)) return $method(o, 'update', others);
  for (const other of others) $set_update(o, other);
  return null;
}

function $b_dict_fromkeys(keys, value) {
  const dict = new $Dict();
  for (const key of $iter(keys)) dict[$_set](key, value);
  return dict;
}
