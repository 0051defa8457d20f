// Text: repr and str of everything, the methods of str, and the three ways to format.

// What a container shows of itself where it holds itself.
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
  if (x.repr$) return x.repr$();
  if (Array.isArray(x)) return $repr_within(x, '[...]', () => `[${x.map($repr).join(', ')}]`);
  if (typeof x === 'function' && !x.__mro__) return $repr_function(x); // if $b_print
  if (typeof x === 'function') return x.__mro__ ? `<class '${$home_of(x)}${x.__qualname__ || x.__name__}'>` : `<function ${x.name}>`;
  if (x instanceof Error) return `${x.name}(${$repr_text(x.message)})`;
  if ($is_plain(x)) return $repr_pairs(x, Object.entries(x));
  return typeof x === 'object' ? `<${$type_name(x)} object>` : String(x);
}

// A function's address stays unsaid.
function $repr_function(f) {
  const built_in = /^[$]b_(\w+)$/.exec(f.name);
  return built_in ? `<built-in function ${built_in[1]}>` : `<function ${$function_name(f)}>`;
}

// The module of a class, as far as it is shown: that of a program's own is taken for the main one.
function $home_of(C) {
  if ($built_in_errors.test(C.__name__)) return ''; // if $type_of
  return C.__test__ || C === $b_object ? '' : '__main__.';
}

const $built_in_errors = new RegExp(`^(?:(?:Base)?Exception|SystemExit|KeyboardInterrupt|GeneratorExit|Stop(?:Async)?Iteration`
  + '|(?:User|Deprecation)?Warning|(?:Arithmetic|Assertion|Attribute|Buffer|Connection|EOF|FileNotFound|FloatingPoint|Import'
  + '|Index|Key|Lookup|Memory|ModuleNotFound|Name|NotImplemented|OS|Overflow|Permission|Recursion|Reference|Runtime|Timeout'
  + '|Type|UnboundLocal|Unicode|Value|ZeroDivision)Error)$');

// What a method gave as the text of an instance.
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
  return x instanceof Error && !x.$py ? x.message : $repr(x);
}

// Digits as JavaScript has them; where an exponent begins, and how it is written, is Python's.
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

const $b_str = $type('str', (x) => typeof x === 'string', (...args) => {
  if (args.length > 1 && $is(args[0], 'bytes')) return $m_decode(args[0], args[1]); // if $Bytes
  return args.length ? $str(args[0]) : '';
});

// White space is what JavaScript takes for it and a little more, but not the byte order mark.
const $space = /[^\S\ufeff]|[\x1c-\x1f\x85]/;

// The text without the characters at its ends that `drop` takes.
function $trim(text, drop, left, right) {
  return $part(text, (all) => {
    let start = 0, stop = all.length;
    while (left && start < stop && drop(all[start])) start += 1;
    while (right && start < stop && drop(all[stop - 1])) stop -= 1;
    return all.slice(start, stop);
  });
}

function $strip_space(text) {
  let start = 0, stop = text.length;
  while (start < stop && $space.test(text[start])) start += 1;
  while (start < stop && $space.test(text[stop - 1])) stop -= 1;
  return text.slice(start, stop);
}

function $strip(o, chars, name, left, right) {
  if (chars != null && typeof chars !== 'string') $type_error(`${name} arg must be None or str`);
  return $trim(o, (c) => chars == null ? $space.test(c) : chars.includes(c), left, right);
}

function $m0_strip(o) {
  return typeof o === 'string' ? $strip_space(o) : $method(o, 'strip', []);
}

function $m_strip(o, chars) {
  return typeof o === 'string' ? $strip(o, chars, 'strip', true, true) : $method(o, 'strip', $rest(arguments));
}

function $m_lstrip(o, chars) {
  return typeof o === 'string' ? $strip(o, chars, 'lstrip', true, false) : $method(o, 'lstrip', $rest(arguments));
}

function $m_rstrip(o, chars) {
  return typeof o === 'string' ? $strip(o, chars, 'rstrip', false, true) : $method(o, 'rstrip', $rest(arguments));
}

function $m_lower(o) {
  return typeof o === 'string' ? o.toLowerCase() : $method(o, 'lower', $rest(arguments));
}

function $m_upper(o) {
  return typeof o === 'string' ? o.toUpperCase() : $method(o, 'upper', $rest(arguments));
}

