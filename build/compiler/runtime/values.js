// The base of all other files: integral floats, truth, equality, order, and the keys of dicts and sets.
//
// `// if $Set | .__eq__` at the end of a line: only a bundle that has the unit, or a class with that member, needs the line.

// A float whose value is integral, so that 1.0 prints as 1.0. Every other float is a plain number.
class $Float {
  constructor(value) { this.value = value; }
  get [$_kind]() { return 'float'; }
  get [$_name]() { return 'float'; }
  valueOf() { return this.value; }
  toJSON() { return this.value; }
  [$_key]() { return this.value; }
  [$_repr]() { return $repr_float(this.value); }
}

// The Python float of a number.
function $float(value) {
  return Number.isInteger(value) ? new $Float(value) : value;
}

// The number behind an int, a float or a bool; undefined for everything else.
function $num(x) {
  x = $plain(x); // if $mixed_enum
  return typeof x === 'number' ? x : typeof x === 'boolean' ? +x : x instanceof $Float ? x.value : undefined;
}

// An int or a bool.
function $is_int(x) {
  x = $plain(x); // if $mixed_enum
  return typeof x === 'number' ? Number.isInteger(x) : typeof x === 'boolean';
}

// A float: an integral one, or a number that is not an integer.
function $is_float(x) {
  return typeof x === 'number' ? !Number.isInteger(x) : x instanceof $Float;
}

// A TypeError; each @ in the words is replaced by the type of the next value.
function $type_error(words, ...values) {
  return $fail($b_TypeError, words.replace(/@/g, () => $type_name(values.shift())));
}

// An int that serves as an index or a count.
function $index(x, words = "'@' object cannot be interpreted as an integer", ...named) {
  if ($is_int(x)) return +x;
  const method = $dunder(x, '__index__'); // if .__index__
  if (method) return $checked_index(method(x)); // if .__index__
  return $type_error(words, ...named, x);
}

function $checked_index(value) {
  return $is_int(value) ? +value : $type_error('__index__ returned non-int (type @)', value);
}

// The arguments that a call passed, without the receiver.
function $rest(list) {
  return Array.prototype.slice.call(list, 1);
}

// A callable value as a JavaScript function: functions and classes unchanged, instances through __call__.
function $function(x) {
  if (typeof x === 'function') return x;
  const method = $dunder(x, '__call__'); // if .__call__
  if (method) return (...args) => method(x, ...args); // if .__call__
  return $type_error("'@' object is not callable", x);
}

// An object of the page with data in it: not null, not an instance, nothing of the runtime.
function $is_foreign(x) {
  return typeof x === 'object' && $is_outside(x);
}

const $b_NotImplemented = Object.freeze({ [$_kind]: 'constant', [$_name]: 'NotImplementedType', [$_repr]: () => 'NotImplemented' });

function $truth(x) {
  x = $plain(x); // if $mixed_enum
  if (typeof x !== 'object' || x === null) return !!x || x !== x;
  const method = $dunder(x, '__bool__'); // if .__bool__
  if (method) return $answer_of_bool(method(x)); // if .__bool__
  if (x[$_kind] === 'float') return x.value !== 0;
  if ($dunder(x, '__len__')) return $len(x) !== 0; // if .__len__
  return !(Array.isArray(x) || x[$_len] || $is_plain(x)) || $len(x) !== 0;
}

function $answer_of_bool(answer) {
  return typeof answer === 'boolean' ? answer : $type_error('__bool__ should return bool, returned @', answer);
}

const $b_bool = $type('bool', (x) => typeof x === 'boolean', (x) => $truth(x));

// Identity or equality: how containers compare their items. A NaN equals itself here.
function $same(a, b) {
  return a === b || a !== a && b !== b || $truth($eq(a, b));
}

// The result of a's method or of b's mirrored one, undefined if both are missing or return NotImplemented. The method of
// b goes first if its class is a subclass of a's and, unless it is a comparison, defines the method itself.
function $ask(a, b, name, mirrored) {
  const sides = [[$dunder(a, name), a, b], [$dunder(b, mirrored), b, a]];
  if (sides.every((side) => side[0]) && $class_of(b)[$_mro].includes($class_of(a), 1) && (mirrored[2] !== 'r' || sides[1][0] !== $dunder(a, mirrored))) {
    sides.reverse();
  }
  for (const [method, self, other] of sides) {
    const answer = method ? method(self, other) : $b_NotImplemented;
    if (answer !== $b_NotImplemented) return answer;
  }
  return undefined;
}

function $eq(a, b) {
  [a, b] = [$plain(a), $plain(b)]; // if $mixed_enum
  if ((a == null || typeof a === 'string') && (b == null || typeof b === 'string')) return a == b; // most there are
  const x = $num(a), y = $num(b);
  if (x !== undefined && y !== undefined) return x === y;
  const answer = $ask(a, b, '__eq__', '__eq__'); // if .__eq__
  if (answer !== undefined) return answer; // if .__eq__
  if (a === b) return true;
  if (a == null || b == null) return a == b;
  if (typeof a === 'function') return a[$_self] !== undefined && a[$_self] === b[$_self] && a[$_func] === b[$_func];
  if (Array.isArray(a)) {
    return Array.isArray(b) && a[$_kind] === b[$_kind] && a.length === b.length && a.every((item, i) => $same(item, b[i]));
  }
  const left = $as_dict(a) || a;
  return left[$_eq] ? left[$_eq](b) : b[$_eq] ? b[$_eq](left) : false;
}

function $ne(a, b) {
  const answer = $ask(a, b, '__ne__', '__ne__'); // if .__ne__
  if (answer !== undefined) return answer; // if .__ne__
  return !$truth($eq(a, b));
}

