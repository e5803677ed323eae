"""Paths and their operations: which are new or gone, and how the generator names them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from openapi.changes.diff.annotations import compare_annotation, compare_annotations
from openapi.changes.diff.extensions import compare_pagination
from openapi.changes.diff.parameters import ParameterComparison, Parameters
from openapi.changes.diff.responses import ResponseComparison, compare_content
from openapi.changes.diff.schemas import SchemaComparison
from openapi.changes.diff.security import compare_security
from openapi.changes.diff.servers import compare_servers
from openapi.changes.model import classification as kinds
from openapi.changes.model.classification import Direction
from openapi.changes.model.difference import Differences, Subject
from openapi.changes.model.names import argument, function
from openapi.changes.model.node import ABSENT, Node
from openapi.document import METHODS

_COMPARED = frozenset(
    {"operationId", "tags", "parameters", "requestBody", "responses", "security", "servers"}
    | {"callbacks", "x-pagination"}
)
# OpenAPI: described by the body, the answers and the security schemes, and ignored as parameters.
_NOT_PARAMETERS = frozenset({"accept", "authorization", "content-type"})
_NAMED = re.compile(r"\{([^}]*)\}")


class Operation(NamedTuple):
    """An operation with what it takes over from its path."""

    path: str
    method: str
    item: Node
    content: Node

    @property
    def title(self) -> str:
        """What it is called in sentences."""
        return f"`{self.method.upper()} {self.path}`"

    @property
    def servers(self) -> Node:
        """The servers that answer it: its own, its path's or the document's; [] names none."""
        own = self.content.child("servers"), self.item.child("servers")
        found = next((each for each in own if each.items()), None)
        return found or self.content.root.top.child("servers")


@dataclass
class OperationComparison:
    """Compares the operations of two documents."""

    findings: Differences
    schemas: SchemaComparison

    def compare_paths(self, old: Node, new: Node) -> None:
        """Compare operations by method and path; names in braces do not tell paths apart."""
        self._compare_operations(_operations(old), _operations(new), "request")

    def compare_webhooks(self, old: Node, new: Node) -> None:
        """Compare webhooks: there the client receives the requests, and sends the answers."""
        self._compare_operations(_operations(old), _operations(new), "response")

    def _compare_operations(
        self,
        old: dict[tuple[str, str], Operation],
        new: dict[tuple[str, str], Operation],
        direction: Direction,
    ) -> None:
        for key in dict.fromkeys([*old, *new]):
            before, after = old.get(key), new.get(key)
            if before and after:
                self._compare(before, after, direction)
            elif before:
                scope = Subject(direction, before.title)
                place = _elsewhere(before.content, next(iter(new.values()), None))
                self.findings.add(kinds.OPERATION_REMOVED, scope, before.content, place)
            elif after:
                scope = Subject(direction, after.title)
                place = _elsewhere(after.content, next(iter(old.values()), None))
                self.findings.add(kinds.OPERATION_ADDED, scope, place, after.content)

    def _compare(self, old: Operation, new: Operation, direction: Direction) -> None:
        scope = Subject(direction, new.title)
        before, after = old.content, new.content
        notes = _COMPARED | set(METHODS)
        compare_annotations(self.findings, scope, old.item, new.item, notes)
        compare_annotations(self.findings, scope, before, after, _COMPARED)
        self._compare_names(old, new, scope)
        parameters = _parameters(old), _parameters(new)
        walk = ParameterComparison(self.findings, self.schemas, direction)
        walk.compare(*parameters, (before, after))
        self._compare_body(before.child("requestBody"), after.child("requestBody"), direction)
        answers: Direction = "response" if direction == "request" else "request"
        responses = before.child("responses"), after.child("responses")
        ResponseComparison(self.schemas, answers, _renamed(*parameters)).compare(*responses)
        compare_security(self.findings, scope, before, after)
        if direction == "request":
            compare_servers(self.findings, old.servers, new.servers)
        pagination = before.child("x-pagination"), after.child("x-pagination")
        gone = [name for where, name in parameters[0].keys() - parameters[1].keys()]
        compare_pagination(self.findings, scope, *pagination, gone)
        self._compare_callbacks(before.child("callbacks"), after.child("callbacks"), direction)

    def _compare_names(self, old: Operation, new: Operation, scope: Subject) -> None:
        before, after = old.content, new.content
        names = [function(each.content, each.path, each.method) for each in (old, new)]
        places = before.child("operationId"), after.child("operationId")
        if names[0] != names[1]:
            self.findings.add(
                kinds.FUNCTION_RENAMED, scope, *places, before=names[0], after=names[1]
            )
        else:
            compare_annotation(self.findings, scope, *places)
        tags = before.child("tags"), after.child("tags")
        modules = [_module(each) for each in tags]
        if modules[0] != modules[1]:
            self.findings.add(kinds.MODULE_MOVED, scope, *tags, before=modules[0], after=modules[1])
        elif [each.value for each in tags[0].items()] != [each.value for each in tags[1].items()]:
            self.findings.add(kinds.ANNOTATION_CHANGED, scope, *tags, "tags")

    def _compare_body(self, old: Node, new: Node, direction: Direction) -> None:
        scope = Subject(direction, "the request body")
        before, after = old.resolved(), new.resolved()
        if not before.exists and not after.exists:
            return
        if not before.exists:
            kind = kinds.REQUIRED_BODY_ADDED if after.get("required") else kinds.OPTIONAL_BODY_ADDED
            self.findings.add(kind, scope, old, new)
        elif not after.exists:
            self.findings.add(kinds.BODY_REMOVED, scope, old, new)
        else:
            was, now = (bool(each.get("required")) for each in (before, after))
            if was != now:
                kind = kinds.BODY_BECAME_REQUIRED if now else kinds.BODY_BECAME_OPTIONAL
                places = before.child("required"), after.child("required")
                self.findings.add(kind, scope, *places)
            compare_annotations(self.findings, scope, before, after, {"required", "content"})
            compare_content(self.schemas, before, after, scope)

    def _compare_callbacks(self, old: Node, new: Node, direction: Direction) -> None:
        back: Direction = "response" if direction == "request" else "request"
        for name in dict(old.children()) | dict(new.children()):
            before, after = old.child(name).resolved(), new.child(name).resolved()
            self._compare_operations(_operations(before), _operations(after), back)


def _operations(paths: Node) -> dict[tuple[str, str], Operation]:
    found = {}
    for path, each in paths.children():
        item = each.resolved()
        for method in METHODS:
            content = item.child(method)
            if content.exists:
                found[_NAMED.sub("{}", path), method] = Operation(path, method, item, content)
    return found


def _parameters(operation: Operation) -> Parameters:
    """Return the parameters by location and name; a path's go by their position in it."""
    positions = {name: str(i) for i, name in enumerate(_NAMED.findall(operation.path))}
    found = {}
    for owner in (operation.item, operation.content):  # the operation's own win
        for each in owner.child("parameters").items():
            parameter = each.resolved()
            location, name = str(parameter.get("in")), str(parameter.get("name"))
            if location == "header" and name.lower() in _NOT_PARAMETERS:
                continue
            key = positions.get(name, name) if location == "path" else name
            found[location, key.lower() if location == "header" else key] = parameter
    return found


def _renamed(old: Parameters, new: Parameters) -> dict[str, str]:
    """Return the new names of parameters that are sent as before, by their old names."""
    both = [key for key in old if key in new]
    return {str(old[key].get("name")): str(new[key].get("name")) for key in both}


def _module(tags: Node) -> str:
    first = tags.items()[:1]
    return argument(str(first[0].value)) if first else "default"


def _elsewhere(place: Node, other: Operation | None) -> Node:
    root = other.item.root if other else place.root
    return Node(root, place.tokens, ABSENT)
