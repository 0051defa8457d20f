"""logging: without configuration, records from WARNING on go to standard error, as in CPython."""

from __js__ import clock_now, percent, write_error

CRITICAL = 50
FATAL = CRITICAL
ERROR = 40
WARNING = 30
WARN = WARNING
INFO = 20
DEBUG = 10
NOTSET = 0

_NAMES = {50: "CRITICAL", 40: "ERROR", 30: "WARNING", 20: "INFO", 10: "DEBUG", 0: "NOTSET"}
_LEVELS = {name: level for level, name in _NAMES.items()}


def getLevelName(level):
    if isinstance(level, str):
        return _LEVELS.get(level, f"Level {level}")
    return _NAMES.get(level, f"Level {level}")


def _level(level):
    if isinstance(level, int):
        return level
    if level not in _LEVELS:
        raise ValueError(f"Unknown level: {level!r}")
    return _LEVELS[level]


class LogRecord:
    def __init__(self, name, levelno, msg, args):
        self.name = name
        self.levelno = levelno
        self.levelname = getLevelName(levelno)
        self.msg = msg
        self.args = args[0] if len(args) == 1 and isinstance(args[0], dict) and args[0] else args
        self.created = clock_now() / 1000

    def getMessage(self):
        return percent(str(self.msg), self.args) if self.args else str(self.msg)


class Formatter:
    def __init__(self, fmt=None, datefmt=None):
        self._fmt = fmt or "%(message)s"

    def format(self, record):
        text = record.getMessage()
        fields = {
            "message": text,
            "msg": record.msg,
            "name": record.name,
            "levelname": record.levelname,
            "levelno": record.levelno,
            "created": record.created,
        }
        return percent(self._fmt, fields)


class Handler:
    def __init__(self, level=NOTSET):
        self.level = _level(level)
        self.formatter = None
        self.filters = []

    def setLevel(self, level):
        self.level = _level(level)

    def setFormatter(self, fmt):
        self.formatter = fmt

    def format(self, record):
        return (self.formatter or Formatter()).format(record)

    def handle(self, record):
        self.emit(record)

    def emit(self, record):
        raise NotImplementedError("emit must be implemented by Handler subclasses")

    def flush(self):
        pass

    def close(self):
        pass


class StreamHandler(Handler):
    def __init__(self, stream=None):
        super().__init__()
        self.stream = stream

    def emit(self, record):
        text = self.format(record) + "\n"
        if self.stream is None:
            write_error(text)
        else:
            self.stream.write(text)


class NullHandler(Handler):
    def emit(self, record):
        pass


class Logger:
    def __init__(self, name, level=NOTSET):
        self.name = name
        self.level = _level(level)
        self.parent = None
        self.propagate = True
        self.disabled = False
        self.handlers = []

    def setLevel(self, level):
        self.level = _level(level)

    def getEffectiveLevel(self):
        logger = self
        while logger is not None:
            if logger.level:
                return logger.level
            logger = logger.parent
        return NOTSET

    def isEnabledFor(self, level):
        return not self.disabled and level > _state["disabled"] and level >= self.getEffectiveLevel()

    def addHandler(self, hdlr):
        if hdlr not in self.handlers:
            self.handlers.append(hdlr)

    def removeHandler(self, hdlr):
        if hdlr in self.handlers:
            self.handlers.remove(hdlr)

    def hasHandlers(self):
        logger = self
        while logger is not None:
            if logger.handlers:
                return True
            logger = logger.parent if logger.propagate else None
        return False

    def getChild(self, suffix):
        return getLogger(suffix if self is root else f"{self.name}.{suffix}")

    def log(self, level, msg, *args, exc_info=None, extra=None, stack_info=False):
        if not self.isEnabledFor(level):
            return
        record = LogRecord(self.name, level, msg, args)
        handled = False
        logger = self
        while logger is not None:
            for handler in logger.handlers:
                handled = True
                if level >= handler.level:
                    handler.handle(record)
            logger = logger.parent if logger.propagate else None
        if not handled and level >= WARNING:
            write_error(record.getMessage() + "\n")

    def debug(self, msg, *args, exc_info=None, extra=None):
        self.log(DEBUG, msg, *args)

    def info(self, msg, *args, exc_info=None, extra=None):
        self.log(INFO, msg, *args)

    def warning(self, msg, *args, exc_info=None, extra=None):
        self.log(WARNING, msg, *args)

    def error(self, msg, *args, exc_info=None, extra=None):
        self.log(ERROR, msg, *args)

    def exception(self, msg, *args, exc_info=True, extra=None):
        self.log(ERROR, msg, *args)

    def critical(self, msg, *args, exc_info=None, extra=None):
        self.log(CRITICAL, msg, *args)

    def __repr__(self):
        return f"<{type(self).__name__} {self.name} ({getLevelName(self.getEffectiveLevel())})>"


class RootLogger(Logger):
    pass


root = RootLogger("root", WARNING)
_state = {"disabled": 0}
_loggers = {}


def getLogger(name=None):
    if not name or name == "root":
        return root
    if name not in _loggers:
        logger = Logger(name)
        above = name
        while logger.parent is None:
            above = above.rpartition(".")[0]
            logger.parent = _loggers.get(above) if above else root
        for other in _loggers.values():  # this logger existed before its parent
            if other.name.startswith(f"{name}.") and not other.parent.name.startswith(f"{name}."):
                other.parent = logger
        _loggers[name] = logger
    return _loggers[name]


def basicConfig(*, level=None, format=None, datefmt=None, stream=None, handlers=None, force=False):
    if force:
        root.handlers.clear()
    if not root.handlers:
        for handler in handlers or [StreamHandler(stream)]:
            if handler.formatter is None:
                handler.setFormatter(Formatter(format or "%(levelname)s:%(name)s:%(message)s", datefmt))
            root.addHandler(handler)
        if level is not None:
            root.setLevel(level)


def disable(level=CRITICAL):
    _state["disabled"] = level


def _configured():
    if not root.handlers:
        basicConfig()
    return root


def debug(msg, *args, exc_info=None, extra=None):
    _configured().debug(msg, *args)


def info(msg, *args, exc_info=None, extra=None):
    _configured().info(msg, *args)


def warning(msg, *args, exc_info=None, extra=None):
    _configured().warning(msg, *args)


def error(msg, *args, exc_info=None, extra=None):
    _configured().error(msg, *args)


def exception(msg, *args, exc_info=True, extra=None):
    _configured().exception(msg, *args)


def critical(msg, *args, exc_info=None, extra=None):
    _configured().critical(msg, *args)
