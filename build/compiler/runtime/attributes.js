// Attributes: how they are found, set and deleted, on instances, classes, functions and objects of the page.

function $bound_to(self, f) {
  const method = (...args) => f(self, ...args);
  return Object.assign(method, { [$_self]: self, [$_func]: f });
}

// An attribute's value; undefined when there is none.
function $lookup(o, name) {
  const special = $special_attribute(o, name); // if .__class__ | .__dict__ | .__doc__ | .__module__ | .__call__
  if (special !== undefined) return special; // if .__class__ | .__dict__ | .__doc__ | .__module__ | .__call__
  if (o == null) return undefined;
  if (o[$_py] === true) return $lookup_on_instance(o, name);
  const page = $of_page(o);
  if (!page) return typeof o === 'function' ? $lookup_on_function(o, name) : undefined;
  return $attribute_outside(page, name, null);
}

// The attributes that Python gives to every value, read by a name in a string.
function $special_attribute(o, name) {
  if (o != null && $of_page(o)) return undefined;
  if (name === '__class__') return $type_of(o); // if .__class__
  if (name === '__doc__') return $doc_of(o); // if .__doc__
  const has_class = typeof o === 'function' || o != null && o[$_py] === true;
  if (name === '__module__' && has_class) return $module_of(o); // if .__module__
  if (name === '__dict__' && has_class && typeof o !== 'function') return $own_attributes(o); // if .__dict__
  if (name === '__call__' && typeof o === 'function' && !o.prototype?.__call__) return o; // if .__call__
  return undefined;
}

// An attribute of the page's object, bound if it is a method; `absent` if the object does not have it.
function $attribute_outside(page, name, absent) {
  const value = page[name];
  return typeof value === 'function' ? $bound_to_outside(page, name) : value === undefined ? absent : value;
}

// The page's own object, even behind a function or class of the page that was read as an attribute; else undefined.
function $of_page(o) {
  return typeof o === 'function' ? o[$_outside] : $is_outside(o) ? o : undefined;
}

function $lookup_on_instance(o, name) {
  if (Array.isArray(o)) return $lookup_on_named_tuple(o, name); // if $js_namedtuple_class
  const value = o[name];
  if (value === undefined || o instanceof Error && $is_javascript_only(o, name)) return undefined;
  if (o[`${name} property`]) return value; // if $Property
  return $own(o, name) ? value : $member_of(o, value);
}

// Look up fields first: the members of JavaScript's arrays are not attributes of a named tuple.
function $lookup_on_named_tuple(o, name) {
  const at = o._fields.indexOf(name), holder = name in o && $holder(o, name);
  if (at >= 0) return o[at];
  if (name === 'length') return o['length property'] ? o['length property'].getter(o) : undefined; // the array's own hides it
  if (!holder || holder === o || o[`${name} property`]) return o[name];
  return holder[$_py] ? $member_of(o, o[name]) : undefined;
}

// Attributes that an exception has only because it is a JavaScript Error.
function $is_javascript_only(o, name) {
  const holder = $holder(o, name);
  if (holder === o) return !Object.prototype.propertyIsEnumerable.call(o, name);
  return !holder[$_py] || $own(holder, $_py) && (name === 'message' || name === 'name');
}

// A member of the class, read through an instance: functions are bound, other values are unchanged.
function $member_of(o, value) {
  if (typeof value === 'function') return value[$_mro] || value[$_func] ? value : $bound_to(o, value);
  if (value !== null && value.f) return $unwrapped(value, $class_of(o)); // if $Static | $ClassMethod
  return value;
}

// The value of a static or class method when it is read.
function $unwrapped(value, C) {
  return value[$_kind] === 'staticmethod' ? value.f : value[$_kind] === 'classmethod' ? $bound_to(C, value.f) : value;
}

