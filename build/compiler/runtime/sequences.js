// Tuples and lists, and their methods.

class $Tuple extends Array {
  static get [Symbol.species]() { return Array; }
  get [$_kind]() { return 'tuple'; }
  get [$_name]() { return 'tuple'; }
  [$_key]() { return $joined_key('t', [...this]); }
  [$_repr]() { return $repr_within(this, '(...)', () => `(${this.map($repr).join(', ')}${this.length === 1 ? ',' : ''})`); }
}

function $tuple(items) {
  return Object.setPrototypeOf([...$iter(items)], $Tuple.prototype); // a tenth of the time of `new` and pushing
}

const $b_tuple = $type('tuple', (x) => $is(x, 'tuple'),
  (...args) => args.length === 0 ? new $Tuple() : args[0] instanceof $Tuple && !args[0][$_py] ? args[0] : $tuple(args[0]));

const $b_list = $type('list', (x) => Array.isArray(x) && !x[$_kind], (...args) => args.length ? [...$iter(args[0])] : []);

// Whether o is of this kind. name: a method that a subclass of dict may define itself.
function $is(o, kind, name) {
  if (name && o != null && o[$_py] && $dunder(o, name)) return false; // if $js_dict_base
  return o != null && o[$_kind] === kind;
}

function $is_list(o) {
  return Array.isArray(o) && !o[$_kind];
}

function $is_mutable_set(o) {
  return $is(o, 'set') && !o[$_key];
}

// A plain object of the page that should act like a dict.
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
  return o[$_delete](x) ? null : $fail($b_KeyError, x);
}

function $m_pop(o, i, fallback) {
  const given = arguments.length - 1;
  return !given ? $m0_pop(o) : given > 1 ? $m2_pop(o, i, fallback) : $m1_pop(o, i);
}

function $m0_pop(o) {
  if ($is_mutable_set(o)) return $set_pop(o); // if $Set
  if (!$is_list(o)) return $is(o, 'dict', 'pop') ? $type_error('pop expected at least 1 argument, got 0') : $method(o, 'pop', []);
  return o.length ? o.pop() : $fail($b_IndexError, 'pop from empty list');
}

function $m1_pop(o, i) {
  if ($is_list(o)) {
    const at = $position($index(i), o.length);
    return at >= 0 ? o.splice(at, 1)[0] : $fail($b_IndexError, o.length ? 'pop index out of range' : 'pop from empty list');
  }
  if (!$is(o, 'dict', 'pop')) return $method(o, 'pop', [i]);
  const entry = o[$_delete](i);
  return entry ? entry[1] : $fail($b_KeyError, i);
}

function $m2_pop(o, key, fallback) {
  if ($is_list(o)) $type_error('pop expected at most 1 argument, got 2');
  if (!$is(o, 'dict', 'pop')) return $method(o, 'pop', [key, fallback]);
  const entry = o[$_delete](key);
  return entry ? entry[1] : fallback;
}

function $m_clear(o) {
  if ($is_list(o)) o.length = 0;
  else if ($is(o, 'dict', 'clear')) o[$_map].clear();
  else if ($is_mutable_set(o)) o[$_clear]();
  else return $method(o, 'clear', $rest(arguments));
  return null;
}

function $m_copy(o) {
  if ($is_list(o)) return [...o];
  if ($is(o, 'dict', 'copy') || $is(o, 'set')) return o[$_key] ? o : o[$_copy]();
  return $is_record(o, 'copy') ? $as_dict(o) : $method(o, 'copy', $rest(arguments));
}

function $m_reverse(o) {
  if (!$is_list(o)) return $method(o, 'reverse', $rest(arguments));
  o.reverse();
  return null;
}

// A new list in order; stable, even in reverse; it needs only `<` of the items.
function $sorted(items, key, reverse) {
  const measure = key == null ? null : $function(key), backwards = reverse !== undefined && !!$index(reverse);
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
  const items = o.splice(0); // for the functions that it calls, the list is empty
  let sorted = items;
  try {
    sorted = $sorted(items, key, reverse);
  } finally {
    if (o.length) sorted = null;
    o.length = 0;
    $grow(o, sorted || items);
  }
  return sorted ? null : $fail($b_ValueError, 'list modified during sort');
}

function $m_index(o, x, start, stop) {
  if (typeof o === 'string') return $text_find(o, x, start, stop, 1, 'substring not found');
  if (o != null && o[$_index] && arguments.length < 3) return o[$_index](x); // if $Range
  if (!Array.isArray(o)) return $method(o, 'index', $rest(arguments));
  const [first, last] = $bounds(start, stop, null, o.length);
  for (let i = first; i < last && i < o.length; i++) if ($same(o[i], x)) return i;
  return $fail($b_ValueError, o[$_kind] ? 'tuple.index(x): x not in tuple' : `${$repr(x)} is not in list`);
}

function $m_count(o, x, start, stop) {
  if (typeof o !== 'string') return arguments.length > 2 ? $method(o, 'count', $rest(arguments)) : $m1_count(o, x);
  $text(x, 'must be str');
  const part = $window(o, start, stop);
  return part === null ? 0 : $text_count(part[0], x);
}

function $m1_count(o, x) {
  if (typeof o === 'string') return $text_count(o, $text(x, 'must be str'));
  if (Array.isArray(o)) return o.filter((item) => $same(item, x)).length;
  if (o != null && o[$_index]) return +o[$_has](x); // if $Range
  return $method(o, 'count', [x]);
}
