// Arithmetic, the number types, and the built-in functions that only concern numbers.

function $overflow() {
  return $fail($b_OverflowError, 'int too large: whole numbers beyond 2**53 are not supported here');
}

// What an operation on two numbers returns: an int when both are, checked to be exact, else a float.
function $number(result, a, b) {
  if (!$is_int(a) || !$is_int(b)) return $float(result);
  return Number.isSafeInteger(result) ? result + 0 : $overflow();
}

// What the methods of instances make of an operator, or a TypeError. Only lines with a condition name it.
function $ask_operands(a, b, name, op) {
  const same = $class_of_instance(a) !== null && $class_of_instance(a) === $class_of_instance(b);
  const answer = $ask(a, b, `__${name}__`, same ? '' : `__r${name}__`);
  return answer === undefined ? $unsupported(a, b, op) : answer;
}

function $class_of_instance(x) {
  return x != null && x.$py === true ? $class_of(x) : null;
}

function $has_instance(a, b) {
  return $class_of_instance(a) !== null || $class_of_instance(b) !== null;
}

function $unsupported(a, b, op) {
  return $fail($b_TypeError, `unsupported operand type(s) for ${op}: '${$type_name(a)}' and '${$type_name(b)}'`);
}

// `a += b` by the method of an instance; undefined when it has none.
function $ask_in_place(a, b, name) {
  const method = $dunder(a, name), answer = method ? method(a, b) : $b_NotImplemented;
  return answer === $b_NotImplemented ? undefined : answer;
}

// An operator of sets and dicts, in place (`ior`) or not (`or`); undefined when it is none of theirs.
function $of_sets(a, b, name) {
  const method = `${name}$`;
  if (a != null && a[method]) return a[method](b);
  return a != null && a.kind$ === 'view' && b != null && b.with_view$ ? b.with_view$(a, name) : undefined;
}

function $add(a, b, op = '+') {
  const x = $num(a), y = $num(b);
  if (x !== undefined && y !== undefined) return $number(x + y, a, b);
  if (typeof a === 'string' && typeof b === 'string') return a + b;
  const answer = $ask(a, b, '__add__', '__radd__'); // if .__add__ | .__radd__
  if (answer !== undefined) return answer; // if .__add__ | .__radd__
  if (Array.isArray(a) && Array.isArray(b) && a.kind$ === b.kind$) {
    if (a.kind$) return $tuple(a.concat(b)); // if $Tuple
    return a.concat(b);
  }
  if (typeof a !== 'string' && !Array.isArray(a)) return $unsupported(a, b, op);
  return $type_error('can only concatenate @ (not "@") to @', a, b, a);
}

function $sub(a, b, op = '-') {
  const x = $num(a), y = $num(b);
  if (x !== undefined && y !== undefined) return $number(x - y, a, b);
  const made = $of_sets(a, b, 'sub'); // if $Set
  if (made !== undefined) return made; // if $Set
  if ($is_set_view(a) || $is_set_view(b)) return $view_operator(a, b, 'sub', op); // if $m_keys
  if ($has_instance(a, b)) return $ask_operands(a, b, 'sub', op); // if .__sub__ | .__rsub__
  return $unsupported(a, b, op);
}

function $mul(a, b, op = '*') {
  const x = $num(a), y = $num(b);
  if (x !== undefined && y !== undefined) return $number(x * y, a, b);
  if ($has_instance(a, b)) return $ask_operands(a, b, 'mul', op); // if .__mul__ | .__rmul__
  if (typeof a === 'string' || Array.isArray(a)) return $repeat(a, b);
  if (typeof b === 'string' || Array.isArray(b)) return $repeat(b, a);
  return $unsupported(a, b, op);
}

function $repeat(sequence, times) {
  if (!$is_int(times)) $type_error("can't multiply sequence by non-int of type '@'", times);
  const count = Math.max(0, +times);
  if (typeof sequence === 'string') return sequence.repeat(count);
  const items = [];
  for (let i = 0; i < count; i++) for (const item of sequence) items.push(item);
  return sequence.kind$ ? $tuple(items) : items;
}

function $div(a, b, op = '/') {
  const x = $num(a), y = $num(b);
  if ($has_instance(a, b)) return $ask_operands(a, b, 'truediv', op); // if .__truediv__ | .__rtruediv__
  if (x === undefined || y === undefined) return $unsupported(a, b, op);
  if (y === 0) $fail($b_ZeroDivisionError, $is_int(a) && $is_int(b) ? 'division by zero' : 'float division by zero');
  return $float(x / y);
}

