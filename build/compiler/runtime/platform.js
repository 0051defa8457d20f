// JavaScript functions for shims of the standard library: `from __js__ import clock_now` is `$js_clock_now`.

function $js_math_random() {
  return $float(Math.random());
}

// Clocks: milliseconds.

function $js_clock_now() {
  return Date.now();
}

function $js_clock_elapsed() {
  return typeof performance === 'object' ? performance.now() : Date.now();
}

// Minutes that the page's clock is ahead of UTC at that moment (milliseconds since 1970).
function $js_clock_offset(moment) {
  return -new Date($num(moment)).getTimezoneOffset() + 0;
}

// Output.

function $js_write_output(text) {
  $write('out', text);
  return null;
}

function $js_write_error(text) {
  $write('err', text);
  return null;
}

// Instances.

function $js_is_instance(x) {
  return x != null && x[$_py] === true;
}

// An instance of the same class without attributes, its __init__ not called.
function $js_blank_like(x) {
  const instance = Object.create(Object.getPrototypeOf(x));
  if (x[$_map]) instance[$_map] = new Map();
  return instance;
}

// The instance to which a method of a class is bound; None for anything else.
function $js_receiver_of(x) {
  return typeof x === 'function' && $js_is_instance(x[$_self]) ? x[$_self] : null;
}

function $js_bound_to(self, f) {
  return $bound_to(self, f);
}

// Gives a function another name.
function $js_name_function(f, name) {
  Object.defineProperty(f, 'name', { value: name });
  if (f[$_sig]) f[$_sig] = f[$_sig].replace(/^\S+/, name);
  return f;
}

function $js_set_own(x, name, value) {
  return $set_own(x, name, value);
}

// Subclasses of dict and tuple.

// A class whose instances are dicts: the base of Counter, defaultdict and OrderedDict.
// gives .__init__ .__setitem__ .__getitem__ .__delitem__ .__contains__ .__len__ .__iter__ .__repr__
const $js_dict_base = (() => {
  const fill = (self, args, named) => {
    for (const source of [...args, named]) $dict_update(self, source);
    return null;
  };
  const C = $class('dict', [], [
    '__init__', $bind('__init__ self / *args **named', [], fill),
    '__setitem__', (self, key, value) => { self[$_set](key, value); return null; },
    '__getitem__', (self, key) => $dict_item(self, key),
    '__delitem__', (self, key) => self[$_delete](key) ? null : $fail($b_KeyError, key),
    '__contains__', (self, key) => self[$_has](key),
    '__len__', (self) => self[$_len](),
    '__iter__', (self) => $walk(self, 0),
    '__repr__', (self) => self[$_repr](),
    'get', (self, key, fallback = null) => (self[$_entry](key) || [key, fallback])[1],
    'keys', (self) => new $View(self, 0),
    'values', (self) => new $View(self, 1),
    'items', (self) => new $View(self, 2),
    'copy', (self) => $dict(self[$_entries]()),
    'clear', (self) => { self[$_map].clear(); return null; },
    'pop', (self, key, ...fallback) => {
      const entry = self[$_delete](key);
      return entry ? entry[1] : fallback.length ? fallback[0] : $fail($b_KeyError, key);
    },
    'popitem', (self) => self[$_len]() ? $tuple(self[$_delete](self[$_entries]().pop()[0])) : $fail($b_KeyError, 'popitem(): dictionary is empty'),
    'setdefault', (self, key, value = null) => {
      if (!self[$_has](key)) self[$_set](key, value);
      return self[$_entry](key)[1];
    },
    'update', $bind('update self / *args **named', [], fill),
  ]);
  const counts = { get: [1, 2], keys: [0, 0], values: [0, 0], items: [0, 0], copy: [0, 0], clear: [0, 0], pop: [1, 2], popitem: [0, 0], setdefault: [1, 2] };
  for (const [name, [least, most]] of Object.entries(counts)) {
    const f = C.prototype[name];
    C.prototype[name] = (self, ...args) => args.length < least || args.length > most ? $miscalled($d(), name, 'dict', least, most, args) : f(self, ...args);
  }
  for (const name of Reflect.ownKeys($Dict.prototype)) {
    if (name === 'constructor') continue;
    Object.defineProperty(C.prototype, name, { ...Object.getOwnPropertyDescriptor($Dict.prototype, name), enumerable: false });
  }
  C.__blank__ = (K) => Object.defineProperty(Object.create(K.prototype), $_map, { value: new Map(), writable: true });
  C.__made__ = (made) => { made.__blank__ = C.__blank__; };
  return C;
})();

function $js_dict_update(dict, source) {
  return $dict_update(dict, source);
}

