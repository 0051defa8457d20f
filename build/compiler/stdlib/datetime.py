"""datetime: dates, times of day, moments, durations, and time zones with a fixed offset."""

from __js__ import clock_now, clock_offset, is_instance, namedtuple_class

MINYEAR = 1
MAXYEAR = 9999

_DAYS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DAY = 86400


def _is_leap(year):
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _days_in_month(year, month):
    return 29 if month == 2 and _is_leap(year) else _DAYS[month]


def _days_before_year(year):
    y = year - 1
    return y * 365 + y // 4 - y // 100 + y // 400


def _days_before_month(year, month):
    return sum([_days_in_month(year, m) for m in range(1, month)])


def _ymd_to_ordinal(year, month, day):
    return _days_before_year(year) + _days_before_month(year, month) + day


def _ordinal_to_ymd(ordinal):
    year = ordinal * 400 // 146097 + 1
    while _days_before_year(year) >= ordinal:
        year -= 1
    while _days_before_year(year + 1) < ordinal:
        year += 1
    day = ordinal - _days_before_year(year)
    month = 1
    while day > _days_in_month(year, month):
        day -= _days_in_month(year, month)
        month += 1
    return (year, month, day)


def _integer(value):
    if not isinstance(value, int):
        raise TypeError(f"'{type(value).__name__}' object cannot be interpreted as an integer")
    return int(value)


def _check_date(year, month, day):
    if not MINYEAR <= _integer(year) <= MAXYEAR:
        raise ValueError(f"year {year} is out of range")
    if not 1 <= _integer(month) <= 12:
        raise ValueError("month must be in 1..12")
    if not 1 <= _integer(day) <= _days_in_month(year, month):
        raise ValueError("day is out of range for month")


def _check_time(hour, minute, second, microsecond, fold):
    if not 0 <= _integer(hour) <= 23:
        raise ValueError("hour must be in 0..23")
    if not 0 <= _integer(minute) <= 59:
        raise ValueError("minute must be in 0..59")
    if not 0 <= _integer(second) <= 59:
        raise ValueError("second must be in 0..59")
    if not 0 <= _integer(microsecond) <= 999999:
        raise ValueError("microsecond must be in 0..999999")
    if fold not in (0, 1):
        raise ValueError("fold must be either 0 or 1")


def _check_zone(tzinfo):
    if tzinfo is not None and not isinstance(tzinfo, timezone):
        raise TypeError(
            f"tzinfo argument must be None or of a tzinfo subclass, not type '{type(tzinfo).__name__}'"
        )


