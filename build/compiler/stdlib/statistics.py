"""statistics: averages, and measures of spread."""

from math import fsum, isfinite

from __js__ import exact_mean, exact_spread


class StatisticsError(ValueError):
    pass


def _numbers(data, name):
    values = list(data)
    if not values:
        raise StatisticsError(f"{name} requires at least one data point")
    return values


def _are_finite(values):
    return all([isfinite(value) for value in values])


def mean(data):
    values = _numbers(data, "mean")
    return exact_mean(values) if _are_finite(values) else fsum(values) / len(values)


def fmean(data):
    values = _numbers(data, "fmean")
    return fsum(values) / len(values)


def median(data):
    values = sorted(data)
    if not values:
        raise StatisticsError("no median for empty data")
    middle = len(values) // 2
    return values[middle] if len(values) % 2 else (values[middle - 1] + values[middle]) / 2


def median_low(data):
    values = sorted(data)
    if not values:
        raise StatisticsError("no median for empty data")
    return values[(len(values) - 1) // 2]


def median_high(data):
    values = sorted(data)
    if not values:
        raise StatisticsError("no median for empty data")
    return values[len(values) // 2]


def multimode(data):
    counts = {}
    for item in data:
        counts[item] = counts.get(item, 0) + 1
    most = max(counts.values(), default=0)
    return [item for item, count in counts.items() if count == most]


def mode(data):
    modes = multimode(data)
    if not modes:
        raise StatisticsError("no mode for empty data")
    return modes[0]


def _spread(values, divisor):
    return exact_spread(values, divisor, False) if _are_finite(values) else fsum(values)


def pvariance(data):
    values = _numbers(data, "pvariance")
    return _spread(values, len(values))


def variance(data):
    values = list(data)
    if len(values) < 2:
        raise StatisticsError("variance requires at least two data points")
    return _spread(values, len(values) - 1)


def pstdev(data):
    values = _numbers(data, "pstdev")
    return exact_spread(values, len(values), True)


def stdev(data):
    values = list(data)
    if len(values) < 2:
        raise StatisticsError("stdev requires at least two data points")
    return exact_spread(values, len(values) - 1, True)
