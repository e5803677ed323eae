"""Compare the paths, operations and request bodies of two OpenAPI documents."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from openapi.changes.diff.annotations import compare_annotation, compare_annotations
from openapi.changes.diff.content import compare_content
from openapi.changes.diff.extensions import compare_pagination
from openapi.changes.diff.parameters import LOCATIONS, ParameterComparison, Parameters
from openapi.changes.diff.responses import ResponseComparison
from openapi.changes.diff.schemas import SchemaComparison
from openapi.changes.diff.security import compare_security
from openapi.changes.diff.servers import compare_servers
from openapi.changes.model import classification as kinds
from openapi.changes.model.classification import Direction, opposite
from openapi.changes.model.difference import Subject
from openapi.changes.model.names import argument, module_name
from openapi.changes.model.node import MalformedError, Node, NodePair
from openapi.document import METHODS

_COMPARED = frozenset(
    {"operationId", "tags", "parameters", "requestBody", "responses", "security", "servers"}
    | {"callbacks", "x-pagination"}
)
# OpenAPI describes these headers by media types and security schemes, and ignores such parameters.
_IGNORED_HEADERS = ("accept", "authorization", "content-type")
_TEMPLATE_VARIABLE = re.compile(r"\{([^$}][^}]*)\}")
_MAX_REFERENCES = 50


class Operation(NamedTuple):
    """An operation of an OpenAPI document with its path item.

    Attributes:
        path: The path template, the name of a webhook, or the expression of a callback.
        method: The HTTP method in lower case.
        path_items: The path item, and the path items to which it refers by `$ref`.
        node: The operation.
    """

    path: str
    method: str
    path_items: list[Node]
    node: Node

    @property
    def title(self) -> str:
        """The method and the path of the operation as text for messages, such as `GET /items`."""
        return f"`{self.method.upper()} {self.path}`"

    @property
    def path_item(self) -> Node:
        """The path item, with the keywords of the path items to which it refers."""
        last = self.path_items[-1]
        keywords = {key: x for each in self.path_items[::-1] for key, x in each.value.items()}
        keywords.pop("$ref", None)
        return Node(last.source, last.tokens, keywords)

    def shared(self, keyword: str) -> Node:
        """Return the value of a keyword of the path item."""
        nodes = [each.child(keyword) for each in self.path_items]
        return next((each for each in nodes if each.exists), nodes[-1])

    @property
    def servers(self) -> Node:
        """The servers of the operation, or else of its path, or else of the document."""
        own = self.node.child("servers"), self.shared("servers")
        servers = next((each for each in own if each.items()), None)
        return servers or self.node.source.root.child("servers")


Operations = dict[tuple[str, ...], Operation]
"""Operations by the keys that two documents have in common, such as the path and the method."""


@dataclass
class OperationComparison:
    """Compares the operations of two OpenAPI documents.

    Attributes:
        schemas: The comparison of schemas, which also collects the differences.
    """

    schemas: SchemaComparison
    _compared: set[tuple[object, ...]] = field(default_factory=set)
    _names_operations: bool = True
    _are_defaults_equal: bool = False

    def compare_documents(self, documents: NodePair) -> None:
        """Compare the operations and the webhooks of two documents."""
        keys = ("paths", "webhooks")
        operations = [_operations(nodes) for key in keys for nodes in documents.child(key)]
        self._names_operations = len({key for each in operations for key in each}) > 1
        equal = ("servers", "security", ("components", "securitySchemes"))
        self._are_defaults_equal = not any(
            NodePair(*(_descendant(each, key) for each in documents)).differs for key in equal
        )
        for each in documents.child("paths").extensions():
            compare_annotation(self.schemas.differences, Subject("request", "the paths"), each)
        old_paths, new_paths, old_webhooks, new_webhooks = operations
        self._compare_all(old_paths, new_paths, "request")
        self._compare_all(old_webhooks, new_webhooks, "response")

    def _compare_all(self, old: Operations, new: Operations, direction: Direction) -> None:
        """Compare the operations with equal keys.

        Args:
            old: The operations of the old document.
            new: The operations of the new document.
            direction: `request` if the client sends the requests, `response` if it receives them.
        """
        differences = self.schemas.differences
        for key in old | new:
            before, after = old.get(key), new.get(key)
            if before and after:
                self._compare(before, after, direction)
            elif before:
                nodes = NodePair(before.node, before.node.absent)
                differences.add(kinds.OPERATION_REMOVED, Subject(direction, before.title), nodes)
            elif after:
                nodes = NodePair(after.node.absent, after.node)
                differences.add(kinds.OPERATION_ADDED, Subject(direction, after.title), nodes)

    def _compare(self, old: Operation, new: Operation, direction: Direction) -> None:
        key = old.node.tokens, new.node.tokens, direction
        if key in self._compared:
            return
        self._compared.add(key)
        differences = self.schemas.differences
        differences.place = new.node
        subject = Subject(direction, new.title)
        path_items = NodePair(old.path_item, new.path_item)
        nodes = NodePair(old.node, new.node)
        are_equal = self.schemas.references.are_equal
        has_equal_context = self._are_defaults_equal and old.path == new.path
        if has_equal_context and are_equal(path_items) and are_equal(nodes):
            for each in (*old.path_items, *new.path_items):
                each.mark_read()
            return
        compare_annotations(differences, subject, path_items, {*_COMPARED, *METHODS, "$ref"})
        compare_annotations(differences, subject, nodes, _COMPARED)
        self._compare_names(old, new, subject)
        before, after = _parameters(old), _parameters(new)
        self._compare_ignored(before, after, subject)
        of = f" of {new.title}" if self._names_operations else ""
        ParameterComparison(self.schemas, direction, of).compare(before, after, nodes)
        self._compare_body(nodes.child("requestBody"), direction, of)
        renamed = _renamed(before, after)
        responses = ResponseComparison(self.schemas, opposite(direction), renamed, of)
        responses.compare(nodes.child("responses"))
        compare_security(differences, subject, nodes)
        if direction == "request":
            compare_servers(differences, NodePair(old.servers, new.servers))
        removed = [name for _, name in before.keys() - after.keys()]
        compare_pagination(differences, subject, nodes.child("x-pagination"), removed)
        self._compare_callbacks(nodes.child("callbacks"), subject)

    def _compare_callbacks(self, callbacks: NodePair, subject: Subject) -> None:
        """Compare the callbacks of an operation. A callback can have another name than before."""
        differences = self.schemas.differences
        for _, pair in callbacks.children():
            for each in pair.resolved().extensions():
                compare_annotation(differences, subject, each)
        old, new = map(_callbacks, callbacks)
        for key in list(old):
            _, *called = key
            renamed = next((x for x in new if x not in old and list(x[1:]) == called), None)
            if key not in new and renamed is not None:
                nodes = NodePair(callbacks.old.child(key[0]), callbacks.new.child(renamed[0]))
                words = {"before": key[0], "after": renamed[0]}
                differences.add(kinds.CALLBACK_RENAMED, subject, nodes, **words)
                new[key] = new.pop(renamed)
        self._compare_all(old, new, opposite(subject.direction))

    def _compare_ignored(self, old: Parameters, new: Parameters, subject: Subject) -> None:
        """Compare the parameters that OpenAPI ignores, and remove them from `old` and `new`."""
        for name in _IGNORED_HEADERS:
            before, after = (each.pop(("header", name), None) for each in (old, new))
            if before and after:
                nodes = NodePair(before, after)
                if nodes.changed:
                    kind = kinds.KEYWORD_WITHOUT_EFFECT_CHANGED
                    self.schemas.differences.add(kind, subject, nodes, f"header {name}")

    def _compare_names(self, old: Operation, new: Operation, subject: Subject) -> None:
        differences = self.schemas.differences
        # The client has no code for callbacks and webhooks, so their names are only annotations.
        is_generated = subject.direction == "request"
        nodes = NodePair(old.node, new.node)
        ids = nodes.child("operationId")
        before, after = (module_name(each.node, each.path, each.method) for each in (old, new))
        if is_generated and before != after:
            differences.add(kinds.MODULE_RENAMED, subject, ids, before=before, after=after)
        else:
            compare_annotation(differences, subject, ids)
        tags = nodes.child("tags")
        before, after = map(_package_name, tags)
        if is_generated and before != after:
            differences.add(kinds.MODULE_MOVED, subject, tags, before=before, after=after)
        elif [x.value for x in tags.old.items()] != [x.value for x in tags.new.items()]:
            differences.add(kinds.ANNOTATION_CHANGED, subject, tags, "tags")

    def _compare_body(self, nodes: NodePair, direction: Direction, of: str) -> None:
        differences = self.schemas.differences
        subject = Subject(direction, f"the request body{of}")
        if self.schemas.references.are_equal(nodes):
            return
        bodies = nodes.resolved()
        if bodies.added:
            is_required = bodies.new.get("required") is True
            kind = kinds.REQUIRED_BODY_ADDED if is_required else kinds.OPTIONAL_BODY_ADDED
            differences.add(kind, subject, nodes)
        elif bodies.removed:
            differences.add(kinds.BODY_REMOVED, subject, nodes)
        elif bodies.in_both:
            required = bodies.child("required")
            differences.add_flag(
                subject, required, kinds.BODY_BECAME_REQUIRED, kinds.BODY_BECAME_OPTIONAL
            )
            compare_annotations(differences, subject, bodies, {"required", "content"})
            compare_content(self.schemas, subject, bodies)


def _callbacks(callbacks: Node) -> Operations:
    """Return the operations of callbacks by the callback's name, the expression and the method."""
    return {
        (name, *key): operation
        for name, each in callbacks.children()
        for key, operation in _operations(each.resolved()).items()
    }


