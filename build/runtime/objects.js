// Classes, instances and attributes.
//
// A class is a function; its namespace is its prototype, which has no property of JavaScript's own: the chain ends in null, or
// for exceptions in Error.prototype. `$py` on the chain marks what is an instance of a Python class.

// The class of each prototype.
const $classes = new WeakMap();

const $root = Object.freeze(Object.assign(Object.create(null), { $py: true }));

// An object literal of data, from JSON or from the page: it answers like a dict when it is read.
function $is_plain(o) {
  if (typeof o !== 'object' || o === null || o.$py === true) return false;
  const proto = Object.getPrototypeOf(o);
  return proto === null || Object.getPrototypeOf(proto) === null && Object.prototype.hasOwnProperty.call(proto, 'isPrototypeOf');
}

// What lives in the page rather than in Python: attributes are read as they are, a missing one is None.
function $is_outside(o) {
  if (typeof o === 'function') return o.__mro__ === undefined && o.$func === undefined;
  return typeof o === 'object' && o !== null && o.$py !== true && o.kind$ === undefined && !Array.isArray(o);
}

// A class. members: pairs of name and value, undefined where the body left a name unset. fields: annotated names, for dataclasses.
function $class(name, bases, members, fields) {
  const C = function (...args) { return $instantiate(C, args); };
  return $made_class(C, name, bases, members, fields);
}

// A class with several bases: what the prototype chain of the first does not bring is copied, in the order of the others.
function $class_of_many(name, bases, members, fields) {
  const order = $linearised(bases);
  const join = (C) => {
    C.__mro__ = [C, ...order];
    for (const parent of order) {
      for (const key of Object.getOwnPropertyNames(parent.prototype)) if (!$own(C.prototype, key)) $copy_member(C.prototype, key, order);
    }
  };
  const C = function (...args) { return $instantiate(C, args); };
  return $made_class(C, name, bases, members, fields, join);
}

function $made_class(C, name, bases, members, fields, join) {
  const parents = bases.length ? bases : [$b_object];
  Object.defineProperty(C, 'name', { value: name });
  C.prototype = Object.create(parents[0].prototype);
  $classes.set(C.prototype, C);
  Object.assign(C, { __name__: name, __bases__: parents, __mro__: [C, ...parents[0].__mro__], __fields__: fields });
  if (join) join(C);
  for (const [key, value] of members) if (value !== undefined) $define(C.prototype, key, value);
  const maker = C.__mro__.find((parent) => parent !== C && parent.__made__);
  if (maker) maker.__made__(C, members);
  return C;
}

function $own(o, key) {
  return Object.prototype.hasOwnProperty.call(o, key);
}

function $copy_member(target, key, order) {
  const owner = order.find((C) => $own(C.prototype, key));
  Object.defineProperty(target, key, Object.getOwnPropertyDescriptor(owner.prototype, key));
}

// C3, as Python orders the classes that an attribute is looked for in.
function $linearised(bases) {
  const lists = [...bases.map((base) => [...base.__mro__]), [...bases]].filter((list) => list.length);
  const order = [];
  while (lists.some((list) => list.length)) {
    const next = lists.find((list) => list.length && lists.every((other) => !other.slice(1).includes(list[0])));
    if (!next) $fail($b_TypeError, 'Cannot create a consistent method resolution order (MRO) for bases');
    const head = next[0];
    order.push(head);
    for (const list of lists) if (list[0] === head) list.shift();
  }
  return order;
}

function $define(target, key, value) {
  if (value !== null && value.kind$ === 'property') {
    Object.defineProperty(target, key, { get() { return value.read(this, key); }, set(v) { value.write(this, key, v); }, enumerable: true, configurable: true });
    target[`${key} property`] = value;
  } else {
    Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
  }
}

class $Property {
  constructor(getter, setter, deleter) { this.getter = getter; this.setter = setter; this.deleter = deleter; }
  get kind$() { return 'property'; }
  get name$() { return 'property'; }
  read(o) { return this.getter(o); }
  write(o, key, value) {
    if (!this.setter) $fail($b_AttributeError, `property '${key}' of '${$type_name(o)}' object has no setter`);
    this.setter(o, value);
  }
}

