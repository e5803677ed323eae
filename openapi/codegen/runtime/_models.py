"""What the models have in common: members that the document does not list, and maps."""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, KeysView, Mapping, MutableMapping, ValuesView
from datetime import date
from enum import Enum
from itertools import islice
from typing import Any, Generic, TypeVar, cast
from uuid import UUID

from attrs import define, field

from .types import UNSET

V = TypeVar("V")

MISSING: Any = UNSET
"""`UNSET`, for where a type says that it cannot be: a member read in tolerant mode."""

_SHOWN = 3


class Model:
    """An object with members of its own, and others in `additional_properties`."""

    __slots__ = ()

    additional_properties: dict[str, Any]

    @property
    def additional_keys(self) -> list[str]:
        """The names of the members that the document does not list."""
        return list(self.additional_properties)

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: object) -> bool:
        return key in self.additional_properties


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
        shown = [f"{key!r}: {value!r}" for key, value in islice(self.items(), _SHOWN)]
        if len(self) > _SHOWN:
            shown.append(f"… {len(self) - _SHOWN} more")
        return f"{type(self).__name__}({{{', '.join(shown)}}})"


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