function $m_casefold(o) {
  if (typeof o !== 'string') return $method(o, 'casefold', $rest(arguments));
  return o.replace(/[^\0-@[-\x7f]/gu, (c) => /[\u0131\u13a0-\u13f5]/.test(c) ? c
    : /[\u13f8-\u13fd\uab70-\uabbf]/.test(c) ? c.toUpperCase() : c === '\u1e9e' ? 'ss'
      : c === '\u0130' ? c.toLowerCase() : Array.from(c.toUpperCase(), (part) => part.toLowerCase()).join(''));
}

// The first letter as in a title: `ß` gives `Ss`.
function $title_letter(c) {
  if (/[\u10d0-\u10ff]/.test(c)) return c;
  const code = c.charCodeAt(0);
  if (/[\u01c4-\u01cc\u01f1-\u01f3]/.test(c)) return String.fromCharCode(code + [0, -1, 1][code % 3]);
  const [first, ...more] = c.toUpperCase();
  return first + more.join('').toLowerCase();
}

function $m_capitalize(o) {
  if (typeof o !== 'string') return $method(o, 'capitalize', $rest(arguments));
  const [first = '', ...more] = o, before = /\p{Cased}/u.test(first) ? 'a' : ' ';
  return first && $title_letter(first) + (before + more.join('')).toLowerCase().slice(1);
}

function $m_title(o) {
  if (typeof o !== 'string') return $method(o, 'title', $rest(arguments));
  return o.replace(/\p{Cased}+/gu, (word) => $m_capitalize(word));
}

function $m_swapcase(o) {
  if (typeof o !== 'string') return $method(o, 'swapcase', $rest(arguments));
  return o.replace(/\p{Uppercase}+|\p{Lowercase}+/gu, (c) => /\p{Uppercase}/u.test(c) ? c.toLowerCase() : c.toUpperCase());
}

function $m_isalpha(o) {
  return typeof o === 'string' ? /^\p{L}+$/u.test(o) : $method(o, 'isalpha', $rest(arguments));
}

function $m_isdecimal(o) {
  return typeof o === 'string' ? /^\p{Nd}+$/u.test(o) : $method(o, 'isdecimal', $rest(arguments));
}

const $digit = '\\p{Nd}\\xb2\\xb3\\xb9\\u1369-\\u1371\\u19da\\u2070\\u2074-\\u2079\\u2080-\\u2089\\u2460-\\u2468\\u2474-\\u247c'
  + '\\u2488-\\u2490\\u24ea\\u24f5-\\u24fd\\u24ff\\u2776-\\u277e\\u2780-\\u2788\\u278a-\\u2792\\u{10a40}-\\u{10a43}'
  + '\\u{10e60}-\\u{10e68}\\u{11052}-\\u{1105a}\\u{1f100}-\\u{1f10a}';

function $m_isdigit(o) {
  return typeof o === 'string' ? new RegExp(`^[${$digit}]+$`, 'u').test(o) : $method(o, 'isdigit', $rest(arguments));
}

// Numerals among the ideographs, which are letters to Unicode.
const $ideographs = '\\u3405\\u3483\\u382a\\u3b4d\\u4e00\\u4e03\\u4e07\\u4e09\\u4e5d\\u4e8c\\u4e94\\u4e96\\u4ebf\\u4ec0\\u4edf'
  + '\\u4ee8\\u4f0d\\u4f70\\u5104\\u5146\\u5169\\u516b\\u516d\\u5341\\u5343\\u5344\\u5345\\u534c\\u53c1\\u53c2\\u53c3\\u53c4'
  + '\\u56db\\u58f1\\u58f9\\u5e7a\\u5efe\\u5eff\\u5f0c\\u5f0d\\u5f0e\\u5f10\\u62fe\\u634c\\u67d2\\u6f06\\u7396\\u767e\\u8086'
  + '\\u842c\\u8cae\\u8cb3\\u8d30\\u9621\\u9646\\u964c\\u9678\\u96f6\\uf96b\\uf973\\uf978\\uf9b2\\uf9d1\\uf9d3\\uf9fd'
  + '\\u{20001}\\u{20064}\\u{200e2}\\u{20121}\\u{2092a}\\u{20983}\\u{2098c}\\u{2099c}\\u{20aea}\\u{20afd}\\u{20b19}\\u{22390}'
  + '\\u{22998}\\u{23b1b}\\u{2626d}\\u{2f890}';

function $m_isnumeric(o) {
  return typeof o === 'string' ? new RegExp(`^[\\p{N}${$ideographs}]+$`, 'u').test(o)
    : $method(o, 'isnumeric', $rest(arguments));
}

function $m_isalnum(o) {
  return typeof o === 'string' ? /^[\p{L}\p{N}]+$/u.test(o) : $method(o, 'isalnum', $rest(arguments));
}

function $m_isspace(o) {
  return typeof o === 'string' ? o !== '' && Array.from(o).every((c) => $space.test(c))
    : $method(o, 'isspace', $rest(arguments));
}

function $m_islower(o) {
  return typeof o === 'string' ? /\p{Lowercase}/u.test(o) && !/[\p{Uppercase}\p{Lt}]/u.test(o)
    : $method(o, 'islower', $rest(arguments));
}

function $m_isupper(o) {
  return typeof o === 'string' ? /\p{Uppercase}/u.test(o) && !/[\p{Lowercase}\p{Lt}]/u.test(o)
    : $method(o, 'isupper', $rest(arguments));
}

function $m_istitle(o) {
  if (typeof o !== 'string') return $method(o, 'istitle', $rest(arguments));
  return /\p{Cased}/u.test(o) && o.match(/\p{Cased}+/gu).every((word) => /^[\p{Uppercase}\p{Lt}]\p{Lowercase}*$/u.test(word));
}

function $m_isidentifier(o) {
  return typeof o === 'string' ? /^[\p{XID_Start}_]\p{XID_Continue}*$/u.test(o) : $method(o, 'isidentifier', $rest(arguments));
}

function $m_isprintable(o) {
  return typeof o === 'string' ? $is_printable(o) : $method(o, 'isprintable', $rest(arguments));
}

function $m_isascii(o) {
  return typeof o === 'string' ? /^[\0-\x7f]*$/.test(o) : $method(o, 'isascii', $rest(arguments));
}

// The argument as a text, or a TypeError in the words given.
function $text(x, words) {
  return typeof x === 'string' ? x : $type_error(`${words}, not @`, x);
}

// The part of a text that start and stop leave, and where it begins; null when start is behind the end.
function $window(o, start, stop) {
  if (start == null && stop == null) return [o, 0];
  const length = $len(o), [first, last] = $bounds(start, stop, null, length);
  return last < first || start > length ? null : [$slice(o, first, last), first];
}

// The position of x in o, from the left (direction 1) or the right (-1); -1 or a ValueError when there is none.
function $text_find(o, x, start, stop, direction, words) {
  $text(x, 'must be str');
  const [part, first] = $window(o, start, stop) || [''];
  const at = first === undefined ? -1 : direction > 0 ? part.indexOf(x) : part.lastIndexOf(x);
  if (at < 0) return words ? $fail($b_ValueError, words) : -1;
  return first + $len(part.slice(0, at));
}

function $text_count(o, x) {
  return x === '' ? $len(o) + 1 : o.split(x).length - 1;
}

function $m_find(o, x, start, stop) {
  return typeof o === 'string' ? $text_find(o, x, start, stop, 1) : $method(o, 'find', $rest(arguments));
}

function $m_rfind(o, x, start, stop) {
  return typeof o === 'string' ? $text_find(o, x, start, stop, -1) : $method(o, 'rfind', $rest(arguments));
}

function $m_rindex(o, x, start, stop) {
  return typeof o === 'string' ? $text_find(o, x, start, stop, -1, 'substring not found')
    : $method(o, 'rindex', $rest(arguments));
}

// Whether a text begins or ends with one of the affixes: `name` is JavaScript's and, in lower case, Python's.
function $has_affix(text, affix, name) {
  const test = (x, words) => typeof x === 'string' ? text[name](x) : $type_error(words.replace('%', name.toLowerCase()), x);
  if ($is(affix, 'tuple')) return affix.some((x) => test(x, 'tuple for % must only contain str, not @'));
  return test(affix, '% first arg must be str or a tuple of str, not @');
}

function $m_startswith(o, prefix, start, stop) {
  if (typeof o !== 'string') return $method(o, 'startswith', $rest(arguments));
  const found = $window(o, start, stop);
  return $has_affix(found ? found[0] : '', prefix, 'startsWith') && found !== null;
}

function $m1_startswith(o, prefix) {
  return typeof o === 'string' ? $has_affix(o, prefix, 'startsWith') : $method(o, 'startswith', [prefix]);
}

function $m_endswith(o, suffix, start, stop) {
  if (typeof o !== 'string') return $method(o, 'endswith', $rest(arguments));
  const found = $window(o, start, stop);
  return $has_affix(found ? found[0] : '', suffix, 'endsWith') && found !== null;
}

function $m1_endswith(o, suffix) {
  return typeof o === 'string' ? $has_affix(o, suffix, 'endsWith') : $method(o, 'endswith', [suffix]);
}

function $m_removeprefix(o, prefix) {
  if (typeof o !== 'string') return $method(o, 'removeprefix', $rest(arguments));
  return o.startsWith($text(prefix, 'removeprefix() argument must be str')) ? o.slice(prefix.length) : o;
}

function $m_removesuffix(o, suffix) {
  if (typeof o !== 'string') return $method(o, 'removesuffix', $rest(arguments));
  return o.endsWith($text(suffix, 'removesuffix() argument must be str')) ? o.slice(0, o.length - suffix.length) : o;
}

// A separator: not empty.
function $separator(x, words) {
  return $text(x, words) === '' ? $fail($b_ValueError, 'empty separator') : x;
}

function $m_partition(o, separator) {
  if (typeof o !== 'string') return $method(o, 'partition', $rest(arguments));
  const at = o.indexOf($separator(separator, 'must be str'));
  return $tuple(at < 0 ? [o, '', ''] : [o.slice(0, at), separator, o.slice(at + separator.length)]);
}

function $m_rpartition(o, separator) {
  if (typeof o !== 'string') return $method(o, 'rpartition', $rest(arguments));
  const at = o.lastIndexOf($separator(separator, 'must be str'));
  return $tuple(at < 0 ? ['', '', o] : [o.slice(0, at), separator, o.slice(at + separator.length)]);
}

// The words between white space, at most `most` splits from the left; what is left keeps its white space behind it.
function $words(text, most) {
  const words = [], first = (rest) => $trim(rest, (c) => $space.test(c), true, false);
  for (let rest = first(text); rest !== '';) {
    const gap = words.length === most ? -1 : rest.search($space);
    words.push(gap < 0 ? rest : rest.slice(0, gap));
    rest = gap < 0 ? '' : first(rest.slice(gap));
  }
  return words;
}

// A number of splits or replacements: none given, or a negative one, is no limit.
function $limit(most) {
  return most == null || most < 0 ? Infinity : $index(most);
}

// The parts, those after the first `most` glued together again.
function $limited(parts, most, glue) {
  const count = Math.min($limit(most), parts.length - 1);
  return [...parts.slice(0, count), parts.slice(count).join(glue)];
}

function $m_split(o, separator, most) {
  if (typeof o !== 'string') return $method(o, 'split', $rest(arguments));
  if (separator == null) return $words(o, $limit(most));
  return $limited(o.split($separator(separator, 'must be str or None')), most, separator);
}

function $m_rsplit(o, separator, most) {
  if (typeof o !== 'string') return $method(o, 'rsplit', $rest(arguments));
  const turn = (text) => Array.from(text).reverse().join('');
  if (separator == null) return $words(turn(o), $limit(most)).map(turn).reverse();
  const parts = o.split($separator(separator, 'must be str or None')), first = parts.length - $limit(most);
  return first <= 1 ? parts : [parts.slice(0, first).join(separator), ...parts.slice(first)];
}

function $m_splitlines(o, keep) {
  if (typeof o !== 'string') return $method(o, 'splitlines', $rest(arguments));
  const lines = o.match(/[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029])|[^]+$/g) || [];
  return $truth(keep) ? lines : lines.map((line) => line.replace(/(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029])$/, ''));
}

