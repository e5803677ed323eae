"""The contract of a server: an OpenAPI document, its operations, and their extensions.

The extensions describe pagination, filters, error scenarios and data that may change at any time.
``openapi/README.md`` documents the extensions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

import jsonschema_rs
from attrs import field, frozen
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from . import pointer
from .catalogue import suggestion
from .installation import DOCUMENT

Json = Any
Query = tuple[tuple[str, str], ...]
"""The decoded names and values of a query string, in order."""
Supply = Literal["required", "optional"]

#: The keys of a path item that have operations.
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")

_COMPOSITES = {"allOf", "anyOf", "oneOf"}


class ContractError(Exception):
    """Raised if a document cannot be read as a contract. The message says where and why."""


@frozen(eq=False)
class Parameter:
    """A parameter of an operation. References in its schema are not resolved."""

    name: str
    location: Literal["path", "query", "header", "cookie"]
    required: bool
    schema: Json
    description: str = ""

    @property
    def is_array(self) -> bool:
        """Whether the parameter is an array. Each item is sent as one ``name=value`` pair."""
        return bool(self.schema.get("type") == "array")

    @property
    def supply_name(self) -> str:
        """The parameter name in snake case, such as ``enterprise_id`` for ``enterpriseId``."""
        return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", self.name).lower()


@frozen
class Pagination:
    """The pagination of an operation, from the extension ``x-pagination``.

    The server skips ``size * (page - first)`` records, and returns up to ``size`` records.
    """

    page: str
    """The name of the query parameter for the page number."""
    size: str
    """The name of the query parameter for the page size."""
    first: int
    """The number of the first page."""
    records: str
    """The JSON Pointer to the records in a response body."""


@frozen
class Filter:
    """A query parameter that selects records by a string of each record, such as an id.

    The server returns a record if the string equals a value of the parameter. The extension
    ``x-filter`` of the OpenAPI document states which string is compared.
    """

    parameter: str
    """The name of the query parameter."""
    by: str
    """The compared string: ``key`` for the key of a record, or a JSON Pointer into a record."""

    def value(self, key: str, record: Json) -> str | None:
        """Return the string that the server compares with the values of the query parameter.

        The string is the key of the record or a string in the record. None if the record has no
        such string.
        """
        if self.by == "key":
            return key
        try:
            value = pointer.resolve(record, self.by)
        except (KeyError, IndexError, TypeError, ValueError):
            return None
        return value if isinstance(value, str) else None


@frozen
class Scenario:
    """An error scenario, from the extension ``x-scenarios``: a condition and its error status."""

    name: str
    status: int
    when: str
    pointer: str
    supplies: Mapping[str, Supply] = field(factory=dict)
    refuses: Mapping[str, Json] = field(factory=dict)
    """The schemas that parameters must violate to cause the error, by the name of the parameter."""
    withholds: str | None = None


@frozen(eq=False)
class Operation:
    """An operation of the OpenAPI document, with its pagination, filters and error scenarios."""

    id: str
    tag: str
    method: str
    path: str
    pointer: str
    parameters: tuple[Parameter, ...]
    bodies: Mapping[int, Json]
    """The schema of the JSON body of each documented status."""
    pagination: Pagination | None
    filters: tuple[Filter, ...]
    live: tuple[str, ...]
    """JSON Pointers into the 200 body to data that may differ between any two responses."""
    scenarios: tuple[Scenario, ...]

    def parameter(self, name: str) -> Parameter:
        """Return the parameter with the given name.

        Raises:
            KeyError: If the operation has no such parameter.
        """
        for parameter in self.parameters:
            if parameter.name == name:
                return parameter
        raise KeyError(name)

    def in_path(self) -> tuple[Parameter, ...]:
        """Return the path parameters of the operation."""
        return tuple(p for p in self.parameters if p.location == "path")

    def in_header(self) -> tuple[Parameter, ...]:
        """Return the header parameters of the operation."""
        return tuple(p for p in self.parameters if p.location == "header")

    def without_meaning(self) -> tuple[Parameter, ...]:
        """Return the parameters that belong neither to pagination nor to a filter.

        Path parameters are left out, because they select the resource.
        """
        known = {filter_.parameter for filter_ in self.filters}
        if self.pagination is not None:
            known |= {self.pagination.page, self.pagination.size}
        return tuple(p for p in self.parameters if p.location != "path" and p.name not in known)

    def in_query(self) -> tuple[Parameter, ...]:
        """Return the query parameters of the operation."""
        return tuple(p for p in self.parameters if p.location == "query")


@frozen(eq=False)
class Contract:
    """An OpenAPI document, and its operations."""

    document: Json
    operations: tuple[Operation, ...]
    _resolved: dict[str, Json] = field(factory=dict, init=False, repr=False)

    @property
    def tested(self) -> list[Operation]:
        """The GET operations. Only these operations are tested, since they change no data."""
        return [o for o in self.operations if o.method == "GET"]

    def select(self, ids: Collection[str] | None) -> tuple[Operation, ...]:
        """Return the GET operations with the given ids; None selects all GET operations.

        Raises:
            ContractError: If the document has no GET operation with one of the ids.
        """
        known = {operation.id: operation for operation in self.tested}
        for name in sorted(set(ids or ()) - known.keys()):
            hint = suggestion(name, known, f"it has {', '.join(known)}")
            raise ContractError(f"--operation: the document has no GET operation {name!r}; {hint}")
        return tuple(o for o in known.values() if ids is None or o.id in ids)

    def documented(self, value: Json, schema: Json) -> Json:
        """Return a JSON value without the properties that a schema does not list.

        Values of schemas with ``allOf``, ``anyOf`` or ``oneOf`` are returned unchanged.
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
        schemas = {key: listed.get(key, others) for key in value}
        return {
            key: self.documented(value[key], item)
            for key, item in schemas.items()
            if isinstance(item, dict)
        }

    def resolved(self, schema: Json) -> Json:
        """Return the given schema, or the target schema if the given schema is a ``$ref``."""
        reference = schema.get("$ref")
        if reference is None:
            return schema
        if reference not in self._resolved:  # called for each part of each response
            self._resolved[reference] = pointer.dereference(self.document, schema)
        return self._resolved[reference]

    def validator(
        self, schema: Json, formats: Mapping[str, Callable[[str], bool]] | None = None
    ) -> jsonschema_rs.Validator:
        """Return a JSON Schema validator for a schema that may refer to components.

        Args:
            schema: The schema.
            formats: Functions that return whether a string has a format, by the name of the format.
                Other formats are not checked.
        """
        rooted = {"allOf": [schema], "components": self.document.get("components", {})}
        if formats is None:
            return jsonschema_rs.validator_for(rooted)
        unchecked = dict.fromkeys(_formats(rooted), lambda _text: True)
        checks = {**unchecked, **formats}
        return jsonschema_rs.validator_for(rooted, validate_formats=True, formats=checks)


