"""The base classes of the generated models: `Model` for objects, `MapModel` for maps."""

from __future__ import annotations

from collections.abc import (
    Callable,
    Collection,
    ItemsView,
    Iterator,
    KeysView,
    Mapping,
    MutableMapping,
    ValuesView,
)
from datetime import date, datetime, timedelta
from enum import Enum
from itertools import islice
from typing import Any, Generic, Self, TypeVar, cast
from uuid import UUID

from attrs import define, field, fields

from .._errors import InvalidArgumentError
from ..types import UNSET
from .digits import MAX_AMOUNT_DIGITS, format_digits, plain_int
from .rfc3339 import format_date

V = TypeVar("V")

UNTYPED_UNSET: Any = UNSET
"""`UNSET` typed as Any, for a required property that is missing in a tolerant response."""

new_model = object.__new__
"""Create a model without calling `__init__`. Decoding is twice as fast without that call.

The caller sets all attributes of the model.
"""

_AMOUNT_LIMIT = 10**MAX_AMOUNT_DIGITS

M = TypeVar("M")
C = TypeVar("C", bound=type)


def checks_amounts(*names: str, nullable: Collection[str] = ()) -> Callable[[C], C]:
    """Return a class decorator that lets some attributes of a model accept only amounts.

    An amount is a non-negative integer. `UNSET`, which stands for a missing amount, is valid too.
    Decoded amounts are not checked again: decoding sets the attribute `_amount_…` instead.

    Args:
        names: The names of the attributes.
        nullable: The names of the attributes that may be None, which stands for null.
    """

    def decorate(cls: C) -> C:
        for name in names:
            slot = cls.__dict__[name]
            setattr(cls, f"_amount_{name}", slot)
            valid = (UNSET, None) if name in nullable else (UNSET,)
            setattr(cls, name, property(slot.__get__, _setter(name, slot.__set__, valid)))
        return cls

    return decorate


def require_amount(name: str, value: Any) -> int:
    """Return an amount as an integer whose text is digits.

    Raises:
        InvalidArgumentError: If the value is not a non-negative `int` of at most 1,000 digits.
    """
    if isinstance(value, bool | Enum) or not isinstance(value, int):
        raise InvalidArgumentError(f"{name} must be an int, not {type(value).__name__}")
    if not 0 <= value < _AMOUNT_LIMIT:
        raise InvalidArgumentError(
            f"{name} must be a non-negative integer of at most {MAX_AMOUNT_DIGITS:,} digits"
        )
    return plain_int(value)


def _setter(
    name: str, store: Callable[[Any, Any], None], valid: tuple[Any, ...]
) -> Callable[[Any, Any], None]:
    def set_amount(model: Any, value: Any) -> None:
        if not any(value is each for each in valid):
            value = require_amount(name, value)
        store(model, value)

    return set_amount


def with_class(model: Any, cls: type[M]) -> M:
    """Return a model as an instance of `cls`, which is a subclass of the class of the model.

    The constructor of `cls` makes the instance. If the class of the model is already `cls`, the
    model is returned unchanged.
    """
    if type(model) is cls:
        return model
    return cls(**{each.alias: getattr(model, each.name) for each in fields(model.__class__)})


_MAX_ITEMS_IN_REPR = 3


def _or_none(properties: dict[str, Any] | None) -> dict[str, Any] | None:
    return properties or None


@define(eq=False, repr=False)
class Model:
    """A JSON object whose documented properties are attributes of the instance."""

    # Most objects have no additional properties. An empty dict for each of them would be a third
    # of all objects that decoding creates.
    _extra: dict[str, Any] | None = field(
        default=None, eq=_or_none, alias="additional_properties", kw_only=True
    )

    def __attrs_post_init__(self) -> None:
        self._extra = dict(self._extra) if self._extra else None

    def __copy__(self) -> Self:
        return _with_state(self, _extra=dict(self._extra) if self._extra else None)

    @property
    def additional_properties(self) -> dict[str, Any]:
        """The properties that the API description does not list, by name."""
        if self._extra is None:
            self._extra = {}
        return self._extra

    @additional_properties.setter
    def additional_properties(self, properties: dict[str, Any]) -> None:
        self._extra = properties

    @property
    def additional_keys(self) -> list[str]:
        """The names of the properties that the API description does not list."""
        return list(self._extra or ())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: object) -> bool:
        return key in (self._extra or ())

    def __repr__(self) -> str:
        names = [each.name for each in fields(type(self)) if each.name != "_extra"]
        if self._extra:
            names.append("additional_properties")
        properties = ", ".join(f"{name}={_short_repr(getattr(self, name))}" for name in names)
        return f"{type(self).__name__}({properties})"