function $m_replace(o, old, fresh, count) {
  if (typeof o !== 'string') return $method(o, 'replace', $rest(arguments));
  [old, fresh].forEach((x, i) => $text(x, `replace() argument ${i + 1} must be str`));
  return $limited(old === '' ? ['', ...o, ''] : o.split(old), count, old).join(fresh);
}

// With arguments that are texts for certain, and not empty, the usual methods need no more than JavaScript has.

function $t1_split(o, separator) {
  return typeof o === 'string' ? o.split(separator) : $method(o, 'split', [separator]);
}

function $t2_replace(o, old, fresh) {
  return typeof o === 'string' ? o.split(old).join(fresh) : $method(o, 'replace', [old, fresh]);
}

function $t1_startswith(o, prefix) {
  return typeof o === 'string' ? o.startsWith(prefix) : $method(o, 'startswith', [prefix]);
}

function $t1_endswith(o, suffix) {
  return typeof o === 'string' ? o.endsWith(suffix) : $method(o, 'endswith', [suffix]);
}

function $t1_partition(o, separator) {
  if (typeof o !== 'string') return $method(o, 'partition', [separator]);
  const [first, ...rest] = o.split(separator);
  return $tuple(rest.length ? [first, separator, rest.join(separator)] : [o, '', '']);
}

