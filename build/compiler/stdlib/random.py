"""random: unpredictable numbers, which cannot be seeded."""

from __js__ import math_random


def seed(a=None):
    raise NotImplementedError("random.seed: the browser's generator takes no seed")


def random():
    return math_random()


def randrange(start, stop=None, step=1):
    first, last = (0, start) if stop is None else (start, stop)
    choices = range(first, last, step)
    if not choices:
        bounds = "" if stop is None or step != 1 else f" ({first}, {last}, {last - first})"
        raise ValueError(f"empty range for randrange(){bounds}")
    return choices[int(math_random() * len(choices))]


def randint(a, b):
    return randrange(a, b + 1)


def uniform(a, b):
    return a + (b - a) * math_random()


def choice(seq):
    if not len(seq):
        raise IndexError("Cannot choose from an empty sequence")
    return seq[int(math_random() * len(seq))]


def choices(population, weights=None, *, cum_weights=None, k=1):
    if cum_weights is not None:
        if weights is not None:
            raise TypeError("Cannot specify both weights and cumulative weights")
        sums = list(cum_weights)
        weights = [after - before for before, after in zip([0, *sums], sums)]
    if weights is None:
        if k > 0 and not len(population):
            raise IndexError("list index out of range")
        return [choice(population) for _ in range(k)]
    weights = list(weights)
    if len(weights) != len(population):
        raise ValueError("The number of weights does not match the population")
    total = sum(weights)
    if total <= 0:
        raise ValueError("Total of weights must be greater than zero")
    if total - total != 0:
        raise ValueError("Total of weights must be finite")
    picks = []
    for _ in range(k):
        point = math_random() * total
        picked = 0
        while picked < len(population) - 1 and point >= weights[picked]:
            point -= weights[picked]
            picked += 1
        picks.append(population[picked])
    return picks


def shuffle(x):
    for i in range(len(x) - 1, 0, -1):
        j = randrange(i + 1)
        x[i], x[j] = x[j], x[i]


def sample(population, k):
    if k < 0 or k > len(population):
        raise ValueError("Sample larger than population or is negative")
    pool = list(population)
    shuffle(pool)
    return pool[:k]
