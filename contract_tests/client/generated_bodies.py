"""Hypothesis strategies for valid and invalid bodies of responses."""

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
"""Amounts as strings of digits, of any valid length, with and without leading zeros."""


@frozen
class Node:
    """A JSON value in a body, with the JSON Pointer to the value and with its schema."""

    tokens: tuple[str | int, ...]
    value: Json
    schema: Json

    @property
    def pointer(self) -> str:
        """The JSON Pointer to the value."""
        escaped = (str(token).replace("~", "~0").replace("/", "~1") for token in self.tokens)
        return "".join(f"/{token}" for token in escaped)

    @property
    def is_amount(self) -> bool:
        """Whether the value is an amount, that is, a string of digits."""
        return bool(self.schema.get("pattern") == DIGITS)

    def below(self, token: str | int) -> Node:
        """Return a node at the location of a property or item of this node, but without a value."""
        return Node((*self.tokens, token), None, {})


def bodies(contract: Contract, operation: Operation, status: int) -> SearchStrategy[Json]:
    """Return a strategy for valid response bodies. Amounts can have any number of digits."""
    schema = operation.bodies[status]

    @st.composite
    def drawn(draw: st.DrawFn) -> Json:
        body = draw(response_bodies(contract, operation, status))
        for node in nodes(contract, schema, body):
            if node.is_amount:
                body = replaced(body, node.tokens, draw(amounts))
        return body

    return drawn()


def nodes(contract: Contract, schema: Json, body: Json) -> list[Node]:
    """Return the body and each nested value, with the location and the schema of each value.

    Values that the schema does not describe are left out.
    """
    return list(_nodes(contract, Node((), body, contract.resolved(schema))))


def _nodes(contract: Contract, node: Node) -> Iterator[Node]:
    yield node
    listed = node.schema.get("properties", {})
    others = node.schema.get("additionalProperties")
    items = node.schema.get("items")
    found: list[tuple[str | int, Json, Json]] = []
    if isinstance(node.value, dict):
        found = [(key, value, listed.get(key, others)) for key, value in node.value.items()]
    elif isinstance(node.value, list):
        found = [(number, value, items) for number, value in enumerate(node.value)]
    for token, value, schema in found:
        if isinstance(schema, dict):
            inner = evolve(node, tokens=(*node.tokens, token), value=value)
            yield from _nodes(contract, evolve(inner, schema=contract.resolved(schema)))


def replaced(body: Json, tokens: tuple[str | int, ...], value: Json) -> Json:
    """Return a copy of a body with the given value at a location."""
    if not tokens:
        return value
    head, *rest = tokens
    copy: Any = body.copy()
    copy[head] = replaced(copy[head], tuple(rest), value) if rest else value
    return copy


def removed(body: Json, tokens: tuple[str | int, ...]) -> Json:
    """Return a copy of a body without the property at a location."""
    *above, last = tokens
    holder = body
    for token in above:
        holder = holder[token]
    return replaced(body, tuple(above), {k: v for k, v in holder.items() if k != last})


def of_another_type(schema: Json) -> SearchStrategy[Json]:
    """Return a strategy for JSON values whose type is not the type of a schema."""
    kind = schema["type"]
    near = {"integer", "number"} if kind in {"integer", "number"} else set()
    return st.one_of(*(s for name, s in _KINDS.items() if name not in {kind, *near}))


def example(contract: Contract, operation: Operation, status: int) -> Json:
    """Return the first example of a response body in the document."""
    item = contract.document["paths"][operation.path][operation.method.lower()]
    response = contract.resolved(item["responses"][str(status)])
    examples = response["content"]["application/json"]["examples"]
    return next(iter(examples.values()))["value"]