function $t1_removeprefix(o, prefix) {
  if (typeof o !== 'string') return $method(o, 'removeprefix', [prefix]);
  return o.startsWith(prefix) ? o.slice(prefix.length) : o;
}

function $m_join(o, items) {
  if (typeof o !== 'string') return $method(o, 'join', $rest(arguments));
  return Array.from($iter(items, 'can only join an iterable'),
    (x, i) => typeof x === 'string' ? x : $type_error(`sequence item ${i}: expected str instance, @ found`, x)).join(o);
}

// So many fill characters as o lacks to be so wide.
function $padding(o, width, fill) {
  const missing = Math.max(0, $index(width) - $len(o));
  if (fill !== undefined && typeof fill !== 'string') {
    $type_error('The fill character must be a unicode character, not @', fill);
  }
  if (fill !== undefined && $len(fill) !== 1) $fail($b_TypeError, 'The fill character must be exactly one character long');
  return [missing, fill === undefined ? ' ' : fill];
}

function $m_ljust(o, width, fill) {
  if (typeof o !== 'string') return $method(o, 'ljust', $rest(arguments));
  const [missing, mark] = $padding(o, width, fill);
  return o + mark.repeat(missing);
}

function $m_rjust(o, width, fill) {
  if (typeof o !== 'string') return $method(o, 'rjust', $rest(arguments));
  const [missing, mark] = $padding(o, width, fill);
  return mark.repeat(missing) + o;
}

