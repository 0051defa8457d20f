// The methods of texts: finding, stripping, splitting, joining, filling.

// White space is JavaScript's and some more characters, but not the byte order mark.
const $space = /[^\S\ufeff]|[\x1c-\x1f\x85]/;

// The text without the characters at its ends that `drop` accepts.
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

// The argument, if it is a string; otherwise a TypeError that begins with `words`.
function $text(x, words) {
  return typeof x === 'string' ? x : $type_error(`${words}, not @`, x);
}

// The part of a string from start to stop, and the position where it begins; null if start is behind the end.
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
  return first + ($elements(o) === o ? at : Array.from(part.slice(0, at)).length);
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

// Whether a string begins or ends with one of the affixes: `name` is JavaScript's and, in lower case, Python's.
function $has_affix(text, affix, name) {
  affix = $is(affix, 'tuple') ? $tuple([...affix].map($plain)) : $plain(affix); // if $mixed_enum
  const test = (x, words) => typeof x === 'string' ? text[name](x) : $type_error(words.replace('%', name.toLowerCase()), x);
  if ($is(affix, 'tuple')) return affix.some((x) => test(x, 'tuple for % must only contain str, not @'));
  return test(affix, '% first arg must be str or a tuple of str, not @');
}

function $m_startswith(o, prefix, start, stop) {
  if (typeof o !== 'string') return $method(o, 'startswith', $rest(arguments));
  const part = $window(o, start, stop);
  return $has_affix(part ? part[0] : '', prefix, 'startsWith') && part !== null;
}

function $m1_startswith(o, prefix) {
  return typeof o === 'string' ? $has_affix(o, prefix, 'startsWith') : $method(o, 'startswith', [prefix]);
}

function $m_endswith(o, suffix, start, stop) {
  if (typeof o !== 'string') return $method(o, 'endswith', $rest(arguments));
  const part = $window(o, start, stop);
  return $has_affix(part ? part[0] : '', suffix, 'endsWith') && part !== null;
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

// The words between white space, at most `most` splits from the left; the rest keeps its trailing white space.
function $words(text, most) {
  const words = [], first = (remaining) => $trim(remaining, (c) => $space.test(c), true, false);
  for (let remaining = first(text); remaining !== '';) {
    const gap = words.length === most ? -1 : remaining.search($space);
    words.push(gap < 0 ? remaining : remaining.slice(0, gap));
    remaining = gap < 0 ? '' : first(remaining.slice(gap));
  }
  return words;
}

// A number of splits or replacements; without it, or if it is negative, there is no limit.
function $limit(most) {
  return most == null || most < 0 ? Infinity : $index(most);
}

// The parts; those after the first `most` are joined again.
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

// The compiler uses these if the arguments are certainly strings, and not empty: then JavaScript's own methods do the same.

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
  items = Array.from($iter(items, 'can only join an iterable'), $plain); // if $mixed_enum
  return Array.from($iter(items, 'can only join an iterable'),
    (x, i) => typeof x === 'string' ? x : $type_error(`sequence item ${i}: expected str instance, @ found`, x)).join(o);
}

// The fill characters that o needs to reach the width.
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
    for (const key of $iter(x)) {
      if (typeof key === 'string' && $len(key) !== 1) $fail($b_ValueError, 'string keys in translate table must be of length 1');
      table[$_set](typeof key === 'string' ? key.codePointAt(0) : key, $item(x, key));
    }
    return table;
  }
  const from = Array.from(x), to = Array.from(y);
  if (from.length !== to.length) $fail($b_ValueError, 'the first two maketrans arguments must have equal length');
  from.forEach((c, i) => table[$_set](c.codePointAt(0), to[i].codePointAt(0)));
  for (const c of z || '') table[$_set](c.codePointAt(0), null);
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