function $lookup_on_function(o, name) {
  if (o[$_mro] === undefined) {
    if ($own(o, name) && name.startsWith('__')) return o[name]; // if .__name__ | .__qualname__
    if (name === '__name__') return $function_name(o).replace(/.*\./, ''); // if .__name__
    if (name === '__qualname__') return $function_name(o); // if .__qualname__
    if (name === '__self__') return o[$_self];
    if (name === '__func__') return o[$_func];
    if ((name in $own || name === 'prototype') && !Object.keys(o).includes(name)) return o[$_func] && $lookup(o[$_func], name); // JavaScript's own of every function
    return o[name] === undefined && o[$_func] ? $lookup(o[$_func], name) : o[name];
  }
  if (name === '__name__' || name === '__qualname__') return o[name] || o.__name__; // if .__name__ | .__qualname__
  if (name === '__mro__') return $tuple(o[$_mro]);
  if (name === '__bases__') return $tuple(o.__bases__);
  if (o.prototype[`${name} property`]) return o.prototype[`${name} property`]; // if $Property
  if (name === '__members__' && o[$_members]) return $d(...[...o[$_members]].flat()); // if $Enum
  if (name in o.prototype && !$holder(o.prototype, name)[$_py]) return undefined; // if $js_namedtuple_class
  const value = o.prototype[name];
  if (value === undefined && o[$_meta] && o[$_meta][name]) return $bound_to(o, o[$_meta][name]); // if $Enum
  if (value != null && value.f) return $unwrapped(value, o); // if $Static | $ClassMethod
  return value;
}

// `__dict__`: writes to it go to the instance.
function $own_attributes(o) {
  if (o == null || o[$_py] !== true) $type_error("the __dict__ of '@' objects cannot be read here", o);
  const keys = Object.keys(o).filter((key) => !(o instanceof Error && ['args', '__cause__', '__context__'].includes(key)));
  const dict = $d(...keys.flatMap((key) => [key, o[key]]));
  return Object.assign(dict, {
    [$_set](key, value) {
      $Dict.prototype[$_set].call(this, key, value);
      $set_plainly(o, key, value);
    },
    [$_delete](key) {
      delete o[key];
      return $Dict.prototype[$_delete].call(this, key);
    },
  });
}

function $b_vars(o) {
  return $own_attributes(o);
}

function $doc_of(o) {
  const holder = o != null && o[$_py] === true ? $class_of(o) : o != null && o[$_func] || o;
  if (typeof holder !== 'function') return null;
  const text = $own(holder[$_mro] && !holder[$_test] ? holder.prototype : holder, '__doc__') && (holder.__doc__ || holder.prototype.__doc__);
  return text || null;
}

function $documented(f, text) {
  f.__doc__ = text;
  return f;
}

function $module_of(o) {
  const holder = o != null && o[$_py] === true ? $class_of(o) : o;
  return typeof holder === 'function' && holder[$_mro] && $home_of(holder) === '' ? 'builtins' : '__main__';
}

// Start, stop and step of ranges and slices.
function $part_of(o, name) {
  return o != null && (o[$_kind] === 'range' || o[$_kind] === 'slice') ? o[name] : $attr(o, name);
}

function $part_of_property(o, name) {
  const part = { fget: 'getter', fset: 'setter', fdel: 'deleter' }[name];
  return o != null && o[$_kind] === 'property' ? o[part] || null : $attr(o, name);
}

function $part_of_number(o, name) {
  if ($num(o) === undefined || name.length > 4 && !$is_int(o)) return $attr(o, name);
  if (name === 'denominator') return 1;
  return name !== 'imag' ? typeof o === 'boolean' ? +o : o : $is_int(o) ? 0 : $float(0);
}

function $attr(o, name) {
  if (Array.isArray(o)) return $b_getattr(o, name); // if $js_namedtuple_class
  if (o != null && o[$_py] === true && $own(o, name) && !(o instanceof Error)) return o[name]; // most reads
  const value = $lookup(o, name);
  return value === undefined ? $missing(o, name) : value;
}

function $missing(o, name) {
  const fallback = $dunder(o, '__getattr__'); // if .__getattr__
  if (fallback) return fallback(o, name); // if .__getattr__
  const what = typeof o === 'function' && o[$_mro] ? `type object '${o.__name__}'` : `'${$type_name(o)}' object`;
  return $fail($b_AttributeError, `${what} has no attribute '${name}'`);
}