function $m_center(o, width, fill) {
  if (typeof o !== 'string') return $method(o, 'center', $rest(arguments));
  const [missing, mark] = $padding(o, width, fill), left = (missing >> 1) + (missing & width & 1);
  return mark.repeat(left) + o + mark.repeat(missing - left);
}

function $m_zfill(o, width) {
  if (typeof o !== 'string') return $method(o, 'zfill', $rest(arguments));
  const [missing] = $padding(o, width), sign = /^[-+]/.test(o) ? o[0] : '';
  return sign + '0'.repeat(missing) + o.slice(sign.length);
}

function $m_expandtabs(o, size) {
  if (typeof o !== 'string') return $method(o, 'expandtabs', $rest(arguments));
  const step = size === undefined ? 8 : $index(size);
  let column = 0, result = '';
  for (const c of o) {
    const width = c !== '\t' ? 1 : step > 0 ? step - column % step : 0;
    result += c === '\t' ? ' '.repeat(width) : c;
    column = c === '\n' || c === '\r' ? 0 : column + width;
  }
  return result;
}

function $b_str_maketrans(x, y, z) {
  const table = new $Dict();
  if (y === undefined) {
    for (const key of $iter(x)) table.set$(typeof key === 'string' ? $b_ord(key) : key, $item(x, key));
    return table;
  }
  const from = Array.from(x), to = Array.from(y);
  if (from.length !== to.length) $fail($b_ValueError, 'the first two maketrans arguments must have equal length');
  from.forEach((c, i) => table.set$(c.codePointAt(0), to[i].codePointAt(0)));
  for (const c of z || '') table.set$(c.codePointAt(0), null);
  return table;
}

function $m_translate(o, table) {
  if (typeof o !== 'string') return $method(o, 'translate', $rest(arguments));
  return Array.from(o, (c) => {
    let to;
    try {
      to = $item(table, c.codePointAt(0));
    } catch (error) {
      if (error instanceof $b_LookupError) return c;
      throw error;
    }
    if (to == null) return '';
    return typeof to === 'string' ? to : $is_int(to) ? $b_chr(to)
      : $fail($b_TypeError, 'character mapping must return integer, None or str');
  }).join('');
}

// The parts of a format specification.
function $spec(spec, x) {
  const found = /^(?:(.)?([<>=^]))?([-+ ])?(z)?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?(.)?$/su.exec(spec);
  if (!found) {
    $fail($b_ValueError, /,_|_,/.test(spec) ? "Cannot specify both ',' and '_'."
      : `Invalid format specifier '${spec}' for object of type '${$type_name(x)}'`);
  }
  const [, fill, align, sign = '', z, alt, zero, width, group = '', precision, type = ''] = found;
  if (group && type && !(group === '_' ? 'deEfFgG%boxX' : 'deEfFgG%').includes(type)) {
    $fail($b_ValueError, type !== group && ',_'.includes(type) ? "Cannot specify both ',' and '_'."
      : `Cannot specify '${group}' with '${type}'.`);
  }
  return { fill: fill || (zero ? '0' : ' '), align, sign, z, alt, zero,
    width: Number(width || 0), group, precision: precision === undefined ? undefined : Number(precision), type };
}

