"""Decoding of values that belong to one of several alternatives (`oneOf` and `anyOf`).

The alternative of a value is found in this order:

1. The JSON type of the value.
2. The discriminator and the constants of the value's properties. An alternative with other
   constants is not tried.
3. The schema of the alternative, which the value must match. If the value matches several schemas,
   the least general alternative is chosen. For an object, this is the alternative with the most
   constants, and then the alternative that lists the most of the value's properties.

A value that still belongs to several alternatives remains JSON data if the type of the property
allows that. Otherwise the value is invalid.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, NamedTuple, TypeVar, cast

from .._errors import DecodeError
from ..types import UNSET
from .base_models import MapModel, Model
from .decode import (
    Decoder,
    Reading,
    UnknownConstantError,
    anything,
    boolean,
    integer,
    number,
    text,
    type_error,
)

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

_ARTICLES = {"object": "an object", "array": "an array", "integer": "an integer", "null": "null"}
_JSON_TYPES: dict[type, tuple[str, ...]] = {
    str: ("string",),
    bool: ("boolean",),
    int: ("integer", "number"),
    float: ("integer", "number"),
    dict: ("object",),
    list: ("array",),
    type(None): ("null",),
}
_GENERALITY: dict[Any, int] = {text: 1, integer: 1, boolean: 1, number: 2, anything: 3}


class Alternative(NamedTuple, Generic[T_co]):
    """An alternative of a union.

    Attributes:
        json_type: The JSON type of the values, or "any".
        decoder: The decoder of the values.
        name: The name of the model in error messages.
        constants: The constant values of the properties that distinguish the alternative, by name
            of the property.
        tag: The name of a discriminator, which each value must have; empty without a discriminator.
        fixed: The names of further properties with constants, which do not distinguish the
            alternative.
        generality: How general the items of an array, or the values of a map, are; otherwise 0.
    """

    json_type: str
    decoder: Decoder[T_co]
    name: str = ""
    constants: Mapping[str, tuple[Any, ...]] = {}
    tag: str = ""
    fixed: tuple[str, ...] = ()
    generality: int = 0


class _Fit(NamedTuple):
    """A value that one alternative has decoded, and how well the value fits this alternative.

    Of several alternatives, the one with the least `rank` fits best.

    Attributes:
        rank: Six numbers, which are compared one after another: how general the alternative is, or
            0 for an object; the number of properties for which the alternative has constants, as a
            negative number; the number of properties that the alternative does not list; the same
            number with the properties of nested objects; the number of values that enumerations do
            not list; how general the alternative is, also for an object.
        value: The decoded value.
        reading: The `Reading` of the alternative, with the undocumented values in the body.
        name: The name of the alternative.
    """

    rank: tuple[int, int, int, int, int, int]
    value: Any
    reading: Reading
    name: str


class _Trials(NamedTuple):
    """The results of decoding a value with several alternatives.

    Attributes:
        value: The value. Results are stored by the `id` of the value, so the value must stay alive.
        fits: The results of the alternatives that the value matches.
        errors: The errors of the other alternatives.
        readings: The `Reading` of each alternative, with the undocumented values that it found.
    """

    value: Any
    fits: list[_Fit]
    errors: list[DecodeError]
    readings: list[Reading]


def nullable(decoder: Decoder[T]) -> Decoder[T | None]:
    """Return a decoder that also accepts null."""

    def decode(value: Any, reading: Reading) -> T | None:
        return None if value is None else decoder(value, reading)

    return decode


def one_of(*alternatives: Alternative[T], raw: tuple[type, ...] = ()) -> Decoder[T]:
    """Return a decoder of values that belong to one of several alternatives.

    Args:
        alternatives: The alternatives.
        raw: The types of JSON values that remain JSON data if they belong to several alternatives.
    """
    by_type = {
        kind: [each for each in alternatives if each.json_type in ("any", *names)]
        for kind, names in _JSON_TYPES.items()
    }

    def decode(value: Any, reading: Reading) -> T:
        kind = _json_kind(value)
        candidates: list[Alternative[T]] = by_type.get(kind, [])
        if not candidates:
            raise type_error(value, _expected(alternatives))
        if kind is dict:
            named = [each for each in candidates if _mismatch(each, value) is None]
            if not named:
                if reading.tolerant:
                    return cast(T, anything(value, reading))
                raise _unknown(candidates, value)
            candidates = named
        if len(candidates) == 1:
            return candidates[0].decoder(value, reading)
        trials = _try(candidates, value, reading, tolerant=False)
        if not trials.fits and reading.tolerant:
            trials = _try(candidates, value, reading, tolerant=True)
        if not trials.fits:
            if reading.tolerant and any(isinstance(x, UnknownConstantError) for x in trials.errors):
                return cast(T, anything(value, reading))
            # The server probably sent the alternative whose error is nested deepest.
            deepest = max(trials.errors, key=lambda error: error.path.count("/"))
            raise DecodeError(deepest.problem, path=deepest.path)
        best = min(trials.fits, key=lambda fit: fit.rank)
        equal = [fit for fit in trials.fits if fit.rank == best.rank]
        if all(fit is best or _is_same(fit.value, best.value) for fit in equal):
            reading.include(best.reading)
            return cast(T, best.value)
        if isinstance(value, raw) or reading.tolerant:
            return cast(T, anything(value, reading))
        names = " and ".join(fit.name or "another alternative" for fit in equal)
        raise DecodeError(f"expected a value of one alternative, not of {names}")

    return decode


def _json_kind(value: Any) -> type[Any]:
    """Return the type of JSON values to which a value belongs, such as `dict` for a mapping."""
    kind: type[Any] = value.__class__
    if kind in _JSON_TYPES:
        return kind
    if isinstance(value, Mapping):
        return dict
    return next((each for each in _JSON_TYPES if issubclass(kind, each)), kind)


def _try(
    candidates: list[Alternative[Any]], value: Any, reading: Reading, *, tolerant: bool
) -> _Trials:
    """Decode a value with each of several alternatives, and return the results and the errors.

    If several alternatives contain the same property, which has alternatives itself,
    `reading.trials` keeps the results for that property. Without it, the time would double with
    each level of nesting.
    """
    tried: dict[Any, _Trials] = {} if reading.trials is None else reading.trials
    reading.trials = tried
    key = (id(value), tolerant, *(id(each.decoder) for each in candidates))
    trials = tried.get(key)
    if trials is None:
        trials = tried[key] = _Trials(value, [], [], [])
        for each in candidates:
            trial = Reading(tolerant=tolerant, borrowed=True, trials=tried)
            trials.readings.append(trial)
            try:
                decoded = each.decoder(value, trial)
            except DecodeError as error:
                trials.errors.append(error)
            else:
                fixed = [name for name in (*each.constants, *each.fixed) if name in value]
                generality = _GENERALITY.get(each.decoder, each.generality)
                # A map is more general than a model, but may list more of the value.
                first = 0 if each.json_type == "object" else generality
                unlisted = (_unlisted(decoded), trial.unlisted)
                rank = (first, -len(fixed), *unlisted, trial.unknown, generality)
                trials.fits.append(_Fit(rank, decoded, trial, each.name))
    # An inexact number may be the only reason why an alternative failed.
    reading.inexact = reading.inexact or any(each.inexact for each in trials.readings)
    return trials


def _unlisted(decoded: Any) -> int:
    """Return how many properties of a decoded object or list are not listed by its models."""
    if isinstance(decoded, list):
        items: list[Any] = decoded  # pyright: ignore[reportUnknownVariableType]
        return sum(_unlisted(item) for item in items)
    return len(decoded.additional_keys) if isinstance(decoded, Model | MapModel) else 0


def _mismatch(alternative: Alternative[Any], value: Mapping[str, Any]) -> str | None:
    """Return the name of a property that excludes an alternative, or None if no property does.

    A property excludes the alternative if its value is not a constant of the alternative, or if it
    is the discriminator and is missing.
    """
    for name, constants in alternative.constants.items():
        found = value.get(name, UNSET)
        if found is UNSET:
            if name == alternative.tag:
                return name
        elif not any(_is_equal(found, each) for each in constants):
            return name
    return None


def _unknown(candidates: list[Alternative[Any]], value: Mapping[str, Any]) -> DecodeError:
    """Return the error for an object that has the constants of none of the alternatives."""
    names = [name for each in candidates if (name := _mismatch(each, value)) is not None]
    name = max(names, key=names.count)
    constants = [each.constants.get(name, ()) for each in candidates]
    known = ", ".join(dict.fromkeys(repr(each) for values in constants for each in values))
    if name in value:
        error = DecodeError(f"expected one of {known}")
        error.under(name)
    else:
        error = DecodeError("a required property is missing")
        error.under(name)
    return error


def _is_equal(one: Any, other: Any) -> bool:
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)


def _is_same(one: Any, other: Any) -> bool:
    """Return whether two decoded values are the same.

    Values are the same if they are equal and have the same type, or if they are equal maps. Lists
    with items count as different, because the types of equal items may differ.
    """
    if one != other:
        return False
    if all(isinstance(each, MapModel) for each in (one, other)):
        return True
    return one.__class__ is other.__class__ and (one.__class__ is not list or not one)


def _expected(alternatives: tuple[Alternative[Any], ...]) -> str:
    kinds = dict.fromkeys(_ARTICLES.get(x.json_type, f"a {x.json_type}") for x in alternatives)
    *first, last = kinds
    return f"{', '.join(first)} or {last}" if first else last
