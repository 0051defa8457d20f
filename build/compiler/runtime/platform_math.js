// JavaScript functions for the shim of `math`: `from __js__ import math_floor` is `$js_math_floor`.

// One of JavaScript's functions of numbers, as a float.
function $js_math_call(name, ...numbers) {
  return $float(Math[name](...numbers.map($real)));
}

function $real(x) {
  const value = $num(x), method = value === undefined ? $dunder(x, '__float__') : null;
  return value !== undefined ? value : method ? $num(method(x))
    : $fail($b_TypeError, `must be real number, not ${$type_name(x)}`);
}

function $js_math_real(x) {
  return $float($real(x));
}

function $js_math_floor(x) {
  const method = $dunder(x, '__floor__'); // if .__floor__
  if (method) return method(x); // if .__floor__
  return $is_int(x) ? +x : $whole(Math.floor($real(x)));
}

function $js_math_ceil(x) {
  const method = $dunder(x, '__ceil__'); // if .__ceil__
  if (method) return method(x); // if .__ceil__
  return $is_int(x) ? +x : $whole(Math.ceil($real(x)));
}

function $js_math_trunc(x) {
  const method = $dunder(x, '__trunc__'); // if .__trunc__
  if (method) return method(x); // if .__trunc__
  if ($num(x) === undefined) $fail($b_TypeError, `type ${$type_name(x)} doesn't define __trunc__ method`);
  return $is_int(x) ? +x : $whole($real(x));
}

// The int of a calculation with integers of any size; OverflowError if it does not fit.
function $js_math_comb(n, k) {
  let result = 1n;
  for (let i = 1n; i <= BigInt(Math.min(k, n - k)); i++) result = result * (BigInt(n) - i + 1n) / i;
  return k > n ? 0 : $number(Number(result), 1, 1);
}

function $js_math_isqrt(n) {
  return Number($square_root(BigInt(n)));
}

// The whole square root.
function $square_root(n) {
  if (n < 2n) return n;
  let x = 1n << BigInt(Math.ceil(n.toString(16).length * 2) + 1);
  for (;;) {
    const next = x + n / x >> 1n;
    if (next >= x) return x;
    x = next;
  }
}

// The square root of the sum of the squares, rounded once.
function $js_math_hypot(...numbers) {
  const values = numbers.map($real);
  if (values.some((value) => Math.abs(value) === Infinity)) return Infinity;
  if (values.some((value) => value !== value)) return NaN;
  const parts = values.map($binary_parts), least = Math.min(0, ...parts.map((part) => part[1]));
  const sum = parts.reduce((all, [mantissa, exponent]) => all + (mantissa << BigInt(exponent - least)) ** 2n, 0n);
  if (sum === 0n) return $float(0);
  const wide = sum << 256n, root = $square_root(wide);
  return $float($from_parts(root * root === wide ? root : root * 2n + 1n, least - 128 - (root * root === wide ? 0 : 1)));
}

function $js_math_frexp(x) {
  const value = $real(x);
  if (!Number.isFinite(value) || value === 0) return $tuple([$float(value), 0]);
  const [mantissa, exponent] = $binary_parts(value);
  const bits = mantissa.toString(2).length;
  return $tuple([$float(Math.sign(value) * Number(mantissa) / 2 ** bits), exponent + bits]);
}

// Fixed-point arithmetic: a number times 2 ** 300 as a BigInt.
const $point = 300n;

function $to_fixed_point(value) {
  const [mantissa, exponent] = $binary_parts(value), shift = BigInt(exponent) + $point;
  const size = shift >= 0n ? mantissa << shift : mantissa >> -shift;
  return value < 0 ? -size : size;
}

function $of_fixed_point(fixed, exponent) {
  const value = $from_parts(fixed < 0n ? -fixed : fixed, exponent - Number($point));
  return $float(fixed < 0n ? -value : value);
}

// The sum of z ** n / n (sign: +1) over the odd n, or with alternating signs (-1): atanh and atan.
function $odd_series(z, sign) {
  const square = z * z >> $point;
  let sum = 0n, power = z;
  for (let n = 1n; power !== 0n; n += 2n) {
    sum += power / n;
    power = sign * (power * square >> $point);
    if (power === -1n) break;
  }
  return sum;
}

function $log_two() {
  return 2n * $odd_series((1n << $point) / 3n, 1n);
}

// log(x) of a finite x > 0, rounded once: engines differ in the last digit.
function $js_math_log(x) {
  const value = $real(x), [mantissa, exponent] = $binary_parts(value), bits = BigInt(mantissa.toString(2).length);
  const fraction = mantissa << $point - bits, one = 1n << $point;
  const half = fraction < one * 3n / 4n, near = half ? fraction * 2n : fraction;
  const turns = BigInt(exponent) + bits - (half ? 1n : 0n);
  return $of_fixed_point(2n * $odd_series((near - one << $point) / (near + one), 1n) + turns * $log_two(), 0);
}

// exp(x), |x| < 750.
function $js_math_exp(x) {
  const fixed = $to_fixed_point($real(x)), two = $log_two();
  const turns = (fixed * 2n / two + 1n) / 2n, remainder = fixed - turns * two;
  let sum = 0n, term = 1n << $point;
  for (let n = 1n; term !== 0n && term !== -1n; n++) {
    sum += term;
    term = (term * remainder >> $point) / n;
  }
  return $of_fixed_point(sum, Number(turns));
}