def _operations(paths: Node) -> Operations:
    """Return the operations of a document by path and method.

    In the paths, `{}` replaces each path parameter, so that the parameter names do not matter. The
    expressions of callbacks, such as `{$request.body#/url}`, remain.
    """
    operations: Operations = {}
    for path, each in paths.children():
        if path.startswith("x-") and paths.tokens != ("webhooks",):  # an extension
            continue
        if not isinstance(each.value, dict):
            raise MalformedError(each, "is not a path item")
        if paths.tokens == ("paths",) and not path.startswith("/"):
            raise MalformedError(each, "is at a path that does not begin with `/`")
        path_items = [each]
        while path_items[-1].reference is not None:
            path_items.append(path_items[-1].referenced())
            if len(path_items) > _MAX_REFERENCES:
                raise MalformedError(each, "refers to itself")
        for method in METHODS:
            node = next((x.child(method) for x in path_items if x.child(method).exists), None)
            if node is not None:
                if not isinstance(node.value, dict):
                    raise MalformedError(node, "is not a mapping")
                key = _TEMPLATE_VARIABLE.sub("{}", path), method
                operations[key] = Operation(path, method, path_items, node)
    return operations


def _descendant(document: Node, key: str | tuple[str, str]) -> Node:
    for each in (key,) if isinstance(key, str) else key:
        document = document.child(each)
    return document


