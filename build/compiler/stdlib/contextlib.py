"""contextlib: context managers for `with`."""

from functools import wraps


class AbstractContextManager:
    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc_value, traceback):
        return None


class ContextDecorator:
    def _recreate_cm(self):
        return self

    def __call__(self, func):
        @wraps(func)
        def inner(*args, **kwds):
            with self._recreate_cm():
                return func(*args, **kwds)

        return inner


class _GeneratorContextManager(ContextDecorator):
    def __init__(self, func, args, kwds):
        self._made_of = (func, args, kwds)
        self.gen = func(*args, **kwds)

    def _recreate_cm(self):
        return _GeneratorContextManager(*self._made_of)

    def __enter__(self):
        nothing = object()
        value = next(self.gen, nothing)
        if value is nothing:
            raise RuntimeError("generator didn't yield")
        return value

    def __exit__(self, exc_type, exc_value, traceback):
        nothing = object()
        if exc_value is None:
            if next(self.gen, nothing) is not nothing:
                raise RuntimeError("generator didn't stop")
            return False
        try:
            self.gen.throw(exc_value)
        except StopIteration as ended:
            return ended is not exc_value
        except BaseException as raised:
            if raised is not exc_value:
                raise
            return False
        raise RuntimeError("generator didn't stop after throw()")


def contextmanager(func):
    @wraps(func)
    def helper(*args, **kwds):
        return _GeneratorContextManager(func, args, kwds)

    return helper


class closing:
    def __init__(self, thing):
        self.thing = thing

    def __enter__(self):
        return self.thing

    def __exit__(self, exc_type, exc_value, traceback):
        self.thing.close()


class suppress:
    def __init__(self, *exceptions):
        self._exceptions = exceptions

    def __enter__(self):
        return None

    def __exit__(self, exc_type, exc_value, traceback):
        return exc_value is not None and isinstance(exc_value, self._exceptions)


class nullcontext:
    def __init__(self, enter_result=None):
        self.enter_result = enter_result

    def __enter__(self):
        return self.enter_result

    def __exit__(self, exc_type, exc_value, traceback):
        return None


class ExitStack:
    """Collect context managers while a block runs, and exit them in reverse order."""

    def __init__(self):
        self._exits = []

    def enter_context(self, cm):
        value = cm.__enter__()
        self._exits.append(cm.__exit__)
        return value

    def push(self, exit):
        self._exits.append(exit.__exit__ if hasattr(exit, "__exit__") else exit)
        return exit

    def callback(self, callback, /, *args, **kwds):
        def exit(exc_type, exc_value, traceback):
            callback(*args, **kwds)

        self._exits.append(exit)
        return callback

    def pop_all(self):
        stack = ExitStack()
        stack._exits = self._exits
        self._exits = []
        return stack

    def close(self):
        self.__exit__(None, None, None)

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc_value, traceback):
        current = exc_value
        while self._exits:
            exit = self._exits.pop()
            try:
                kind = None if current is None else type(current)
                trace = None if current is None else traceback or current
                if exit(kind, current, trace) and current is not None:
                    current = None
            except BaseException as raised:
                current = raised
        if current is not None and current is not exc_value:
            raise current
        return current is None and exc_value is not None