function $unknown_code(type, x) {
  return $fail($b_ValueError, `Unknown format code '${type}' for object of type '${$type_name(x)}'`);
}

// Fills up to the width on the side that align says.
function $align(text, spec, align) {
  const missing = Math.max(0, spec.width - $len(text));
  const left = align === '<' ? 0 : align === '^' ? missing >> 1 : missing;
  return spec.fill.repeat(left) + text + spec.fill.repeat(missing - left);
}

function $format(x, spec) {
  const method = $dunder(x, '__format__'); // if .__format__
  if (method) return method(x, spec); // if .__format__
  if (spec === '') return $str(x);
  if (typeof x === 'string') return $format_text(x, $spec(spec, x));
  if ($num(x) !== undefined) return $format_number(x, $spec(spec, x));
  return $type_error('unsupported format string passed to @.__format__', x);
}

function $b_format(x, spec) {
  return $format(x, spec === undefined ? '' : spec);
}

function $format_text(x, spec) {
  if (spec.type && spec.type !== 's') $unknown_code(spec.type, x);
  if (spec.group) $fail($b_ValueError, `Cannot specify '${spec.group}' with 's'.`);
  if (spec.sign) $fail($b_ValueError, spec.sign === ' ' ? 'Space not allowed in string format specifier' : 'Sign not allowed in string format specifier');
  const odd = spec.z ? 'Negative zero coercion (z)' : spec.alt ? 'Alternate form (#)' : '';
  if (odd) $fail($b_ValueError, `${odd} not allowed in string format specifier`);
  if (spec.align === '=') $fail($b_ValueError, "'=' alignment not allowed in string format specifier");
  return $align(spec.precision === undefined ? x : $slice(x, null, spec.precision), spec, spec.align || '<');
}

const $bases = { b: [2, '0b'], o: [8, '0o'], x: [16, '0x'], X: [16, '0X'] };

function $format_number(x, spec) {
  const value = $num(x), type = spec.type;
  const whole = $is_int(x) && (!type || 'bcdnoxX'.includes(type));
  if (!whole && type && !'eEfFgGn%'.includes(type)) $unknown_code(type, x);
  let prefix = '', body;
  if (!whole) {
    body = $float_body(Math.abs(value), spec);
  } else {
    const other = spec.precision !== undefined ? 'Precision' : spec.z ? 'Negative zero coercion (z)' : '';
    if (other) $fail($b_ValueError, `${other} not allowed in integer format specifier`);
    if (type === 'c') {
      const odd = spec.sign ? 'Sign' : spec.alt ? 'Alternate form (#)' : '';
      if (odd) $fail($b_ValueError, `${odd} not allowed with integer format specifier 'c'`);
      if (value < 0 || value > 0x10ffff) $fail($b_OverflowError, '%c arg not in range(0x110000)');
      return $align(String.fromCodePoint(value), spec, spec.align || '>');
    }
    const [base, mark] = $bases[type] || [10, ''];
    body = Math.abs(value).toString(base);
    if (type === 'X') body = body.toUpperCase();
    if (spec.alt) prefix = mark;
  }
  const negative = (value < 0 || Object.is(value, -0) && !whole) && !(spec.z && !/[1-9a-z]/i.test(body.replace(/e.*/i, '')));
  const sign = negative ? '-' : spec.sign === '-' ? '' : spec.sign;
  return $lay_out(sign + prefix, body, spec, $bases[type] ? 4 : 3);
}

// Groups the digits and fills up; with zeros after the sign they are grouped too.
function $lay_out(sign, body, spec, size) {
  const align = spec.align || (spec.zero ? '=' : '>');
  let [, digits, tail] = /^([0-9a-fA-F]*?)((?:[.e%n].*|inf.*|nan.*)?)$/is.exec(body);
  if (spec.group) {
    if ($bases[spec.type]) [digits, tail] = [body, ''];
    const grouped = (text) => text.replace(new RegExp(`(?=(?:.{${size}})+$)(?!^)`, 'g'), spec.group);
    const room = spec.fill === '0' && align === '=' ? spec.width - sign.length - tail.length : 0;
    while (digits && grouped(digits).length < room) digits = `0${digits}`;
    body = grouped(digits) + tail;
  }
  if (align !== '=') return $align(sign + body, spec, align);
  return sign + spec.fill.repeat(Math.max(0, spec.width - sign.length - body.length)) + body;
}