class $Static {
  constructor(f) { this.f = f; }
  get kind$() { return 'staticmethod'; }
}

class $ClassMethod {
  constructor(f) { this.f = f; }
  get kind$() { return 'classmethod'; }
}

function $b_property(getter, setter, deleter) {
  return new $Property(getter, setter, deleter);
}

function $property_setter(property, f) {
  return new $Property(property.getter, f, property.deleter);
}

function $property_getter(property, f) {
  return new $Property(f, property.setter, property.deleter);
}

function $property_deleter(property, f) {
  return new $Property(property.getter, property.setter, f);
}

function $b_staticmethod(f) {
  return new $Static(f);
}

function $b_classmethod(f) {
  return new $ClassMethod(f);
}

const $b_object = (() => {
  const C = function () { return Object.create(C.prototype); };
  C.prototype = Object.create($root);
  return Object.assign(C, { __name__: 'object', __mro__: [C], __bases__: [] });
})();

// A built-in type: callable as a conversion, tested by `test`.
function $type(name, test, construct) {
  const T = function (...args) { return construct(...args); };
  Object.defineProperty(T, 'name', { value: name });
  return Object.assign(T, { __name__: name, __test__: test, __mro__: [T, $b_object], __bases__: [$b_object] });
}

// A new instance. `__call__` of the metaclass (enums) and `__blank__` (exceptions, abstract classes) have their say first.
function $instantiate(C, args) {
  if (C.__meta__ && C.__meta__.__call__) return C.__meta__.__call__(C, ...args);
  const o = C.__blank__ ? C.__blank__(C, args) : Object.create(C.prototype);
  const init = C.prototype.__init__;
  if (init) init(o, ...args);
  else if (args.length) $fail($b_TypeError, `${C.__name__}() takes no arguments`);
  return o;
}

// The method that an operator or built-in asks of an instance, as a function of the instance; null when its class has none.
function $dunder(o, name) {
  if (o == null) return null;
  if (o.$py === true) {
    const f = Object.getPrototypeOf(o)[name];
    return f === undefined || f === null ? null : typeof f === 'function' ? f : (self, ...args) => $attr(self, name)(...args);
  }
  return typeof o === 'function' && o.__meta__ ? o.__meta__[name] || null : null;
}

function $bound_to(self, f) {
  const method = (...args) => f(self, ...args);
  return Object.assign(method, { $self: self, $func: f });
}

// An attribute's value; undefined when there is none.
function $lookup(o, name) {
  if (o == null) return undefined;
  if (typeof o === 'function') return $lookup_on_function(o, name);
  if (o.$py === true) return $lookup_on_instance(o, name);
  if (!$is_outside(o)) return undefined;
  const value = o[name];
  return typeof value === 'function' ? $bound_to_outside(o, name) : value === undefined ? null : value;
}

function $lookup_on_instance(o, name) {
  const value = o[name];
  if (value === undefined) return undefined;
  if ($own(o, name)) return Object.prototype.propertyIsEnumerable.call(o, name) ? value : undefined;
  return o instanceof Error && $is_javascript_only(o, name) ? undefined : $member_of(o, value);
}

// What an exception has only because it is a JavaScript Error too.
function $is_javascript_only(o, name) {
  const holder = $holder(o, name);
  return !holder.$py || $own(Object.getPrototypeOf(holder), '$py') === false && (name === 'message' || name === 'name');
}

// A member found on the class, as seen through an instance: functions are bound, the rest is as it is.
function $member_of(o, value) {
  if (typeof value === 'function') return value.__mro__ || value.$func ? value : $bound_to(o, value);
  return $unwrapped(value, $class_of(o));
}

// What a static or class method gives when it is read.
function $unwrapped(value, C) {
  if (value == null || value.f === undefined) return value;
  return value.kind$ === 'staticmethod' ? value.f : value.kind$ === 'classmethod' ? $bound_to(C, value.f) : value;
}