// A method of the built-in types `kinds` that is read as a value.
function $bound(o, name, method, kinds, least, most, names) {
  if (o == null || !$is_built_in(o) || !$is_one_of(o, kinds)) return $attr(o, name);
  const call = (...args) => args.length < least || args.length > most ? $miscalled(o, name, kinds, least, most, args) : method(o, ...args);
  if (names) call[$_bind] = (args, kwargs) => method(o, ...$arguments(names, null, args, kwargs)); // if $kw
  return Object.assign(call, { [$_self]: o, [$_func]: method });
}

function $setattr(o, name, value) {
  if (o != null && o[$_py] === true) {
    const hook = o.__setattr__ && $dunder(o, '__setattr__'); // if .__setattr__
    if (hook) return hook(o, name, value); // if .__setattr__
    return $set_own(o, name, value);
  }
  if (typeof o !== 'function' && !$is_outside(o)) {
    $fail($b_AttributeError, `'${$type_name(o)}' object has no attribute '${name}'`);
  }
  if (typeof o === 'function' && (name === '__name__' || name === '__qualname__')) return $rename(o, name, value); // if .__name__ | .__qualname__
  if (typeof o === 'function' && !o[$_outside]) {
    if (o[$_members] && o[$_members].has(name)) $fail($b_AttributeError, `cannot reassign member '${name}'`); // if $Enum
    if (o[$_mro]) $define(o.prototype, name, value === undefined ? null : value);
    else if (o[$_func]) $missing(o, name);
    else $set_plainly(o, name, value);
    if (o[$_mro]) for (const update of $updates) update(name); // if $class_of_many
  } else {
    $set_outside($of_page(o), name, value);
  }
  return null;
}

// The name that the program gives to a class or function.
function $rename(o, name, value) {
  if (typeof value !== 'string') $type_error(`${name} must be set to a string object`);
  Object.defineProperty(o, name, { value, writable: true, configurable: true, enumerable: false });
  return null;
}

// A property of the page's object. JSON may have a key `__proto__`, which must stay a key.
function $set_outside(page, name, value) {
  if (name === '__proto__') $set_plainly(page, name, $to_js(value));
  else page[name] = $to_js(value);
}

// The same, for a value that is evaluated before the target.
function $putattr(value, o, name) {
  return $setattr(o, name, value);
}

// A module as a value. parts: each name with the functions that read and, perhaps, set its variable.
function $module(name, parts) {
  const module = Object.create($Module.prototype);
  $set_plainly(module, '__name__', name);
  for (let i = 0; i < parts.length; i += 3) {
    Object.defineProperty(module, parts[i], { get: parts[i + 1], set: parts[i + 2] || undefined, enumerable: true });
  }
  return module;
}

function $set_variable(module, name, value) {
  module[name] = value;
  return null;
}

const $Module = $class('module', [], ['__repr__', (self) => `<module '${self.__name__}'>`]);

function $set_own(o, name, value) {
  if (Object.getPrototypeOf(o) === $Module.prototype && $own(o, name)) return $set_variable(o, name, value); // if $module
  const property = Object.getPrototypeOf(o)[`${name} property`]; // if $Property
  if (property) return property.write(o, name, value === undefined ? null : value); // if $Property
  if (o.__slots__ !== undefined && !$has_slot(o, name)) $missing(o, name); // if .__slots__
  $set_plainly(o, name, value === undefined ? null : value);
  return null;
}

// Slots have an effect only if every class in the method resolution order has them.
function $has_slot(o, name) {
  const slots = $class_of(o)[$_mro].filter((C) => C !== $b_object && !C[$_test]).map((C) => $own(C.prototype, '__slots__') ? C.prototype.__slots__ : null);
  return slots.some((names) => names === null || (typeof names === 'string' ? [names] : [...names]).includes(name));
}

function $delattr(o, name) {
  const hook = $dunder(o, '__delattr__'); // if .__delattr__
  if (hook) return hook(o, name); // if .__delattr__
  return $delete_own(o, name);
}

function $no_init() {
  return null;
}