const $compare = { '==': (a, b) => a === b, '<': (a, b) => a < b, '<=': (a, b) => a <= b, '>': (a, b) => a > b, '>=': (a, b) => a >= b };

const $order_names = { '<': ['__lt__', '__gt__'], '<=': ['__le__', '__ge__'], '>': ['__gt__', '__lt__'],
  '>=': ['__ge__', '__le__'] };

function $order(a, b, op) {
  [a, b] = [$plain(a), $plain(b)]; // if $mixed_enum
  const x = $num(a), y = $num(b), holds = $compare[op];
  if (x !== undefined && y !== undefined) return holds(x, y);
  const answer = $ask(a, b, ...$order_names[op]); // if .__lt__ | .__le__ | .__gt__ | .__ge__
  if (answer !== undefined) return answer; // if .__lt__ | .__le__ | .__gt__ | .__ge__
  if (typeof a === 'string' && typeof b === 'string') {
    return $is_flat(a) && $is_flat(b) ? holds(a, b) : $order($code_points(a), $code_points(b), op);
  }
  if (Array.isArray(a) && Array.isArray(b) && a[$_kind] === b[$_kind]) {
    const at = a.findIndex((item, i) => i >= b.length || !$same(item, b[i]));
    return at < 0 || at >= b.length ? holds(a.length, b.length) : $order(a[at], b[at], op);
  }
  const contained = a != null && a[$_order] ? a[$_order](b, op) : undefined; // if $Set | $View
  if (contained !== undefined) return contained; // if $Set | $View
  return $type_error(`'${op}' not supported between instances of '@' and '@'`, a, b);
}

// Comparing UTF-16 units would sort characters beyond U+FFFF wrongly.
function $code_points(text) {
  return Array.from(text, (c) => c.codePointAt(0));
}

function $lt(a, b) {
  return $order(a, b, '<');
}

function $le(a, b) {
  return $order(a, b, '<=');
}

function $gt(a, b) {
  return $order(a, b, '>');
}

function $ge(a, b) {
  return $order(a, b, '>=');
}

const $identities = { of: new WeakMap(), last: 0 };

// A number that identifies an object or a function during its lifetime.
function $identity(x) {
  if (Object(x) !== x) return JSON.stringify(x); // if $bound
  if (!$identities.of.has(x)) $identities.of.set(x, ++$identities.last);
  return $identities.of.get(x);
}

// The key under which a JavaScript Map keeps a Python key; equal keys have the same one. It is the value itself if possible;
// tuples and similar values become strings that begin with NUL. It is undefined if only `==` can compare the values
// (instances that define __hash__).
function $key(x) {
  x = $plain(x); // if $mixed_enum
  if (typeof x === 'string') return x[0] === '\0' ? `\0s${x}` : x;
  if (typeof x === 'boolean') return +x;
  if (typeof x === 'function' && x[$_func]) return `\0m${$identity(x[$_self])},${$identity(x[$_func])}`;
  if (typeof x !== 'object' || x == null) return x == null ? null : x;
  const parts = $dunder(x, '__hash_key__'); // if .__hash_key__ | $Enum
  if (parts) return $joined_key(`i${$identity(Object.getPrototypeOf(x))}`, [parts(x)]); // if .__hash_key__ | $Enum
  if ($dunder(x, '__hash__')) return undefined; // if .__hash__
  if (x[$_py] && x.__hash__ === null) $type_error("unhashable type: '@'", x); // if .__hash__
  if (x[$_key]) return x[$_key]();
  let mutable = Array.isArray(x) || x[$_len] || x[$_kind] === 'slice' || $is_plain(x);
  mutable = mutable || $dunder(x, '__eq__'); // if .__eq__
  return mutable ? $type_error("unhashable type: '@'", x) : x;
}

// The key of a value that consists of several values.
function $joined_key(sort, items) {
  const parts = items.map($key_part);
  if (parts.includes(undefined)) return undefined; // if .__hash__
  return `\0${sort}(${parts})`;
}

// The text of a key inside a longer key.
function $key_part(x) {
  const key = $key(x);
  if (key === undefined) return undefined; // if .__hash__
  return typeof key === 'string' ? JSON.stringify(key)
    : key === null || typeof key === 'number' ? String(key) : `#${$identity(key)}`;
}

// hash(): CPython's value for an int, and for any other value an int that equal values share.
function $b_hash(x) {
  const number = $num(x);
  if (Number.isInteger(number)) return number === -1 ? -2 : number;
  const method = $dunder(x, '__hash__'); // if .__hash__
  if (method) return $hash_by(method, x); // if .__hash__
  const parts = $is(x, 'tuple') ? [...x].map($b_hash) : Array.from($key_part(x), (c) => c.codePointAt(0));
  return parts.reduce((hash, part) => (hash * 31 + part % 2147483647) % 2147483647, 7);
}

function $hash_by(method, x) {
  const hash = method(x);
  return $is_int(hash) ? +hash === -1 ? -2 : +hash : $type_error('__hash__ method should return an integer');
}

// A key that only `==` can find again.
class $SlowKey {
  constructor(key, hash) {
    this.key = key;
    this.hash = hash;
  }
}

// The normalised key of x in this map.
function $slot(map, x) {
  if (typeof x === 'string' && x[0] !== '\0') return x;
  const key = $key(x);
  if (key === undefined) return $slow_slot(map, x); // if .__hash__
  return key;
}

function $slow_slot(map, x) {
  const method = $dunder(x, '__hash__'), hash = method ? $hash_by(method, x) : null;
  for (const key of map.keys()) {
    if (key instanceof $SlowKey && key.hash === hash && $same(key.key, x)) return key;
  }
  return new $SlowKey(x, hash);
}
