// repr() and str().

// The text of a container inside itself.
const $being_shown = [];

function $repr_within(container, inside, show) {
  if ($being_shown.includes(container)) return inside;
  $being_shown.push(container);
  try {
    return show();
  } finally {
    $being_shown.pop();
  }
}

function $repr(x) {
  if (typeof x === 'string') return $repr_text(x);
  if (x == null) return 'None';
  if (typeof x === 'boolean') return x ? 'True' : 'False';
  if (typeof x === 'number') return Number.isInteger(x) ? `${BigInt(x)}` : $repr_float(x);
  const method = $dunder(x, '__repr__');
  if (method) return $shown(method(x), '__repr__');
  if (x[$_repr]) return x[$_repr]();
  if (Array.isArray(x)) return $repr_within(x, '[...]', () => `[${x.map($repr).join(', ')}]`);
  if (typeof x === 'function' && !x[$_mro]) return $repr_function(x); // if $b_print
  if (typeof x === 'function') return x[$_mro] ? `<class '${$home_of(x)}${x.__qualname__ || x.__name__}'>` : `<function ${x.name}>`;
  if (x instanceof Error) return `${$str(x.name)}(${$repr_text($str(x.message))})`;
  if ($is_plain(x)) return $repr_pairs(x, Object.entries(x));
  return typeof x === 'object' ? `<${$type_name(x)} object>` : String(x);
}

// The text of a function omits its address.
function $repr_function(f) {
  const built_in = /^[$]b_(\w+)$/.exec(f.name);
  return built_in ? `<built-in function ${built_in[1]}>` : `<function ${$function_name(f)}>`;
}

// The prefix of a class's name in its text: every module of the program counts as the main module.
function $home_of(C) {
  if ($built_in_errors.test(C.__name__)) return ''; // if $type_of
  return C[$_test] || C === $b_object ? '' : '__main__.';
}

const $built_in_errors = new RegExp(`^(?:(?:Base)?Exception|SystemExit|KeyboardInterrupt|GeneratorExit|Stop(?:Async)?Iteration`
  + '|(?:User|Deprecation)?Warning|(?:Arithmetic|Assertion|Attribute|Buffer|Connection|EOF|FileNotFound|FloatingPoint|Import'
  + '|Index|Key|Lookup|Memory|ModuleNotFound|Name|NotImplemented|OS|Overflow|Permission|Recursion|Reference|Runtime|Timeout'
  + '|Type|UnboundLocal|Unicode|Value|ZeroDivision)Error)$');

// The text of an instance, from its method.
function $shown(text, name) {
  return typeof text === 'string' ? text : $type_error(`${name} returned non-string (type @)`, text);
}

function $repr_pairs(container, pairs) {
  const shown = () => pairs.map(([key, value]) => `${$repr(key)}: ${$repr(value)}`).join(', ');
  return $repr_within(container, '{...}', () => `{${shown()}}`);
}

function $str(x) {
  if (typeof x === 'string') return x;
  const method = $dunder(x, '__str__');
  if (method) return $shown(method(x), '__str__');
  return x instanceof Error && !x[$_py] ? $str(x.message) : $repr(x);
}

// JavaScript's digits, with Python's rules for when to use an exponent and how to write it.
function $repr_float(x) {
  const size = Math.abs(x);
  if (!Number.isFinite(x)) return String(x).replace('inity', '').toLowerCase();
  if (size >= 1e16 || size < 1e-4 && size > 0) return x.toExponential().replace(/e.(?=.$)/, '$&0');
  return Object.is(x, -0) ? '-0.0' : Number.isInteger(x) ? `${x}.0` : String(x);
}

function $repr_text(text) {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const shown = text.replace(/[\\'"]|[^ -~]/gu, (c) => {
    if (c === '\\' || c === quote) return `\\${c}`;
    return /['"]|[^\p{C}\p{Z}]/u.test(c) ? c : { '\n': '\\n', '\r': '\\r', '\t': '\\t' }[c] || $escape(c);
  });
  return quote + shown + quote;
}

function $is_printable(text) {
  return !/[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u.test(text);
}

// \x, \u or \U: a character by its number.
function $escape(c) {
  const hex = c.codePointAt(0).toString(16), [letter, size] = hex.length < 3 ? 'x2' : hex.length < 5 ? 'u4' : 'U8';
  return `\\${letter}${hex.padStart(size, '0')}`;
}

function $b_repr(x) {
  return $repr(x);
}

function $ascii(x) {
  return $repr(x).replace(/[^\0-\x7f]/gu, $escape);
}

function $b_ascii(x) {
  return $ascii(x);
}

const $b_str = $type('str', $isa_str, (...args) => {
  if (args.length > 1 && $is(args[0], 'bytes')) return $m_decode(args[0], args[1]); // if $Bytes
  return args.length ? $str(args[0]) : '';
}, 3);
