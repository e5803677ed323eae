"""The document as the suite reads it: operations, and the rules its extensions state.

Nothing here knows the operation: whatever is paged, filtered, live or refused is read from the
document. What the extensions mean is written in ``openapi/README.md``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

import jsonschema_rs
from attrs import field, frozen
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from . import pointer
from .installation import DOCUMENT

Json = Any
Query = tuple[tuple[str, str], ...]
"""The names and values of a query string, decoded, in their order."""
Supply = Literal["required", "optional"]

_COMPOSITES = {"allOf", "anyOf", "oneOf"}
_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


class ContractError(Exception):
    """The document cannot be read as a contract. The message says which part and why."""


@frozen(eq=False)
class Parameter:
    """A parameter as the document states it, its schema with references left in place."""

    name: str
    location: Literal["path", "query", "header", "cookie"]
    required: bool
    schema: Json
    description: str = ""

    @property
    def is_array(self) -> bool:
        """Whether the parameter takes several values, sent as repeated keys."""
        return bool(self.schema.get("type") == "array")

    @property
    def supply_name(self) -> str:
        """The parameter's name in a target file: ``enterpriseId`` is ``enterprise_id``."""
        return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", self.name).lower()


@frozen
class Pagination:
    """``x-pagination``: the server skips size * (page - first) records, then returns up to size."""

    page: str
    size: str
    first: int
    records: str


@frozen
class Filter:
    """``x-filter``: the parameter selects records by their key, or by a member of each."""

    parameter: str
    by: str

    def value(self, key: str, record: Json) -> str | None:
        """Return what the filter compares in one record; None if the record lacks it."""
        if self.by == "key":
            return key
        try:
            value = pointer.resolve(record, self.by)
        except (KeyError, IndexError, TypeError, ValueError):
            return None
        return value if isinstance(value, str) else None


@frozen
class Scenario:
    """``x-scenarios``: one condition under which an error status appears."""

    name: str
    status: int
    when: str
    pointer: str
    supplies: Mapping[str, Supply] = field(factory=dict)
    refuses: Mapping[str, Json] = field(factory=dict)
    withholds: str | None = None


@frozen(eq=False)
class Operation:
    """One operation, with the rules that the document states about it."""

    id: str
    tag: str
    method: str
    path: str
    pointer: str
    parameters: tuple[Parameter, ...]
    bodies: Mapping[int, Json]
    """The schema of the JSON body for each documented status."""
    pagination: Pagination | None
    filters: tuple[Filter, ...]
    live: tuple[str, ...]
    """JSON Pointers into the 200 body, to what may differ between any two calls."""
    scenarios: tuple[Scenario, ...]

    def parameter(self, name: str) -> Parameter:
        """Return a parameter by name. Raises KeyError."""
        for parameter in self.parameters:
            if parameter.name == name:
                return parameter
        raise KeyError(name)

    def in_path(self) -> tuple[Parameter, ...]:
        """Return the path parameters."""
        return tuple(p for p in self.parameters if p.location == "path")

    def in_header(self) -> tuple[Parameter, ...]:
        """Return the parameters that are headers."""
        return tuple(p for p in self.parameters if p.location == "header")

    def in_query(self) -> tuple[Parameter, ...]:
        """Return the query parameters."""
        return tuple(p for p in self.parameters if p.location == "query")


@frozen(eq=False)
class Contract:
    """A whole document."""

    document: Json
    operations: tuple[Operation, ...]
    _resolved: dict[str, Json] = field(factory=dict, init=False, repr=False)

    @property
    def tested(self) -> list[Operation]:
        """The operations that are called: those that only read."""
        return [o for o in self.operations if o.method == "GET"]

    def operation(self, method: str, path: str) -> Operation:
        """Return an operation by its method, in either letter case, and path. Raises KeyError."""
        for operation in self.operations:
            if (operation.method, operation.path) == (method.upper(), path):
                return operation
        raise KeyError(f"{method} {path}")

    def documented(self, value: Json, schema: Json) -> Json:
        """Return a value without the members that the document does not list.

        A server may send more than is listed, and nothing is promised about what that says. What
        several schemas describe together is left as it is.
        """
        if not isinstance(value, dict | list):
            return value
        schema = self.resolved(schema)
        if schema.keys() & _COMPOSITES:
            return value
        if isinstance(value, list):
            items = schema.get("items")
            return value if items is None else [self.documented(item, items) for item in value]
        listed, others = schema.get("properties", {}), schema.get("additionalProperties")
        members = {key: listed.get(key, others) for key in value}
        return {
            key: self.documented(value[key], member)
            for key, member in members.items()
            if isinstance(member, dict)
        }

    def resolved(self, schema: Json) -> Json:
        """Return a schema, or what it refers to in the end."""
        reference = schema.get("$ref")
        if reference is None:
            return schema
        if reference not in self._resolved:  # asked for each part of each answer
            self._resolved[reference] = pointer.dereference(self.document, schema)
        return self._resolved[reference]

    def validator(self, schema: Json) -> jsonschema_rs.Validator:
        """Compile a schema of the document; references in it may point anywhere in it."""
        rooted = {"allOf": [schema], "components": self.document.get("components", {})}
        return jsonschema_rs.validator_for(rooted)


def load(path: Path = DOCUMENT) -> Contract:
    """Read the contract from an OpenAPI 3.1 document. Raises :class:`ContractError`."""
    try:
        document = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, YAMLError) as error:
        reason = " ".join(str(error).split())
        raise ContractError(f"{path}: cannot read the document: {reason}") from None
    try:
        operations = tuple(_operations(document))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ContractError(
            f"{path}: not an OpenAPI document the suite can read: {error!r}"
        ) from None
    if not operations:
        raise ContractError(f"{path}: the document has no operation")
    return Contract(document, operations)


def _operations(document: Json) -> Iterator[Operation]:
    for path, item in document["paths"].items():
        for method in _METHODS:
            if method in item:
                yield _operation(document, path, method, item)


def _operation(document: Json, path: str, method: str, item: Json) -> Operation:
    raw = item[method]
    location = f"#{pointer.build(['paths', path, method])}"
    references = [*item.get("parameters", ()), *raw.get("parameters", ())]
    parameters = [pointer.dereference(document, reference) for reference in references]
    responses = {
        int(status): (
            pointer.dereference(document, response),
            response.get("$ref", f"{location}/responses/{status}"),
        )
        for status, response in raw["responses"].items()
        if status.isdigit()
    }
    pagination = raw.get("x-pagination")
    return Operation(
        id=raw.get("operationId", f"{method} {path}"),
        tag=next(iter(raw.get("tags", ())), "default"),
        method=method.upper(),
        path=path,
        pointer=location,
        parameters=tuple(
            Parameter(
                p["name"], p["in"], p.get("required", False), p["schema"], p.get("description", "")
            )
            for p in parameters
        ),
        bodies={
            status: response.get("content", {}).get("application/json", {}).get("schema", {})
            for status, (response, _) in responses.items()
        },
        pagination=Pagination(**pagination) if pagination else None,
        filters=tuple(
            Filter(p["name"], p["x-filter"]["by"]) for p in parameters if "x-filter" in p
        ),
        live=tuple(responses[200][0].get("x-live", ())) if 200 in responses else (),
        scenarios=tuple(
            Scenario(name, status, pointer=where + pointer.build(["x-scenarios", name]), **scenario)
            for status, (response, where) in responses.items()
            for name, scenario in response.get("x-scenarios", {}).items()
        ),
    )