function $lookup_on_function(o, name) {
  if (o.__mro__ === undefined) {
    if (name === '__name__' || name === '__qualname__') return $function_name(o);
    if (name === '__self__') return o.$self;
    if (name === '__func__') return o.$func;
    const value = o[name];
    return $own(o, name) ? value : $is_outside(o) ? (value === undefined ? undefined : value) : undefined;
  }
  if (name === '__name__' || name === '__qualname__') return o.__name__;
  if (name === '__mro__' || name === '__bases__') return $tuple(o[name]);
  const property = o.prototype[`${name} property`];
  if (property) return property;
  const value = o.prototype[name];
  if (value === undefined && o.__meta__ && o.__meta__[name]) return $bound_to(o, o.__meta__[name]);
  return $unwrapped(value, o);
}

function $own_attributes(o) {
  return $d(...Object.keys(o).flatMap((key) => [key, o[key]]));
}

function $attr(o, name) {
  const value = $lookup(o, name);
  return value === undefined ? $missing(o, name) : value;
}

function $missing(o, name) {
  const fallback = $dunder(o, '__getattr__');
  if (fallback) return fallback(o, name);
  const what = typeof o === 'function' && o.__mro__ ? `type object '${o.__name__}'` : `'${$type_name(o)}' object`;
  return $fail($b_AttributeError, `${what} has no attribute '${name}'`);
}

// A method of a built-in type read as a value.
function $bound(o, name, method) {
  const built_in = o != null && o.$py !== true && (typeof o !== 'object' || Array.isArray(o) || o.kind$ !== undefined) && typeof o !== 'function';
  return built_in ? Object.assign((...args) => method(o, ...args), { $self: o, $func: method }) : $attr(o, name);
}

function $setattr(o, name, value) {
  if (o == null || (typeof o !== 'object' && typeof o !== 'function') || o.kind$ !== undefined || Array.isArray(o)) {
    $fail($b_AttributeError, `'${$type_name(o)}' object has no attribute '${name}'`);
  }
  if (o.$py === true) {
    const hook = $dunder(o, '__setattr__');
    if (hook) return hook(o, name, value);
    return $set_own(o, name, value);
  }
  if (typeof o === 'function') {
    if (o.__mro__) $define(o.prototype, name, value === undefined ? null : value);
    else o[name] = value;
  } else {
    o[name] = $to_js(value);
  }
  return null;
}

function $set_own(o, name, value) {
  const stored = value === undefined ? null : value;
  if (o[`${name} property`]) o[name] = stored;
  else if (o.__slots__ !== undefined && !$has_slot(o, name)) $missing(o, name);
  else Object.defineProperty(o, name, { value: stored, writable: true, enumerable: true, configurable: true });
  return null;
}

// Slots bind only where every class of the order has them.
function $has_slot(o, name) {
  const slots = $class_of(o).__mro__.filter((C) => C !== $b_object).map((C) => $own(C.prototype, '__slots__') ? C.prototype.__slots__ : null);
  return slots.some((names) => names === null || (typeof names === 'string' ? [names] : [...names]).includes(name));
}

function $delattr(o, name) {
  const property = o.$py === true ? o[`${name} property`] : null;
  if (property && property.deleter) return property.deleter(o);
  const hook = $dunder(o, '__delattr__');
  if (hook) return hook(o, name);
  const holder = typeof o === 'function' && o.__mro__ ? o.prototype : o;
  if (!$own(holder, name)) $missing(o, name);
  delete holder[name];
  return null;
}

function $b_getattr(o, name, fallback) {
  let value;
  try {
    value = $lookup(o, name);
    if (value === undefined && ($dunder(o, '__getattr__') || fallback === undefined)) value = $missing(o, name);
  } catch (error) {
    if (fallback === undefined || !$matches($caught(error), $b_AttributeError)) throw error;
    value = undefined;
  }
  // A page's object says None for what it does not have: there the fallback stands in.
  return value === undefined || value === null && fallback !== undefined && $is_outside(o) && o[name] === undefined ? fallback : value;
}