def _parameters(operation: Operation) -> Parameters:
    """Return the parameters of an operation by location and name.

    For a path parameter, the key has the position in the path instead of the name.
    """
    variables = _TEMPLATE_VARIABLE.findall(operation.path)
    positions = {name: str(i) for i, name in enumerate(variables)}
    parameters: Parameters = {}
    own = operation.node.child("parameters")
    for parameters_ in (own, operation.shared("parameters")):  # own parameters override shared ones
        names: set[tuple[str, str]] = set()
        for each in parameters_.items():
            parameter = each.resolved()
            if not isinstance(parameter.value, dict):
                raise MalformedError(each, "is not a parameter")
            location, name = str(parameter.get("in")), str(parameter.get("name"))
            if location not in LOCATIONS or not parameter.child("name").exists:
                raise MalformedError(each, "has no name, or an `in` that OpenAPI does not define")
            if location == "header":
                name = name.lower()
            elif location == "path":  # the name is not sent
                name = positions.get(name, name)
            if (location, name) in names:
                raise MalformedError(each, "has the name of another parameter at this location")
            names.add((location, name))
            parameters.setdefault((location, name), parameter)
    return parameters


def _renamed(old: Parameters, new: Parameters) -> dict[str, str]:
    """Return a mapping from old to new names, for the parameters that both operations have."""
    return {str(old[key].get("name")): str(new[key].get("name")) for key in old if key in new}


def _package_name(tags: Node) -> str:
    first = tags.items()[:1]
    return argument(str(first[0].value)) if first else "default"
