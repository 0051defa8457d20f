// Which type a value has: type(), isinstance() and their like.

const $b_type = $type('type', (x) => typeof x === 'function' && x.__mro__ !== undefined, (o) => $type_of(o));

function $type_of(o) {
  if (o != null && o.$py === true) return $class_of(o);
  if (o == null) return $NoneType;
  switch (typeof o) {
    case 'string': return $b_str;
    case 'boolean': return $b_bool;
    case 'number': return $is_int(o) ? $b_int : $b_float;
    case 'function': return o.__mro__ ? $b_type : $FunctionType;
  }
  if (Array.isArray(o)) return o.kind$ === 'tuple' ? $b_tuple : $b_list;
  const types = { float: $b_float, dict: $b_dict, set: $b_set };
  if (o.kind$ === 'set' && o.name$ === 'frozenset') return $b_frozenset;
  return types[o.kind$] || $type($type_name(o), (x) => $type_name(x) === $type_name(o), () => $fail($b_TypeError, 'not constructible'));
}

const $NoneType = $type('NoneType', (x) => x == null, () => null);

const $FunctionType = $type('function', (x) => typeof x === 'function' && !x.__mro__, () => null);

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
  if (kind == null || !kind.__mro__) $fail($b_TypeError, 'isinstance() arg 2 must be a type, a tuple of types, or a union');
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
