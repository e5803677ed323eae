"""Take operations out of a document, with every component that they reach and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from openapi.document import METHODS, Document, DocumentError
from openapi.pointer import UnresolvableError, children, follow, format_pointer, parse_reference

_NAMED = re.compile(r"\{[^}]*\}")

Content = dict[str, Any]


class Address(NamedTuple):
    """Where an operation is found."""

    method: str
    path: str

    def __str__(self) -> str:
        """Return it as people write it."""
        return f"{self.method.upper()} {self.path}"


def addresses(document: Document) -> list[Address]:
    """Return where the operations of a document are."""
    return [Address(each.method, each.path) for each in document.operations()]


def excerpt(document: Document, wanted: Iterable[Address]) -> Content:
    """Return a whole document that holds only some operations, and what they reach.

    Args:
        document: The document that holds them, among others.
        wanted: The operations; what a path calls its parameters does not matter.

    Raises:
        DocumentError: If it has no such operation, or an operation refers to nothing.
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
    taken: Content = {"openapi": content.get("openapi"), "info": content.get("info")}
    if "security" in content:
        taken["security"] = content["security"]
    taken["paths"] = paths
    reached = reached_components(content, taken)
    for section, name in reached:
        tokens = ("components", section, name)
        if follow(content, tokens) is None:
            problem = f"'#{format_pointer(tokens)}' refers to nothing"
            raise DocumentError(document.path, problem, "correct the document")
    taken["components"] = {
        section: {name: value for name, value in named.items() if (section, name) in reached}
        for section, named in (content.get("components") or {}).items()
        if any(place[0] == section for place in reached)
    }
    return taken


def _path_of(document: Document, address: Address) -> str:
    for path, item in document.path_items():
        same = _NAMED.sub("{}", path) == _NAMED.sub("{}", address.path)
        if same and address.method in item:
            return path
    problem = f"it does not describe {address}"
    raise DocumentError(document.path, problem, "give a document that does")


def reached_components(content: Content, part: Content) -> set[tuple[str, str]]:
    """Return the section and the name of each component that is reached from part of a document."""
    found: set[tuple[str, str]] = set()
    starts = {key: part[key] for key in ("paths", "webhooks", "security") if key in part}
    waiting = list(_references(starts))
    while waiting:
        try:
            tokens = parse_reference(waiting.pop())
        except UnresolvableError:
            continue  # to another file
        match tokens:
            case ("components", section, name, *_) if (section, name) not in found:
                found.add((section, name))
                waiting += _references(follow(content, ("components", section, name)))
    return found


def _references(node: Any) -> Iterator[str]:
    """Yield what a node refers to: by `$ref`, as an alternative by name, or to be let in."""
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        mapping = node.get("discriminator")
        if isinstance(mapping, dict):
            yield from (x for x in (mapping.get("mapping") or {}).values() if x.startswith("#"))
        for requirement in _requirements(node.get("security")):
            yield "#" + format_pointer(("components", "securitySchemes", requirement))
    for step, child in children(node):
        if step not in {"example", "examples", "default", "enum", "const", "security"}:
            yield from _references(child)


def _requirements(security: Any) -> Iterator[str]:
    if isinstance(security, list):
        for each in security:
            if isinstance(each, dict):
                yield from map(str, each)
