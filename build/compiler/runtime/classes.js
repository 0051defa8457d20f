// Classes and instances.
//
// A class is a function; its namespace is its prototype, which has no property of JavaScript's own: the chain ends in null, or
// for exceptions in Error.prototype. `$_py` on the chain marks instances of Python classes.

// The class of each prototype.
const $classes = new WeakMap();

const $root = Object.freeze(Object.assign(Object.create(null), { [$_py]: true }));

// A plain object of data, from JSON or from the page. Python code can read it like a dict.
function $is_plain(o) {
  if (typeof o !== 'object' || o === null || o[$_py] === true) return false;
  const proto = Object.getPrototypeOf(o);
  return proto === null || Object.getPrototypeOf(proto) === null && Object.prototype.hasOwnProperty.call(proto, 'isPrototypeOf');
}

// Values of the page, not of Python: attributes are read unchanged, and a missing attribute is None.
function $is_outside(o) {
  if (typeof o === 'function') return o[$_mro] === undefined && o[$_func] === undefined;
  return typeof o === 'object' && o !== null && o[$_py] !== true && o[$_kind] === undefined && !Array.isArray(o) && !$generators.isPrototypeOf(o);
}

// A class. members: names and values alternately, undefined where the body left a name unset. fields: annotated names, for dataclasses.
function $class(name, bases, members, fields) {
  const C = function (...args) { return $instantiate(C, args); };
  return $made_class(C, name, bases, members, fields);
}

// A class with several bases: between its prototype and that of its main base is one with the members of all, in Python's order.
function $class_of_many(name, bases, members, fields) {
  const C = function (...args) { return $instantiate(C, args); };
  return $made_class(C, name, bases, members, fields, $linearised(bases));
}

// For each class with several bases, the function that updates a member after an assignment to a class.
const $updates = [];

function $joined(bases, order) {
  const joint = Object.create($main_of(bases).prototype);
  const update = (key) => {
    const owner = order.find((C) => $is_member(C.prototype, key));
    for (const part of [key, `${String(key)} property`]) {
      delete joint[part];
      if (owner && $own(owner.prototype, part)) Object.defineProperty(joint, part, { ...Object.getOwnPropertyDescriptor(owner.prototype, part), configurable: true });
      else if (owner && joint[part]) $set_plainly(joint, part, null); // the property of a base that `owner` precedes
    }
  };
  for (const { prototype } of order) Reflect.ownKeys(prototype).filter((key) => $is_member(prototype, key)).forEach(update);
  $updates.push(update);
  return joint;
}

function $is_member(prototype, key) {
  return Object.prototype.propertyIsEnumerable.call(prototype, key) && !String(key).endsWith(' property');
}

// The base whose instances JavaScript has to know: exceptions are its own Errors too.
function $main_of(bases) {
  return bases.find((base) => base.prototype instanceof Error) || bases[0];
}

function $made_class(C, name, bases, members, fields, order) {
  const parent = bases[0] || $b_object;
  C.prototype = Object.create(parent.prototype);
  if (order) C.prototype = Object.create($joined(bases, order)); // if $class_of_many
  $classes.set(C.prototype, C);
  C.__name__ = name.slice(name.lastIndexOf('.') + 1);
  C.__qualname__ = name;
  C.__bases__ = bases.length ? bases : [parent];
  C[$_mro] = [C, ...parent[$_mro]];
  C.__fields__ = fields;
  if (parent.__blank__) C.__blank__ = parent.__blank__;
  if (order) C.__blank__ = $main_of(bases).__blank__; // if $class_of_many
  if (order) C[$_mro] = [C, ...order]; // if $class_of_many
  for (let i = 0; i < members.length; i += 2) if (members[i + 1] !== undefined) $define(C.prototype, members[i], members[i + 1]);
  if ($own(C.prototype, '__eq__') && !$own(C.prototype, '__hash__')) $set_plainly(C.prototype, '__hash__', null); // if .__hash__
  const maker = C[$_mro].find((parent) => parent !== C && parent.__made__); // if $ABC | $Enum
  if (maker) maker.__made__(C, members); // if $ABC | $Enum
  return C;
}

const $own = Object.hasOwn;

// C3, the order in which Python searches the classes for an attribute.
function $linearised(bases) {
  const lists = [...bases.map((base) => [...base[$_mro]]), [...bases]].filter((list) => list.length);
  const order = [];
  while (lists.some((list) => list.length)) {
    const next = lists.find((list) => list.length && lists.every((other) => !other.slice(1).includes(list[0])));
    if (!next) $fail($b_TypeError, `Cannot create a consistent method resolution\norder (MRO) for bases ${bases.map((C) => C.__name__).join(', ')}`);
    const head = next[0];
    order.push(head);
    for (const list of lists) if (list[0] === head) list.shift();
  }
  return order;
}

