"""Hypothesis strategies for valid and invalid bodies of responses."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

import jsonschema_rs
from attrs import evolve, frozen
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ..contract import Contract, Json, Operation
from ..generated_cases import response_bodies
from .calls import python_name
from .schema_variants import is_digits, json_type, variants

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


times: SearchStrategy[str] = st.builds(
    lambda moment, mark, decimals, zone: (
        f"{moment:%Y-%m-%d}{mark}{moment:%H:%M:%S}{decimals}{zone}"
    ),
    st.datetimes(min_value=datetime(1001, 1, 1), max_value=datetime(9998, 1, 1)),
    st.sampled_from("Tt"),
    st.just("") | st.from_regex(r"\.[0-9]{1,12}", fullmatch=True),
    st.sampled_from(["Z", "z", "+05:30", "-00:00", "-23:59"]),
) | st.just("2016-12-31T23:59:60Z")
"""A Hypothesis strategy for texts of date-times in every notation of RFC 3339."""

dates: SearchStrategy[str] = st.dates().map(str)
"""A Hypothesis strategy for texts of dates."""

uuids: SearchStrategy[str] = st.uuids().map(str) | st.uuids().map(lambda id_: str(id_).upper())
"""A Hypothesis strategy for texts of UUIDs in upper and lower case."""


def _edited(text: str, place: int, removed: int, inserted: str) -> str:
    """Return a text in which other characters replace some characters."""
    place %= len(text) + 1
    return text[:place] + inserted + text[place + removed :]


def _similar(texts: SearchStrategy[str], others: str) -> SearchStrategy[str]:
    """Return a strategy for texts, of which many have an edit of a few characters.

    Args:
        texts: The texts that are edited.
        others: A regular expression for the inserted characters.
    """
    places, inserted = st.integers(0, 40), st.from_regex(others, fullmatch=True)
    return texts | st.builds(_edited, texts, places, st.integers(0, 2), inserted)


formatted: dict[str, SearchStrategy[str]] = {
    "date": _similar(
        dates | st.from_regex(r"[0-9]{4}-[01][0-9]-[0-3][0-9]", fullmatch=True),
        r"[-0-9 T\n/]{0,2}|yesterday|\uff11",
    ),
    "date-time": _similar(
        times
        | st.from_regex(
            r"([0-9]{4}-1[0-9]-[0-3][0-9][Tt]|2016-12-31T)([0-2][0-9]:[0-6][0-9]|23:59):(60|[0-6][0-9])"
            r"(\.[0-9]{0,12})?([Zz]|[+-][0-2][0-9]:[0-6][0-9]|)",
            fullmatch=True,
        ),
        r"[-0-9 :.,+Zz\n]{0,2}|\uff11|\u2212",
    ),
    "uuid": _similar(uuids, r"[-0-9a-fG {}\n]{0,2}|urn:uuid:"),
}
"""Hypothesis strategies for valid and similar invalid texts of a format, by the format."""


@frozen
class Node:
    """A JSON value in a body, with the JSON Pointer to the value and with its schema.

    Attributes:
        tokens: The parts of the JSON Pointer to the value.
        value: The JSON value.
        every: All alternatives that the schema has for the value.
        matching: The alternatives that allow the value.
        choice: The number of parts of the JSON Pointer to the nearest value for which the schema
            has several objects or several arrays, and which holds this value; None without one.
    """

    tokens: tuple[str | int, ...]
    value: Json
    every: Sequence[Json]
    matching: Sequence[Json]
    choice: int | None = None

    @property
    def pointer(self) -> str:
        """The JSON Pointer to this value in the body."""
        escaped = (str(token).replace("~", "~0").replace("/", "~1") for token in self.tokens)
        return "".join(f"/{token}" for token in escaped)

    @property
    def is_amount(self) -> bool:
        """Whether the value is an amount, that is, a string of digits or null."""
        others = [each for each in self.every if each.get("type") != "null"]
        return self.value is not None and bool(others) and all(map(is_digits, others))

    @property
    def required(self) -> list[str]:
        """The properties that the value must have; none if it is not an object."""
        matching = self.matching if isinstance(self.value, dict) else ()
        return [name for each in matching for name in each.get("required", ())]

    @property
    def lists_properties(self) -> bool:
        """Whether the value is an object, and the schema lists its properties."""
        return isinstance(self.value, dict) and any("properties" in each for each in self.matching)

    def below(self, token: str | int) -> Node:
        """Return a node for a property or item of this value. The node has no value yet."""
        return Node((*self.tokens, token), None, (), (), self.choice)


def bodies(contract: Contract, operation: Operation, status: int) -> SearchStrategy[Json]:
    """Return a strategy for valid response bodies, many of which have all listed properties.

    Amounts can have any number of digits, and times any notation.
    """
    schema = operation.bodies[status]
    valid = response_bodies(contract, operation, status)
    full = response_bodies(*_with_all_properties(contract, operation), status)

    @st.composite
    def drawn(draw: st.DrawFn) -> Json:
        body = draw(valid | full)
        for node in nodes(contract, schema, body):
            strategy = _notations(node)
            if strategy is not None:
                body = replaced(body, node.tokens, draw(strategy))
        return body

    return drawn()


def _notations(node: Node) -> SearchStrategy[str] | None:
    """Return a strategy for unusual values of a node (a value in a body), or None.

    Unusual values are those that schemathesis rarely generates: amounts of many digits, and times
    and binary data in unusual forms.
    """
    if not isinstance(node.value, str) or len(node.matching) != 1:
        return None
    (schema,) = node.matching
    if is_digits(schema) and schema["pattern"].endswith("+$"):
        return amounts
    by_format = {"binary": st.text(max_size=5), "date-time": times}
    return by_format.get(schema.get("format", ""))


@cache
def _with_all_properties(contract: Contract, operation: Operation) -> tuple[Contract, Operation]:
    """Return the contract and an operation, changed so that all listed properties are required."""

    def full(schema: Json) -> Json:
        if isinstance(schema, list):
            return [full(each) for each in schema]
        if not isinstance(schema, dict):
            return schema
        copy = {key: full(each) for key, each in schema.items()}
        if isinstance(copy.get("properties"), dict) and "type" in copy:
            copy["required"] = [*copy["properties"]]
        return copy

    components = contract.document.get("components", {})
    schemas = {name: full(each) for name, each in components.get("schemas", {}).items()}
    document = {**contract.document, "components": {**components, "schemas": schemas}}
    bodies = {status: full(schema) for status, schema in operation.bodies.items()}
    return Contract(document, contract.operations), evolve(operation, bodies=bodies)


def nodes(contract: Contract, schema: Json, body: Json) -> list[Node]:
    """Return the body and each nested value, with the location and the schema of each value.

    Values that the schema does not describe are left out.
    """
    return list(_nodes(contract, (), body, [schema], None))


def _nodes(
    contract: Contract,
    tokens: tuple[str | int, ...],
    value: Json,
    schemas: Sequence[Json],
    choice: int | None,
) -> Iterator[Node]:
    every = [each for schema in schemas for each in variants(contract, schema)]
    matching = every
    if len(every) > 1:
        matching = [each for each in every if _validator(contract, _text(each)).is_valid(value)]
    for kind in ("object", "array"):
        if choice is None and sum(each.get("type") == kind for each in every) > 1:
            choice = len(tokens)
    yield Node(tokens, value, every, matching, choice)
    found: list[tuple[str | int, Json]] = []
    if isinstance(value, dict):
        found = [*value.items()]
    elif isinstance(value, list):
        found = [*enumerate(value)]
    for token, inner in found:
        described = [x for each in matching if isinstance(x := _described(each, token), dict)]
        if described:
            yield from _nodes(contract, (*tokens, token), inner, described, choice)


def _described(schema: Json, token: str | int) -> Json:
    """Return the schema of a property or an array item; None if ``schema`` does not describe it."""
    if isinstance(token, int):
        return schema.get("items")
    return schema.get("properties", {}).get(token, schema.get("additionalProperties"))


def _text(schema: Json) -> str:
    return json.dumps(schema, sort_keys=True)


@cache
def _validator(contract: Contract, schema: str) -> jsonschema_rs.Validator:
    return contract.validator(json.loads(schema))


def value_at(parsed: Any, node: Node) -> Any:
    """Find a node (a value in a JSON body) in the decoded body, and return the Python value."""
    for token in node.tokens:
        if isinstance(token, int) or token in parsed:
            parsed = parsed[token]
        else:
            parsed = getattr(parsed, python_name(token))
    return parsed


def set_value(parsed: Any, node: Node, value: Any) -> None:
    """Replace one value in a decoded body. The node has the location of the value."""
    *above, last = node.tokens
    holder = value_at(parsed, evolve(node, tokens=tuple(above)))
    if isinstance(last, int) or last in holder:
        holder[last] = value
    else:
        setattr(holder, python_name(last), value)


def as_written(body: Json, found: Sequence[Node]) -> Json:
    """Return a body as the client writes the body: integers have no point or exponent."""
    for node in found:
        is_integer = all(each.get("type") == "integer" for each in node.matching)
        if is_integer and isinstance(node.value, float):
            body = replaced(body, node.tokens, int(Decimal(repr(node.value))))
    return body


def differences(sent: Json, seen: Json, pointer: str = "") -> list[str]:
    """Return a line for each difference between two bodies. 1, 1.0 and true are different."""
    if isinstance(sent, dict) and isinstance(seen, dict):
        found = []
        for key in dict.fromkeys([*sent, *seen]):
            if key in sent and key in seen:
                found += differences(sent[key], seen[key], f"{pointer}/{key}")
            else:
                found.append(
                    f"{f'{pointer}/{key}'!a}: {_shown(sent, key)} became {_shown(seen, key)}"
                )
        return found
    if isinstance(sent, list) and isinstance(seen, list) and len(sent) == len(seen):
        pairs = enumerate(zip(sent, seen, strict=True))
        return [line for n, pair in pairs for line in differences(*pair, f"{pointer}/{n}")]
    same = json_type(sent) == json_type(seen) and sent == seen
    return [] if same else [f"{pointer!a}: {shortened(sent)} became {shortened(seen)}"]


def _shown(json_object: Json, key: str) -> str:
    return shortened(json_object[key]) if key in json_object else "nothing"


def shortened(value: Any) -> str:
    """Return a value as text of at most 100 characters, for messages."""
    text = ascii(value)
    return text if len(text) <= 100 else f"{text[:97]}..."


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


values_by_type: SearchStrategy[dict[str, Json]] = st.fixed_dictionaries(_KINDS)
"""A value of each JSON type, by the name of the type."""


def of_another_type(node: Node, values: dict[str, Json]) -> list[Json]:
    """From `values`, return those whose JSON type is invalid for a node (a value in a body)."""
    types = {each.get("type") for each in node.every}
    if None in types:
        return []
    if types & {"integer", "number"}:
        types |= {"integer", "number"}
    return [value for name, value in values.items() if name not in types]


def example(contract: Contract, operation: Operation, status: int) -> Json:
    """Return the first example of a response body in the document."""
    item = contract.document["paths"][operation.path][operation.method.lower()]
    response = contract.resolved(item["responses"][str(status)])
    examples = response["content"]["application/json"]["examples"]
    return next(iter(examples.values()))["value"]
