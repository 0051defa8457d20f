"""statistics: the middle and the spread of some numbers."""

from math import fsum, sqrt


class StatisticsError(ValueError):
    pass


def _numbers(data, name):
    values = list(data)
    if not values:
        raise StatisticsError(f"{name} requires at least one data point")
    return values


def _total(values):
    return sum(values) if all([isinstance(value, int) for value in values]) else fsum(values)


def _ratio(total, count, whole):
    """An int when the data are ints and it comes out even, as in Python."""
    if whole and total % count == 0:
        return total // count
    return total / count


def mean(data):
    values = _numbers(data, "mean")
    return _ratio(_total(values), len(values), all([isinstance(value, int) for value in values]))


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
    found = multimode(data)
    if not found:
        raise StatisticsError("no mode for empty data")
    return found[0]


def _squares(values):
    """The sum of squared distances from the mean, times the count: whole numbers stay whole."""
    count = len(values)
    if all([isinstance(value, int) for value in values]):
        total = sum(values)
        return count * sum([value * value for value in values]) - total * total
    center = fsum(values) / count
    return count * fsum([(value - center) ** 2 for value in values])


def _spread(values, divisor):
    squares = _squares(values)
    whole = all([isinstance(value, int) for value in values])
    return _ratio(squares, len(values) * divisor, whole)


def pvariance(data):
    values = _numbers(data, "pvariance")
    return _spread(values, len(values))


def variance(data):
    values = list(data)
    if len(values) < 2:
        raise StatisticsError("variance requires at least two data points")
    return _spread(values, len(values) - 1)


def pstdev(data):
    return sqrt(pvariance(_numbers(data, "pstdev")))


def stdev(data):
    values = list(data)
    if len(values) < 2:
        raise StatisticsError("stdev requires at least two data points")
    return sqrt(variance(values))
