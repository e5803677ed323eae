"""Draw JSON values from the schemas of an OpenAPI document.

The values cover each alternative of each `oneOf` and `anyOf`. Hypothesis draws the strings and the
numbers.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC
from functools import cache
from random import Random
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable

from openapi.operations.schemas import Schemas
from openapi.pointer import resolve

Content = dict[str, Any]

_ATTEMPTS = 10
_MAX_VALUES = 80
_DEEP = 7
_LEAF = ("type", "format", "pattern", "minLength", "maxLength", "multipleOf")
_BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")


@dataclass
class _Flat:
    """A schema whose `$ref` and `allOf` are resolved, so that a value can be drawn.

    Attributes:
        keywords: The keywords for the value itself, such as `minLength`.
        properties: The schemas of each property.
        required: The names of the required properties.
        unions: The alternatives of each `oneOf` and `anyOf` for which no alternative was chosen
            yet.
        chosen: The alternatives of each `oneOf` and `anyOf` for which an alternative was chosen.
            Choosing two alternatives of the same `oneOf` would give an invalid value.
        nullable: Whether null is valid.
    """

    keywords: Content = field(default_factory=dict)
    properties: dict[str, list[Content]] = field(default_factory=dict)
    required: set[str] = field(default_factory=set)
    unions: list[list[Content]] = field(default_factory=list)
    chosen: list[list[Content]] = field(default_factory=list)
    nullable: bool = True


class Values:
    """Draws values from the schemas of a document, always the same values for the same seed.

    Args:
        content: The whole document.
        seed: The seed of all random choices.
    """

    def __init__(self, content: Content, seed: int) -> None:
        self._content = content
        self._schemas = Schemas(content)
        self._random = Random(seed)  # noqa: S311 - test data
        self._uses: dict[int, Counter[int]] = {}
        self._sizes: dict[int, int] = {}
        self._fill = 1.0

    def drawn(self, schema: Content) -> Iterator[Any]:
        """Yield values of a schema. Every alternative of a union is used, if a value can use it."""
        known: list[Any] = []
        idle = 0
        for index in range(_MAX_VALUES):
            self._fill = (1.0, 0.0)[index] if index < 2 else 0.6
            before = self._uncovered()
            value = self._valid(schema)
            if value is not _NOTHING and value not in known:
                known.append(value)
                yield value
            idle = 0 if self._uncovered() != before else idle + 1
            if index >= 2 and idle >= 4 and not self._uncovered():
                return
            if idle >= 12:
                return

    def one(self, schema: Content) -> Any:
        """Return one value of a schema with all optional properties, or None if none is found."""
        self._fill = 1.0
        value = self._valid(schema)
        return None if value is _NOTHING else value

    def _uncovered(self) -> int:
        return sum(self._sizes[key] - len(used) for key, used in self._uses.items())

    def _valid(self, schema: Content) -> Any:
        for _ in range(_ATTEMPTS):
            value = self._draw([schema], 0)
            if self._schemas.is_valid(value, schema):
                return value
        return _NOTHING

    def _draw(self, schemas: list[Content], depth: int) -> Any:
        flat = _Flat()
        for schema in schemas:
            self._flatten(schema, flat)
        while flat.unions:
            alternatives = flat.unions.pop()
            flat.chosen.append(alternatives)
            self._flatten(self._chosen(alternatives, depth), flat)
        keywords = flat.keywords
        kinds = keywords.get("type")
        if flat.nullable and (depth > _DEEP or self._random.random() < 0.15):
            return None
        if "const" in keywords:
            return keywords["const"]
        if "enum" in keywords:
            return self._chosen(keywords["enum"], 0)
        if isinstance(kinds, list):
            kinds = self._chosen(kinds, depth)
        if kinds == "object" or (kinds is None and (flat.properties or flat.required)):
            return self._object(flat, depth)
        if kinds == "array":
            return self._array(keywords, depth)
        if kinds is None:
            return self._random.choice([{"any": [1, "a"]}, "any", 7, True])
        leaf = {key: keywords[key] for key in (*_LEAF, *_BOUNDS) if key in keywords}
        found = pool(json.dumps({**leaf, "type": kinds}, sort_keys=True))
        return self._random.choice(found) if found else None

    def _chosen(self, alternatives: list[Any], depth: int) -> Any:
        """Return the alternative that was used least often.

        Deep inside a value, return the alternative with the shortest schema, so that the value
        does not nest without end.
        """
        if not alternatives:
            return {}
        if depth > _DEEP:
            return min(alternatives, key=lambda each: len(json.dumps(each)))
        uses = self._uses.setdefault(id(alternatives), Counter())
        self._sizes[id(alternatives)] = len(alternatives)
        index = min(
            range(len(alternatives)), key=lambda index: (uses[index], self._random.random())
        )
        uses[index] += 1
        return alternatives[index]

    def _object(self, flat: _Flat, depth: int) -> Content:
        value: Content = {}
        for name, schemas in flat.properties.items():
            wanted = depth <= _DEEP and self._random.random() < self._fill
            if name in flat.required or wanted:
                value[name] = self._draw(schemas, depth + 1)
        for name in flat.required - flat.properties.keys():
            value[name] = "required"
        additional = flat.keywords.get("additionalProperties", True)
        count = max(int(flat.keywords.get("minProperties", 0)) - len(value), 0)
        if isinstance(additional, dict) and depth <= _DEEP:
            count = max(count, self._random.randint(0, 2))
        elif additional is True and self._random.random() < self._fill / 4:
            count = max(count, 1)
        if additional is not False:
            of = additional if isinstance(additional, dict) else {"type": "string"}
            for index in range(count):
                value.setdefault(f"unlisted {index}", self._draw([of], depth + 1))
        return value

    def _array(self, keywords: Content, depth: int) -> list[Any]:
        least = int(keywords.get("minItems", 0))
        most = min(int(keywords.get("maxItems", 3)), max(least, 3))
        count = least if depth > _DEEP else self._random.randint(min(max(least, 1), most), most)
        items = keywords.get("items", {})
        values: list[Any] = []
        for _ in range(count * 5):
            if len(values) == count:
                break
            value = self._draw([items], depth + 1)
            if not keywords.get("uniqueItems") or value not in values:
                values.append(value)
        return values

    def _flatten(self, schema: Any, into: _Flat) -> None:
        schema = resolve(schema, self._content)
        if not isinstance(schema, dict):
            return
        typed = schema.get("type")
        into.nullable &= schema.get("nullable") is True or (
            # An `allOf` or a union of nullable schemas allows null, as does a list of types.
            not {"type", "enum", "properties", "required", "nullable"} & schema.keys()
            and bool({"allOf", "oneOf", "anyOf"} & schema.keys())
        )
        for key, value in schema.items():
            if key == "properties":
                for name, each in value.items():
                    into.properties.setdefault(name, []).append(each)
            elif key == "required":
                into.required |= set(value)
            elif key == "allOf":
                for each in value:
                    self._flatten(each, into)
            elif key in {"oneOf", "anyOf"}:
                if not any(value is each for each in (*into.unions, *into.chosen)):
                    into.unions.append(value)
            elif key == "enum" and "enum" in into.keywords:
                into.keywords["enum"] = [x for x in value if x in into.keywords["enum"]]
            elif key == "type" and typed == "number" and into.keywords.get("type") == "integer":
                continue
            else:
                into.keywords[key] = value


class _Nothing:
    """The type of `_NOTHING`, which stands for a valid value that was not found."""


_NOTHING = _Nothing()


@cache
def pool(leaf: str) -> list[Any]:
    """Return up to 30 values of a string, number or boolean schema, given as JSON text."""
    values: list[Any] = []

    @seed(0)
    @settings(
        max_examples=30,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(_leaves(json.loads(leaf)))
    def collect(value: Any) -> None:
        values.append(value)

    with suppress(Unsatisfiable):  # no value is valid, or valid values are rare
        collect()
    return values


def _leaves(schema: Content) -> st.SearchStrategy[Any]:
    kind = schema["type"]
    if kind == "string":
        return _strings(schema)
    if kind in {"integer", "number"}:
        return _numbers(schema)
    return st.booleans() if kind == "boolean" else st.none()


def _strings(schema: Content) -> st.SearchStrategy[str]:
    least, most = int(schema.get("minLength", 0)), schema.get("maxLength")
    if "pattern" in schema:
        drawn: st.SearchStrategy[str] = st.from_regex(str(schema["pattern"]))
        return drawn.filter(lambda text: least <= len(text) <= (most or len(text)))
    formats = {
        "date": st.dates().map(lambda date: date.isoformat()),
        "date-time": st.datetimes(timezones=st.just(UTC)).map(
            lambda time: time.isoformat().replace("+00:00", "Z")
        ),
        "uuid": st.uuids().map(str),
    }
    if schema.get("format") in formats:
        return formats[schema["format"]]
    return st.text(st.characters(codec="utf-8"), min_size=least, max_size=most or least + 12)


def _numbers(schema: Content) -> st.SearchStrategy[Any]:
    least, most = schema.get("minimum"), schema.get("maximum")
    for key in ("exclusiveMinimum", "exclusiveMaximum"):
        if isinstance(schema.get(key), int | float) and not isinstance(schema[key], bool):
            least, most = (schema[key], most) if key == "exclusiveMinimum" else (least, schema[key])
    if schema["type"] == "integer" or "multipleOf" in schema:
        step = schema.get("multipleOf", 1)
        if isinstance(step, int):
            low = None if least is None else -(-least // step)
            high = None if most is None else most // step
            return st.integers(low, high).map(lambda number: number * step)
    return st.floats(least, most, allow_nan=False, allow_infinity=False) | st.integers(
        int(least) + 1 if least is not None else None, int(most) if most is not None else None
    )
