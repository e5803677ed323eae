"""`x-pagination`, as the generated iterators need it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.parser.properties import ModelProperty

from openapi.codegen.errors import GenerationError
from openapi.codegen.view.types import kind
from openapi.pointer import parse_pointer

Models = Mapping[str, ModelProperty]


class Paging(NamedTuple):
    """How an operation is paged.

    Attributes:
        page: The argument that is the page's number.
        size: The argument that is how many records a page has at most.
        first: The number of the first page.
        records: The attributes that lead from a page to its records.
        record: The type of a record.
        imports: What the type needs.
    """

    page: str
    size: str
    first: int
    records: str
    record: str
    imports: list[str]


def paging(rule: Mapping[str, Any] | None, endpoint: Endpoint, models: Models) -> Paging | None:
    """Return how an operation is paged; None if no rule says that it is.

    Args:
        rule: The operation's `x-pagination`.
        endpoint: What the generator has read of the operation.
        models: All models, by the names of their classes.

    Raises:
        GenerationError: If the rule names what the operation does not have.
    """
    if rule is None:
        return None
    arguments = {str(prop.name.get_untrusted_value()): prop for prop in endpoint.query_parameters}
    for role in ("page", "size"):
        if rule.get(role) not in arguments:
            raise _wrong(endpoint, f"{role} names no query parameter")
    page, size = arguments[rule["page"]], arguments[rule["size"]]
    if not isinstance(rule.get("first", 0), int):
        raise _wrong(endpoint, "first is no integer")
    attributes, container = _container(rule, endpoint, models)
    held = container.additional_properties
    if held is None or container.required_properties or container.optional_properties:
        raise _wrong(endpoint, "records leads to what is no map of records")
    return Paging(
        page=str(page.python_name),
        size=str(size.python_name),
        first=rule.get("first", 0),
        records="".join(f".{attribute}" for attribute in attributes),
        record=kind(held).type,
        imports=sorted(held.get_lazy_imports(prefix="...") | held.get_imports(prefix="...")),
    )


def _container(
    rule: Mapping[str, Any], endpoint: Endpoint, models: Models
) -> tuple[list[str], ModelProperty]:
    """Follow the pointer to the records from the model of a success."""
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
        members = {
            each.name.get_untrusted_value(): each for each in model.required_properties or ()
        }
        found = members.get(name)
        if found is not None:
            attributes.append(str(found.python_name))
    if not isinstance(found, ModelProperty) or not attributes:
        raise _wrong(endpoint, "records leads nowhere that every page has")
    return attributes, models[found.class_info.name]


def _is_success(response: Any) -> bool:
    bounds = response.status_code.range
    return bounds is not None and 200 <= bounds[0] <= 299


def _wrong(endpoint: Endpoint, problem: str) -> GenerationError:
    return GenerationError(f"x-pagination of {endpoint.name}: {problem}")
