"""random: numbers that nobody can foresee; a seed cannot be given."""

from __js__ import math_random


def seed(a=None):
    raise NotImplementedError("random.seed: the browser's generator takes no seed")


def random():
    return math_random()


def randrange(start, stop=None, step=1):
    first, last = (0, start) if stop is None else (start, stop)
    choices = range(first, last, step)
    if not choices:
        raise ValueError("empty range for randrange()")
    return choices[int(math_random() * len(choices))]


def randint(a, b):
    return randrange(a, b + 1)


def uniform(a, b):
    return a + (b - a) * math_random()


def choice(seq):
    if not len(seq):
        raise IndexError("Cannot choose from an empty sequence")
    return seq[int(math_random() * len(seq))]


def choices(population, weights=None, *, k=1):
    if weights is None:
        return [choice(population) for _ in range(k)]
    total = sum(weights)
    made = []
    for _ in range(k):
        left = math_random() * total
        picked = 0
        while picked < len(population) - 1 and left >= weights[picked]:
            left -= weights[picked]
            picked += 1
        made.append(population[picked])
    return made


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