// The class of named tuples with these fields, the last of which have the defaults.
// gives .__init__ .__repr__ .__slots__
function $js_namedtuple_class(name, fields, defaults) {
  const C = $class(name, [], []), first = fields.length - defaults.length;
  C.prototype = Object.create($Tuple.prototype, { [$_py]: { value: true } });
  C[$_mro] = [C, $b_tuple, $b_object];
  $classes.set(C.prototype, C);
  const words = fields.map((field, i) => i < first ? field : `${field}=`);
  const members = {
    __init__: $bind([`${name}.__new__`, '_cls', ...words].join(' '), [...defaults], (self, ...values) => { Array.prototype.push.apply(self, values); return null; }),
    __repr__: (self) => $repr_within(self, '...',
      () => `${$type_name(self)}(${fields.map((field, i) => `${field}=${$repr(self[i])}`).join(', ')})`),
    __match_args__: $tuple(fields),
    __slots__: $tuple([]),
    _fields: $tuple(fields),
    _field_defaults: $dict(fields.slice(first).map((field, i) => [field, defaults[i]])),
    _make: new $ClassMethod((cls, values) => {
      const items = [...$iter(values)];
      return items.length === fields.length ? $instantiate(cls, items) : $fail($b_TypeError, `Expected ${fields.length} arguments, got ${items.length}`);
    }),
    _asdict: (self) => $dict(fields.map((field, i) => [field, self[i]])),
    _replace: $bind('_replace self / **changes', [], (self, changes) => {
      const unknown = [...changes].filter((key) => !fields.includes(key));
      if (unknown.length) $fail($b_ValueError, `Got unexpected field names: ${$repr(unknown)}`);
      return $instantiate($type_of(self), fields.map((field, i) => changes[$_has](field) ? changes[$_entry](field)[1] : self[i]));
    }),
  };
  for (const [key, member] of Object.entries(members)) $define(C.prototype, key, member);
  fields.forEach((field, i) => {
    const property = Object.assign(new $Property((self) => self[i]), { write() { $fail($b_AttributeError, "can't set attribute"); } });
    if (field in C.prototype) $set_plainly(C.prototype, `${field} property`, property); // the runtime calls JavaScript's own
    else $define(C.prototype, field, property);
  });
  C.__blank__ = (K) => Object.setPrototypeOf(new $Tuple(), K.prototype);
  C.__made__ = (made) => { made.__blank__ = C.__blank__; };
  return C;
}

// Text.

// `text % values`, if the text is not a literal.
function $js_percent(text, values) {
  return $percent(text, values);
}

// A regular expression, or the reason why the engine refuses it.
function $js_regexp(source, flags) {
  try {
    return new RegExp(source, flags);
  } catch (error) {
    return String(error.message);
  }
}

// The match at or after (sticky: only at) a position: the groups, where it begins and ends; null when there is none.
function $js_regexp_match(regexp, text, position) {
  regexp.lastIndex = position;
  const match = regexp.exec(text);
  return match && [Array.from(match, (group) => group === undefined ? null : group), match.index, match.index + match[0].length];
}

// The start and end of every group in the match at a position.
function $js_regexp_spans(regexp, text, position) {
  const exact = new RegExp(regexp.source, regexp.flags.replace('g', 'y').replace(/$/, 'd'));
  exact.lastIndex = position;
  return Array.from(exact.exec(text).indices, (span) => span ? $tuple(span) : $tuple([-1, -1]));
}

// The number of characters in the first n UTF-16 units of a string, and the reverse.
function $js_units_to_characters(text, units) {
  return $elements(text) === text ? units : Array.from(text.slice(0, units)).length;
}

function $js_characters_to_units(text, characters) {
  const all = $elements(text);
  return all === text ? characters : all.slice(0, characters).join('').length;
}

// Percent-encoding of a string, except the characters of `safe`.
function $js_quote(text, safe) {
  return Array.from(text, (c) => /[\w.~-]/.test(c) || safe.includes(c) ? c
    : encodeURIComponent(c).replace(/^[^%]$/, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)).join('');
}

// Percent-decoding. Bytes that are not UTF-8 become the replacement character.
function $js_unquote(text) {
  return text.replace(/(?:%[0-9a-fA-F]{2})+/g, (run) => {
    try {
      return decodeURIComponent(run);
    } catch (error) {
      return $decode_loosely(run.slice(1).split('%').map((byte) => parseInt(byte, 16)));
    }
  });
}

