"""Extract some operations, and the components that they use, from an OpenAPI document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from openapi.document import METHODS, Document, DocumentError
from openapi.pointer import UnresolvableError, follow, format_pointer, objects, parse_reference

_PARAMETER = re.compile(r"\{[^}]*\}")

Content = dict[str, Any]


class Address(NamedTuple):
    """The method and the path of an operation.

    Attributes:
        method: The HTTP method in lower case.
        path: The path template, such as `/books/{bookId}`.
    """

    method: str
    path: str

    def __str__(self) -> str:
        """Return the method and the path of the operation as text, such as `GET /books`."""
        return f"{self.method.upper()} {self.path}"


def addresses(document: Document) -> list[Address]:
    """Return the method and the path of every operation of a document."""
    return [Address(each.method, each.path) for each in document.operations()]


def excerpt(document: Document, wanted: Iterable[Address]) -> Content:
    """Return a part of a document: some operations and the components that they use.

    Args:
        document: The document with the operations.
        wanted: The methods and paths of the operations to keep.

    Raises:
        DocumentError: If an operation is not in the document, or uses a component that does not
            exist.
    """
    content = document.content
    paths: dict[str, Content] = {}
    for address in wanted:
        path = _path_of(document, address)
        item = content["paths"][path]
        kept = {
            key: value for key, value in item.items() if key == address.method or key not in METHODS
        }
        paths[path] = paths.get(path, {}) | kept
    result: Content = {"openapi": content.get("openapi"), "info": content.get("info")}
    if "security" in content:
        result["security"] = content["security"]
    result["paths"] = paths
    reached = reached_components(content, result)
    for section, name in reached:
        tokens = ("components", section, name)
        if follow(content, tokens) is None:
            problem = f"'#{format_pointer(tokens)}' refers to a component that does not exist"
            raise DocumentError(document.path, problem, "correct the document")
    result["components"] = {
        section: {name: value for name, value in named.items() if (section, name) in reached}
        for section, named in (content.get("components") or {}).items()
        if any(place[0] == section for place in reached)
    }
    return result


def _path_of(document: Document, address: Address) -> str:
    for path, item in document.path_items():
        # The documents may have different names for the same path parameter.
        same = _PARAMETER.sub("{}", path) == _PARAMETER.sub("{}", address.path)
        if same and address.method in item:
            return path
    problem = f"it does not describe {address}"
    raise DocumentError(document.path, problem, "give a document with this operation")


def reached_components(content: Mapping[str, Any], part: Mapping[str, Any]) -> set[tuple[str, str]]:
    """Return the components that a part of a document uses, directly or through other components.

    Args:
        content: The document, with the components.
        part: The part of the document. Only its `paths`, `webhooks` and `security` are searched.

    Returns:
        The section and the name of each component, such as `("schemas", "Amount")`.
    """
    reached: set[tuple[str, str]] = set()
    starts = {key: part[key] for key in ("paths", "webhooks", "security") if key in part}
    waiting = list(_references(starts))
    followed: set[str] = set()
    while waiting:
        reference = waiting.pop()
        if reference in followed:
            continue
        followed.add(reference)
        try:
            tokens = parse_reference(reference)
        except UnresolvableError:
            continue  # the reference is to another file
        match tokens:
            case ("components", section, name, *_) if (section, name) not in reached:
                reached.add((section, name))
                waiting += _references(follow(content, ("components", section, name)))
    return reached


def _references(node: Any) -> Iterator[str]:
    """Yield the references of a node: `$ref`s, discriminator mappings and security requirements."""
    for _, each in objects(node):
        if isinstance(each.get("$ref"), str):
            yield each["$ref"]
        mapping = each.get("discriminator")
        if isinstance(mapping, dict):
            yield from (x for x in (mapping.get("mapping") or {}).values() if x.startswith("#"))
        for requirement in _requirements(each.get("security")):
            yield "#" + format_pointer(("components", "securitySchemes", requirement))


def _requirements(security: Any) -> Iterator[str]:
    if isinstance(security, list):
        for each in security:
            if isinstance(each, dict):
                yield from map(str, each)
