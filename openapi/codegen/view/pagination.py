"""The pagination of an operation in the generated code, from the extension `x-pagination`."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any, NamedTuple

from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.parser.properties import ModelProperty

from openapi.codegen.input.errors import GenerationError
from openapi.codegen.view.types import class_imports, kind
from openapi.pointer import parse_pointer

Models = Mapping[str, ModelProperty]


class Paging(NamedTuple):
    """The names and types that the generated iterators over pages and records need.

    Attributes:
        page: The name of the argument for the page number.
        size: The name of the argument for the maximum number of records on a page.
        page_key: The name of the query parameter for the page number.
        size_key: The name of the query parameter for the maximum number of records on a page.
        first: The number of the first page.
        records: The attributes that lead from a page to the records, such as `.network_balances`.
        record: The Python type of a record.
        imports: The import statements for the Python type of a record.
    """

    page: str
    size: str
    page_key: str
    size_key: str
    first: int
    records: str
    record: str
    imports: list[str]


def paging(rule: Mapping[str, Any] | None, endpoint: Endpoint, models: Models) -> Paging | None:
    """Return the pagination of an operation, or None if the operation has no `x-pagination`.

    Args:
        rule: The value of the operation's `x-pagination`, or None.
        endpoint: The operation as openapi-python-client has parsed it.
        models: All models of the document by the names of their classes.

    Raises:
        GenerationError: If `x-pagination` is invalid, such as with the name of an unknown
            parameter.
    """
    if rule is None:
        return None
    arguments = {str(prop.name.get_untrusted_value()): prop for prop in endpoint.query_parameters}
    for role in ("page", "size"):
        if rule.get(role) not in arguments:
            raise _wrong(endpoint, f"{role} is not the name of a query parameter")
    page, size = arguments[rule["page"]], arguments[rule["size"]]
    if not isinstance(rule.get("first", 0), int):
        raise _wrong(endpoint, "first is not an integer")
    attributes, container = _container(rule, endpoint, models)
    held = container.additional_properties
    if held is None or container.required_properties or container.optional_properties:
        raise _wrong(endpoint, "records does not point to a map of records")
    return Paging(
        page=str(page.python_name),
        size=str(size.python_name),
        page_key=rule["page"],
        size_key=rule["size"],
        first=rule.get("first", 0),
        records="".join(f".{attribute}" for attribute in attributes),
        record=kind(held).type,
        imports=[*itertools.chain(*class_imports([held], "...models"))],
    )


def _container(
    rule: Mapping[str, Any], endpoint: Endpoint, models: Models
) -> tuple[list[str], ModelProperty]:
    """Find the property of a page that holds the records, as `x-pagination` describes it.

    Returns:
        The attributes that lead from a page to the map of records, and the model of the map.
    """
    successes = [each.prop for each in endpoint.responses.patterns if _is_success(each)]
    found = successes[0] if len(successes) == 1 else None
    attributes: list[str] = []
    try:
        names = parse_pointer(str(rule.get("records", "")))
    except ValueError as error:
        raise _wrong(endpoint, f"records: {error}") from error
    for name in names:
        if not isinstance(found, ModelProperty):
            break
        model = models[found.class_info.name]
        properties = {
            each.name.get_untrusted_value(): each for each in model.required_properties or ()
        }
        found = properties.get(name)
        if found is not None:
            attributes.append(str(found.python_name))
    if not isinstance(found, ModelProperty) or not attributes:
        raise _wrong(endpoint, "records does not point to a required property of every page")
    return attributes, models[found.class_info.name]


def _is_success(response: Any) -> bool:
    bounds = response.status_code.range
    return bounds is not None and 200 <= bounds[0] <= 299


def _wrong(endpoint: Endpoint, problem: str) -> GenerationError:
    return GenerationError(f"x-pagination of {endpoint.name}: {problem}")
