// dataclasses: the fields of a class from the annotated names that the compiler hands over; each option of a decorator is a unit.

// C: the class. kw_only: as the decorator says. features: the units below that the decorator's options name.
function $dataclass(C, kw_only, ...features) {
  const fields = new Map();
  for (const parent of C[$_mro].slice(1).reverse()) for (const field of parent[$_dataclass] || []) fields.set(field.name, field);
  for (const name of C.__fields__) fields.set(name, $field_of(C.prototype, name, kw_only));
  C[$_dataclass] = [...fields.values()];
  for (const feature of features) feature(C, C[$_dataclass]);
  return C;
}

function $field_of(proto, name, kw_only) {
  const value = $own(proto, name) ? proto[name] : undefined;
  if (value != null && value[$_kind] === 'field') return $field_from(proto, name, value, kw_only); // if $dc_field
  return { name, value, init: true, repr: true, compare: true, kw_only };
}

class $Field {
  constructor(value, factory, init, repr, compare, kw_only, hash, metadata, init_var) {
    Object.assign(this, { value, factory, init: init !== false, kw_only, hash, metadata, init_var });
    Object.assign(this, { repr: repr !== false && !init_var, compare: compare !== false && !init_var });
  }
  get [$_kind]() { return 'field'; }
}

function $dc_field(...options) {
  return new $Field(...options);
}

function $field_from(proto, name, field, kw_only) {
  field.name = name;
  field.kw_only = field.kw_only === undefined ? kw_only : field.kw_only;
  if (field.value === undefined) delete proto[name];
  else $define(proto, name, field.value);
  return field;
}

function $add_member(C, name, f) {
  if (!$own(C.prototype, name)) $define(C.prototype, name, f);
}

function $dc_init(C, fields) {
  if ($own(C.prototype, '__init__')) return;
  let functions;
  const maker = () => functions || (functions = $dc_maker(C, fields)); // made with the first instance: some classes never have one
  const init = (...args) => maker().make(args);
  init[$_sig] = maker().text(); // if $kw
  init[$_bind] = (args, kwargs) => maker().fill(args[0], $arguments(init[$_sig], null, args, kwargs).slice(1)); // if $kw
  $define(C.prototype, '__init__', init);
}

// The functions that fill instances of C. make: by position, the instance first. fill: with the values of all fields that __init__ takes, in order.
function $dc_maker(C, fields) {
  const optional = (f) => f.value !== undefined || f.factory !== undefined;
  const taken = fields.filter((f) => f.init && !f.kw_only), named = fields.filter((f) => f.init && f.kw_only);
  const words = (list) => list.map((f) => f.name + (optional(f) ? '=' : ''));
  const text = () => [`${C.__qualname__}.__init__ self`, ...words(taken), ...(named.length ? ['*', ...words(named)] : [])].join(' ');
  const order = [...taken, ...named], required = taken.filter((f) => !optional(f)).length + 1;
  const fill = (self, values) => {
    const passed = []; // if $dc_field
    for (const f of fields) {
      let value = f.init ? values[order.indexOf(f)] : undefined;
      if (value === undefined && f.factory !== undefined) value = f.factory(); // if $dc_field
      if (value === undefined) value = f.value;
      if (f.init_var) { passed.push(value); continue; } // if $dc_field
      if (value !== undefined) $set_plainly(self, f.name, value);
    }
    if (passed.length) return $dunder(self, '__post_init__')(self, ...passed); // if $dc_field
    const after = $dunder(self, '__post_init__'); // if .__post_init__
    if (after) after(self); // if .__post_init__
    return null;
  };
  const make = (args) => {
    if (args.length < required || args.length > taken.length + 1) $args(args, required, taken.length + 1, text());
    const missing = named.filter((f) => !optional(f)).map((f) => f.name); // if $kw
    if (missing.length) $missing_arguments(`${C.__qualname__}.__init__`, missing, 'keyword-only'); // if $kw
    return fill(args[0], args.slice(1));
  };
  return { make, fill, text };
}

// gives .__repr__
function $dc_repr(C, fields) {
  $add_member(C, '__repr__', (self) => $repr_within(self, '...',
    () => `${$class_of(self).__qualname__}(${fields.filter((f) => f.repr).map((f) => `${f.name}=${$repr($attr(self, f.name))}`).join(', ')})`));
}

function $compared(o, fields) {
  return $tuple(fields.filter((f) => f.compare).map((f) => $attr(o, f.name)));
}

// gives .__eq__
function $dc_eq(C, fields) {
  $add_member(C, '__eq__', (self, other) => $alike(self, other) ? $eq($compared(self, fields), $compared(other, fields)) : $b_NotImplemented);
}

function $alike(self, other) {
  return other != null && other[$_py] === true && $class_of(self) === $class_of(other);
}

