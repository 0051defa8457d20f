// format(), str.format and the `%` of texts.

// The parts of a format specification.
function $spec(spec, x) {
  const match = /^(?:(.)?([<>=^]))?([-+ ])?(z)?(#)?(0)?(\d+)?([,_])?(?:\.(\d*))?(.)?$/su.exec(spec);
  if (!match) {
    $fail($b_ValueError, /,_|_,/.test(spec) ? "Cannot specify both ',' and '_'."
      : `Invalid format specifier '${spec}' for object of type '${$type_name(x)}'`);
  }
  const [, fill, align, sign = '', z, alt, zero, width, group = '', precision, type = ''] = match;
  if (precision === '') $fail($b_ValueError, 'Format specifier missing precision');
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

// Pads to the width, on the side that `align` selects.
function $align(text, spec, align) {
  const missing = Math.max(0, spec.width - $len(text));
  const left = align === '<' ? 0 : align === '^' ? missing >> 1 : missing;
  return spec.fill.repeat(left) + text + spec.fill.repeat(missing - left);
}

function $format(x, spec) {
  const method = $dunder(x, '__format__'); // if .__format__
  if (method) return $formatted(method(x, spec)); // if .__format__
  if (spec === '') return $str(x);
  if (typeof x === 'string') return $format_text(x, $spec(spec, x));
  if ($num(x) !== undefined) return $format_number(x, $spec(spec, x));
  return $type_error('unsupported format string passed to @.__format__', x);
}

function $formatted(text) {
  return typeof text === 'string' ? text : $type_error('__format__ must return a str, not @', text);
}

function $b_format(x, spec) {
  if (spec !== undefined && typeof spec !== 'string') $type_error(`format() argument 2 must be str, not ${spec === null ? 'None' : $type_name(spec)}`);
  return $format(x, spec ?? '');
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
  const is_int = $is_int(x) && (!type || 'bcdnoxX'.includes(type));
  if (!is_int && type && !'eEfFgGn%'.includes(type)) $unknown_code(type, x);
  let prefix = '', body;
  if (!is_int) {
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
  const negative = (value < 0 || Object.is(value, -0) && !is_int) && !(spec.z && !/[1-9a-z]/i.test(body.replace(/e.*/i, '')));
  const sign = negative ? '-' : spec.sign === '-' ? '' : spec.sign;
  return $lay_out(sign + prefix, body, spec, $bases[type] ? 4 : 3);
}

// Groups the digits and pads; zeros after the sign are grouped too.
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

// Exactly this many significant digits of x, rounded half to even, and the power of ten of the first.
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
  if (typeof o !== 'string') return $method(o, 'format', args, named ? Object.fromEntries(named[$_entries]()) : undefined);
  return $fill(o, args, named, { next: 0 });
}

function $m_format_map(o, mapping) {
  return typeof o === 'string' ? $fill(o, [], mapping, { next: 0 }) : $method(o, 'format_map', $rest(arguments));
}

// Puts values into the fields of a string; the fields of a specification are filled first.
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
  const tuple = values != null && values[$_kind] === 'tuple';
  const mapping = !tuple && values != null && (values[$_kind] === 'dict' || Array.isArray(values) || $dunder(values, '__getitem__')
    || $is_foreign(values));
  const args = tuple ? values : [values];
  let used = 0;
  const next = () => used < args.length ? args[used++] : $fail($b_TypeError, 'not enough arguments for format string');
  const result = text.replace(/%(?:\(([^)]*)\))?([-+ #0]*)(\*|\d+)?(?:\.(\*|\d*))?[hlL]?([^]?)/gu,
    (all, key, flags, width, precision, type, at) => {
      if (all === '%%') return '%';
      if (type === '') $fail($b_ValueError, 'incomplete format');
      const star = (x) => $is_int(x) ? +x : $fail($b_TypeError, '* wants int');
      const wide = width === '*' ? star(next()) : Number(width || 0);
      const exact = precision === '*' ? star(next()) : precision === undefined ? undefined : Number(precision);
      if (key !== undefined && !mapping) $fail($b_TypeError, 'format requires a mapping');
      const value = key === undefined ? next() : $item(values, key);
      if (!'diuoxXeEfFgGcrsa'.includes(type)) {
        if (type === '(') $fail($b_ValueError, 'incomplete format key');
        const index = Array.from(text.slice(0, at + all.length)).length - 1;
        $fail($b_ValueError, `unsupported format character '${type}' (0x${type.codePointAt(0).toString(16)}) at index ${index}`);
      }
      return $percent_value(value, type, flags + (wide < 0 ? '-' : ''), Math.abs(wide), exact);
    });
  if (used < args.length && !mapping) $fail($b_TypeError, 'not all arguments converted during string formatting');
  return result;
}

// The number that a `%` format shows for an instance; any other value unchanged.
function $number_for(type, value) {
  const names = 'eEfFgG'.includes(type) ? ['__float__', '__index__'] : 'diu'.includes(type) ? ['__int__', '__index__'] : ['__index__'];
  const method = names.map((name) => $dunder(value, name)).find((method) => method);
  return method ? method(value) : value;
}

function $percent_value(value, type, flags, width, precision) {
  const left = flags.includes('-'), spec = { fill: ' ', align: left ? '<' : '>', zero: flags.includes('0') && !left,
    sign: flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '', alt: flags.includes('#'), width, group: '', precision };
  if ('rsa'.includes(type)) {
    const text = type === 's' ? $str(value) : type === 'r' ? $repr(value) : $ascii(value);
    return $align(precision === undefined ? text : $slice(text, null, precision), spec, spec.align);
  }
  if ($num(value) === undefined) value = $number_for(type, value); // if .__int__ | .__float__ | .__index__
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
  const integer = $whole(number), [base, mark] = $bases[type] || [10, ''];
  let digits = Math.abs(integer).toString(base).padStart(precision || 0, '0');
  if (type === 'X') digits = digits.toUpperCase();
  return $lay_out((integer < 0 ? '-' : spec.sign) + (spec.alt ? mark : ''), digits, spec, 3);
}
