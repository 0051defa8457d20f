// enum: the plain values of the class body become members, its only instances.

class $Auto {
  get [$_kind]() { return 'auto'; }
}

function $enum_auto() {
  return new $Auto();
}

function $enum_unique(C) {
  const aliases = [...C[$_members]].filter(([name, member]) => member.name !== name);
  if (aliases.length) $fail($b_ValueError, `duplicate values found in <enum '${C.__name__}'>: ${aliases.map(([name, m]) => `${name} -> ${m.name}`).join(', ')}`);
  return C;
}

// gives .__setattr__ .__format__
const $Enum = (() => {
  const base = $class('Enum', [], [
    '__repr__', (self) => `<${$type_name(self)}.${self.name}: ${$repr(self.value)}>`,
    '__str__', (self) => `${$type_name(self)}.${self.name}`,
    '__hash_key__', (self) => self.name,
    '__copy__', (self) => self,
    '__deepcopy__', (self) => self,
    '__setattr__', (self, name, value) => name === 'name' || name === 'value'
      ? $fail($b_AttributeError, `<enum 'Enum'> cannot set attribute '${name}'`) : $set_own(self, name, value),
  ]);
  $define(base.prototype, '__format__', (self, spec) => $format($str(self), spec)); // if $format
  base.__made__ = $make_enum;
  return base;
})();

// The text or int of an enum's member that has one, else the value itself.
function $plain(x) {
  return x != null && x[$_plain] !== undefined ? x[$_plain] : x;
}

// The receiver of a method of built-in types: the text or int of a member, unless its class has a method of that name.
function $receiver(o, name) {
  return o != null && o[$_plain] !== undefined && o[name] === undefined ? o[$_plain] : o;
}

// An Enum whose members are values of a built-in type too. convert: a value, or the name of a member with auto(), to its value.
// shown: str() and format() are the value's.
// gives .__eq__ .__format__
function $mixed_enum(name, type, convert, shown) {
  const C = $class(name, [$Enum], []);
  C[$_mro].splice(1, 0, type);
  C.__convert__ = convert;
  C.prototype[Symbol.toPrimitive] = function () { return this[$_plain]; };
  if (shown) $define(C.prototype, '__str__', (self) => $str(self[$_plain]));
  if (shown) $define(C.prototype, '__format__', (self, spec) => $format(self[$_plain], spec)); // if $format
  return C;
}

const $TextEnum = $mixed_enum('Enum', $b_str, $str, false);

const $NumberEnum = $mixed_enum('Enum', $b_int, (value) => $b_int(value), false);

const $IntEnum = $mixed_enum('IntEnum', $b_int, (value) => $b_int(value), true);

const $StrEnum = $mixed_enum('StrEnum', $b_str, (value, name) => {
  if (name) return name.toLowerCase();
  return typeof value === 'string' ? value : $fail($b_TypeError, `${$repr(value)} is not a string`);
}, true);

// Whether a name of an Enum's body is not a member: `_sunder_`, `__dunder__`, or `__private`, which the compiler wrote as `_Class__private`.
function $is_reserved(C, name) {
  return /^_(_?)[^_](.*[^_])?_\1$/.test(name) || name.startsWith(`_${C.__name__.replace(/^_+/, '')}__`);
}

function $make_enum(C, members) {
  const by_name = C[$_members] = new Map();
  let last = 0;
  const mixed = C[$_mro].find((parent) => parent.__convert__); // if $mixed_enum
  for (let i = 0; i < members.length; i += 2) {
    const name = members[i], given = members[i + 1];
    if (given === undefined || $is_reserved(C, name) || typeof given === 'function' || ['property', 'staticmethod', 'classmethod'].includes(given && given[$_kind])) continue;
    let value = given instanceof $Auto ? given.value ??= last + 1 : given; // an alias has the same
    if (typeof value === 'number') last = value;
    if (mixed) value = mixed.__convert__(value, given instanceof $Auto && name); // if $mixed_enum
    let member = [...by_name.values()].find((other) => $eq(other.value, value));
    if (!member) {
      member = Object.create(C.prototype);
      const init = C.prototype.__init__;
      for (const [key, part] of [['name', name], ['value', value], ['_name_', name], ['_value_', value]]) $set_plainly(member, key, part);
      if (mixed) member[$_plain] = value; // if $mixed_enum
      if (init) init(member, ...(value != null && value[$_kind] === 'tuple' ? value : [value]));
    }
    by_name.set(name, member);
    $define(C.prototype, name, member);
  }
  if (by_name.size) C.__blank__ = () => $fail($b_TypeError, 'enum members are made by the class body');
  const by_value = (value) => [...by_name.values()].find((member) => member === value || $eq(member.value, value));
  C[$_meta] = {
    __iter__: () => new $Iterator(new Set(by_name.values()).values(), 'generator'),
    __len__: () => new Set(by_name.values()).size,
    __contains__: (_, x) => by_value(x) !== undefined,
    __getitem__: (_, name) => by_name.get(name) || $raise($instantiate($b_KeyError, [name])),
    __call__: (_, ...args) => !args.length ? $fail($b_TypeError, "EnumType.__call__() missing 1 required positional argument: 'value'")
      : by_value(args[0]) || $missing_member(C, args[0]),
    __repr__: () => `<enum '${C.__name__}'>`,
  };
  C[$_meta].__reversed__ = () => $b_iter([...new Set(by_name.values())].reverse()); // if $b_reversed
}

function $missing_member(C, value) {
  const hook = C.prototype._missing_; // if ._missing_
  const member = hook && (hook.f || hook)(C, value); // if ._missing_
  if (member != null) return member; // if ._missing_
  return $fail($b_ValueError, `${$repr(value)} is not a valid ${C.__qualname__}`);
}
