"""What the models have in common: members that the document does not list, and maps."""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, KeysView, Mapping, MutableMapping, ValuesView
from datetime import date
from enum import Enum
from itertools import islice
from typing import Any, Generic, TypeVar, cast
from uuid import UUID

from attrs import define, field, fields

from ..types import UNSET
from .digits import write

V = TypeVar("V")

MISSING: Any = UNSET
"""`UNSET`, for where a type says that it cannot be: a member read in tolerant mode."""

new = object.__new__
"""Makes a model without its `__init__`, for who sets all members: so reading is twice as fast."""

_SHOWN = 3


def _or_none(members: dict[str, Any] | None) -> dict[str, Any] | None:
    return members or None


@define(eq=False, repr=False)
class Model:
    """An object with members of its own, and others in `additional_properties`."""

    # Most objects have no others: a dictionary for each would be a third of what there is to make.
    extra_: dict[str, Any] | None = field(init=False, default=None, eq=_or_none)

    @property
    def additional_properties(self) -> dict[str, Any]:
        """The members that the document does not list."""
        if self.extra_ is None:
            self.extra_ = {}
        return self.extra_

    @additional_properties.setter
    def additional_properties(self, members: dict[str, Any]) -> None:
        self.extra_ = members

    @property
    def additional_keys(self) -> list[str]:
        """The names of the members that the document does not list."""
        return list(self.extra_ or ())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: object) -> bool:
        return key in (self.extra_ or ())

    def __repr__(self) -> str:
        own = [each.name for each in fields(type(self)) if each.name != "extra_"]
        shown = [*own, *(["additional_properties"] if self.extra_ else [])]
        members = ", ".join(f"{name}={_shown(getattr(self, name))}" for name in shown)
        return f"{type(self).__name__}({members})"


@define(eq=False, repr=False)
class MapModel(MutableMapping[str, V], Generic[V]):
    """An object whose members are all of one kind, by names that the document does not list.

    It is a mapping, in the order of the body, and equal to any mapping of the same members.

    Attributes:
        additional_properties: The members.
    """

    additional_properties: dict[str, V] = field(factory=dict[str, V])

    @property
    def additional_keys(self) -> list[str]:
        """The names of the members."""
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
        """Return a view of the names."""
        return self.additional_properties.keys()

    def values(self) -> ValuesView[V]:
        """Return a view of the members."""
        return self.additional_properties.values()

    def items(self) -> ItemsView[str, V]:
        """Return a view of the members and their names."""
        return self.additional_properties.items()

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Mapping):
            return self.additional_properties == dict(cast(Mapping[str, Any], other))
        return NotImplemented

    def __repr__(self) -> str:
        shown = [f"{key!r}: {_shown(value)}" for key, value in islice(self.items(), _SHOWN)]
        if len(self) > _SHOWN:
            shown.append(f"… {len(self) - _SHOWN} more")
        return f"{type(self).__name__}({{{', '.join(shown)}}})"


def _shown(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return write(value)
    try:
        return repr(value)
    except ValueError:  # an integer inside has more digits than Python writes at once
        return "…"


def wire(value: Any) -> Any:
    """Return what stands for a value in JSON."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, list | tuple):
        return [wire(item) for item in value]  # pyright: ignore[reportUnknownVariableType]
    return value.to_dict() if hasattr(value, "to_dict") else value