// The digits of a float that is not negative, without padding.
function $float_body(x, { type, precision, alt }) {
  const kind = type.toLowerCase();
  let text = !Number.isFinite(x) ? (x !== x ? 'nan' : 'inf') + (kind === '%' ? '%' : '')
    : kind === '' && precision === undefined ? $repr_float(x).replace(alt ? /^(\d)e/ : /(?!)/, '$1.e')
      : kind === 'e' ? $exponential(...$digits(x, (precision === undefined ? 6 : precision) + 1), alt)
        : kind === 'f' ? $fixed(x, precision === undefined ? 6 : precision) + (alt && precision === 0 ? '.' : '')
          : kind === '%' ? `${$fixed(x * 100, precision === undefined ? 6 : precision)}${alt && precision === 0 ? '.' : ''}%`
            : $general(x, precision === undefined ? 6 : precision || 1, alt, kind === '');
  if (kind === '%' && Number.isFinite(x) && !Number.isFinite(x * 100)) text = 'inf%';
  return 'EFG'.includes(type) && type ? text.toUpperCase() : text;
}

// Exactly so many significant digits of x, rounded half to even, and the power of ten of the first.
function $digits(x, count) {
  if (x === 0) return ['0'.repeat(count), 0];
  let power = Number(x.toExponential().split('e')[1]);
  for (;;) {
    const digits = $scaled(x, count - 1 - power).toString();
    if (digits.length === count) return [digits, power];
    power += digits.length > count ? 1 : -1;
  }
}

