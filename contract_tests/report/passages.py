"""Find the passages of the OpenAPI document that state what a violated rule requires."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import walk_tree

from .. import pointer
from ..contract import Contract, Json
from ..server.transport.request import Request

_MAX_LINES = 40

#: The properties of an operation, a parameter or a response that state rules in prose.
_PROSE = ("summary", "description")


def passages(contract: Contract, location: str, last: Request, status: int) -> list[dict[str, str]]:
    """Return the passages that state a rule, each as an object with a pointer and its YAML text.

    A rule about all parameters has a passage for each parameter of the last request. A rule about
    all responses has a passage for the last response.

    Args:
        contract: The contract with the document.
        location: A URI fragment that refers to the part of the document that states the rule.
        last: The last request of the violation.
        status: The status of the last response.
    """
    return [
        {"pointer": f"#{path}", "text": _as_yaml(node)}
        for path, node in _nodes(contract.document, location.removeprefix("#"), last, status)
    ]


def quotation(contract: Contract, location: str) -> str:
    """Return a part of the document as text: prose unchanged, and any other part as YAML.

    Args:
        contract: The contract with the document.
        location: A URI fragment that refers to the part of the document.
    """
    name = pointer.parse(location.removeprefix("#"))[-1]
    node = pointer.resolve(contract.document, location.removeprefix("#"))
    return str(node) if name == "when" else _as_yaml({name: node})


def _nodes(document: Json, path: str, last: Request, status: int) -> Iterator[tuple[str, Json]]:
    place = last.operation.pointer.removeprefix("#")
    operation, node = pointer.resolve(document, place), pointer.resolve(document, path)
    if path.startswith(f"{place}/x-pagination"):
        yield place, _prose(operation)
    if path == place:
        yield path, _prose(node)
    elif path == f"{place}/parameters":
        parameters = [pointer.dereference(document, item) for item in node]
        sent = {name for name, _ in last.query}
        # Filters come first, because a page number often only repeats what the filter shows.
        by_importance = sorted(enumerate(parameters), key=lambda one: "x-filter" not in one[1])
        for number, parameter in by_importance:
            if parameter["name"] in sent or (not sent and parameter["in"] == "path"):
                yield f"{path}/{number}", parameter
    elif path == f"{place}/responses":
        if str(status) in node:
            yield f"{path}/{status}", _prose(pointer.dereference(document, node[str(status)]))
        else:
            responses = {key: pointer.dereference(document, item) for key, item in node.items()}
            yield path, {key: _prose(response) for key, response in responses.items()}
    elif path.startswith(f"{place}/responses/"):
        yield path, _prose(pointer.dereference(document, node))
    else:
        yield path, node


def _prose(node: Json) -> Json:
    return {name: node[name] for name in _PROSE if name in node}


def _as_yaml(node: Json) -> str:
    if not isinstance(node, dict | list):
        return str(node)
    yaml, stream = YAML(), StringIO()
    yaml.width = 100
    # The copy gets literal block style for texts of several lines.
    copy = _copied(node)
    walk_tree(copy)
    yaml.dump(copy, stream)
    lines = stream.getvalue().splitlines()
    return "\n".join(lines[:_MAX_LINES] + ["…"] * (len(lines) > _MAX_LINES))


def _copied(node: Json) -> Json:
    if isinstance(node, dict):
        return {key: _copied(value) for key, value in node.items()}
    return [_copied(item) for item in node] if isinstance(node, list) else node