// gives .__lt__ .__le__ .__gt__ .__ge__
function $dc_order(C, fields) {
  for (const [name, compare] of [['__lt__', $lt], ['__le__', $le], ['__gt__', $gt], ['__ge__', $ge]]) {
    $add_member(C, name, (self, other) => $alike(self, other) ? compare($compared(self, fields), $compared(other, fields)) : $b_NotImplemented);
  }
}

// gives .__hash_key__
function $dc_hash(C, fields) {
  fields = fields.map((f) => ({ ...f, compare: f.hash ?? f.compare })); // if $dc_field
  $add_member(C, '__hash_key__', (self) => $compared(self, fields));
}

// gives .__setattr__ .__delattr__
function $dc_frozen(C) {
  const refuse = (what) => (self, name) => $raise($instantiate($FrozenInstanceError, [`cannot ${what} field '${name}'`]));
  $add_member(C, '__setattr__', refuse('assign to'));
  $add_member(C, '__delattr__', refuse('delete'));
}

const $FrozenInstanceError = $exception('FrozenInstanceError', $b_AttributeError);

// gives .__slots__
function $dc_slots(C, fields) {
  $add_member(C, '__slots__', $tuple(fields.map((f) => f.name)));
}

// The fields that `case Point(x, y)` reads.
function $dc_match(C, fields) {
  $add_member(C, '__match_args__', $tuple(fields.filter((f) => f.init && !f.kw_only).map((f) => f.name)));
}

function $dataclass_fields(o) {
  const C = typeof o === 'function' ? o : o != null && o[$_py] === true ? $class_of(o) : null;
  if (C && C[$_dataclass]) return C[$_dataclass].filter((f) => !f.init_var); // if $dc_field
  return C && C[$_dataclass] ? C[$_dataclass] : $fail($b_TypeError, 'must be called with a dataclass type or instance');
}

function $dc_fields(o) {
  return $tuple($dataclass_fields(o).map((f) => $instantiate($FieldInfo, [f])));
}

// The description of a field by fields(), without its type, which is unknown at run time.
const $FieldInfo = $class('Field', [], ['__init__', (self, { name, value, factory, init, repr, compare, kw_only, hash, metadata }) => {
  const shown = { name, default: value ?? $dc_MISSING, default_factory: factory ?? $dc_MISSING, init, repr, hash: hash ?? null, compare, kw_only };
  for (const [key, part] of Object.entries({ ...shown, metadata: $read_only(metadata ?? $d()) })) $set_plainly(self, key, part);
  return null;
}]);

const $dc_MISSING = $class('_MISSING_TYPE', [], [])();

function $read_only(dict) {
  const [set, remove] = ['assignment', 'deletion'].map((what) => () => $type_error(`'mappingproxy' object does not support item ${what}`));
  return Object.assign($merged(dict), { [$_set]: set, [$_delete]: remove });
}

function $dc_is_dataclass(o) {
  const C = typeof o === 'function' ? o : o != null && o[$_py] === true ? $class_of(o) : null;
  return C !== null && C[$_dataclass] !== undefined;
}

// A dataclass as plain values, recursively.
function $dataclass_values(o, make) {
  const inner = (x) => $dataclass_values(x, make);
  if (o != null && o[$_py] === true && $class_of(o)[$_dataclass]) return make($dataclass_fields(o).map((f) => [f.name, inner($attr(o, f.name))]));
  if (Array.isArray(o) && o[$_py]) return $class_of(o)(...Array.from(o, inner)); // if $js_namedtuple_class
  if (Array.isArray(o)) return o[$_kind] === 'tuple' ? $tuple(o.map(inner)) : o.map(inner);
  if ($is(o, 'set')) return $m_copy(o); // if $Set
  return o != null && o[$_kind] === 'dict' ? $d(...Array.from($iter(o), (key) => [key, inner($item(o, key))]).flat()) : o;
}

function $fields_of_instance(o, name) {
  return o != null && o[$_py] === true ? $dataclass_fields(o) : $fail($b_TypeError, `${name}() should be called on dataclass instances`);
}

function $dc_asdict(o) {
  $fields_of_instance(o, 'asdict');
  return $dataclass_values(o, (pairs) => $d(...pairs.flat()));
}

function $dc_astuple(o) {
  $fields_of_instance(o, 'astuple');
  return $dataclass_values(o, (pairs) => $tuple(pairs.map((pair) => pair[1])));
}

function $dc_replace(o, changes) {
  const fields = $fields_of_instance(o, 'replace'), unset = fields.find((f) => !f.init && $in(f.name, changes));
  if (unset) $fail($b_ValueError, `field ${unset.name} is declared with init=False, it cannot be specified with replace()`);
  const kept = fields.filter((f) => f.init && !$in(f.name, changes));
  return $kw($class_of(o), [], $merged($d(...kept.flatMap((f) => [f.name, $attr(o, f.name)])), changes));
}