function $exponential(digits, power, alt) {
  const point = digits.length > 1 || alt ? '.' : '';
  return `${digits[0]}${point}${digits.slice(1)}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

function $general(x, precision, alt, plain) {
  const [digits, power] = $digits(x, precision);
  const short = alt ? digits : digits.replace(/(?!^)0+$/, '');
  if (power < -4 || power >= precision - (plain ? 1 : 0)) return $exponential(short, power, alt);
  const all = power < 0 ? '0'.repeat(-power) + short : short.padEnd(power + 1, '0'), cut = Math.max(power, 0) + 1;
  return all.slice(0, cut) + (all.length > cut || alt ? '.' : plain ? '.0' : '') + all.slice(cut);
}

// str.format as a value.
function $text_format(o, ...args) {
  return $m_format(o, args, null);
}

function $m_format(o, args, named) {
  if (typeof o !== 'string') return $method(o, 'format', args, named ? Object.fromEntries(named.entries$()) : undefined);
  return $fill(o, args, named, { next: 0 });
}

function $m_format_map(o, mapping) {
  return typeof o === 'string' ? $fill(o, [], mapping, { next: 0 }) : $method(o, 'format_map', $rest(arguments));
}

// Puts values into the fields of a text; the fields of a specification are filled first.
function $fill(text, args, named, state) {
  let result = '', i = 0;
  while (i < text.length) {
    const c = text[i++];
    if (c !== '{' && c !== '}') {
      result += c;
    } else if (text[i] === c) {
      result += c;
      i += 1;
    } else if (c === '}' || i >= text.length) {
      $fail($b_ValueError, `Single '${c}' encountered in format string`);
    } else {
      let depth = 1, stop = i;
      for (let square = false; stop < text.length; stop++) {
        if (text[stop] === '[' && depth === 1) square = true;
        else if (text[stop] === ']') square = false;
        if (text[stop] === '{' && !square) depth += 1;
        else if (text[stop] === '}' && !square && --depth === 0) break;
      }
      if (depth) $fail($b_ValueError, "expected '}' before end of string");
      result += $field(text.slice(i, stop), args, named, state);
      i = stop + 1;
    }
  }
  return result;
}

function $field(text, args, named, state) {
  const [, name, conversion, spec] = /^((?:\[[^\]]*\]|[^!:[])*)(?:!([^:]*))?(?::([^]*))?$/.exec(text) || [null, text];
  let value = $field_value(name, args, named, state);
  if (conversion === 'r') value = $repr(value);
  else if (conversion === 's') value = $str(value);
  else if (conversion === 'a') value = $ascii(value);
  else if (conversion !== undefined) $fail($b_ValueError, `Unknown conversion specifier ${conversion}`);
  return $format(value, spec === undefined ? '' : $fill(spec, args, named, state));
}

function $field_value(name, args, named, state) {
  const [, first, path] = /^([^.[]*)([^]*)$/.exec(name);
  let value;
  if (first === '' || /^\d+$/.test(first)) {
    const way = first === '' ? 'automatic field numbering' : 'manual field specification';
    if (state.way && state.way !== way) $fail($b_ValueError, `cannot switch from ${state.way} to ${way}`);
    state.way = way;
    const at = first === '' ? state.next++ : Number(first);
    if (at >= args.length) $fail($b_IndexError, `Replacement index ${at} out of range for positional args tuple`);
    value = args[at];
  } else {
    value = named == null ? $fail($b_KeyError, first) : $item(named, first);
  }
  for (const [, attribute, key] of path.matchAll(/\.([^.[]*)|\[([^\]]*)\]/g)) {
    value = attribute !== undefined ? $b_getattr(value, attribute) : $item(value, /^\d+$/.test(key) ? Number(key) : key);
  }
  return value;
}

// `a % b` in a program that has formats for it.
function $percent_or_mod(a, b) {
  return typeof a === 'string' ? $percent(a, b) : $mod(a, b);
}

// `text % values`
function $percent(text, values) {
  const tuple = values != null && values.kind$ === 'tuple';
  const mapping = !tuple && values != null && (values.kind$ === 'dict' || Array.isArray(values) || $dunder(values, '__getitem__')
    || $is_foreign(values));
  const args = tuple ? values : [values];
  let used = 0;
  const next = () => used < args.length ? args[used++] : $fail($b_TypeError, 'not enough arguments for format string');
  const result = text.replace(/%(?:\(([^)]*)\))?([-+ #0]*)(\*|\d+)?(?:\.(\*|\d*))?[hlL]?([^]?)/gu,
    (all, key, flags, width, precision, type, at) => {
      if (all === '%%') return '%';
      if (type === '') $fail($b_ValueError, 'incomplete format');
      const wide = width === '*' ? $index(next()) : Number(width || 0);
      const exact = precision === '*' ? $index(next()) : precision === undefined ? undefined : Number(precision);
      if (key !== undefined && !mapping) $fail($b_TypeError, 'format requires a mapping');
      const value = key === undefined ? next() : $item(values, key);
      if (!'diuoxXeEfFgGcrsa'.includes(type)) {
        const index = Array.from(text.slice(0, at + all.length)).length - 1;
        $fail($b_ValueError, `unsupported format character '${type}' (0x${type.codePointAt(0).toString(16)}) at index ${index}`);
      }
      return $percent_value(value, type, flags + (wide < 0 ? '-' : ''), Math.abs(wide), exact);
    });
  if (used < args.length && !mapping) $fail($b_TypeError, 'not all arguments converted during string formatting');
  return result;
}

function $percent_value(value, type, flags, width, precision) {
  const left = flags.includes('-'), spec = { fill: ' ', align: left ? '<' : '>', zero: flags.includes('0') && !left,
    sign: flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '', alt: flags.includes('#'), width, group: '', precision };
  if ('rsa'.includes(type)) {
    const text = type === 's' ? $str(value) : type === 'r' ? $repr(value) : $ascii(value);
    return $align(precision === undefined ? text : $slice(text, null, precision), spec, spec.align);
  }
  if (type === 'c') {
    if (typeof value === 'string' ? $len(value) !== 1 : !$is_int(value)) $fail($b_TypeError, '%c requires int or char');
    if (value < 0 || value > 0x10ffff) $fail($b_OverflowError, '%c arg not in range(0x110000)');
    return $align(typeof value === 'string' ? value : $b_chr(value), spec, spec.align);
  }
  if (spec.zero) Object.assign(spec, { fill: '0', align: '=' });
  const number = $num(value);
  if ('eEfFgG'.includes(type)) {
    if (number === undefined) $type_error('must be real number, not @', value);
    return $format_number($float(number), { ...spec, type });
  }
  const decimal = 'diu'.includes(type);
  if (number === undefined || !decimal && !$is_int(value)) {
    $type_error(`%${type} format: ${decimal ? 'a real number' : 'an integer'} is required, not @`, value);
  }
  const whole = $whole(number), [base, mark] = $bases[type] || [10, ''];
  let digits = Math.abs(whole).toString(base).padStart(precision || 0, '0');
  if (type === 'X') digits = digits.toUpperCase();
  return $lay_out((whole < 0 ? '-' : spec.sign) + (spec.alt ? mark : ''), digits, spec, 3);
}