@define(eq=False, repr=False)
class MapModel(MutableMapping[str, V], Generic[V]):
    """A JSON object with arbitrary keys and with values of a single type.

    The items have the same order as in the body. A map is equal to any mapping with the same items.

    Attributes:
        additional_properties: The items of the map.
    """

    additional_properties: dict[str, V] = field(factory=dict[str, V])

    def __attrs_post_init__(self) -> None:
        self.additional_properties = dict(self.additional_properties)

    def __copy__(self) -> Self:
        return _with_state(self, additional_properties=dict(self.additional_properties))

    @property
    def additional_keys(self) -> list[str]:
        """The keys of this JSON object, as a list."""
        return list(self.additional_properties)

    def __getitem__(self, key: str) -> V:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: V) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: object) -> bool:
        return key in self.additional_properties

    def __iter__(self) -> Iterator[str]:
        return iter(self.additional_properties)

    def __len__(self) -> int:
        return len(self.additional_properties)

    def keys(self) -> KeysView[str]:
        """Return a view of the keys of the map."""
        return self.additional_properties.keys()

    def values(self) -> ValuesView[V]:
        """Return a view of the values of the map."""
        return self.additional_properties.values()

    def items(self) -> ItemsView[str, V]:
        """Return a view of the keys and values of the map."""
        return self.additional_properties.items()

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Mapping):
            return self.additional_properties == dict(cast(Mapping[str, Any], other))
        return NotImplemented

    def __repr__(self) -> str:
        first = islice(self.items(), _MAX_ITEMS_IN_REPR)
        items = [f"{key!r}: {_short_repr(value)}" for key, value in first]
        if len(self) > _MAX_ITEMS_IN_REPR:
            items.append(f"… {len(self) - _MAX_ITEMS_IN_REPR} more")
        return f"{type(self).__name__}({{{', '.join(items)}}})"


def _with_state(model: M, **changes: Any) -> M:
    """Return a shallow copy of a model with changed attributes, without calling `__init__`."""
    original: Any = model
    copied: Any = new_model(type(model))
    copied.__setstate__({**original.__getstate__(), **changes})
    return cast(M, copied)


def _short_repr(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return format_digits(value)
    try:
        return repr(value)
    except ValueError:  # a nested integer has more digits than Python converts at once
        return "…"


def date_text(value: date, name: str = "a time") -> str:
    """Return a date, or a time with a time zone, in the format of RFC 3339.

    Args:
        value: The date or time.
        name: The name of the argument in error messages.

    Raises:
        InvalidArgumentError: If a time has no time zone, if the offset of the time zone has
            seconds, which RFC 3339 does not permit, or if the value is a missing time, such as
            `NaT` of pandas.
    """
    if isinstance(value, datetime):
        try:
            offset = value.utcoffset()
        except ValueError:
            raise InvalidArgumentError(f"{name} must be a time, not {value}") from None
        if offset is None:
            raise InvalidArgumentError(f"{name} must have a time zone, such as datetime.UTC")
        if offset % timedelta(minutes=1):
            raise InvalidArgumentError(
                f"{name} must have an offset of whole minutes, not {offset}: use `astimezone`"
            )
    return format_date(value)


def to_json(value: Any, time: type[date] | None = None) -> Any:
    """Return a model, list, date, UUID or member of an enumeration as a JSON value.

    Args:
        value: The value.
        time: `date` or `datetime` if the value may hold only times of this type.

    Raises:
        InvalidArgumentError: If a time has another type, or `date_text` rejects the time.
    """
    if value is UNSET:
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        if time is not None and isinstance(value, datetime) is not (time is datetime):
            found = type(value).__name__
            raise InvalidArgumentError(f"a value must be of type {time.__name__}, not {found}")
        return date_text(value)
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, list | tuple):
        return [to_json(item, time) for item in value]  # pyright: ignore[reportUnknownVariableType]
    return value.to_dict() if hasattr(value, "to_dict") else value


def digits_to_json(value: Any, *others: type) -> Any:
    """Return an integer as a string of digits, or a value of other types as `to_json` returns it.

    Args:
        value: A value of a property whose integers are strings of digits in JSON.
        others: The types of the property's other values.

    Raises:
        InvalidArgumentError: If the value is neither a non-negative integer, a string of digits,
            nor of another type of the property.
    """
    # A bool is an int in Python, and a datetime is a date.
    special = next((each for each in (bool, datetime) if isinstance(value, each)), None)
    if special in others if special else isinstance(value, others):
        return to_json(value)
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return value
    amount = require_amount("a value of digits", value)
    return format_digits(amount)