class timedelta:
    def __init__(self, days=0, seconds=0, microseconds=0, milliseconds=0, minutes=0, hours=0, weeks=0):
        values = {
            "days": days,
            "seconds": seconds,
            "microseconds": microseconds,
            "milliseconds": milliseconds,
            "minutes": minutes,
            "hours": hours,
            "weeks": weeks,
        }
        for name, value in values.items():
            if not isinstance(value, (int, float)):
                raise TypeError(f"unsupported type for timedelta {name} component: {type(value).__name__}")
        whole_days, extra_days = _split(days + weeks * 7)
        whole_seconds, extra_seconds = _split(seconds + minutes * 60 + hours * 3600)
        whole_seconds2, fraction = _split(extra_days * _DAY + extra_seconds)
        micros = round(microseconds + milliseconds * 1000 + fraction * 1000000)
        carried, self.microseconds = divmod(micros, 1000000)
        carried, self.seconds = divmod(whole_seconds + whole_seconds2 + carried, _DAY)
        self.days = whole_days + carried
        if not -999999999 <= self.days <= 999999999:
            raise OverflowError(f"days={self.days}; must have magnitude <= 999999999")

    def _micros(self):
        return (self.days * _DAY + self.seconds) * 1000000 + self.microseconds

    def _values(self):
        return (self.days, self.seconds, self.microseconds)

    def total_seconds(self):
        return self.days * _DAY + self.seconds + self.microseconds / 1000000

    def __add__(self, other):
        if not isinstance(other, timedelta):
            return other + self if isinstance(other, date) else _refused(self, "+", other)
        return timedelta(
            self.days + other.days, self.seconds + other.seconds, self.microseconds + other.microseconds
        )

    def __sub__(self, other):
        return self + -other if isinstance(other, timedelta) else _refused(self, "-", other)

    def __neg__(self):
        return timedelta(-self.days, -self.seconds, -self.microseconds)

    def __pos__(self):
        return self

    def __abs__(self):
        return -self if self.days < 0 else self

    def __mul__(self, other):
        if isinstance(other, int):
            return timedelta(self.days * other, self.seconds * other, self.microseconds * other)
        if isinstance(other, float):
            return timedelta(microseconds=round(self._micros() * other))
        return NotImplemented

    def __rmul__(self, other):
        return self * other

    def __truediv__(self, other):
        if isinstance(other, timedelta):
            return self._micros() / other._micros()
        if isinstance(other, (int, float)):
            return timedelta(microseconds=_rounded_division(self._micros(), other))
        return NotImplemented

    def __floordiv__(self, other):
        if isinstance(other, timedelta):
            return self._micros() // other._micros()
        if isinstance(other, int):
            return timedelta(microseconds=self._micros() // other)
        return NotImplemented

    def __mod__(self, other):
        if not isinstance(other, timedelta):
            return NotImplemented
        return timedelta(microseconds=self._micros() % other._micros())

    def __divmod__(self, other):
        return (self // other, self % other)

    def __bool__(self):
        return self._values() != (0, 0, 0)

    def __eq__(self, other):
        return self._values() == other._values() if isinstance(other, timedelta) else NotImplemented

    def __lt__(self, other):
        return (
            self._values() < other._values() if isinstance(other, timedelta) else _refused(self, "<", other)
        )

    def __le__(self, other):
        return (
            self._values() <= other._values() if isinstance(other, timedelta) else _refused(self, "<=", other)
        )

    def __gt__(self, other):
        return (
            self._values() > other._values() if isinstance(other, timedelta) else _refused(self, ">", other)
        )

    def __ge__(self, other):
        return (
            self._values() >= other._values() if isinstance(other, timedelta) else _refused(self, ">=", other)
        )

    def __hash_key__(self):
        return self._values()

    def __repr__(self):
        parts = []
        for name, value in (
            ("days", self.days),
            ("seconds", self.seconds),
            ("microseconds", self.microseconds),
        ):
            if value:
                parts.append(f"{name}={value}")
        return f"datetime.timedelta({', '.join(parts) or '0'})"

    def __str__(self):
        minutes, seconds = divmod(self.seconds, 60)
        hours, minutes = divmod(minutes, 60)
        text = f"{hours}:{minutes:02d}:{seconds:02d}"
        if self.days:
            text = f"{self.days} day{'' if abs(self.days) == 1 else 's'}, {text}"
        return f"{text}.{self.microseconds:06d}" if self.microseconds else text


def _split(number):
    """Return the whole part and the fraction of a number."""
    if isinstance(number, int):
        return (number, 0)
    integer = int(number)
    return (integer, number - integer)


def _rounded_division(a, b):
    """Return a / b as an int, rounded half to even; the result is exact if both are ints."""
    if isinstance(b, float):
        return round(a / b)
    quotient, remainder = divmod(a, b)
    twice = 2 * remainder
    above = twice > b if b > 0 else twice < b
    return quotient + 1 if above or (twice == b and quotient % 2 == 1) else quotient


class timezone:
    def __init__(self, offset, name=None):
        if not isinstance(offset, timedelta):
            raise TypeError(f"timezone() argument 1 must be datetime.timedelta, not {type(offset).__name__}")
        if not -86400000000 < offset._micros() < 86400000000:
            raise ValueError(
                "offset must be a timedelta strictly between -timedelta(hours=24) and "
                f"timedelta(hours=24), not {offset!r}."
            )
        self._offset = offset
        self._name = name

    def utcoffset(self, dt):
        return self._offset

    def dst(self, dt):
        return None

    def tzname(self, dt):
        if self._name is not None:
            return self._name
        return "UTC" + _offset_text(self._offset) if self._offset else "UTC"

    def __eq__(self, other):
        return self._offset == other._offset if isinstance(other, timezone) else NotImplemented

    def __hash_key__(self):
        return (self._offset.days, self._offset.seconds)

    def __str__(self):
        return self.tzname(None)

    def __repr__(self):
        if self is timezone.utc:
            return "datetime.timezone.utc"
        name = "" if self._name is None else f", {self._name!r}"
        return f"datetime.timezone({self._offset!r}{name})"


timezone.utc = timezone(timedelta(0))
UTC = timezone.utc


def _offset_text(offset):
    """Return an offset as +HH:MM, followed by its seconds if it has any."""
    sign = "-" if offset.days < 0 else "+"
    size = abs(offset)
    minutes, seconds = divmod(size.days * _DAY + size.seconds, 60)
    text = f"{sign}{minutes // 60:02d}:{minutes % 60:02d}"
    if seconds or size.microseconds:
        text = f"{text}:{seconds:02d}"
    return f"{text}.{size.microseconds:06d}" if size.microseconds else text


class date:
    def __init__(self, year, month, day):
        _check_date(year, month, day)
        self.year = year
        self.month = month
        self.day = day

    @classmethod
    def today(cls):
        now = datetime.now()
        return cls(now.year, now.month, now.day)

    @classmethod
    def fromordinal(cls, n):
        if n < 1:
            raise ValueError("ordinal must be >= 1")
        year, month, day = _ordinal_to_ymd(n)
        return cls(year, month, day)

    @classmethod
    def fromtimestamp(cls, t):
        return datetime.fromtimestamp(t).date()

    @classmethod
    def fromisoformat(cls, date_string):
        return cls(*_read_iso(date_string, _read_date))

    @classmethod
    def fromisocalendar(cls, year, week, day):
        if not MINYEAR <= year <= MAXYEAR:
            raise ValueError(f"Year is out of range: {year}")
        january = cls(year, 1, 4).toordinal()
        monday = january - (january + 6) % 7 + (week - 1) * 7
        if not 1 <= week <= 53 or cls.fromordinal(monday).isocalendar().year != year:
            raise ValueError(f"Invalid week: {week}")
        if not 1 <= day <= 7:
            raise ValueError(f"Invalid day: {day} (range is [1, 7])")
        return cls.fromordinal(monday + day - 1)

    def toordinal(self):
        return _ymd_to_ordinal(self.year, self.month, self.day)

    def weekday(self):
        return (self.toordinal() + 6) % 7

    def isoweekday(self):
        return self.weekday() + 1

    def isocalendar(self):
        thursday = self.toordinal() - self.weekday() + 3
        year = _ordinal_to_ymd(thursday)[0]
        return _IsoDate(year, (thursday - _ymd_to_ordinal(year, 1, 1)) // 7 + 1, self.weekday() + 1)

    def isoformat(self):
        return f"{self.year:04d}-{self.month:02d}-{self.day:02d}"

    def replace(self, year=None, month=None, day=None):
        return type(self)(
            self.year if year is None else year,
            self.month if month is None else month,
            self.day if day is None else day,
        )

    def ctime(self):
        return self.strftime("%a %b ") + f"{self.day:2d} 00:00:00 {self.year:04d}"

    def strftime(self, format):
        return _formatted(format, self, 0, 0, 0, 0, None)

    def __format__(self, spec):
        return self.strftime(spec) if spec else str(self)

    def __add__(self, other):
        if not isinstance(other, timedelta):
            return _refused(self, "+", other)
        ordinal = self.toordinal() + other.days
        if not 1 <= ordinal <= 3652059:
            raise OverflowError("date value out of range")
        return type(self).fromordinal(ordinal)

    def __sub__(self, other):
        if isinstance(other, timedelta):
            return self + timedelta(-other.days)
        if isinstance(other, date) and not isinstance(other, datetime):
            return timedelta(self.toordinal() - other.toordinal())
        return _refused(self, "-", other)

    def _values(self):
        return (self.year, self.month, self.day)

    def _comparable(self, other):
        return isinstance(other, date) and not isinstance(other, datetime)

    def __eq__(self, other):
        return self._values() == other._values() if self._comparable(other) else NotImplemented

    def __lt__(self, other):
        return self._values() < other._values() if self._comparable(other) else _refused(self, "<", other)

    def __le__(self, other):
        return self._values() <= other._values() if self._comparable(other) else _refused(self, "<=", other)

    def __gt__(self, other):
        return self._values() > other._values() if self._comparable(other) else _refused(self, ">", other)

    def __ge__(self, other):
        return self._values() >= other._values() if self._comparable(other) else _refused(self, ">=", other)

    def __hash_key__(self):
        return self._values()

    def timetuple(self):
        return _time_tuple(self, (0, 0, 0), -1)

    def __str__(self):
        return self.isoformat()

    def __repr__(self):
        return f"datetime.date({self.year}, {self.month}, {self.day})"


def _refused(a, op, b):
    """Raise the TypeError of an operator in CPython's words, unless `b` is an instance of the program."""
    if isinstance(b, date) and op in ("<", "<=", ">", ">=") and isinstance(a, date):
        raise TypeError("can't compare datetime.datetime to datetime.date")
    if is_instance(b) and not isinstance(b, (date, time, timedelta)):
        return NotImplemented
    ours = isinstance(b, (date, time, timedelta))
    types = f"'datetime.{type(a).__name__}' and '{'datetime.' if ours else ''}{type(b).__name__}'"
    if op in ("<", "<=", ">", ">="):
        raise TypeError(f"'{op}' not supported between instances of {types}")
    raise TypeError(f"unsupported operand type(s) for {op}: {types}")


class _IsoDate(namedtuple_class("_IsoDate", ["year", "week", "weekday"], [])):
    def __repr__(self):
        return f"datetime.IsoCalendarDate(year={self.year}, week={self.week}, weekday={self.weekday})"


_TIME_FIELDS = [
    "tm_year",
    "tm_mon",
    "tm_mday",
    "tm_hour",
    "tm_min",
    "tm_sec",
    "tm_wday",
    "tm_yday",
    "tm_isdst",
]


class _StructTime(namedtuple_class("_StructTime", _TIME_FIELDS, [])):
    def __repr__(self):
        parts = [f"{name}={value}" for name, value in self._asdict().items()]
        return f"time.struct_time({', '.join(parts)})"


def _time_tuple(day, clock, is_dst):
    return _StructTime(day.year, day.month, day.day, *clock, day.weekday(), _day_of_year(day), is_dst)


class time:
    def __init__(self, hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *, fold=0):
        _check_time(hour, minute, second, microsecond, fold)
        _check_zone(tzinfo)
        self.hour = hour
        self.minute = minute
        self.second = second
        self.microsecond = microsecond
        self.tzinfo = tzinfo
        self.fold = fold

    @classmethod
    def fromisoformat(cls, time_string):
        return cls(*_read_iso(time_string, lambda text: _read_time(text.removeprefix("T"))))

    def utcoffset(self):
        return None if self.tzinfo is None else self.tzinfo.utcoffset(None)

    def tzname(self):
        return None if self.tzinfo is None else self.tzinfo.tzname(None)

    def dst(self):
        return None

    def isoformat(self, timespec="auto"):
        return _time_text(self, timespec)

    def replace(self, hour=None, minute=None, second=None, microsecond=None, tzinfo=True):
        return time(
            self.hour if hour is None else hour,
            self.minute if minute is None else minute,
            self.second if second is None else second,
            self.microsecond if microsecond is None else microsecond,
            self.tzinfo if tzinfo is True else tzinfo,
        )

    def strftime(self, format):
        day = date(1900, 1, 1)
        return _formatted(format, day, self.hour, self.minute, self.second, self.microsecond, self.tzinfo)

    def __format__(self, spec):
        return self.strftime(spec) if spec else str(self)

    def _values(self):
        offset = 0 if self.tzinfo is None else self.utcoffset()._micros()
        return ((self.hour * 60 + self.minute) * 60 + self.second) * 1000000 + self.microsecond - offset

    def _comparable(self, other):
        if not isinstance(other, time):
            return False
        if (self.tzinfo is None) != (other.tzinfo is None):
            raise TypeError("can't compare offset-naive and offset-aware times")
        return True

    def __eq__(self, other):
        if not isinstance(other, time):
            return NotImplemented
        return (self.tzinfo is None) == (other.tzinfo is None) and self._values() == other._values()

    def __lt__(self, other):
        return self._values() < other._values() if self._comparable(other) else _refused(self, "<", other)

    def __le__(self, other):
        return self._values() <= other._values() if self._comparable(other) else _refused(self, "<=", other)

    def __gt__(self, other):
        return self._values() > other._values() if self._comparable(other) else _refused(self, ">", other)

    def __ge__(self, other):
        return self._values() >= other._values() if self._comparable(other) else _refused(self, ">=", other)

    def __hash_key__(self):
        return (self.tzinfo is None, self._values())

    def __str__(self):
        return self.isoformat()

    def __repr__(self):
        zone = "" if self.tzinfo is None else f", tzinfo={self.tzinfo!r}"
        return f"datetime.time({self.hour}, {self.minute}{_small(self)}{zone})"


def _small(moment):
    """Return the seconds and microseconds as `repr` shows them."""
    if moment.microsecond:
        return f", {moment.second}, {moment.microsecond}"
    return f", {moment.second}" if moment.second else ""


def _time_text(moment, timespec):
    hm = f"{moment.hour:02d}:{moment.minute:02d}"
    shown = {
        "hours": f"{moment.hour:02d}",
        "minutes": hm,
        "seconds": f"{hm}:{moment.second:02d}",
        "milliseconds": f"{hm}:{moment.second:02d}.{moment.microsecond // 1000:03d}",
        "microseconds": f"{hm}:{moment.second:02d}.{moment.microsecond:06d}",
    }
    shown["auto"] = shown["microseconds" if moment.microsecond else "seconds"]
    if timespec not in shown:
        raise ValueError("Unknown timespec value")
    offset = moment.utcoffset()
    return shown[timespec] if offset is None else shown[timespec] + _offset_text(offset)


class datetime(date):
    def __init__(self, year, month, day, hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *, fold=0):
        super().__init__(year, month, day)
        _check_time(hour, minute, second, microsecond, fold)
        _check_zone(tzinfo)
        self.hour = hour
        self.minute = minute
        self.second = second
        self.microsecond = microsecond
        self.tzinfo = tzinfo
        self.fold = fold

    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(clock_now() / 1000, tz)

    @classmethod
    def today(cls):
        return cls.now()

    @classmethod
    def utcnow(cls):
        return cls.utcfromtimestamp(clock_now() / 1000)

    @classmethod
    def fromtimestamp(cls, timestamp, tz=None):
        _check_zone(tz)
        moment = _since_epoch(timestamp)
        if tz is None:
            return moment + timedelta(minutes=clock_offset(timestamp * 1000))
        return _with_zone(moment + tz.utcoffset(None), tz)

    @classmethod
    def utcfromtimestamp(cls, t):
        return _since_epoch(t)

    @classmethod
    def fromordinal(cls, n):
        day = date.fromordinal(n)
        return cls(day.year, day.month, day.day)

    @classmethod
    def combine(cls, date, time, tzinfo=True):
        zone = time.tzinfo if tzinfo is True else tzinfo
        return cls(
            date.year, date.month, date.day, time.hour, time.minute, time.second, time.microsecond, zone
        )

    @classmethod
    def fromisoformat(cls, date_string):
        return cls(*_read_iso(date_string, _read_moment))

    @classmethod
    def strptime(cls, date_string, format):
        return _read(date_string, format)

    def date(self):
        return date(self.year, self.month, self.day)

    def time(self):
        return time(self.hour, self.minute, self.second, self.microsecond)

    def timetz(self):
        return time(self.hour, self.minute, self.second, self.microsecond, self.tzinfo)

    def utcoffset(self):
        return None if self.tzinfo is None else self.tzinfo.utcoffset(self)

    def dst(self):
        return None

    def tzname(self):
        return None if self.tzinfo is None else self.tzinfo.tzname(self)

    def _seconds(self):
        """Return the whole seconds since the year 1, without regard to the time zone."""
        return self.toordinal() * _DAY + self.hour * 3600 + self.minute * 60 + self.second

    def _values(self):
        """Return the values to compare: seconds and microseconds, in UTC if there is a time zone."""
        offset = self.utcoffset()
        if offset is None:
            return (self._seconds(), self.microsecond)
        return (self._seconds() - offset.days * _DAY - offset.seconds, self.microsecond)

    def timestamp(self):
        seconds = self._values()[0] - _EPOCH._seconds()
        if self.tzinfo is None:
            guess = seconds - clock_offset(seconds * 1000) * 60
            seconds = seconds - clock_offset(guess * 1000) * 60
        return (seconds * 1000000 + self.microsecond) / 1000000

    def astimezone(self, tz=None):
        aware = self
        if self.tzinfo is None:
            aware = datetime.fromtimestamp(self.timestamp(), timezone.utc)
        if tz is None:
            moment = aware.timestamp() * 1000
            tz = timezone(timedelta(minutes=clock_offset(moment)))
        utc = _with_zone(aware, None) - aware.utcoffset()
        return _with_zone(utc + tz.utcoffset(None), tz)

    def replace(
        self,
        year=None,
        month=None,
        day=None,
        hour=None,
        minute=None,
        second=None,
        microsecond=None,
        tzinfo=True,
        *,
        fold=None,
    ):
        return type(self)(
            self.year if year is None else year,
            self.month if month is None else month,
            self.day if day is None else day,
            self.hour if hour is None else hour,
            self.minute if minute is None else minute,
            self.second if second is None else second,
            self.microsecond if microsecond is None else microsecond,
            self.tzinfo if tzinfo is True else tzinfo,
            fold=self.fold if fold is None else fold,
        )

    def isoformat(self, sep="T", timespec="auto"):
        return date.isoformat(self) + sep + _time_text(self, timespec)

    def ctime(self):
        return self.strftime("%a %b ") + f"{self.day:2d} " + self.strftime("%H:%M:%S ") + f"{self.year:04d}"

    def strftime(self, format):
        return _formatted(format, self, self.hour, self.minute, self.second, self.microsecond, self.tzinfo)

    def __add__(self, other):
        if not isinstance(other, timedelta):
            return _refused(self, "+", other)
        micros = self.microsecond + other.microseconds
        seconds = self._seconds() + other.days * _DAY + other.seconds + micros // 1000000
        ordinal, clock = divmod(seconds, _DAY)
        if not 1 <= ordinal <= 3652059:
            raise OverflowError("date value out of range")
        year, month, day = _ordinal_to_ymd(ordinal)
        minutes, second = divmod(clock, 60)
        hour, minute = divmod(minutes, 60)
        return type(self)(year, month, day, hour, minute, second, micros % 1000000, self.tzinfo)

    def __sub__(self, other):
        if isinstance(other, timedelta):
            return self + -other
        if not isinstance(other, datetime):
            return _refused(self, "-", other)
        if (self.tzinfo is None) != (other.tzinfo is None):
            raise TypeError("can't subtract offset-naive and offset-aware datetimes")
        mine, theirs = self._values(), other._values()
        return timedelta(0, mine[0] - theirs[0], mine[1] - theirs[1])

    def _comparable(self, other):
        if not isinstance(other, datetime):
            return False
        if (self.tzinfo is None) != (other.tzinfo is None):
            raise TypeError("can't compare offset-naive and offset-aware datetimes")
        return True

    def __eq__(self, other):
        if not isinstance(other, datetime):
            return NotImplemented
        return (self.tzinfo is None) == (other.tzinfo is None) and self._values() == other._values()

    def __hash_key__(self):
        return (self.tzinfo is None, *self._values())

    def timetuple(self):
        return _time_tuple(self, (self.hour, self.minute, self.second), -1)

    def utctimetuple(self):
        moment = self if self.tzinfo is None else self.astimezone(timezone.utc)
        return _time_tuple(moment, (moment.hour, moment.minute, moment.second), 0)

    def __str__(self):
        return self.isoformat(" ")

    def __repr__(self):
        zone = "" if self.tzinfo is None else f", tzinfo={self.tzinfo!r}"
        day = f"{self.year}, {self.month}, {self.day}"
        return f"datetime.datetime({day}, {self.hour}, {self.minute}{_small(self)}{zone})"


def _with_zone(moment, tz):
    return moment.replace(tzinfo=tz)


def _day_of_year(day):
    return _days_before_month(day.year, day.month) + day.day


def _digits(text):
    return int(text) if text.isdigit() and text.isascii() else None


class _NotIso(ValueError):
    """The text is not a date or time in a form of ISO 8601 that Python reads."""


def _number(text):
    """Return the number in a string of digits. Raises _NotIso for any other string."""
    if not (text.isdigit() and text.isascii()):
        raise _NotIso
    return int(text)


def _read_date(text):
    """Read YYYY-MM-DD, YYYY-Www-D or YYYY-Www, with or without dashes, as (year, month, day)."""
    if len(text) not in (7, 8, 10):
        raise _NotIso
    year = _number(text[:4])
    dash = "-" if text[4] == "-" else ""
    after_year = text[4 + len(dash) :]
    first = "W" if after_year[:1] == "W" else ""
    size = 3 if first else 2
    middle = _number(after_year[len(first) : size])
    last = after_year[size:]
    if (last or not first) and (last[:1] == "-") != (dash == "-"):
        raise _NotIso
    end = 1 if first and not last else _number(last.removeprefix(dash)[: 1 if first else 2])
    return _of_week(year, middle, end) if first else (year, middle, end)


def _of_week(year, week, weekday):
    """Return (year, month, day) of a weekday in an ISO week."""
    start = _ymd_to_ordinal(year, 1, 4)
    monday = start - (start + 6) % 7 + (week - 1) * 7
    thursday = _ordinal_to_ymd(monday + 3)
    if year < MINYEAR or week < 1 or not 1 <= weekday <= 7 or thursday[0] != year:
        raise _NotIso
    return _ordinal_to_ymd(monday + weekday - 1)


def _read_iso(text, read):
    if not isinstance(text, str):
        raise TypeError("fromisoformat: argument must be str")
    try:
        return read(text)
    except _NotIso:
        raise ValueError(f"Invalid isoformat string: {text!r}") from None


def _read_moment(text):
    end = _end_of_date(text)
    return (*_read_date(text[:end]), *(_read_time(text[end + 1 :]) if len(text) > end else ()))


def _end_of_date(text):
    """Return the position at which the date of an ISO text ends."""
    if text[4:5] == "-":
        if text[5:6] != "W":
            return 10
        return 10 if text[8:9] == "-" and not text[10:11].isdigit() else 8
    if text[4:5] != "W":
        return 8
    end = 7
    while text[end : end + 1].isdigit():
        end += 1
    return end if end < 9 else 8 - (end + 1) % 2


def _read_time(text):
    """Read HH[:MM[:SS[.fff]]] with an optional offset as (hour, minute, second, microsecond, zone).

    The colons are optional.
    """
    mark = text.find("-") + 1 or text.find("+") + 1 or text.find("Z") + 1
    clock = _read_clock(text[: mark - 1] if mark else text)
    if not mark:
        return (*clock, None)
    offset = text[mark:]
    if text[mark - 1] == "Z":
        if offset:
            raise _NotIso
        return (*clock, timezone.utc)
    hour, minute, second, micro = _read_clock(offset)
    size = timedelta(0, hour * 3600 + minute * 60 + second, micro)
    return (*clock, timezone(-size if text[mark - 1] == "-" else size) if size else timezone.utc)


def _read_clock(text):
    """Return [hour, minute, second, microsecond]. Raises _NotIso if the text is not a time."""
    clock = text.replace(",", ".").partition(".")
    colon = ":" if text[2:3] == ":" else ""
    parts = clock[0].split(":") if colon else [clock[0][i : i + 2] for i in range(0, len(clock[0]), 2)]
    numbers = [_number(part) if len(part) == 2 else _number("") for part in parts]
    if not 1 <= len(numbers) <= 3 or (clock[1] and len(numbers) < (3 if colon else 2)):
        raise _NotIso
    if clock[1]:
        _number(clock[2])
    return [*[*numbers, 0, 0][:3], int((clock[2] + "000000")[:6])]


def _read_offset(sign, text):
    """Return the time zone of +HH:MM or +HHMM."""
    return _read_time("00" + sign + text)[4]


def _formatted(format, day, hour, minute, second, microsecond, zone):
    if "%" not in format:
        return format
    codes = {**_date_codes(day), **_time_codes(hour, minute, second, microsecond), **_zone_codes(zone)}
    codes["c"] = f"{codes['a']} {codes['b']} {codes['e']} {codes['T']} {codes['Y']}"
    pieces = []
    i = 0
    while i < len(format):
        c = format[i]
        i += 1
        if c != "%" or i == len(format):
            pieces.append(c)
            continue
        code = format[i]
        i += 1
        if code not in codes:
            raise ValueError(f"strftime: %{code} is not supported here")
        pieces.append(codes[code])
    return "".join(pieces)


def _date_codes(day):
    weekday = _WEEKDAYS[day.weekday()]
    month = _MONTHS[day.month - 1]
    american = f"{day.month:02d}/{day.day:02d}/{day.year % 100:02d}"
    yearday = day.toordinal() - _ymd_to_ordinal(day.year, 1, 1)
    year, week, _ = day.isocalendar()
    return {
        "a": weekday[:3],
        "A": weekday,
        "b": month[:3],
        "h": month[:3],
        "B": month,
        "C": f"{day.year // 100:02d}",
        "d": f"{day.day:02d}",
        "D": american,
        "e": f"{day.day:2d}",
        "F": f"{day.year}-{day.month:02d}-{day.day:02d}",
        "G": str(year),
        "j": f"{yearday + 1:03d}",
        "m": f"{day.month:02d}",
        "u": str(day.weekday() + 1),
        "U": f"{(yearday + 7 - (day.weekday() + 1) % 7) // 7:02d}",
        "V": f"{week:02d}",
        "w": str((day.weekday() + 1) % 7),
        "W": f"{(yearday + 7 - day.weekday()) // 7:02d}",
        "x": american,
        "y": f"{day.year % 100:02d}",
        "Y": str(day.year),
    }


def _time_codes(hour, minute, second, microsecond):
    hour12 = hour % 12 or 12
    half = "AM" if hour < 12 else "PM"
    clock = f"{hour:02d}:{minute:02d}:{second:02d}"
    return {
        "f": f"{microsecond:06d}",
        "H": f"{hour:02d}",
        "I": f"{hour12:02d}",
        "M": f"{minute:02d}",
        "p": half,
        "r": f"{hour12:02d}:{minute:02d}:{second:02d} {half}",
        "R": f"{hour:02d}:{minute:02d}",
        "S": f"{second:02d}",
        "T": clock,
        "X": clock,
    }


def _zone_codes(zone):
    return {
        "z": "" if zone is None else _offset_text(zone.utcoffset(None)).replace(":", ""),
        "Z": "" if zone is None else zone.tzname(None),
        "n": "\n",
        "t": "\t",
        "%": "%",
    }


_WIDTHS = {"d": 2, "H": 2, "I": 2, "j": 3, "m": 2, "M": 2, "S": 2, "y": 2, "Y": 4, "f": 6}
_SPOKEN = {
    "a": [name[:3] for name in _WEEKDAYS],
    "A": list(_WEEKDAYS),
    "b": [name[:3] for name in _MONTHS],
    "B": list(_MONTHS),
    "p": ["AM", "PM"],
    "Z": ["UTC", "GMT"],
}
_COMPOSED = {
    "D": "%m/%d/%y",
    "x": "%m/%d/%y",
    "T": "%H:%M:%S",
    "X": "%H:%M:%S",
    "R": "%H:%M",
    "F": "%Y-%m-%d",
    "c": "%a %b %d %H:%M:%S %Y",
}


def _read(text, format):
    """Do what datetime.strptime does, for numbers and English names."""
    pattern = format
    for code, meaning in _COMPOSED.items():
        pattern = pattern.replace("%" + code, meaning)
    for i in range(len(pattern)):
        if pattern[i] == "%" and not (i and pattern[i - 1] == "%"):
            code = pattern[i + 1 : i + 2]
            if not code:
                raise ValueError(f"stray % in format {format!r}")
            if code not in _WIDTHS and code not in _SPOKEN and code not in ("z", "%"):
                raise ValueError(f"{code!r} is a bad directive in format {format!r}")
    values = _match(text, 0, pattern, 0)
    if values is None:
        raise ValueError(f"time data {text!r} does not match format {format!r}")
    if values[""] < len(text):
        raise ValueError(f"unconverted data remains: {text[values[''] :]}")
    return _datetime_of(values)


def _match(text, at, pattern, i):
    """Return the value of each directive, and under "" the position after them; None without a match.

    A number takes as many digits as it may; if the remaining text then does not match, it takes fewer.
    """
    if i == len(pattern):
        return {"": at}
    c = pattern[i]
    if c == "%" and pattern[i + 1] != "%":
        code = pattern[i + 1]
        for end, value in _candidates(text, at, code):
            values = _match(text, end, pattern, i + 2)
            if values is not None:
                return {code: value, **values}
        return None
    if c.isspace():
        stop = at
        while stop < len(text) and text[stop].isspace():
            stop += 1
        while i + 1 < len(pattern) and pattern[i + 1].isspace():
            i += 1
        return None if stop == at else _match(text, stop, pattern, i + 1)
    same = text[at : at + 1].lower() == c.lower()
    return _match(text, at + 1, pattern, i + (2 if c == "%" else 1)) if same else None


def _candidates(text, at, code):
    """Return the ways to read a directive as (end, value), the preferred reading first."""
    if code == "z":
        return _zones(text, at)
    if code in _SPOKEN:
        words = enumerate(_SPOKEN[code])
        return [(at + len(word), n) for n, word in words if text[at : at + len(word)].lower() == word.lower()]
    limits = {"d": 31, "H": 23, "I": 12, "j": 366, "m": 12, "M": 59, "S": 61}
    least = {"Y": 4, "y": 2}.get(code, 1)
    ways = []
    for size in range(_WIDTHS[code], least - 1, -1):
        digits = text[at : at + size]
        if len(digits) == size and _digits(digits) is not None and int(digits) <= limits.get(code, 999999):
            if int(digits) or code not in "dImj":
                ways.append((at + size, digits))
    return ways


def _zones(text, at):
    sign = text[at : at + 1]
    if sign in ("Z", "z"):
        return [(at + 1, timezone.utc)]
    for size in (9, 7, 6, 5):
        offset = text[at + 1 : at + size]
        digits = offset.replace(":", "")
        colons = len(offset) - len(digits)
        placed = colons == 0 or (offset[2:3] == ":" and (colons == 1 or offset[5:6] == ":"))
        has_all = len(digits) in (4, 6) and len(offset) == size - 1 and colons in (0, len(digits) // 2 - 1)
        if sign in ("+", "-") and has_all and placed and _digits(digits) is not None:
            return [(at + size, _read_offset(sign, offset))]
    return []


def _datetime_of(values):
    year = 1900
    if "Y" in values:
        year = int(values["Y"])
    elif "y" in values:
        short = int(values["y"])
        year = short + (2000 if short < 69 else 1900)
    month = int(values["m"]) if "m" in values else values.get("B", values.get("b", 0)) + 1
    day = int(values.get("d", 1))
    if "j" in values and "m" not in values and "d" not in values:
        first = date(year, 1, 1) + timedelta(int(values["j"]) - 1)
        month, day = first.month, first.day
    hour = int(values.get("H", 0))
    if "I" in values and "H" not in values:
        hour = int(values["I"]) % 12 + (12 if values.get("p") == 1 else 0)
    micros = int((values["f"] + "000000")[:6]) if "f" in values else 0
    zone = values.get("z")
    return datetime(year, month, day, hour, int(values.get("M", 0)), int(values.get("S", 0)), micros, zone)


_EPOCH = datetime(1970, 1, 1)


def _since_epoch(seconds):
    try:
        return _EPOCH + timedelta(seconds=seconds)
    except OverflowError:
        if abs(seconds) > 2**52:
            raise OverflowError("timestamp out of range for platform time_t") from None
        year = _ordinal_to_ymd(int(seconds // 86400) + _EPOCH.toordinal())[0]
        raise ValueError(f"year {year} is out of range") from None


date.min = date(1, 1, 1)
date.max = date(9999, 12, 31)
date.resolution = timedelta(1)
datetime.min = datetime(1, 1, 1)
datetime.max = datetime(9999, 12, 31, 23, 59, 59, 999999)
datetime.resolution = timedelta(microseconds=1)
time.min = time(0)
time.max = time(23, 59, 59, 999999)
time.resolution = timedelta(microseconds=1)
timedelta.min = timedelta(-999999999)
timedelta.max = timedelta(days=999999999, hours=23, minutes=59, seconds=59, microseconds=999999)
timedelta.resolution = timedelta(microseconds=1)
