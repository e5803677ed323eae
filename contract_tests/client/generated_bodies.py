"""Bodies of answers, generated from the document: right ones, and ones wrong in one place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attrs import evolve, frozen
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ..contract import Contract, Json, Operation
from ..generated_cases import response_bodies
from .generated_arguments import DIGITS

LONGEST_AMOUNT = 1000

_KINDS: dict[str, SearchStrategy[Json]] = {
    "string": st.text(max_size=5),
    "integer": st.integers(),
    "number": st.floats(allow_nan=False, allow_infinity=False),
    "boolean": st.booleans(),
    "null": st.none(),
    "array": st.lists(st.integers(), max_size=2),
    "object": st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
}

json_values: SearchStrategy[Json] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)
"""Any JSON value."""

amounts: SearchStrategy[str] = st.one_of(
    st.integers(min_value=0).map(str),
    st.integers(2**53 - 2, 2**65).map(str),
    st.integers(1, LONGEST_AMOUNT).map(lambda length: "9" * length),
    st.tuples(st.integers(1, 20), st.integers(0, 10**30)).map(lambda z: "0" * z[0] + str(z[1])),
)
"""Amounts as they go on the wire, of any length that is allowed, with zeros in front or without."""


@frozen
class Place:
    """A value within a body that the document describes."""

    tokens: tuple[str | int, ...]
    value: Json
    schema: Json

    @property
    def pointer(self) -> str:
        """The place as a JSON Pointer."""
        escaped = (str(token).replace("~", "~0").replace("/", "~1") for token in self.tokens)
        return "".join(f"/{token}" for token in escaped)

    @property
    def is_amount(self) -> bool:
        """Whether the value is an integer in digits."""
        return bool(self.schema.get("pattern") == DIGITS)

    def below(self, token: str | int) -> Place:
        """Return the place of a member or an item that is not described by itself."""
        return Place((*self.tokens, token), None, {})


def bodies(contract: Contract, operation: Operation, status: int) -> SearchStrategy[Json]:
    """Return bodies that the document allows, with amounts of any length."""
    schema = operation.bodies[status]

    @st.composite
    def drawn(draw: st.DrawFn) -> Json:
        body = draw(response_bodies(contract, operation, status))
        for place in places(contract, schema, body):
            if place.is_amount:
                body = replaced(body, place.tokens, draw(amounts))
        return body

    return drawn()


def places(contract: Contract, schema: Json, body: Json) -> list[Place]:
    """Return every place of a body that a schema describes, the body itself first."""
    return list(_places(contract, Place((), body, contract.resolved(schema))))


def _places(contract: Contract, place: Place) -> Iterator[Place]:
    yield place
    listed = place.schema.get("properties", {})
    others = place.schema.get("additionalProperties")
    items = place.schema.get("items")
    found: list[tuple[str | int, Json, Json]] = []
    if isinstance(place.value, dict):
        found = [(key, value, listed.get(key, others)) for key, value in place.value.items()]
    elif isinstance(place.value, list):
        found = [(number, value, items) for number, value in enumerate(place.value)]
    for token, value, schema in found:
        if isinstance(schema, dict):
            inner = evolve(place, tokens=(*place.tokens, token), value=value)
            yield from _places(contract, evolve(inner, schema=contract.resolved(schema)))


def replaced(body: Json, tokens: tuple[str | int, ...], value: Json) -> Json:
    """Return a copy of a body with another value in one place, or with one more member."""
    if not tokens:
        return value
    head, *rest = tokens
    copy: Any = body.copy()
    copy[head] = replaced(copy[head], tuple(rest), value) if rest else value
    return copy


def removed(body: Json, tokens: tuple[str | int, ...]) -> Json:
    """Return a copy of a body without one member."""
    *above, last = tokens
    holder = body
    for token in above:
        holder = holder[token]
    return replaced(body, tuple(above), {k: v for k, v in holder.items() if k != last})


def of_another_kind(schema: Json) -> SearchStrategy[Json]:
    """Return JSON values of any type but that of a schema."""
    kind = schema["type"]
    near = {"integer", "number"} if kind in {"integer", "number"} else set()
    return st.one_of(*(s for name, s in _KINDS.items() if name not in {kind, *near}))


def example(contract: Contract, operation: Operation, status: int) -> Json:
    """Return an example of a body that the document gives for a status."""
    item = contract.document["paths"][operation.path][operation.method.lower()]
    response = contract.resolved(item["responses"][str(status)])
    examples = response["content"]["application/json"]["examples"]
    return next(iter(examples.values()))["value"]