// The remainder with the sign of the divisor.
function $modulo(x, y) {
  const rest = x % y;
  return rest === 0 ? y < 0 ? -0 : 0 : y < 0 !== rest < 0 ? rest + y : rest;
}

// Quotient and remainder of two floats as Python rounds and signs them.
function $float_divmod(x, y) {
  const exact = x % y, rest = $modulo(x, y), quotient = (x - exact) / y - (rest === exact ? 0 : 1);
  if (quotient === 0) return [x / y < 0 || Object.is(x / y, -0) ? -0 : 0, rest];
  const whole = Math.floor(quotient);
  return [quotient - whole > 0.5 ? whole + 1 : whole, rest];
}

// The divisor of two numbers, which must not be 0.
function $divisor(a, b, y, of_ints, of_floats) {
  return y !== 0 ? y : $fail($b_ZeroDivisionError, $is_int(a) && $is_int(b) ? of_ints : of_floats);
}

function $floordiv(a, b, op = '//') {
  const x = $num(a), y = $num(b);
  if ($has_instance(a, b)) return $ask_operands(a, b, 'floordiv', op); // if .__floordiv__ | .__rfloordiv__
  if (x === undefined || y === undefined) return $unsupported(a, b, op);
  const by = $divisor(a, b, y, 'integer division or modulo by zero', 'float floor division by zero');
  return $number($float_divmod(x, by)[0], a, b);
}

function $mod(a, b, op = '%') {
  const x = $num(a), y = $num(b);
  if (typeof a === 'string') {
    $type_error('text % values: the text must be written in the place, use an f-string or .format()');
  }
  if ($has_instance(a, b)) return $ask_operands(a, b, 'mod', op); // if .__mod__ | .__rmod__
  if (x === undefined || y === undefined) return $unsupported(a, b, op);
  return $number($modulo(x, $divisor(a, b, y, 'integer modulo by zero', 'float modulo')), a, b);
}

// `a % b` where a may be a text to be formatted: only where the compiler cannot tell, for it brings the formats along.
function $mod_or_percent(a, b) {
  return typeof a === 'string' ? $percent(a, b) : $mod(a, b);
}

function $b_divmod(a, b) {
  const x = $num(a), y = $num(b);
  if ($has_instance(a, b)) return $ask_operands(a, b, 'divmod', 'divmod()'); // if .__divmod__ | .__rdivmod__
  if (x === undefined || y === undefined) return $unsupported(a, b, 'divmod()');
  const by = $divisor(a, b, y, 'integer division or modulo by zero', 'float divmod()');
  return $tuple($float_divmod(x, by).map((part) => $number(part, a, b)));
}

function $pow(a, b) {
  const x = $num(a), y = $num(b), op = '** or pow()';
  if ($has_instance(a, b)) return $ask_operands(a, b, 'pow', op); // if .__pow__ | .__rpow__
  if (x === undefined || y === undefined) return $unsupported(a, b, op);
  if (!$is_int(a) || !$is_int(b) || y < 0) return $float($float_pow(x, y));
  if (y > 52 && Math.abs(x) > 1) return $overflow();
  return $number(Number(BigInt(x) ** BigInt(y > 52 ? 52 + y % 2 : y)), 1, 1);
}

// x ** y as C's pow() has it. Whole powers are worked out exactly and rounded once: engines are not exact there.
function $float_pow(x, y) {
  if (x === 0 && y < 0) $fail($b_ZeroDivisionError, '0.0 cannot be raised to a negative power');
  if (x === 1 || x === -1 && !Number.isFinite(y) && y === y) return 1;
  if (x < 0 && Number.isFinite(x) && Number.isFinite(y) && !Number.isInteger(y)) {
    $fail($b_ValueError, 'a negative number has no real power with a fraction, and complex numbers are not supported here');
  }
  let result = x ** y;
  if (!Number.isFinite(x) || !Number.isFinite(y) || x === 0) return result;
  if (y === 0.5) return Math.sqrt(x);
  if (!Number.isFinite(result)) $fail($b_OverflowError, "(34, 'Numerical result out of range')");
  if (Number.isInteger(y) && Math.abs(y) <= 1024 && Math.abs(result) > 1e-300) {
    const [mantissa, exponent] = $binary_parts(x), power = BigInt(Math.abs(y)), size = 64n + 54n * power;
    const whole = mantissa ** power;
    result = y < 0 ? $from_parts((1n << 2n * size) / whole | 1n, -exponent * -y - 2 * Number(size))
      : $from_parts(whole, exponent * y);
    if (x < 0 && y % 2 !== 0) result = -result;
  }
  return result;
}