function $define(target, key, value) {
  if (value !== null && value[$_kind] === 'property') return value.define(target, key); // if $Property
  if (target[`${key} property`]) $set_plainly(target, `${key} property`, null); // if $Property
  return $set_plainly(target, key, value);
}

// An own property as an assignment would make it, whatever the prototype chain has under that name.
function $set_plainly(target, key, value) {
  if (!(key in target)) target[key] = value; // the same, in a fraction of the time
  else Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
}

class $Property {
  constructor(getter, setter, deleter) { this.getter = getter; this.setter = setter; this.deleter = deleter; }
  get [$_kind]() { return 'property'; }
  get [$_name]() { return 'property'; }
  define(target, key) {
    const property = this;
    Object.defineProperty(target, key, { get() { return property.getter(this); }, set(v) { property.write(this, key, v); }, enumerable: true, configurable: true });
    target[`${key} property`] = property;
  }
  write(o, key, value) {
    if (!this.setter) $fail($b_AttributeError, `property '${key}' of '${$class_of(o).__qualname__}' object has no setter`);
    this.setter(o, value);
  }
}

class $Static {
  constructor(f) { this.f = f; }
  get [$_kind]() { return 'staticmethod'; }
}

class $ClassMethod {
  constructor(f) { this.f = f; }
  get [$_kind]() { return 'classmethod'; }
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
  return Object.assign(C, { __name__: 'object', [$_mro]: [C], __bases__: [] });
})();

// A built-in type: callable as a conversion of at most `most` arguments, tested by `test`.
function $type(name, test, construct, most = 1) {
  const T = function (...args) {
    return args.length > most ? $fail($b_TypeError, `${name} expected at most ${most} argument${most > 1 ? 's' : ''}, got ${args.length}`) : construct(...args);
  };
  Object.defineProperty(T, 'name', { value: name });
  return Object.assign(T, { __name__: name, prototype: $root, [$_test]: test, [$_mro]: [T, $b_object], __bases__: [$b_object] });
}

// A new instance. `__call__` of the metaclass (enums) and `__blank__` (exceptions, abstract classes) take precedence.
function $instantiate(C, args) {
  if (C[$_meta]) return C[$_meta].__call__(C, ...args); // if $Enum
  const o = C.__blank__ ? C.__blank__(C, args) : Object.create(C.prototype);
  const init = C.prototype.__init__;
  const result = init && init(o, ...args);
  if (result != null) $fail($b_TypeError, `__init__() should return None, not '${$type_name(result)}'`);
  if (!init && args.length) $fail($b_TypeError, `${C.__name__}() takes no arguments`);
  return o;
}

// The method that an operator or built-in calls on an instance, as a function of the instance; null when its class has none.
function $dunder(o, name) {
  if (o == null) return null;
  if (o[$_py] === true) {
    const f = Object.getPrototypeOf(o)[name];
    if (f != null && f.f) return (self, ...args) => $attr(self, name)(...args); // if $Static | $ClassMethod
    return f == null ? null : f;
  }
  if (typeof o === 'function' && o[$_meta]) return o[$_meta][name] || null; // if $Enum
  return null;
}

function $class_of(o) {
  return $classes.get(Object.getPrototypeOf(o)) || $b_object;
}

function $abstractmethod(f) {
  f.__isabstractmethod__ = true;
  return f;
}

const $ABC = Object.assign($class('ABC', [], []), {
  __made__(C) {
    const names = new Set(C[$_mro].flatMap((K) => Object.keys(K.prototype).filter((name) => !name.includes(' '))));
    const open = [...names].filter((name) => {
      const member = C.prototype[`${name} property`] || Object.getOwnPropertyDescriptor($holder(C.prototype, name), name).value;
      const f = member == null ? null : member.getter || member.f || member;
      return f != null && f.__isabstractmethod__ === true;
    }).sort();
    if (open.length) C.__blank__ = () => $fail($b_TypeError, `Can't instantiate abstract class ${C.__name__} with abstract method${open.length > 1 ? 's' : ''} ${open.join(', ')}`);
    else if (C[$_mro].some((parent) => parent !== C && parent.__blank__)) C.__blank__ = () => Object.create(C.prototype);
  },
});

function $holder(proto, name) {
  let holder = proto;
  while (!$own(holder, name)) holder = Object.getPrototypeOf(holder);
  return holder;
}
