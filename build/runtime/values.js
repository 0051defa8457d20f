// What every other file stands on: integral floats, truth, equality, order, and the keys of dicts and sets.
//
// The types of the runtime ($Float, $Tuple, $Dict, $Set, ...) answer a small protocol; its names end in `$` so that
// they meet neither a Python attribute nor a unit of the linker:
//     kind$     what it is to the runtime: 'float' 'tuple' 'dict' 'set' 'range' 'view' 'slice' 'bytes' 'iterator'
//     name$     the name of its type in Python ('frozenset', 'dict_keys', 'zip', ...)
//     len$() has$(x) item$(i) eq$(other) order$(other, op) key$() repr$() reversed$()
//     or$ and$ sub$ xor$ (other): the operators; undefined stands for NotImplemented
// Asking `o.kind$` instead of `instanceof` keeps a class out of the bundles that never make one.

// A float whose value is integral, so that 1.0 prints as 1.0. Every other float is a plain number.
class $Float {
  constructor(value) { this.value = value; }
  get kind$() { return 'float'; }
  get name$() { return 'float'; }
  valueOf() { return this.value; }
  toJSON() { return this.value; }
  key$() { return this.value; }
}

// The Python float of a number.
function $float(value) {
  return Number.isInteger(value) ? new $Float(value) : value;
}

// The number behind an int, a float or a bool; undefined for everything else.
function $num(x) {
  return typeof x === 'number' ? x : typeof x === 'boolean' ? +x : x instanceof $Float ? x.value : undefined;
}

// An int or a bool.
function $is_int(x) {
  return typeof x === 'number' ? Number.isInteger(x) : typeof x === 'boolean';
}

// A float: an integral one, or a number that is not an integer.
function $is_float(x) {
  return typeof x === 'number' ? !Number.isInteger(x) : x instanceof $Float;
}

// The special method of an instance, or of a class through its metaclass, as a function of it; null when it has none.
function $special(x, name) {
  return x != null && (x.$py || typeof x === 'function') ? $dunder(x, name) : null;
}

// An int that is wanted as an index or a count.
function $index(x) {
  if (typeof x === 'number' && Number.isInteger(x)) return x;
  if (typeof x === 'boolean') return +x;
  const method = $special(x, '__index__');
  if (method) return method(x);
  return $fail($b_TypeError, `'${$type_name(x)}' object cannot be interpreted as an integer`);
}

// The arguments of a call without the receiver, as many as were really given.
function $rest(list) {
  return Array.prototype.slice.call(list, 1);
}

// Something callable as a JavaScript function: functions and classes as they are, instances through __call__.
function $function(x) {
  if (typeof x === 'function') return x;
  const method = $special(x, '__call__');
  if (method) return (...args) => method(x, ...args);
  return $fail($b_TypeError, `'${$type_name(x)}' object is not callable`);
}

// An object of the page with data in it: not null, not an instance, nothing of the runtime.
function $is_foreign(x) {
  return typeof x === 'object' && x !== null && !x.$py && x.kind$ === undefined && !Array.isArray(x);
}

const $b_NotImplemented = Object.freeze({ get kind$() { return 'constant'; }, get name$() { return 'NotImplementedType'; },
  repr$() { return 'NotImplemented'; } });

function $truth(x) {
  if (x == null || x === false || x === '') return false;
  if (typeof x === 'number') return x !== 0;
  if (typeof x !== 'object') return true;
  if (x.$py) {
    let method = $dunder(x, '__bool__');
    if (method) {
      const answer = method(x);
      if (typeof answer === 'boolean') return answer;
      $fail($b_TypeError, `__bool__ should return bool, returned ${$type_name(answer)}`);
    }
    method = $dunder(x, '__len__');
    if (method) return method(x) !== 0;
  }
  if (Array.isArray(x)) return x.length !== 0;
  if (x.kind$ !== undefined) return x.len$ ? x.len$() !== 0 : x.kind$ !== 'float' || x.value !== 0;
  return !$is_plain(x) || Object.keys(x).length !== 0;
}

const $b_bool = $type('bool', (x) => typeof x === 'boolean', (x) => $truth(x));

// Identity or equality: how containers compare what they hold. A NaN counts as itself here.
function $same(a, b) {
  return a === b || a !== a && b !== b || $truth($eq(a, b));
}

// What the instances among a and b say through a method, the other side asked when the first does not know, and asked
// first when its class is the more special one; undefined when neither knows.
function $ask(a, b, name, mirrored) {
  const left = $special(a, name), right = $special(b, mirrored);
  const first = left && right && a.constructor !== b.constructor && Object.getPrototypeOf(a).isPrototypeOf(b);
  let answer = first ? right(b, a) : left ? left(a, b) : $b_NotImplemented;
  if (answer === $b_NotImplemented && (first ? left : right)) answer = first ? left(a, b) : right(b, a);
  return answer === $b_NotImplemented ? undefined : answer;
}

function $eq(a, b) {
  if (typeof a === 'string' && typeof b === 'string') return a === b;
  const x = $num(a), y = $num(b);
  if (x !== undefined && y !== undefined) return x === y;
  const answer = $ask(a, b, '__eq__', '__eq__');
  if (answer !== undefined) return answer;
  if (a === b || a == null && b == null) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return $same_function(a, b);
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.kind$ === b.kind$ && a.length === b.length && a.every((item, i) => $same(item, b[i]));
  }
  if (a.eq$) return a.eq$(b);
  if (b.eq$) return b.eq$(a);
  if (!$is_plain(a) || !$is_plain(b)) return false;
  const names = Object.keys(a), own = Object.prototype.hasOwnProperty;
  return names.length === Object.keys(b).length && names.every((name) => own.call(b, name) && $same(a[name], b[name]));
}