function $b_hasattr(o, name) {
  if ($is_outside(o)) return o[name] !== undefined;
  return $b_getattr(o, name, $lookup) !== $lookup || $is_method_name(o, name);
}

function $is_method_name(o, name) {
  const methods = { string: 'upper title split strip join format replace', Array: 'append extend pop sort index count' };
  return (methods[typeof o] || (Array.isArray(o) ? methods.Array : '')).split(' ').includes(name);
}

function $b_setattr(o, name, value) {
  return $setattr(o, name, value);
}

function $b_delattr(o, name) {
  return $delattr(o, name);
}

// The next class's attribute after C in the order of the instance (or class) `self`.
function $super(C, self, name) {
  const owner = typeof self === 'function' ? self : $class_of(self);
  const order = owner.__mro__;
  for (const parent of order.slice(order.indexOf(C) + 1)) {
    if (!$own(parent.prototype, name)) continue;
    const property = parent.prototype[`${name} property`];
    if (property && $own(parent.prototype, `${name} property`)) return property.getter(self);
    const value = Object.getOwnPropertyDescriptor(parent.prototype, name).value;
    return typeof value === 'function' && !value.__mro__ ? $bound_to(self, value) : $unwrapped(value, owner);
  }
  if (name === '__init__') return () => null;
  if (name === '__setattr__') return (key, value) => $set_own(self, key, value);
  return $fail($b_AttributeError, `'super' object has no attribute '${name}'`);
}

function $b_type(o) {
  if (o != null && o.$py === true) return $class_of(o);
  if (o == null) return $NoneType;
  switch (typeof o) {
    case 'string': return $b_str;
    case 'boolean': return $b_bool;
    case 'number': return $is_int(o) ? $b_int : $b_float;
    case 'function': return o.__mro__ ? o.__metaclass__ || $b_type : $FunctionType;
  }
  if (Array.isArray(o)) return o.kind$ === 'tuple' ? $b_tuple : $b_list;
  const types = { float: $b_float, dict: $b_dict, set: $b_set };
  if (o.kind$ === 'set' && o.name$ === 'frozenset') return $b_frozenset;
  return types[o.kind$] || $type($type_name(o), (x) => $type_name(x) === $type_name(o), () => $fail($b_TypeError, 'not constructible'));
}

const $NoneType = $type('NoneType', (x) => x == null, () => null);

const $FunctionType = $type('function', (x) => typeof x === 'function' && !x.__mro__, () => null);

function $class_of(o) {
  return $classes.get(Object.getPrototypeOf(o)) || $b_object;
}

// What CPython calls the type of a value, in its messages.
function $type_name(o) {
  if (o == null) return 'NoneType';
  switch (typeof o) {
    case 'string': return 'str';
    case 'boolean': return 'bool';
    case 'number': return Number.isInteger(o) ? 'int' : 'float';
    case 'function': return o.__mro__ ? 'type' : o.$self !== undefined ? 'method' : 'function';
  }
  if (o.$py === true) return $class_of(o).__name__;
  if (o.name$ !== undefined) return o.name$;
  if (Array.isArray(o)) return 'list';
  return $is_plain(o) ? 'dict' : Object.prototype.toString.call(o) === '[object Generator]' ? 'generator' : 'object';
}

function $b_isinstance(o, kind) {
  if (Array.isArray(kind)) return kind.some((one) => $b_isinstance(o, one));
  if (kind.__test__) return kind.__test__(o) || kind === $b_object;
  if (kind === $b_object) return true;
  return o != null && o.$py === true && $class_of(o).__mro__.includes(kind);
}

// isinstance(x, str) and its like.

function $isa_str(x) {
  return typeof x === 'string';
}

function $isa_int(x) {
  return $is_int(x);
}

function $isa_float(x) {
  return $is_float(x);
}

function $isa_bool(x) {
  return typeof x === 'boolean';
}

function $isa_list(x) {
  return Array.isArray(x) && !x.kind$;
}

