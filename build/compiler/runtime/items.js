// Indexing, slicing, len() and `in` for every kind of object, and unpacking.

class $Slice {
  constructor(start, stop, step) {
    this.start = start;
    this.stop = stop;
    this.step = step;
  }
  [$_read](o) { return $slice_by(o, this.start, this.stop, this.step); }
  [$_write](o, items) { return $setslice(o, this.start, this.stop, this.step, items); }
  [$_delete](o) { return $delslice(o, this.start, this.stop, this.step); }
  get [$_kind]() { return 'slice'; }
  get [$_name]() { return 'slice'; }
  [$_parts]() { return [this.start, this.stop, this.step]; }
  [$_eq](other) { return other[$_kind] === 'slice' && $eq(this[$_parts](), other[$_parts]()); }
  [$_repr]() { return `slice(${this[$_parts]().map($repr).join(', ')})`; }
}

const $b_slice = $type('slice', (x) => x instanceof $Slice, (...args) => !args.length ? $fail($b_TypeError, 'slice expected at least 1 argument, got 0') : args.length === 1
  ? new $Slice(null, args[0], null) : new $Slice(args[0], args[1], args.length > 2 ? args[2] : null), 3);

function $m_indices(o, length) {
  return o instanceof $Slice ? $tuple($bounds(o.start, o.stop, o.step, $index(length))) : $method(o, 'indices', $rest(arguments));
}

// Start, stop and step of a slice of a value with this length.
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

// Whether each UTF-16 unit of the text is a character.
function $is_flat(text) {
  for (let i = 0; i < text.length; i++) if ((text.charCodeAt(i) & 0xfc00) === 0xd800) return false; // a RegExp costs more to make
  return true;
}

// The latest long texts with their characters, so that a loop over positions does not count from the start each time.
const $recent = [];

// The characters of a string, or the items of a list. Callers must not change them.
function $elements(o) {
  if (typeof o !== 'string') return o;
  const recent = $recent.find((one) => one[0] === o);
  if (recent) return recent[1];
  const all = $is_flat(o) ? o : Array.from(o);
  if (o.length > 98) $recent.unshift([o, all]);
  $recent.length &= 3;
  return all;
}

function $slice(o, lo, hi) {
  o = $plain(o); // if $mixed_enum
  const method = $dunder(o, '__getitem__'); // if .__getitem__
  if (method) return method(o, new $Slice(lo, hi, null)); // if .__getitem__
  if (o != null && o[$_slice]) return o[$_slice](lo, hi, null); // if $Range | $Bytes
  return $part(o, (all) => all.slice($slice_index(lo, 0), $slice_index(hi)));
}

// A slice with a step.
function $slice_by(o, lo, hi, step) {
  o = $plain(o); // if $mixed_enum
  const method = $dunder(o, '__getitem__'); // if .__getitem__
  if (method) return method(o, new $Slice(lo, hi, step)); // if .__getitem__
  if (o != null && o[$_slice]) return o[$_slice](lo, hi, step); // if $Range | $Bytes
  return $part(o, (all) => $positions($bounds(lo, hi, step, all.length)).map((i) => all[i]));
}

// The part that `take` selects of a string or list, as a value of the same kind.
function $part(o, take) {
  if (typeof o !== 'string' && !Array.isArray(o)) return $type_error("'@' object is not subscriptable", o);
  const part = take($elements(o));
  if (o[$_kind]) return $tuple(part); // if $Tuple
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
  o = $plain(o); // if $mixed_enum
  if (typeof o === 'string' || Array.isArray(o)) return $elements(o).length;
  const method = $dunder(o, '__len__'); // if .__len__ | $Enum
  if (method) return $checked_length(method(o)); // if .__len__ | $Enum
  if (o != null && o[$_len]) return o[$_len]();
  if ($is_plain(o)) return Object.keys(o).length;
  const length = $is_foreign(o) ? o.length ?? o.size : null;
  return Number.isInteger(length) ? length : $type_error("object of type '@' has no len()", o);
}

function $checked_length(length) {
  return $index(length) >= 0 ? +length : $fail($b_ValueError, '__len__() should return >= 0');
}

function $in(x, o) {
  if (typeof $plain(o) === 'string') [x, o] = [$plain(x), $plain(o)]; // if $mixed_enum
  if (typeof o === 'string') {
    return typeof x === 'string' ? o.includes(x) : $type_error("'in <string>' requires string as left operand, not @", x);
  }
  const method = $dunder(o, '__contains__'); // if .__contains__ | $Enum
  if (method) return $truth(method(o, x)); // if .__contains__ | $Enum
  if (o != null && o[$_has]) return o[$_has](x);
  if ($is_plain(o)) return $has_own(o, x);
  if ($is_foreign(o) && typeof o[Symbol.iterator] !== 'function') return typeof x === 'string' && x in o;
  for (const item of $iter(o, "argument of type '@' is not iterable")) if ($same(item, x)) return true;
  return false;
}