// |x| = mantissa * 2 ** exponent, for a finite x.
function $binary_parts(x) {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const bits = view.getBigUint64(0), exponent = Number(bits >> 52n & 0x7ffn), fraction = bits & 0xfffffffffffffn;
  return exponent ? [fraction | 1n << 52n, exponent - 1075] : [fraction, -1074];
}

// The number nearest to mantissa * 2 ** exponent.
function $from_parts(mantissa, exponent) {
  const extra = BigInt(Math.max(0, mantissa.toString(16).length * 4 - 64));
  const top = mantissa >> extra, lost = top << extra !== mantissa;
  const shift = exponent + Number(extra), half = shift >> 1;
  return Number(lost ? top | 1n : top) * 2 ** half * 2 ** (shift - half);
}

// How many times 10 ** -places goes into |x|, rounded half to even on the exact value of x.
function $scaled(x, places) {
  const [mantissa, exponent] = $binary_parts(x);
  let above = mantissa, below = 1n;
  if (places >= 0) above *= 10n ** BigInt(places);
  else below = 10n ** BigInt(-places);
  if (exponent >= 0) above <<= BigInt(exponent);
  else below <<= BigInt(-exponent);
  const whole = above / below, rest = above % below * 2n;
  return rest > below || rest === below && whole & 1n ? whole + 1n : whole;
}

// |x| with exactly so many decimals.
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

// The int towards zero of a float.
function $whole(value) {
  if (value !== value) $fail($b_ValueError, 'cannot convert float NaN to integer');
  if (!Number.isFinite(value)) $fail($b_OverflowError, 'cannot convert float infinity to integer');
  return $number(Math.trunc(value), 1, 1);
}

function $neg(a) {
  const x = $num(a);
  return x === undefined ? $unary(a, '__neg__', '-') : $is_int(a) ? 0 - x : $float(-x);
}

function $pos(a) {
  const x = $num(a);
  return x === undefined ? $unary(a, '__pos__', '+') : $is_int(a) ? x : a;
}

function $invert(a) {
  return $is_int(a) ? -1 - a : $unary(a, '__invert__', '~');
}

function $b_abs(a) {
  const x = $num(a);
  return x === undefined ? $unary(a, '__abs__', 'abs()') : $is_int(a) ? Math.abs(x) : $float(Math.abs(x));
}

function $unary(a, name, op) {
  const method = $dunder(a, name); // if .__neg__ | .__pos__ | .__invert__ | .__abs__
  if (method) return method(a); // if .__neg__ | .__pos__ | .__invert__ | .__abs__
  return $type_error(`bad operand type for ${op.endsWith(')') ? '' : 'unary '}${op}: '@'`, a);
}

// The bits of two ints: natively up to 32 bits, else by way of BigInt.
function $bits(a, b, native, wide) {
  const result = (a | 0) === +a && (b | 0) === +b ? native(+a, +b) : $number(Number(wide(BigInt(+a), BigInt(+b))), 1, 1);
  return typeof a === 'boolean' && typeof b === 'boolean' ? result !== 0 : result;
}

// | & ^ of what is no int.
function $operator(a, b, name, op) {
  const made = $of_sets(a, b, name); // if $Set | $Dict
  if (made !== undefined) return made; // if $Set | $Dict
  if ($is_set_view(a) || $is_set_view(b)) return $view_operator(a, b, name, op); // if $m_keys | $m_items
  return $unsupported(a, b, op);
}

function $bitor(a, b, op = '|') {
  if ($is_int(a) && $is_int(b)) return $bits(a, b, (x, y) => x | y, (x, y) => x | y);
  if ($has_instance(a, b)) return $ask_operands(a, b, 'or', op); // if .__or__ | .__ror__
  return $operator(a, b, 'or', op);
}

function $bitand(a, b, op = '&') {
  if ($is_int(a) && $is_int(b)) return $bits(a, b, (x, y) => x & y, (x, y) => x & y);
  if ($has_instance(a, b)) return $ask_operands(a, b, 'and', op); // if .__and__ | .__rand__
  return $operator(a, b, 'and', op);
}

function $bitxor(a, b, op = '^') {
  if ($is_int(a) && $is_int(b)) return $bits(a, b, (x, y) => x ^ y, (x, y) => x ^ y);
  if ($has_instance(a, b)) return $ask_operands(a, b, 'xor', op); // if .__xor__ | .__rxor__
  return $operator(a, b, 'xor', op);
}