function $delete_own(o, name) {
  const property = o[$_py] === true ? Object.getPrototypeOf(o)[`${name} property`] : null;
  if (property && property.deleter) return property.deleter(o);
  if (property) $fail($b_AttributeError, `property '${name}' of '${$class_of(o).__qualname__}' object has no deleter`); // if $Property
  if (typeof o === 'function' && o[$_members]?.has(name)) $fail($b_AttributeError, `'${o.__name__}' cannot delete member '${name}'.`); // if $Enum
  const holder = typeof o === 'function' && o[$_mro] ? o.prototype : o;
  if (o[$_py] === true && !$own(holder, name)) $fail($b_AttributeError, `'${$type_name(o)}' object has no attribute '${name}'`); // if .__getattr__
  if (!$own(holder, name)) $missing(o, name);
  delete holder[name];
  if (holder !== o) for (const update of $updates) update(name); // if $class_of_many
  return null;
}

function $b_getattr(o, name, fallback) {
  let value;
  try {
    const page = $of_page(o);
    if (page) return $attribute_outside(page, name, fallback === undefined ? null : fallback);
    value = $lookup(o, name);
    if (value === undefined && $dunder(o, '__getattr__')) value = $missing(o, name); // if .__getattr__
    if (value === undefined && fallback === undefined) $missing(o, name);
  } catch (error) {
    if (fallback === undefined || !$matches($caught(error), $b_AttributeError)) throw error;
    value = undefined;
  }
  return value === undefined ? fallback : value;
}

function $b_hasattr(o, name) {
  const page = $of_page(o);
  if (page) return page[name] !== undefined;
  return $b_getattr(o, name, $lookup) !== $lookup;
}

// hasattr() and getattr() of a name that built-in types have: `kinds`.
function $hasattr_of(o, name, kinds) {
  return $is_built_in(o) ? $is_one_of(o, kinds) : $b_hasattr(o, name);
}

function $is_one_of(o, kinds) {
  return kinds.split(' ').includes($type_name(o));
}

function $getattr_of(o, name, method, kinds, fallback) {
  if (!$is_built_in(o)) return $b_getattr(o, name, fallback);
  if ($is_one_of(o, kinds)) return $bound(o, name, method, kinds);
  return fallback === undefined ? $missing(o, name) : fallback;
}

// The same for a name that is computed at run time. methods: for each possible name, the name, the method and its kinds.
function $hasattr_any(o, name, methods) {
  const at = methods.indexOf(name);
  return at < 0 ? $b_hasattr(o, name) : $hasattr_of(o, name, methods[at + 2]);
}

function $getattr_any(o, name, methods, fallback) {
  const at = methods.indexOf(name);
  return at < 0 ? $b_getattr(o, name, fallback) : $getattr_of(o, name, methods[at + 1], methods[at + 2], fallback);
}

function $b_setattr(o, name, value) {
  return $setattr(o, name, value);
}

function $b_delattr(o, name) {
  return $delattr(o, name);
}

// The attribute of the class that follows C in the method resolution order of the instance (or class) `self`.
function $super(C, self, name) {
  const owner = typeof self === 'function' ? self : $class_of(self);
  const order = owner[$_mro];
  for (const parent of order.slice(order.indexOf(C) + 1)) {
    if (!$own(parent.prototype, name)) continue;
    const property = $own(parent.prototype, `${name} property`) && parent.prototype[`${name} property`]; // if $Property
    if (property) return property.getter(self); // if $Property
    const value = Object.getOwnPropertyDescriptor(parent.prototype, name).value;
    if (value != null && value.f) return $unwrapped(value, owner); // if $Static | $ClassMethod
    return typeof value === 'function' && !value[$_mro] ? $bound_to(self, value) : value;
  }
  if (name === '__init__') return (...args) => args.length ? $fail($b_TypeError, 'object.__init__() takes exactly one argument (the instance to initialize)') : null;
  if (name === '__setattr__') return (key, value) => $set_own(self, key, value); // if .__setattr__
  if (name === '__delattr__') return (key) => $delete_own(self, key); // if .__delattr__
  return $fail($b_AttributeError, `'super' object has no attribute '${name}'`);
}
