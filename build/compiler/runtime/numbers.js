// int and float, and the built-in functions that only concern numbers.

function $b_divmod(a, b) {
  const x = $num(a), y = $num(b);
  if ($has_instance(a, b)) return $ask_operands(a, b, 'divmod', 'divmod()'); // if .__divmod__ | .__rdivmod__
  if (x === undefined || y === undefined) return $unsupported(a, b, 'divmod()');
  const by = $divisor(a, b, y, 'integer division or modulo by zero', 'float divmod()');
  return $tuple($float_divmod(x, by).map((part) => $number(part, a, b)));
}

// |x| with exactly this many decimals.
function $fixed(x, places) {
  const digits = $scaled(x, places).toString().padStart(places + 1, '0');
  return places ? `${digits.slice(0, -places)}.${digits.slice(-places)}` : digits;
}

function $b_round(x, places) {
  const value = $num(x);
  if (value === undefined) {
    const method = $dunder(x, '__round__'); // if .__round__
    if (method) return places == null ? method(x) : method(x, places); // if .__round__
    return $type_error("type @ doesn't define __round__ method", x);
  }
  const count = places == null ? 0 : $index(places);
  if ($is_int(x)) {
    return count >= 0 ? value : $number(Math.sign(value) * Number($scaled(value, Math.max(count, -40))) * 10 ** Math.min(-count, 40), 1, 1);
  }
  if (!Number.isFinite(value)) return places == null ? $whole(value) : value;
  if (places == null) return $number(Math.sign(value) * Number($scaled(value, 0)), 1, 1);
  if (count > 323) return x;
  const magnitude = count < -308 ? 0 : Number(count > 0 ? $fixed(value, count) : `${$scaled(value, count)}e${-count}`);
  return $float(value < 0 || Object.is(value, -0) ? -magnitude : magnitude);
}

function $b_abs(a) {
  const x = $num(a);
  return x === undefined ? $unary(a, '__abs__', 'abs()') : $is_int(a) ? Math.abs(x) : $float(Math.abs(x));
}

const $b_int = $type('int', $is_int, (...args) => {
  const base = args[1];
  let x = args[0];
  x = $plain(x); // if $mixed_enum
  if (typeof x === 'string') return $int_of_text(x, base === undefined ? 10 : $index(base));
  if (base !== undefined) {
    return $fail($b_TypeError, args.length && x === undefined ? 'int() missing string argument' : "int() can't convert non-string with explicit base");
  }
  const value = args.length ? $num(x) : 0;
  if (value !== undefined) return $whole(value);
  const method = $dunder(x, '__int__') || $dunder(x, '__index__') || $dunder(x, '__trunc__'); // if .__int__ | .__index__ | .__trunc__
  if (method) return $checked_int(method(x)); // if .__int__ | .__index__ | .__trunc__
  return $type_error("int() argument must be a string, a bytes-like object or a real number, not '@'", x);
}, 2);

// Decimal digits of other scripts as those of ASCII.
function $ascii_digits(text) {
  return text.replace(/[^\0-\x7f]/gu, (c) => {
    const digit = (code) => /\p{Nd}/u.test(String.fromCodePoint(code)), code = c.codePointAt(0);
    if (!digit(code)) return c;
    let zero = code;
    while (digit(zero - 1) && code - zero < 9) zero -= 1;
    return String(code > 0x1d7cd && code < 0x1d800 ? (code - 0x1d7ce) % 10 : code - zero);
  });
}

function $int_of_text(text, base) {
  if (base !== 0 && (base < 2 || base > 36)) $fail($b_ValueError, 'int() base must be >= 2 and <= 36, or 0');
  const [, sign, body] = /^([+-]?)(.*)$/s.exec($ascii_digits($strip_space(text)));
  const named = body[0] === '0' ? { x: 16, o: 8, b: 2 }[(body[1] || '').toLowerCase()] : undefined;
  const radix = base || named || 10;
  const digits = named === radix ? body.slice(2).replace(/^_/, '') : body;
  let value = /^[0-9a-z]+(_[0-9a-z]+)*$/i.test(digits) && (base || named || !/^0[0_]*[1-9]/.test(digits)) ? 0 : NaN;
  for (const digit of digits.replace(/_/g, '')) {
    const worth = parseInt(digit, 36);
    value = worth < radix ? value * radix + worth : NaN;
  }
  if (value !== value) $fail($b_ValueError, `invalid literal for int() with base ${base}: ${$repr(text)}`);
  return $number(sign === '-' ? -value : value, 1, 1);
}

const $b_float = $type('float', $is_float, (...args) => {
  let x = args.length ? args[0] : 0;
  x = $plain(x); // if $mixed_enum
  if (typeof x === 'string') return $float($float_of_text(x));
  const value = $num(x);
  if (value !== undefined) return $float(value);
  const method = $dunder(x, '__float__') || $dunder(x, '__index__'); // if .__float__ | .__index__
  if (method) return $checked_float(x, method(x)); // if .__float__ | .__index__
  return $type_error("float() argument must be a string or a real number, not '@'", x);
});

