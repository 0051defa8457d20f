// The operators, on numbers and on other values that support them.

function $overflow() {
  return $fail($b_OverflowError, 'int too large: whole numbers beyond 2**53 are not supported here');
}

// The result of an operation on two numbers: an int if both are, checked to be exact, else a float.
function $number(result, a, b) {
  if (!$is_int(a) || !$is_int(b)) return $float(result);
  return Number.isSafeInteger(result) ? result + 0 : $overflow();
}

// The result of the methods of instances for an operator, or a TypeError. Only lines with a condition name it.
function $ask_operands(a, b, name, op) {
  const answer = $ask(a, b, `__${name}__`, $reflected(a, b, name));
  return answer === undefined ? $unsupported(a, b, op) : answer;
}

// The method of b that is asked after a's own; none if both have the same class.
function $reflected(a, b, name) {
  const C = $class_of_instance(a);
  return C !== null && C === $class_of_instance(b) ? '' : `__r${name}__`;
}

function $class_of_instance(x) {
  return x != null && x[$_py] === true ? $class_of(x) : null;
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

// An operator of sets and dicts, in place (`$_ior`) or not (`$_or`); undefined for other values.
function $of_sets(a, b, operator) {
  return a != null && a[operator] ? a[operator](b) : undefined;
}

function $add(a, b, op = '+') {
  [a, b] = [$plain(a), $plain(b)]; // if $mixed_enum
  const x = $num(a), y = $num(b);
  if (x !== undefined && y !== undefined) return $number(x + y, a, b);
  if (typeof a === 'string' && typeof b === 'string') return a + b;
  const answer = $ask(a, b, '__add__', $reflected(a, b, 'add')); // if .__add__ | .__radd__
  if (answer !== undefined) return answer; // if .__add__ | .__radd__
  if (Array.isArray(a) && Array.isArray(b) && a[$_kind] === b[$_kind]) {
    if (a[$_kind]) return $tuple(a.concat(b)); // if $Tuple
    return a.concat(b);
  }
  if ($is(a, 'bytes') && $is(b, 'bytes')) return new $Bytes([...a[$_bytes], ...b[$_bytes]]); // if $Bytes
  if (typeof a !== 'string' && !Array.isArray(a)) return $unsupported(a, b, op);
  return $type_error('can only concatenate @ (not "@") to @', a, b, a);
}

function $sub(a, b, op = '-') {
  const x = $num(a), y = $num(b);
  if (x !== undefined && y !== undefined) return $number(x - y, a, b);
  const result = $of_sets(a, b, $_sub); // if $Set
  if (result !== undefined) return result; // if $Set
  if ($is_set_view(a) || $is_set_view(b)) return $view_operator(a, b, $_sub); // if $m_keys | $m_items
  if ($has_instance(a, b)) return $ask_operands(a, b, 'sub', op); // if .__sub__ | .__rsub__
  return $unsupported(a, b, op);
}

function $mul(a, b, op = '*') {
  [a, b] = [$plain(a), $plain(b)]; // if $mixed_enum
  const x = $num(a), y = $num(b);
  if (x !== undefined && y !== undefined) return $number(x * y, a, b);
  if ($counts(b, '__rmul__', a)) b = $index(b); // if .__index__
  if ($counts(a, '__mul__', b)) a = $index(a); // if .__index__
  if ($has_instance(a, b)) return $ask_operands(a, b, 'mul', op); // if .__mul__ | .__rmul__
  if (typeof a === 'string' || Array.isArray(a)) return $repeat(a, b);
  if (typeof b === 'string' || Array.isArray(b)) return $repeat(b, a);
  return $unsupported(a, b, op);
}

// Whether `sequence * x` may use an instance as an int, because the instance has no such operator itself.
function $counts(x, operator, sequence) {
  return (typeof sequence === 'string' || Array.isArray(sequence)) && $dunder(x, '__index__') !== null && $dunder(x, operator) === null;
}

function $repeat(sequence, times) {
  if (!$is_int(times)) $type_error("can't multiply sequence by non-int of type '@'", times);
  const count = Math.max(0, +times);
  if (typeof sequence === 'string') return sequence.repeat(count);
  const items = [];
  for (let i = 0; i < count; i++) for (const item of sequence) items.push(item);
  return sequence[$_kind] ? $tuple(items) : items;
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
  const remainder = x % y;
  return remainder === 0 ? y < 0 ? -0 : 0 : y < 0 !== remainder < 0 ? remainder + y : remainder;
}

// Quotient and remainder of two floats as Python rounds and signs them.
function $float_divmod(x, y) {
  const exact = x % y, remainder = $modulo(x, y), quotient = (x - exact) / y - (remainder === exact ? 0 : 1);
  if (quotient === 0) return [x / y < 0 || Object.is(x / y, -0) ? -0 : 0, remainder];
  const floor = Math.floor(quotient);
  return [quotient - floor > 0.5 ? floor + 1 : floor, remainder];
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

function $pow(a, b) {
  const x = $num(a), y = $num(b), op = '** or pow()';
  if ($has_instance(a, b)) return $ask_operands(a, b, 'pow', op); // if .__pow__ | .__rpow__
  if (x === undefined || y === undefined) return $unsupported(a, b, op);
  if (!$is_int(a) || !$is_int(b) || y < 0) return $float($float_pow(x, y));
  if (y > 52 && Math.abs(x) > 1) return $overflow();
  return $number(Number(BigInt(x) ** BigInt(y > 52 ? 52 + y % 2 : y)), 1, 1);
}

// x ** y like C's pow(). Whole powers are computed exactly and rounded once, because engines are not exact.
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
  if (Number.isInteger(y) && Math.abs(y) <= 1024) {
    const [mantissa, exponent] = $binary_parts(x), power = BigInt(Math.abs(y)), size = 64n + 54n * power;
    const exact = mantissa ** power, wide = 1n << 2n * size, least = wide / exact;
    result = y < 0 ? $from_parts(least * exact === wide ? least : least | 1n, -exponent * -y - 2 * Number(size))
      : $from_parts(exact, exponent * y);
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

// The number nearest to mantissa * 2 ** exponent. Below the smallest normal number, it is a whole number of 2 ** -1074.
function $from_parts(mantissa, exponent) {
  const surplus = -1074 - exponent;
  if (surplus > 0 && mantissa.toString(16).length * 4 < surplus + 57) {
    const bits = BigInt(surplus), units = mantissa >> bits, remainder = mantissa - (units << bits) << 1n, unit = 1n << bits;
    if (units < 1n << 52n) return Number(units + (remainder > unit || remainder === unit && units & 1n ? 1n : 0n)) * 2 ** -1074;
  }
  const extra = BigInt(Math.max(0, mantissa.toString(16).length * 4 - 64));
  const top = mantissa >> extra, lost = top << extra !== mantissa;
  const shift = exponent + Number(extra), half = shift >> 1;
  return Number(lost ? top | 1n : top) * 2 ** half * 2 ** (shift - half);
}

// |x| divided by 10 ** -places, rounded half to even on the exact value of x.
function $scaled(x, places) {
  const [mantissa, exponent] = $binary_parts(x);
  let above = mantissa, below = 1n;
  if (places >= 0) above *= 10n ** BigInt(places);
  else below = 10n ** BigInt(-places);
  if (exponent >= 0) above <<= BigInt(exponent);
  else below <<= BigInt(-exponent);
  const quotient = above / below, remainder = above % below * 2n;
  return remainder > below || remainder === below && quotient & 1n ? quotient + 1n : quotient;
}

// A float truncated to an int.
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

function $unary(a, name, op) {
  const method = $dunder(a, name); // if .__neg__ | .__pos__ | .__invert__ | .__abs__
  if (method) return method(a); // if .__neg__ | .__pos__ | .__invert__ | .__abs__
  return $type_error(`bad operand type for ${op.endsWith(')') ? '' : 'unary '}${op}: '@'`, a);
}

// The bits of two ints: up to 32 bits by JavaScript's operators, else by BigInt.
function $bits(a, b, native, wide) {
  const result = (a | 0) === +a && (b | 0) === +b ? native(+a, +b) : $number(Number(wide(BigInt(+a), BigInt(+b))), 1, 1);
  return typeof a === 'boolean' && typeof b === 'boolean' ? result !== 0 : result;
}

// | & ^ of values other than ints.
function $operator(a, b, operator, op) {
  const result = $of_sets(a, b, operator); // if $Set | $Dict
  if (result !== undefined) return result; // if $Set | $Dict
  if ($is_set_view(a) || $is_set_view(b)) return $view_operator(a, b, operator); // if $m_keys | $m_items
  return $unsupported(a, b, op);
}

function $bitor(a, b, op = '|') {
  if ($is_int(a) && $is_int(b)) return $bits(a, b, (x, y) => x | y, (x, y) => x | y);
  if ($has_instance(a, b)) return $ask_operands(a, b, 'or', op); // if .__or__ | .__ror__
  return $operator(a, b, $_or, op);
}

function $bitand(a, b, op = '&') {
  if ($is_int(a) && $is_int(b)) return $bits(a, b, (x, y) => x & y, (x, y) => x & y);
  if ($has_instance(a, b)) return $ask_operands(a, b, 'and', op); // if .__and__ | .__rand__
  return $operator(a, b, $_and, op);
}

function $bitxor(a, b, op = '^') {
  if ($is_int(a) && $is_int(b)) return $bits(a, b, (x, y) => x ^ y, (x, y) => x ^ y);
  if ($has_instance(a, b)) return $ask_operands(a, b, 'xor', op); // if .__xor__ | .__rxor__
  return $operator(a, b, $_xor, op);
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

// An in-place operator that only classes of the program define.
function $in_place(a, b, name, plain) {
  const answer = $ask_in_place(a, b, name);
  return answer !== undefined ? answer : plain(a, b);
}

// `a += b`: a list grows in place.
function $iadd(a, b) {
  const answer = $ask_in_place(a, b, '__iadd__'); // if .__iadd__
  if (answer !== undefined) return answer; // if .__iadd__
  return Array.isArray(a) && !a[$_kind] ? $grow(a, b) : $add(a, b, '+=');
}

function $isub(a, b) {
  const answer = $ask_in_place(a, b, '__isub__'); // if .__isub__
  if (answer !== undefined) return answer; // if .__isub__
  const result = $of_sets(a, b, $_isub); // if $Set
  if (result !== undefined) return result; // if $Set
  return $sub(a, b, '-=');
}

function $imul(a, b) {
  const answer = $ask_in_place(a, b, '__imul__'); // if .__imul__
  if (answer !== undefined) return answer; // if .__imul__
  if (!Array.isArray(a) || a[$_kind]) return $mul(a, b, '*=');
  const items = $repeat(a, b);
  a.length = 0;
  return $grow(a, items);
}

function $ior(a, b) {
  const answer = $ask_in_place(a, b, '__ior__'); // if .__ior__
  if (answer !== undefined) return answer; // if .__ior__
  const result = $of_sets(a, b, $_ior); // if $Set | $Dict
  if (result !== undefined) return result; // if $Set | $Dict
  return $bitor(a, b, '|=');
}

function $iand(a, b) {
  const answer = $ask_in_place(a, b, '__iand__'); // if .__iand__
  if (answer !== undefined) return answer; // if .__iand__
  const result = $of_sets(a, b, $_iand); // if $Set
  if (result !== undefined) return result; // if $Set
  return $bitand(a, b, '&=');
}

function $ixor(a, b) {
  const answer = $ask_in_place(a, b, '__ixor__'); // if .__ixor__
  if (answer !== undefined) return answer; // if .__ixor__
  const result = $of_sets(a, b, $_ixor); // if $Set
  if (result !== undefined) return result; // if $Set
  return $bitxor(a, b, '^=');
}
