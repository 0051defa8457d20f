"""math: functions of ints and floats."""

from __js__ import (
    math_acos,
    math_asin,
    math_atan2,
    math_call,
    math_ceil,
    math_comb,
    math_exp,
    math_floor,
    math_frexp,
    math_hypot,
    math_isqrt,
    math_log,
    math_real,
    math_tan,
    math_trunc,
)

pi = 3.141592653589793
e = 2.718281828459045
tau = 6.283185307179586
inf = float("inf")
nan = float("nan")


def floor(x, /):
    return math_floor(x)


def ceil(x, /):
    return math_ceil(x)


def trunc(x, /):
    return math_trunc(x)


def isnan(x, /):
    return math_real(x) != math_real(x)


def isinf(x, /):
    return math_real(x) in (inf, -inf)


def isfinite(x, /):
    return not isnan(x) and not isinf(x)


def _domain():
    raise ValueError("math domain error")


def _range():
    raise OverflowError("math range error")


def _of_finite(name, x):
    if isinf(x):
        _domain()
    return math_call(name, x)


def sqrt(x, /):
    return _domain() if math_real(x) < 0 else math_call("sqrt", x)


def exp(x, /):
    if not isfinite(x) or x < -745:
        return math_call("exp", x)
    return _range() if x > 709.782712893384 else math_exp(x)


def _logarithm(x):
    if math_real(x) <= 0:
        _domain()
    return math_log(x) if isfinite(x) else float(x)


def log(x, base=None, /):
    if base is None:
        return _logarithm(x)
    return _logarithm(x) / _logarithm(base)


def log2(x, /):
    return _domain() if math_real(x) <= 0 else math_call("log2", x)


def log10(x, /):
    return _domain() if math_real(x) <= 0 else math_call("log10", x)


def log1p(x, /):
    return _domain() if math_real(x) <= -1 else math_call("log1p", x)


def sin(x, /):
    return _of_finite("sin", x)


def cos(x, /):
    return _of_finite("cos", x)


def tan(x, /):
    return math_tan(x) if 1e-30 < fabs(x) < 1e15 else _of_finite("tan", x)


def tanh(x, /):
    return math_call("tanh", x)


def atan2(y, x, /):
    if not isfinite(y) or not isfinite(x) or (y == 0 and x == 0):
        return math_call("atan2", y, x)
    return math_atan2(y, x)


def atan(x, /):
    return math_atan2(x, 1) if isfinite(x) else math_call("atan", x)


def asin(x, /):
    if isnan(x):
        return x
    return math_asin(x) if -1 <= x <= 1 else _domain()


def acos(x, /):
    if isnan(x):
        return x
    return math_acos(x) if -1 <= x <= 1 else _domain()


def degrees(x, /):
    return math_real(x) * (180.0 / pi)


def radians(x, /):
    return math_real(x) * (pi / 180.0)


def hypot(*coordinates):
    return math_hypot(*coordinates)


def dist(p, q, /):
    if len(p) != len(q):
        raise ValueError("both points must have the same number of dimensions")
    return math_hypot(*[a - b for a, b in zip(p, q)])


def fabs(x, /):
    return abs(math_real(x))


def copysign(x, y, /):
    negative = y < 0 or str(y) == "-0.0"
    return -fabs(x) if negative else fabs(x)


def fmod(x, y, /):
    if isinf(x) or y == 0:
        _domain()
    if isinf(y) or isnan(x) or isnan(y):
        return float(x) if not isnan(y) else nan
    return copysign(fabs(x) % fabs(y), x)


def modf(x, /):
    if not isfinite(x):
        return (nan if isnan(x) else copysign(0.0, x), float(x))
    integer = float(trunc(x))
    return (copysign(x - integer, x), copysign(integer, x))


def frexp(x, /):
    return math_frexp(x)


def ldexp(x, i, /):
    half = i // 2
    result = float(x) * 2.0**half * 2.0 ** (i - half)
    return _range() if isinf(result) and not isinf(x) else result


def pow(x, y, /):
    if x == 0 and y < 0:
        _domain()
    if x < 0 and isfinite(x) and isfinite(y) and float(y) != trunc(y):
        _domain()
    try:
        return float(x) ** float(y)
    except OverflowError:
        return _range()


def isclose(a, b, *, rel_tol=1e-09, abs_tol=0.0):
    if rel_tol < 0 or abs_tol < 0:
        raise ValueError("tolerances must be non-negative")
    if a == b:
        return True
    if isinf(a) or isinf(b):
        return False
    return abs(a - b) <= max(rel_tol * max(abs(a), abs(b)), abs_tol)


def _whole(x):
    if not isinstance(x, int):
        raise TypeError(f"'{type(x).__name__}' object cannot be interpreted as an integer")
    return int(x)


def gcd(*integers):
    result = 0
    for integer in integers:
        a, b = result, abs(_whole(integer))
        while b:
            a, b = b, a % b
        result = a
    return result


def lcm(*integers):
    result = 1
    for integer in integers:
        number = abs(_whole(integer))
        if number == 0:
            return 0
        result = result // gcd(result, number) * number
    return result


def factorial(x, /):
    if _whole(x) < 0:
        raise ValueError("factorial() not defined for negative values")
    result = 1
    for i in range(2, x + 1):
        result *= i
    return result


def comb(n, k, /):
    if _whole(n) < 0:
        raise ValueError("n must be a non-negative integer")
    if _whole(k) < 0:
        raise ValueError("k must be a non-negative integer")
    return math_comb(n, k)


def perm(n, k=None, /):
    if k is None:
        return factorial(n)
    if _whole(n) < 0:
        raise ValueError("n must be a non-negative integer")
    if _whole(k) < 0:
        raise ValueError("k must be a non-negative integer")
    result = 1
    for i in range(k):
        result *= n - i
    return result


def isqrt(n, /):
    if _whole(n) < 0:
        raise ValueError("isqrt() argument must be nonnegative")
    return math_isqrt(n)


def prod(iterable, /, *, start=1):
    result = start
    for item in iterable:
        result *= item
    return result


def fsum(seq, /):
    """Return the exact sum, rounded once (Shewchuk's partial sums)."""
    partials = []
    special = 0.0
    for item in seq:
        x = float(item)
        if not isfinite(x):
            special += x
            continue
        next_partials = []
        for y in partials:
            if abs(x) < abs(y):
                x, y = y, x
            high = x + y
            low = y - (high - x)
            if low:
                next_partials.append(low)
            x = high
        if isinf(x):
            raise OverflowError("intermediate overflow in fsum")
        next_partials.append(x)
        partials = next_partials
    if special or isnan(special):
        return special
    return _rounded(partials)


def _rounded(partials):
    if not partials:
        return 0.0
    total = partials.pop()
    low = 0.0
    while partials:
        x = total
        y = partials.pop()
        total = x + y
        low = y - (total - x)
        if low:
            break
    if partials and ((low < 0 and partials[-1] < 0) or (low > 0 and partials[-1] > 0)):
        twice = low * 2.0
        if total + twice - total == twice:
            total += twice
    return total