function $has_own(o, name) {
  name = $plain(name); // if $mixed_enum
  return typeof name === 'string' && $own(o, name);
}

// The position of an index in a value of this length; -1 if it is outside.
function $position(i, length) {
  const at = i < 0 ? +i + length : +i;
  return at >= 0 && at < length ? at : -1;
}

// The position of o[i] in a string, list or tuple of this length; IndexError if it is outside. CPython words the error of a string differently.
function $place(o, i, length, words) {
  const what = typeof o === 'string' ? "@ing indices must be integers, not '@'" : '@ indices must be integers or slices, not @';
  const at = $position($is_int(i) ? i : $index(i, what, o), length);
  return at < 0 ? $fail($b_IndexError, `${words} out of range`) : at;
}

// Checks the list and the index of `o[i] = v` and `del o[i]`.
function $list_place(o, i, words) {
  return $is_list(o) ? $place(o, i, o.length, 'list assignment index') : $type_error(`'@' object ${words}`, o);
}

function $item(o, i) {
  o = $plain(o); // if $mixed_enum
  if (i != null && i[$_kind] === 'slice' && o != null && o[$_kind] !== 'dict' && !o[$_py]) return i[$_read](o); // if $Slice
  const method = $dunder(o, '__getitem__'); // if .__getitem__ | $Enum
  if (method) return method(o, i); // if .__getitem__ | $Enum
  if (Array.isArray(o) && typeof i === 'number' && o[i] !== undefined) return o[i];
  if (typeof o === 'string' || Array.isArray(o)) {
    const all = $elements(o);
    return all[$place(o, i, all.length, `${typeof o === 'string' ? 'string' : o[$_kind] || 'list'} index`)];
  }
  if (o != null && o[$_item]) return o[$_item](i);
  if ($is_foreign(o)) return ($is_plain(o) ? $has_own(o, i) : i in o) ? o[i] : $fail($b_KeyError, i);
  return $type_error("'@' object is not subscriptable", o);
}

function $setitem(o, i, value) {
  const method = $dunder(o, '__setitem__'); // if .__setitem__
  if (method) return method(o, i, value); // if .__setitem__
  if ($is(o, 'dict')) o[$_set](i, value);
  else if ($is_foreign(o)) $set_outside(o, i, value);
  else if (i != null && i[$_kind] === 'slice') i[$_write](o, value); // if $Slice
  else o[$list_place(o, i, 'does not support item assignment')] = value;
  return null;
}

// The same for values that are evaluated before their targets.
function $putslice(items, o, lo, hi, step) {
  return $setslice(o, lo, hi, step, items);
}

function $putitem(value, o, i) {
  return $setitem(o, i, value);
}

function $delitem(o, i) {
  const method = $dunder(o, '__delitem__'); // if .__delitem__
  if (method) return method(o, i); // if .__delitem__
  if ($is(o, 'dict') ? !o[$_delete](i) : $is_foreign(o) && !$has_own(o, i)) $fail($b_KeyError, i);
  if ($is_foreign(o)) delete o[i];
  else if (i != null && i[$_kind] === 'slice') i[$_delete](o); // if $Slice
  else if (!$is(o, 'dict')) {
    const place = $list_place(o, i, `${typeof o === 'string' || Array.isArray(o) || o && (o[$_py] || o[$_len]) ? "doesn't" : 'does not'} support item deletion`);
    o.splice(place, 1);
  }
  return null;
}

// Exactly n values for `a, b = x`.
function $unpack(x, n) {
  if (Array.isArray(x) && x[$_kind] && !x[$_py] && x.length === n) return x; // a tuple, which cannot change during the unpacking
  const items = [];
  for (const item of $iter(x, 'cannot unpack non-iterable @ object')) if (items.push(item) > n) break;
  const [amount, got] = items.length > n ? ['too many', ''] : ['not enough', `, got ${items.length}`];
  return items.length === n ? items : $fail($b_ValueError, `${amount} values to unpack (expected ${n}${got})`);
}

// The values for `a, *b, c = x`; b is a list.
function $unpack_star(x, before, after) {
  const items = [...$iter(x, 'cannot unpack non-iterable @ object')], starred = items.length - before - after;
  if (starred < 0) {
    $fail($b_ValueError, `not enough values to unpack (expected at least ${before + after}, got ${items.length})`);
  }
  items.splice(before, 0, items.splice(before, starred));
  return items;
}
