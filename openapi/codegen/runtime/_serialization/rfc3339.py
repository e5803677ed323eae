"""Dates and times as RFC 3339 defines them, which keep the text of the JSON string.

- Letters may be lower case. The second may be 60 where UTC is 23:59. A time needs a zone.
- A blank instead of `T` is invalid, although a note of RFC 3339 permits it to applications.
- Python has no year 0: a time in the year 0 is invalid, as is a time after the year 9999 in UTC.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DATE_TIME = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt]([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?"
    r"(?:[Zz]|([+-])([0-9]{2}):([0-9]{2}))"
)
_MINUTES_OF_A_DAY = 24 * 60


class Timestamp(datetime):
    """A time that was decoded from a JSON string. `str` returns the text of the string.

    A timestamp is a `datetime` with a time zone, and compares like any other `datetime`. A leap
    second becomes the next second. The text may have more decimals than the six of the `datetime`.
    The result of arithmetic, `replace` or `astimezone` to another zone is a plain `datetime`.
    """

    __slots__ = ("_text",)
    _text: str

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        """Return a plain `datetime`, and not a `Timestamp`.

        Python calls this constructor for the result of a method or an addition. Such a result does
        not come from a JSON string, so there is no text to keep.
        """
        return datetime(*args, **kwargs)

    @classmethod
    def of(cls, value: datetime, text: str) -> Timestamp:
        """Return a `Timestamp` with the given time, which keeps the text of the JSON string."""
        day, clock = value.timetuple()[:6], (value.microsecond, value.tzinfo)
        self = datetime.__new__(cls, *day, *clock)
        self._text = text
        return self

    def replace(self, *args: Any, **kwargs: Any) -> Any:
        """Return a plain `datetime` in which the given fields, such as `hour`, are replaced."""
        return datetime.combine(self.date(), self.timetz()).replace(*args, **kwargs)

    __replace__ = replace

    def __str__(self) -> str:
        return self._text

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        return parse_datetime, (self._text,)


def parse_datetime(text: str) -> datetime:
    """Return a `date-time` of RFC 3339.

    Raises:
        ValueError: If the text is not a `date-time`, or is beyond the range of `datetime`.
    """
    match = _DATE_TIME.fullmatch(text)
    if match is None:
        raise ValueError("not a date-time of RFC 3339")
    day, *clock, decimals, sign, hours, minutes = match.groups()
    hour, minute, second = map(int, clock)
    offset = int(hours or 0) * 60 + int(minutes or 0)
    if int(minutes or 0) >= 60:
        raise ValueError("the minutes of the offset are not below 60")
    offset = -offset if sign == "-" else offset
    is_leap = second == 60
    if is_leap and (hour * 60 + minute - offset) % _MINUTES_OF_A_DAY != _MINUTES_OF_A_DAY - 1:
        raise ValueError("a leap second is only at 23:59:60 UTC")
    plain = datetime.combine(
        parse_date(day),
        time(hour, minute, second - is_leap, int(f"{decimals or ''}000000"[:6])),
        timezone(timedelta(minutes=offset)),
    )
    return Timestamp.of(plain + timedelta(seconds=int(is_leap)), text)


def parse_date(text: str) -> date:
    """Return a `full-date` of RFC 3339.

    Raises:
        ValueError: If the text is not a `full-date`, or is in the year 0.
    """
    if not _DATE.fullmatch(text):
        raise ValueError("not a full-date of RFC 3339")
    return date.fromisoformat(text)


def format_date(value: date) -> str:
    """Return a date or time as text. A time from a response keeps the text of the response."""
    return str(value) if isinstance(value, Timestamp) else value.isoformat()
