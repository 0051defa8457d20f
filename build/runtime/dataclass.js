// dataclasses: the methods of a data class, made from the annotated names that the compiler hands over.

class $Field {
  constructor(options) { Object.assign(this, options); }
  get kind$() { return 'field'; }
  get name$() { return 'Field'; }
}

const $dc_field = $bind('field * default= default_factory= init= repr= compare= hash= kw_only= metadata=',
  [undefined, undefined, true, true, true, null, false, null],
  (value, factory, init, repr, compare, hash, kw_only, metadata) => new $Field({ value, factory, init, repr, compare, kw_only, metadata }));

const $dc_dataclass = $bind('dataclass cls= / * init= repr= eq= order= unsafe_hash= frozen= match_args= kw_only= slots=',
  [null, true, true, true, false, false, false, true, false, false],
  (cls, init, repr, eq, order, unsafe_hash, frozen, match_args, kw_only) => {
    const options = { init, repr, eq, order, frozen, hash: frozen || unsafe_hash, kw_only };
    return cls ? $make_dataclass(cls, options) : (C) => $make_dataclass(C, options);
  });

function $make_dataclass(C, options) {
  const fields = new Map();
  for (const parent of C.__mro__.slice(1).reverse()) for (const field of parent.__dataclass__ || []) fields.set(field.name, field);
  for (const name of C.__fields__ || []) {
    const given = $own(C.prototype, name) ? C.prototype[name] : undefined;
    const field = given instanceof $Field ? given : new $Field({ value: given, init: true, repr: true, compare: true, kw_only: options.kw_only });
    field.name = name;
    field.kw_only = field.kw_only || options.kw_only;
    fields.set(name, field);
    if (given instanceof $Field) {
      if (given.value === undefined) delete C.prototype[name];
      else $define(C.prototype, name, given.value);
    } else if (given !== undefined && (Array.isArray(given) && given.kind$ === undefined || ['dict', 'set'].includes(given.kind$) && !given.key$)) {
      $fail($b_ValueError, `mutable default <class '${$type_name(given)}'> for field ${name} is not allowed: use default_factory`);
    }
  }
  C.__dataclass__ = [...fields.values()];
  $define(C.prototype, '__match_args__', $tuple(C.__dataclass__.filter((f) => f.init && !f.kw_only).map((f) => f.name)));
  $add_methods(C, options);
  return C;
}

function $add_methods(C, options) {
  const fields = C.__dataclass__, proto = C.prototype;
  const add = (name, f) => { if (!$own(proto, name)) $define(proto, name, f); };
  const compared = (o) => $tuple(fields.filter((f) => f.compare).map((f) => o[f.name]));
  if (options.init) add('__init__', $dataclass_init(C, fields));
  if (options.repr) {
    add('__repr__', (self) => $repr_within(self, '...', () => `${$type_name(self)}(${fields.filter((f) => f.repr).map((f) => `${f.name}=${$repr(self[f.name])}`).join(', ')})`));
  }
  if (options.eq) add('__eq__', (self, other) => $class_of(self) === $class_of(other) ? $eq(compared(self), compared(other)) : $b_NotImplemented);
  if (options.hash) add('__hash_key__', compared);
  if (options.order) {
    for (const [name, compare] of [['__lt__', $lt], ['__le__', $le], ['__gt__', $gt], ['__ge__', $ge]]) {
      add(name, (self, other) => $class_of(self) === $class_of(other) ? compare(compared(self), compared(other)) : $b_NotImplemented);
    }
  }
  if (options.frozen) {
    const refuse = (what) => (self, name) => $raise($instantiate($FrozenInstanceError, [`cannot ${what} field '${name}'`]));
    add('__setattr__', refuse('assign to'));
    add('__delattr__', refuse('delete'));
  }
}

const $FrozenInstanceError = $exception('FrozenInstanceError', $b_AttributeError);

function $dataclass_init(C, fields) {
  const taken = fields.filter((f) => f.init);
  const positional = taken.filter((f) => !f.kw_only), keyword = taken.filter((f) => f.kw_only);
  const word = (f) => f.name + (f.value !== undefined || f.factory !== undefined ? '=' : '');
  const text = ['__init__', 'self', ...positional.map(word), ...(keyword.length ? ['*', ...keyword.map(word)] : [])].join(' ');
  const seen = positional.findIndex((f) => word(f).endsWith('='));
  const bad = seen < 0 ? null : positional.slice(seen).find((f) => !word(f).endsWith('='));
  if (bad) $fail($b_TypeError, `non-default argument '${bad.name}' follows default argument`);
  const init = (self, ...args) => {
    const values = $arguments(text, null, [self, ...args], null);
    return fill(self, values.slice(1));
  };
  const fill = (self, values) => {
    const ordered = [...positional, ...keyword];
    for (const f of fields) {
      let value = f.init ? values[ordered.indexOf(f)] : undefined;
      if (value === undefined) value = f.factory !== undefined ? f.factory() : f.value;
      if (value !== undefined) Object.defineProperty(self, f.name, { value, writable: true, enumerable: true, configurable: true });
    }
    const after = $dunder(self, '__post_init__');
    if (after) after(self);
    return null;
  };
  return Object.assign(init, { __sig__: text, __bind__: (args, kwargs) => fill(args[0], $arguments(text, null, args, kwargs).slice(1)) });
}

function $dataclass_fields(o) {
  const C = typeof o === 'function' ? o : o != null && o.$py === true ? $class_of(o) : null;
  return C && C.__dataclass__ ? C.__dataclass__ : $fail($b_TypeError, 'must be called with a dataclass type or instance');
}

function $dc_fields(o) {
  return $tuple($dataclass_fields(o).map((f) => $instantiate($FieldInfo, [f.name])));
}

const $FieldInfo = $class('Field', [], [['__init__', (self, name) => { self.name = name; return null; }]]);

function $dc_is_dataclass(o) {
  const C = typeof o === 'function' ? o : o != null && o.$py === true ? $class_of(o) : null;
  return C !== null && C.__dataclass__ !== undefined;
}

// A dataclass as plain values, however deep.
function $dataclass_values(o, make) {
  if (o != null && o.$py === true && $class_of(o).__dataclass__) return make($dataclass_fields(o).map((f) => [f.name, $dataclass_values(o[f.name], make)]));
  if (Array.isArray(o)) return o.kind$ === 'tuple' ? $tuple(o.map((item) => $dataclass_values(item, make))) : o.map((item) => $dataclass_values(item, make));
  return o != null && o.kind$ === 'dict' ? $d(...Array.from($iter(o), (key) => [key, $dataclass_values($item(o, key), make)]).flat()) : o;
}

function $dc_asdict(o) {
  $dataclass_fields(o);
  return $dataclass_values(o, (pairs) => $d(...pairs.flat()));
}

function $dc_astuple(o) {
  $dataclass_fields(o);
  return $dataclass_values(o, (pairs) => $tuple(pairs.map((pair) => pair[1])));
}

const $dc_replace = $bind('replace obj / **changes', [], (o, changes) => {
  const kept = $dataclass_fields(o).filter((f) => f.init && !$in(f.name, changes));
  return $instantiate_by_name($class_of(o), [], $merged($d(...kept.flatMap((f) => [f.name, o[f.name]])), changes));
});