function $lshift(a, b, op = '<<') {
  if ($has_instance(a, b)) return $ask_operands(a, b, 'lshift', op); // if .__lshift__ | .__rlshift__
  if (!$is_int(a) || !$is_int(b)) return $unsupported(a, b, op);
  if (b < 0) $fail($b_ValueError, 'negative shift count');
  return $number(+a === 0 ? 0 : a * 2 ** +b, 1, 1);
}

function $rshift(a, b, op = '>>') {
  if ($has_instance(a, b)) return $ask_operands(a, b, 'rshift', op); // if .__rshift__ | .__rrshift__
  if (!$is_int(a) || !$is_int(b)) return $unsupported(a, b, op);
  if (b < 0) $fail($b_ValueError, 'negative shift count');
  return Math.floor(a / 2 ** Math.min(+b, 1000)) + 0;
}

function $matmul(a, b, op = '@') {
  if ($has_instance(a, b)) return $ask_operands(a, b, 'matmul', op); // if .__matmul__ | .__rmatmul__
  return $unsupported(a, b, op);
}

// An operator and `=` that only classes of the program have in place.
function $in_place(a, b, name, plain) {
  const answer = $ask_in_place(a, b, name);
  return answer !== undefined ? answer : plain(a, b);
}

// `a += b`: a list grows in place.
function $iadd(a, b) {
  const answer = $ask_in_place(a, b, '__iadd__'); // if .__iadd__
  if (answer !== undefined) return answer; // if .__iadd__
  return Array.isArray(a) && !a.kind$ ? $grow(a, b) : $add(a, b, '+=');
}

function $isub(a, b) {
  const answer = $ask_in_place(a, b, '__isub__'); // if .__isub__
  if (answer !== undefined) return answer; // if .__isub__
  const made = $of_sets(a, b, 'isub'); // if $Set
  if (made !== undefined) return made; // if $Set
  return $sub(a, b, '-=');
}

function $imul(a, b) {
  const answer = $ask_in_place(a, b, '__imul__'); // if .__imul__
  if (answer !== undefined) return answer; // if .__imul__
  if (!Array.isArray(a) || a.kind$) return $mul(a, b, '*=');
  const items = $repeat(a, b);
  a.length = 0;
  return $grow(a, items);
}

function $ior(a, b) {
  const answer = $ask_in_place(a, b, '__ior__'); // if .__ior__
  if (answer !== undefined) return answer; // if .__ior__
  const made = $of_sets(a, b, 'ior'); // if $Set | $Dict
  if (made !== undefined) return made; // if $Set | $Dict
  return $bitor(a, b, '|=');
}

function $iand(a, b) {
  const answer = $ask_in_place(a, b, '__iand__'); // if .__iand__
  if (answer !== undefined) return answer; // if .__iand__
  const made = $of_sets(a, b, 'iand'); // if $Set
  if (made !== undefined) return made; // if $Set
  return $bitand(a, b, '&=');
}

function $ixor(a, b) {
  const answer = $ask_in_place(a, b, '__ixor__'); // if .__ixor__
  if (answer !== undefined) return answer; // if .__ixor__
  const made = $of_sets(a, b, 'ixor'); // if $Set
  if (made !== undefined) return made; // if $Set
  return $bitxor(a, b, '^=');
}

const $b_int = $type('int', $is_int, (...args) => {
  const [x, base] = args;
  if (typeof x === 'string') return $int_of_text(x, base === undefined ? 10 : $index(base));
  if (base !== undefined) {
    return $fail($b_TypeError, args.length && x === undefined ? 'int() missing string argument' : "int() can't convert non-string with explicit base");
  }
  const value = args.length ? $num(x) : 0;
  if (value !== undefined) return $whole(value);
  const method = $dunder(x, '__int__') || $dunder(x, '__index__') || $dunder(x, '__trunc__'); // if .__int__ | .__index__ | .__trunc__
  if (method) return method(x); // if .__int__ | .__index__ | .__trunc__
  return $type_error("int() argument must be a string, a bytes-like object or a real number, not '@'", x);
});

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
  const x = args.length ? args[0] : 0;
  if (typeof x === 'string') return $float($float_of_text(x));
  const value = $num(x);
  if (value !== undefined) return $float(value);
  const method = $dunder(x, '__float__') || $dunder(x, '__index__'); // if .__float__ | .__index__
  if (method) return $float($num(method(x))); // if .__float__ | .__index__
  return $type_error("float() argument must be a string or a real number, not '@'", x);
});

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

// The number that gives 1 when multiplied with x, modulo m.
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