def _formats(node: Json) -> Iterator[str]:
    """Yield the formats that the schemas in a part of a document name."""
    if isinstance(node, dict):
        if isinstance(node.get("format"), str):
            yield node["format"]
        node = list(node.values())
    if isinstance(node, list):
        for each in node:
            yield from _formats(each)


def load(path: Path = DOCUMENT) -> Contract:
    """Read the contract from an OpenAPI 3.1 document.

    Raises:
        ContractError: If the file cannot be read, or is not an OpenAPI document with operations.
    """
    try:
        document = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, YAMLError) as error:
        reason = " ".join(str(error).split())
        raise ContractError(f"{path}: cannot read the document: {reason}") from None
    try:
        operations = tuple(_operations(document))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ContractError(
            f"{path}: the suite cannot read this OpenAPI document: {error!r}"
        ) from None
    if not operations:
        raise ContractError(f"{path}: the document has no operation")
    return Contract(document, operations)


def _operations(document: Json) -> Iterator[Operation]:
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield _operation(document, path, method, item)


def _operation(document: Json, path: str, method: str, item: Json) -> Operation:
    raw = item[method]
    location = f"#{pointer.build(['paths', path, method])}"
    nodes = [*item.get("parameters", ()), *raw.get("parameters", ())]
    parameters = [pointer.dereference(document, node) for node in nodes]
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