function $checked_int(value) {
  return $is_int(value) ? $whole($num(value)) : $type_error('__int__ returned non-int (type @)', value);
}

function $checked_float(x, value) {
  if (!$is_float(value) && !($dunder(x, '__float__') === null && $is_int(value))) {
    $type_error('@.__float__ returned non-float (type @)', x, value);
  }
  return $float($num(value));
}

function $float_of_text(text) {
  const body = $ascii_digits($strip_space(text)), word = /^([+-]?)(?:(inf|infinity)|nan)$/i.exec(body);
  if (word) return word[2] ? Number(`${word[1]}Infinity`) : NaN;
  if (!/^[+-]?(\d+(_\d+)*\.?(\d+(_\d+)*)?|\.\d+(_\d+)*)(e[+-]?\d+(_\d+)*)?$/i.test(body)) {
    $fail($b_ValueError, `could not convert string to float: ${$repr(text)}`);
  }
  return Number(body.replace(/_/g, ''));
}

function $b_pow(a, b, modulus) {
  if (modulus == null) return $pow(a, b);
  const answer = $dunder(a, '__pow__') ? $dunder(a, '__pow__')(a, b, modulus) : $b_NotImplemented; // if .__pow__
  if (answer !== $b_NotImplemented) return answer; // if .__pow__
  if ([a, b, modulus].some((x) => $num(x) === undefined)) $type_error("unsupported operand type(s) for ** or pow(): '@', '@', '@'", a, b, modulus);
  if (![a, b, modulus].every($is_int)) {
    $fail($b_TypeError, 'pow() 3rd argument not allowed unless all arguments are integers');
  }
  const by = BigInt(+modulus);
  if (by === 0n) $fail($b_ValueError, 'pow() 3rd argument cannot be 0');
  let base = BigInt(+a) % by, result = 1n;
  if (b < 0) base = $inverse(base, by);
  for (let left = BigInt(Math.abs(+b)); left > 0n; left >>= 1n) {
    if (left & 1n) result = result * base % by;
    base = base * base % by;
  }
  result %= by;
  return Number(result !== 0n && result < 0n !== by < 0n ? result + by : result);
}

// The modular inverse of x.
function $inverse(x, m) {
  let [a, b, u, v] = [x, m, 1n, 0n];
  while (b !== 0n) {
    const times = a / b;
    [a, b, u, v] = [b, a - times * b, v, u - times * v];
  }
  if (a !== 1n && a !== -1n) $fail($b_ValueError, 'base is not invertible for the given modulus');
  return a * u;
}

function $in_base(x, base, prefix) {
  const value = $index(x);
  return `${value < 0 ? '-' : ''}${prefix}${Math.abs(value).toString(base)}`;
}

function $b_hex(x) {
  return $in_base(x, 16, '0x');
}

function $b_oct(x) {
  return $in_base(x, 8, '0o');
}

function $b_bin(x) {
  return $in_base(x, 2, '0b');
}

function $b_chr(x) {
  const code = $index(x);
  return code >= 0 && code <= 0x10ffff ? String.fromCodePoint(code) : $fail($b_ValueError, 'chr() arg not in range(0x110000)');
}

function $b_ord(x) {
  x = $plain(x); // if $mixed_enum
  if (typeof x !== 'string') $type_error('ord() expected string of length 1, but @ found', x);
  const count = $len(x);
  if (count !== 1) $fail($b_TypeError, `ord() expected a character, but string of length ${count} found`);
  return x.codePointAt(0);
}

function $m_bit_length(o) {
  return $is_int(o) ? +o === 0 ? 0 : Math.abs(+o).toString(2).length : $method(o, 'bit_length', $rest(arguments));
}

function $m_bit_count(o) {
  return $is_int(o) ? Math.abs(+o).toString(2).replace(/0/g, '').length : $method(o, 'bit_count', $rest(arguments));
}

function $m_is_integer(o) {
  return $is_float(o) ? Number.isInteger(+o) : $method(o, 'is_integer', $rest(arguments));
}

function $m_as_integer_ratio(o) {
  if ($is_int(o)) return $tuple([+o, 1]);
  if (!$is_float(o)) return $method(o, 'as_integer_ratio', $rest(arguments));
  if (+o !== +o) $fail($b_ValueError, 'cannot convert NaN to integer ratio');
  if (!Number.isFinite(+o)) $fail($b_OverflowError, 'cannot convert Infinity to integer ratio');
  let [above, exponent] = $binary_parts(+o);
  while (exponent < 0 && !(above & 1n)) {
    above >>= 1n;
    exponent += 1;
  }
  const top = Number(above) * Math.max(1, 2 ** exponent);
  return $tuple([$number(o < 0 ? -top : top, 1, 1), $number(2 ** Math.max(0, -exponent), 1, 1)]);
}
