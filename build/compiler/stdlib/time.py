"""time: the clocks."""

from __js__ import clock_elapsed, clock_now


def time():
    return clock_now() / 1000


def time_ns():
    return int(clock_now()) * 1000000


def monotonic():
    return clock_elapsed() / 1000


def perf_counter():
    return clock_elapsed() / 1000


def process_time():
    return clock_elapsed() / 1000
