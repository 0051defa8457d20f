// The type of a value: type(), isinstance() and similar functions.

const $b_type = $type('type', (x) => typeof x === 'function' && x[$_mro] !== undefined, (o) => $type_of(o));

function $type_of(o) {
  if (o != null && o[$_py] === true) return $class_of(o);
  if (o == null) return $NoneType;
  switch (typeof o) {
    case 'string': return $b_str;
    case 'boolean': return $b_bool;
    case 'number': return $is_int(o) ? $b_int : $b_float;
    case 'function': return o[$_mro] ? $b_type : $FunctionType;
  }
  if (Array.isArray(o)) return o[$_kind] === 'tuple' ? $b_tuple : $b_list;
  const types = { float: $b_float, dict: $b_dict, set: $b_set };
  if (o[$_kind] === 'set' && o[$_name] === 'frozenset') return $b_frozenset;
  return types[o[$_kind]] || $type($type_name(o), (x) => $type_name(x) === $type_name(o), () => $fail($b_TypeError, 'not constructible'));
}

const $NoneType = $type('NoneType', (x) => x == null, () => null);

const $FunctionType = $type('function', (x) => typeof x === 'function' && !x[$_mro], () => null);

// The name of a value's type in CPython's messages.
function $type_name(o) {
  if (o == null) return 'NoneType';
  switch (typeof o) {
    case 'string': return 'str';
    case 'boolean': return 'bool';
    case 'number': return Number.isInteger(o) ? 'int' : 'float';
    case 'function': return o[$_mro] ? 'type' : o[$_self] !== undefined ? 'method' : 'function';
  }
  if (o[$_py] === true) return $class_of(o).__name__;
  if (o[$_name] !== undefined) return o[$_name];
  if (Array.isArray(o)) return 'list';
  return $is_plain(o) ? 'dict' : $is_generator(o) ? 'generator' : 'object';
}

function $b_isinstance(o, kind) {
  if ($isa_tuple(kind)) return kind.some((one) => $b_isinstance(o, one));
  if (!kind?.[$_mro]) $fail($b_TypeError, 'isinstance() arg 2 must be a type, a tuple of types, or a union');
  if (kind[$_test]) return kind[$_test](o) || kind === $b_object;
  if (kind === $b_object) return true;
  return o != null && o[$_py] === true && $class_of(o)[$_mro].includes(kind);
}

// isinstance(x, str) and the like.

function $isa_str(x) {
  x = $plain(x); // if $mixed_enum
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
  return Array.isArray(x) && !x[$_kind];
}

function $isa_tuple(x) {
  return x != null && x[$_kind] === 'tuple';
}

function $isa_dict(x) {
  return x != null && x[$_kind] === 'dict' || $is_plain(x);
}

function $isa_iterator(x, kind) {
  return $is_built_in(x) && $type_name(x) === kind;
}

function $b_issubclass(C, kind) {
  if (!C?.[$_mro]) $fail($b_TypeError, 'issubclass() arg 1 must be a class');
  if ($isa_tuple(kind)) return kind.some((one) => $b_issubclass(C, one));
  if (!kind?.[$_mro]) $fail($b_TypeError, 'issubclass() arg 2 must be a class, a tuple of classes, or a union');
  return C[$_mro].includes(kind) || C.__name__ === 'bool' && kind.__name__ === 'int';
}

function $b_callable(o) {
  return typeof o === 'function' || $dunder(o, '__call__') !== null;
}

function $same_object(a, b) {
  if (typeof a === 'function' && a[$_func] && b && b[$_func]) return false;
  return a === b || a == null && b == null;
}

// Displays.

function $m_mro(C) {
  return typeof C === 'function' && C[$_mro] && C.prototype.mro === undefined ? [...C[$_mro]] : $method(C, 'mro', $rest(arguments));
}