// atan of a fixed-point number.
function $fixed_atan(z) {
  const one = 1n << $point;
  if (z < 0n) return -$fixed_atan(-z);
  if (z > one) return 2n * $fixed_atan(one) - $fixed_atan((one << $point) / z);
  let small = z;
  for (let i = 0; i < 3; i++) small = (small << $point) / (one + $square_root((one << $point) + small * small));
  return 8n * $odd_series(small, -1n);
}

// atan2(y, x) of finite numbers that are not both zero.
function $js_math_atan2(y, x) {
  const [above, below] = [$real(y), $real(x)], rough = Math.atan2(above, below);
  if (above === 0 || below === 0 || Math.abs(rough) < 1e-60) return $float(rough);
  const [m, e] = $binary_parts(above), [n, f] = $binary_parts(below), shift = BigInt(e - f) + $point;
  if (shift > 2000n || shift < -2000n) return $float(rough);
  let angle = $fixed_atan((shift >= 0n ? m << shift : m >> -shift) / n);
  if (below < 0) angle = 4n * $fixed_atan(1n << $point) - angle;
  return $of_fixed_point(above < 0 ? -angle : angle, 0);
}

// asin and acos of |x| <= 1.
function $js_math_asin(x) {
  const value = $real(x), fixed = $to_fixed_point(value), one = 1n << $point;
  if (Math.abs(value) < 1e-60) return $float(value);
  if (Math.abs(value) === 1) return $of_fixed_point(2n * $fixed_atan(one) * (value < 0 ? -1n : 1n), 0);
  return $of_fixed_point($fixed_atan((fixed << $point) / $square_root((one << $point) - fixed * fixed)), 0);
}

function $js_math_acos(x) {
  const fixed = $to_fixed_point($real(x)), one = 1n << $point, right = 2n * $fixed_atan(one);
  if (fixed === one || fixed === -one) return fixed < 0n ? $of_fixed_point(2n * right, 0) : $float(0);
  return $of_fixed_point(right - $fixed_atan((fixed << $point) / $square_root((one << $point) - fixed * fixed)), 0);
}

// tan of |x| < 2 ** 60.
function $js_math_tan(x) {
  const fixed = $to_fixed_point($real(x)), right = 2n * $fixed_atan(1n << $point);
  const turns = (fixed * 2n / right + (fixed < 0n ? -1n : 1n)) / 2n, remainder = fixed - turns * right;
  const square = remainder * remainder >> $point;
  let sine = 0n, cosine = 0n, term = 1n << $point;
  for (let n = 1n; term !== 0n && term !== -1n; n += 2n) {
    cosine += term;
    sine += term / n;
    term = -(term * square >> $point) / (n * (n + 1n));
  }
  sine = sine * remainder >> $point;
  return $of_fixed_point(turns % 2n === 0n ? (sine << $point) / cosine : -(cosine << $point) / sine, 0);
}

// The exact sum of finite numbers and that of their squares, in units of 2 ** -1074 and of 2 ** -2148.
function $exact_sums(values) {
  let sum = 0n, squares = 0n;
  for (const value of values) {
    const x = $real(value), [mantissa, exponent] = $binary_parts(x), size = mantissa << BigInt(exponent + 1074);
    sum += x < 0 ? -size : size;
    squares += size * size;
  }
  return [sum, squares];
}

// The float nearest to above / below * 2 ** exponent, or to its square root, for above >= 0 and an even exponent.
function $nearest_ratio(above, below, exponent, is_root) {
  const half = 64n + BigInt(below.toString(16).length * 4), wide = above << 2n * half, ratio = wide / below;
  const result = is_root ? $whole_root(ratio) : ratio, is_exact = ratio * below === wide && (!is_root || result * result === ratio);
  const value = $from_parts(is_exact ? result : result | 1n, is_root ? exponent / 2 - Number(half) : exponent - 2 * Number(half));
  return Number.isFinite(value) ? $float(value) : $fail($b_OverflowError, 'integer division result too large for a float');
}

function $whole_root(n) {
  let root = 1n << BigInt(n.toString(16).length * 2 + 1);
  while (root * root > n) root = root + n / root >> 1n;
  return root;
}

// The same ratio; of whole numbers an int if it comes out even, as in Python.
function $ratio_of(values, above, below, exponent) {
  const unit = below << BigInt(-exponent);
  return values.every($is_int) && above % unit === 0n ? $number(Number(above / unit), 1, 1) : $nearest_ratio(above, below, exponent, false);
}

function $js_exact_mean(values) {
  const [sum] = $exact_sums(values), count = BigInt(values.length);
  return sum < 0n ? $neg($ratio_of(values, -sum, count, -1074)) : $ratio_of(values, sum, count, -1074);
}

// The sum of squared distances from the mean, divided by `divisor`; or the square root of that.
function $js_exact_spread(values, divisor, is_root) {
  const [sum, squares] = $exact_sums(values), count = BigInt(values.length);
  const above = count * squares - sum * sum, below = count * BigInt(divisor);
  return is_root ? $nearest_ratio(above, below, -2148, true) : $ratio_of(values, above, below, -2148);
}