function $isa_tuple(x) {
  return x != null && x.kind$ === 'tuple';
}

function $isa_dict(x) {
  return x != null && x.kind$ === 'dict' || $is_plain(x);
}

function $b_issubclass(C, kind) {
  if (Array.isArray(kind)) return kind.some((one) => $b_issubclass(C, one));
  return C.__mro__.includes(kind) || C.__name__ === 'bool' && kind.__name__ === 'int';
}

function $b_callable(o) {
  return typeof o === 'function' || $dunder(o, '__call__') !== null;
}

function $same_object(a, b) {
  if (typeof a === 'function' && a.$func && b && b.$func) return false;
  return a === b || a == null && b == null;
}

// Displays.

function $l(...items) {
  return items;
}

function $t(...items) {
  return $tuple(items);
}

function $s(...items) {
  return $b_set(items);
}

function $d(...pairs) {
  const made = new $Dict();
  for (let i = 0; i < pairs.length; i += 2) made.set$(pairs[i], pairs[i + 1]);
  return made;
}

function $merged(...parts) {
  const made = new $Dict();
  for (const part of parts) for (const key of $iter(part)) made.set$(key, $item(part, key));
  return made;
}

// A dict without some of its keys.
function $without(o, keys) {
  const made = $b_dict(o);
  for (const key of keys) $delitem(made, key);
  return made;
}

function $is_sequence(o, count, at_least) {
  if (!(Array.isArray(o) || o != null && o.kind$ === 'range')) return false;
  return at_least ? $len(o) >= count : $len(o) === count;
}

// What a loop over o.keys(), o.values() or o.items() runs through: part 0, 1 or 2 of the entries.
function $entries(o, part, name) {
  if (o != null && o.kind$ === 'dict') return $walk(o, part);
  if ($is_plain(o) && typeof o[name] !== 'function') return $walk($as_dict(o), part);
  return $iter($call(o, name));
}

// The items of a comprehension: `body` gives an array of one for each item that stays, or an inner comprehension's own.
function* $each(iterable, body) {
  for (const item of $iter(iterable)) yield* body(item);
}

// The same for items that are taken apart into n parts.
function* $each_of(n, iterable, body) {
  for (const item of $iter(iterable)) yield* body($unpack(item, n));
}

// The pieces of an f-string.
function $fstring(...pieces) {
  return pieces.map($str).join('');
}

// Both are evaluated; the value is the second's.
function $second(first, second) {
  return second;
}

function $list_of(items) {
  return [...items];
}

// A variable that may not have been given a value.
function $local(value, name) {
  if (value === undefined) $fail($b_UnboundLocalError, `cannot access local variable '${name}' where it is not associated with a value`);
  return value;
}

function $global(value, name) {
  if (value === undefined) $fail($b_NameError, `name '${name}' is not defined`);
  return value;
}

function $abstractmethod(f) {
  f.__isabstractmethod__ = true;
  return f;
}

const $ABC = Object.assign($class('ABC', [], []), {
  __made__(C) {
    const names = new Set(C.__mro__.flatMap((K) => Object.keys(K.prototype)));
    const open = [...names].filter((name) => {
      const member = C.prototype[`${name} property`] || Object.getOwnPropertyDescriptor($holder(C.prototype, name), name).value;
      const f = member == null ? null : member.getter || member.f || member;
      return f != null && f.__isabstractmethod__ === true;
    }).sort();
    if (open.length) C.__blank__ = () => $fail($b_TypeError, `Can't instantiate abstract class ${C.__name__} with abstract method${open.length > 1 ? 's' : ''} ${open.join(', ')}`);
    else if (C.__mro__.some((parent) => parent !== C && parent.__blank__)) C.__blank__ = () => Object.create(C.prototype);
  },
});

function $holder(proto, name) {
  let holder = proto;
  while (!$own(holder, name)) holder = Object.getPrototypeOf(holder);
  return holder;
}

// Documentation stays in the sources.
function $no_doc() {
  return null;
}