// Two functions are equal when they are one method bound to one object.
function $same_function(a, b) {
  return typeof a === 'function' && typeof b === 'function' && a.$self !== undefined
    && a.$self === b.$self && a.$func === b.$func;
}

function $ne(a, b) {
  const answer = $ask(a, b, '__ne__', '__ne__');
  return answer !== undefined ? answer : !$truth($eq(a, b));
}

// -1, 0 or 1: two strings in the order of their code points.
function $order_text(a, b) {
  if (a === b) return 0;
  if (/[\ud800-\udfff]/.test(a) && /[\ud800-\uffff]/.test(b) || /[\ud800-\udfff]/.test(b) && /[\ud800-\uffff]/.test(a)) {
    let i = 0;
    while (a[i] === b[i]) i++;
    if (i && /[\ud800-\udbff]/.test(a[i - 1]) && i < a.length && i < b.length) i--;
    return (i < a.length ? a.codePointAt(i) : -1) < (i < b.length ? b.codePointAt(i) : -1) ? -1 : 1;
  }
  return a < b ? -1 : 1;
}

// Whether `sign`, the outcome of a comparison (NaN: none), fits the operator.
function $holds(sign, op) {
  return op === '<' ? sign < 0 : op === '<=' ? sign <= 0 : op === '>' ? sign > 0 : sign >= 0;
}

const $order_names = { '<': ['__lt__', '__gt__'], '<=': ['__le__', '__ge__'], '>': ['__gt__', '__lt__'],
  '>=': ['__ge__', '__le__'] };

function $order(a, b, op) {
  const x = $num(a), y = $num(b);
  if (x !== undefined && y !== undefined) return op === '<' ? x < y : op === '<=' ? x <= y : op === '>' ? x > y : x >= y;
  if (typeof a === 'string' && typeof b === 'string') return $holds($order_text(a, b), op);
  let answer = $ask(a, b, ...$order_names[op]);
  if (answer !== undefined) return answer;
  if (Array.isArray(a) && Array.isArray(b) && a.kind$ === b.kind$) {
    for (let i = 0; i < a.length && i < b.length; i++) {
      if (!$same(a[i], b[i])) return $order(a[i], b[i], op);
    }
    return $holds(a.length - b.length, op);
  }
  answer = a != null && a.order$ ? a.order$(b, op) : undefined;
  if (answer !== undefined) return answer;
  return $fail($b_TypeError,
    `'${op}' not supported between instances of '${$type_name(a)}' and '${$type_name(b)}'`);
}

function $lt(a, b) {
  return typeof a === 'number' && typeof b === 'number' ? a < b : $order(a, b, '<');
}

function $le(a, b) {
  return typeof a === 'number' && typeof b === 'number' ? a <= b : $order(a, b, '<=');
}

function $gt(a, b) {
  return typeof a === 'number' && typeof b === 'number' ? a > b : $order(a, b, '>');
}

function $ge(a, b) {
  return typeof a === 'number' && typeof b === 'number' ? a >= b : $order(a, b, '>=');
}

const $identities = { of: new WeakMap(), last: 0 };

// A number that stands for an object or a function as long as it lives.
function $identity(x) {
  if (typeof x === 'symbol') return String(x);
  if (!$identities.of.has(x)) $identities.of.set(x, ++$identities.last);
  return $identities.of.get(x);
}

// The key under which a JavaScript Map keeps a Python key: equal keys have one normalised key. It is the value itself
// where it can be; tuples and the like become strings that begin with NUL. undefined: only `==` can tell
// (instances with a __hash__ of their own).
function $key(x) {
  switch (typeof x) {
    case 'string': return x.charCodeAt(0) === 0 ? '\0s' + x : x;
    case 'boolean': return +x;
    case 'undefined': return null;
    case 'object': return x === null ? null : $object_key(x);
    default: return x;
  }
}

function $object_key(x) {
  if (x.$py) {
    let method = $dunder(x, '__hash_key__');
    if (method) {
      const part = $key_part(method(x));
      return part === undefined ? undefined : `\0i${$identity(Object.getPrototypeOf(x))}${part}`;
    }
    if ($dunder(x, '__hash__')) return undefined;
    if ($dunder(x, '__eq__')) $fail($b_TypeError, `unhashable type: '${$type_name(x)}'`);
  }
  if (x.key$) return x.key$();
  if (Array.isArray(x) || ['dict', 'set', 'slice', 'view'].includes(x.kind$) || $is_plain(x)) {
    $fail($b_TypeError, `unhashable type: '${$type_name(x)}'`);
  }
  return x;
}

// The text that stands for a key inside a longer one.
function $key_part(x) {
  const key = $key(x);
  if (key === undefined) return undefined;
  if (typeof key === 'string') return `s${key.length}:${key}`;
  if (key === null) return 'N';
  return typeof key === 'number' ? `n${key};` : `o${$identity(key)};`;
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
  const key = $key(x);
  return key === undefined ? $slow_slot(map, x) : key;
}

function $slow_slot(map, x) {
  const method = $special(x, '__hash__'), hash = method ? method(x) : null;
  for (const key of map.keys()) {
    if (key instanceof $SlowKey && key.hash === hash && $same(key.key, x)) return key;
  }
  return new $SlowKey(x, hash);
}
