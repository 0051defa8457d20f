// Displays, comprehensions and f-strings; variables that may have no value yet.

function $l(...items) {
  return items;
}

function $t(...items) {
  return Object.setPrototypeOf(items, $Tuple.prototype);
}

function $d(...pairs) {
  const dict = new $Dict();
  for (let i = 0; i < pairs.length; i += 2) {
    const key = pairs[i], value = pairs[i + 1];
    if (typeof key === 'string' && key[0] !== '\0' && value !== undefined) dict[$_map].set(key, [key, value]); // most there are
    else dict[$_set](key, value);
  }
  return dict;
}

function $merged(...parts) {
  const merged = new $Dict();
  for (const part of parts) {
    const keys = $dunder(part, 'keys'); // if .keys
    const pairs = keys ? [...$iter(keys(part))].map((key) => [key, $item(part, key)]) : null; // if .keys
    if (pairs) for (const [key, value] of pairs) merged[$_set](key, value); // if .keys
    if (pairs) continue; // if .keys
    const mapping = $as_dict(part);
    if (!mapping) $fail($b_TypeError, `'${$type_name(part)}' object is not a mapping`);
    for (const [key, value] of mapping[$_entries]()) merged[$_set](key, value);
  }
  return merged;
}

// A dict without some of its keys.
function $without(o, keys) {
  const dict = $b_dict(o);
  for (const key of keys) $delitem(dict, key);
  return dict;
}

function $is_sequence(o, count, at_least) {
  if (o != null && o[$_py] === true && $dunder(o, '__sequence__') !== null) o = [...$iter(o)]; // if .__sequence__
  if (!(Array.isArray(o) || o != null && o[$_kind] === 'range')) return false;
  return at_least ? $len(o) >= count : $len(o) === count;
}

function $is_mapping(o) {
  if (o != null && o[$_py] === true && $dunder(o, '__mapping__') !== null) return true; // if .__mapping__
  return $b_isinstance(o, $b_dict);
}

// The attribute that one position of a class pattern tests. count: the pattern's positions.
function $place_of_pattern(C, place, count) {
  const names = $b_getattr(C, '__match_args__', $tuple([])), n = names.length;
  if (!$isa_tuple(names)) $fail($b_TypeError, `${C.__name__}.__match_args__ must be a tuple (got ${$type_name(names)})`);
  if (count > n) $fail($b_TypeError, `${C.__name__}() accepts ${n} positional sub-pattern${n === 1 ? '' : 's'} (${count} given)`);
  return names[place];
}

// The items of a loop over o.keys(), o.values() or o.items(): part 0, 1 or 2 of the entries.
function $entries(o, part, name) {
  if (o != null && o[$_kind] === 'dict') return $walk(o, part);
  if ($is_plain(o) && typeof o[name] !== 'function') return $walk($as_dict(o), part);
  return $iter($call(o, name));
}

// The items of a comprehension. `body` returns an array: of one element, of none for an omitted item, or of the items of an inner clause.
function* $each(iterable, body) {
  for (const item of $iter(iterable)) for (const made of body(item)) yield made;
}

// The same for items that are unpacked into n variables.
function* $each_of(n, iterable, body) {
  for (const item of $iter(iterable)) for (const made of body($unpack(item, n))) yield made;
}

// The pieces of an f-string.
function $fstring(...pieces) {
  return pieces.map($str).join('');
}

// Evaluate both expressions, and return the second value.
function $second(first, second) {
  return second;
}

function $list_of(items) {
  return [...items];
}

// A variable that may have no value yet.
function $local(value, name) {
  if (value === undefined) $fail($b_UnboundLocalError, `cannot access local variable '${name}' where it is not associated with a value`);
  return value;
}

function $free(value, name) {
  if (value === undefined) $fail($b_NameError, `cannot access free variable '${name}' where it is not associated with a value in enclosing scope`);
  return value;
}

// The function that runs a module at its first import; a module that failed runs again.
function $once(run) {
  let done = false;
  return () => {
    if (!done) run();
    done = true;
  };
}

function $global(value, name) {
  if (value === undefined) $fail($b_NameError, `name '${name}' is not defined`);
  return value;
}