function $decode_loosely(bytes) {
  let text = '', i = 0;
  while (i < bytes.length) {
    const first = bytes[i], size = first < 0x80 ? 1 : first >= 0xc2 && first < 0xe0 ? 2 : first >= 0xe0 && first < 0xf0 ? 3
      : first >= 0xf0 && first < 0xf5 ? 4 : 0;
    const low = { 0xe0: 0xa0, 0xf0: 0x90 }[first] || 0x80, high = { 0xed: 0x9f, 0xf4: 0x8f }[first] || 0xbf;
    let taken = size ? 1 : 0;
    while (taken && taken < size && bytes[i + taken] >= (taken === 1 ? low : 0x80) && bytes[i + taken] <= (taken === 1 ? high : 0xbf)) {
      taken += 1;
    }
    if (size && taken === size) {
      text += decodeURIComponent(bytes.slice(i, i + size).map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''));
    } else {
      text += '\ufffd';
    }
    i += Math.max(1, taken);
  }
  return text;
}

// A string as JSON shows it; ascii: characters beyond ASCII escaped too.
function $js_json_text(text, ascii) {
  text = $plain(text); // if $mixed_enum
  const escapes = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\f': '\\f', '\b': '\\b' };
  return `"${text.replace(ascii ? /[^ !#-[\]-~]/g : /["\\\0-\x1f]/g,
    (c) => escapes[c] || `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)}"`;
}

// Reads JSON. fail(message, position) raises. hooks: functions (or null) that make the value of an object from its pairs, and
// that of a float, an int, NaN or an infinity from its text.
function $js_json_read(text, fail, pairs_hook, float_hook, int_hook, constant_hook) {
  const skip = (i) => {
    while (i < text.length && ' \t\n\r'.includes(text[i])) i++;
    return i;
  };
  const number = /(-?(?:0|[1-9]\d*))(\.\d+)?([eE][-+]?\d+)?/y;
  const words = { null: null, true: true, false: false, NaN, Infinity, '-Infinity': -Infinity };
  const value = (i) => {
    if (text[i] === '"') return string(i + 1);
    if (text[i] === '{') return object(i + 1);
    if (text[i] === '[') return array(i + 1);
    for (const [word, meant] of Object.entries(words)) {
      if (text.startsWith(word, i)) return [constant_hook && typeof meant === 'number' ? constant_hook(word) : meant, i + word.length];
    }
    number.lastIndex = i;
    const match = number.exec(text);
    if (!match) return fail('Expecting value', i);
    const [all, , fraction, exponent] = match;
    if (fraction || exponent) return [float_hook ? float_hook(all) : $float(Number(all)), i + all.length];
    return [int_hook ? int_hook(all) : $number(Number(all), 1, 1), i + all.length];
  };
  const string = (start) => {
    let content = '', i = start;
    for (;;) {
      const plain = /[^"\\\0-\x1f]*/y;
      plain.lastIndex = i;
      const run = plain.exec(text)[0];
      content += run;
      i += run.length;
      if (i >= text.length) return fail('Unterminated string starting at', start - 1);
      if (text[i] === '"') return [content, i + 1];
      if (text[i] !== '\\') return fail('Invalid control character at', i);
      if (i + 1 >= text.length) return fail('Unterminated string starting at', start - 1);
      const escaped = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }[text[i + 1]];
      const code = text.slice(i + 2, i + 6);
      if (escaped !== undefined) {
        content += escaped;
        i += 2;
      } else if (text[i + 1] !== 'u') {
        return fail('Invalid \\escape', i);
      } else {
        if (!/^[0-9a-fA-F]{4}$/.test(code)) return fail('Invalid \\uXXXX escape', i + 1);
        content += String.fromCharCode(parseInt(code, 16));
        i += 6;
      }
    }
  };
  const array = (start) => {
    const items = [];
    let i = skip(start);
    if (text[i] === ']') return [items, i + 1];
    for (;;) {
      const [item, next] = value(i);
      items.push(item);
      i = skip(next);
      if (text[i] === ']') return [items, i + 1];
      if (text[i] !== ',') return fail("Expecting ',' delimiter", i);
      i = skip(i + 1);
    }
  };
  const object = (start) => {
    const pairs = [];
    let i = skip(start);
    if (text[i] === '}') return [made_of(pairs), i + 1];
    for (;;) {
      if (text[i] !== '"') return fail('Expecting property name enclosed in double quotes', i);
      const [key, after] = string(i + 1);
      i = skip(after);
      if (text[i] !== ':') return fail("Expecting ':' delimiter", i);
      const [item, next] = value(skip(i + 1));
      pairs.push($tuple([key, item]));
      i = skip(next);
      if (text[i] === '}') return [made_of(pairs), i + 1];
      if (text[i] !== ',') return fail("Expecting ',' delimiter", i);
      i = skip(i + 1);
    }
  };
  const made_of = (pairs) => pairs_hook ? pairs_hook(pairs) : $dict(pairs);
  const [result, end] = value(skip(0)), stop = skip(end);
  return stop === text.length ? result : fail('Extra data', stop);
}

// The position of the character after the one at a position; -1 at the end.
function $js_next_position(text, position) {
  return position >= text.length ? -1 : position + (text.codePointAt(position) > 0xffff ? 2 : 1);
}
