"""Paths and their operations: which are new or gone, and how the generator names them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from openapi.changes.diff.annotations import compare_note, compare_notes
from openapi.changes.diff.extensions import compare_pagination
from openapi.changes.diff.parameters import Parameters, ParameterWalk
from openapi.changes.diff.responses import AnswerWalk, compare_content
from openapi.changes.diff.schemas import SchemaWalk
from openapi.changes.diff.security import compare_access
from openapi.changes.diff.servers import compare_servers
from openapi.changes.model.classification import Direction
from openapi.changes.model.difference import Findings, Scope
from openapi.changes.model.names import argument, function
from openapi.changes.model.node import ABSENT, Located
from openapi.document import METHODS

_JUDGED = frozenset(
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
    item: Located
    content: Located

    @property
    def title(self) -> str:
        """What it is called in sentences."""
        return f"{self.method.upper()} {self.path}"

    @property
    def servers(self) -> Located:
        """The servers that answer it: its own, its path's or the document's; [] names none."""
        own = self.content.member("servers"), self.item.member("servers")
        found = next((each for each in own if each.items()), None)
        return found or self.content.root.top.member("servers")


@dataclass
class OperationWalk:
    """Compares the operations of two documents."""

    findings: Findings
    schemas: SchemaWalk

    def compare_paths(self, old: Located, new: Located) -> None:
        """Compare operations by method and path; names in braces do not tell paths apart."""
        self._compare_operations(_operations(old), _operations(new), "request")

    def compare_webhooks(self, old: Located, new: Located) -> None:
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
                scope = Scope(direction, before.title)
                place = _elsewhere(before.content, next(iter(new.values()), None))
                self.findings.add("operation removed", scope, before.content, place)
            elif after:
                scope = Scope(direction, after.title)
                place = _elsewhere(after.content, next(iter(old.values()), None))
                self.findings.add("operation added", scope, place, after.content)

    def _compare(self, old: Operation, new: Operation, direction: Direction) -> None:
        scope = Scope(direction, new.title)
        before, after = old.content, new.content
        notes = _JUDGED | set(METHODS)
        compare_notes(self.findings, scope, old.item, new.item, notes)
        compare_notes(self.findings, scope, before, after, _JUDGED)
        self._compare_names(old, new, scope)
        parameters = _parameters(old), _parameters(new)
        walk = ParameterWalk(self.findings, self.schemas, direction)
        walk.compare(*parameters, (before, after))
        self._compare_body(before.member("requestBody"), after.member("requestBody"), direction)
        answers: Direction = "response" if direction == "request" else "request"
        responses = before.member("responses"), after.member("responses")
        AnswerWalk(self.schemas, answers, _renamed(*parameters)).compare(*responses)
        compare_access(self.findings, scope, before, after)
        if direction == "request":
            compare_servers(self.findings, old.servers, new.servers)
        pagination = before.member("x-pagination"), after.member("x-pagination")
        gone = [name for where, name in parameters[0].keys() - parameters[1].keys()]
        compare_pagination(self.findings, scope, *pagination, gone)
        self._compare_callbacks(before.member("callbacks"), after.member("callbacks"), direction)

    def _compare_names(self, old: Operation, new: Operation, scope: Scope) -> None:
        before, after = old.content, new.content
        names = [function(each.content, each.path, each.method) for each in (old, new)]
        places = before.member("operationId"), after.member("operationId")
        if names[0] != names[1]:
            self.findings.add("function renamed", scope, *places, before=names[0], after=names[1])
        else:
            compare_note(self.findings, scope, *places)
        tags = before.member("tags"), after.member("tags")
        modules = [_module(each) for each in tags]
        if modules[0] != modules[1]:
            self.findings.add("module moved", scope, *tags, before=modules[0], after=modules[1])
        elif [each.value for each in tags[0].items()] != [each.value for each in tags[1].items()]:
            self.findings.add("note", scope, *tags, "tags")

    def _compare_body(self, old: Located, new: Located, direction: Direction) -> None:
        scope = Scope(direction, "the request body")
        before, after = old.resolved(), new.resolved()
        if not before.exists and not after.exists:
            return
        if not before.exists:
            kind = "required body added" if after.get("required") else "optional body added"
            self.findings.add(kind, scope, old, new)
        elif not after.exists:
            self.findings.add("body removed", scope, old, new)
        else:
            was, now = (bool(each.get("required")) for each in (before, after))
            if was != now:
                kind = "body required" if now else "body optional"
                places = before.member("required"), after.member("required")
                self.findings.add(kind, scope, *places)
            compare_notes(self.findings, scope, before, after, {"required", "content"})
            compare_content(self.schemas, before, after, scope)

    def _compare_callbacks(self, old: Located, new: Located, direction: Direction) -> None:
        back: Direction = "response" if direction == "request" else "request"
        for name in dict(old.members()) | dict(new.members()):
            before, after = old.member(name).resolved(), new.member(name).resolved()
            self._compare_operations(_operations(before), _operations(after), back)


def _operations(paths: Located) -> dict[tuple[str, str], Operation]:
    found = {}
    for path, each in paths.members():
        item = each.resolved()
        for method in METHODS:
            content = item.member(method)
            if content.exists:
                found[_NAMED.sub("{}", path), method] = Operation(path, method, item, content)
    return found


def _parameters(operation: Operation) -> Parameters:
    """Return the parameters by location and name; a path's go by their position in it."""
    positions = {name: str(i) for i, name in enumerate(_NAMED.findall(operation.path))}
    found = {}
    for owner in (operation.item, operation.content):  # the operation's own win
        for each in owner.member("parameters").items():
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


def _module(tags: Located) -> str:
    first = tags.items()[:1]
    return argument(str(first[0].value)) if first else "default"


def _elsewhere(place: Located, other: Operation | None) -> Located:
    root = other.item.root if other else place.root
    return Located(root, place.steps, ABSENT)
