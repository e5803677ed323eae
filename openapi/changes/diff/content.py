"""Compare the content of request bodies and responses: media types, encodings and headers."""

from __future__ import annotations

from collections.abc import Collection

from openapi.changes.diff.annotations import compare_annotations
from openapi.changes.diff.parameters import compare_serialization
from openapi.changes.diff.schemas import SchemaComparison
from openapi.changes.model import classification as kinds
from openapi.changes.model.difference import Differences, Medium, Subject, brief
from openapi.changes.model.media_types import (
    contains,
    essential_media_type,
    is_xml,
    specificity,
)
from openapi.changes.model.node import Node, NodePair
from openapi.changes.model.schema import Schema

_COMPARED_IN_HEADERS = frozenset(
    {"required", "schema", "content", "style", "explode", "allowReserved", "allowEmptyValue"}
)
# OpenAPI applies `encoding` only to these media types.
_ENCODED = ("multipart/", "application/x-www-form-urlencoded")
_COMPARED_IN_ENCODINGS = frozenset({"contentType", "headers", "style", "explode", "allowReserved"})

Content = dict[str, Node]
"""The Media Type Objects of a `content` by the media type or media range."""


def compare_content(schemas: SchemaComparison, subject: Subject, nodes: NodePair) -> None:
    """Compare the media types of two request bodies or responses, and the schemas of the bodies.

    Args:
        schemas: The comparison of schemas, which also collects the differences.
        subject: The request body or response.
        nodes: The old and the new request body or response.
    """
    contents = nodes.child("content")
    old, new = ({essential_media_type(key): x for key, x in each.children()} for each in contents)
    if new and not old:
        schemas.differences.add(kinds.BODY_DOCUMENTED, subject, contents)
        return
    for name in old | new:
        before, after = _covering(name, old), _covering(name, new)
        if before and after:
            pair = NodePair(old[before], new[after])
            # If a media range is new or was removed, a difference of its own says so.
            if before != after and _covering(after, old) and _covering(before, new):
                words = {"before": pair.old.key, "after": pair.new.key}
                kind = kinds.MEDIA_TYPE_DESCRIBED_ELSEWHERE
                schemas.differences.add(kind, subject, pair, name, **words)
            body = _body(subject, new.get(name) or old[name], new)
            _compare_media_type(schemas, body, pair, name)
        else:
            _add_media_type(schemas.differences, subject, old, new, name)


def _add_media_type(
    differences: Differences, subject: Subject, old: Content, new: Content, name: str
) -> None:
    """Report a media type that only the old or only the new document allows."""
    is_new = name in new
    here, there = (new, old) if is_new else (old, new)
    inside = next((x for x in there if x not in here and contains(name, x)), None)
    other = here[name].absent if inside is None else there[inside]
    nodes = NodePair(other, here[name]) if is_new else NodePair(here[name], other)
    if inside is None:
        kind = kinds.MEDIA_TYPE_ADDED if is_new else kinds.MEDIA_TYPE_REMOVED
        differences.add(kind, subject, nodes, here[name].key)
    else:
        kind = kinds.MEDIA_RANGE_WIDENED if is_new else kinds.MEDIA_RANGE_NARROWED
        words = {"before": nodes.old.key, "after": nodes.new.key}
        differences.add(kind, _body(subject, nodes.new, new), nodes, **words)


def _body(subject: Subject, media_type: Node, media_types: Content) -> Subject:
    """Return the body of a request or response that has one of several media types."""
    name = str(subject) if len(media_types) == 1 else f"{subject} as `{media_type.key}`"
    is_body = subject.name.startswith("the request body")
    medium: Medium = "xml" if is_xml(media_type.key) else "json"
    return Subject(subject.direction, name if is_body else f"the body of {name}", medium=medium)


def _covering(name: str, media_types: Collection[str]) -> str | None:
    """Return the most specific of several media ranges that contain a media type, or None."""
    containing = (each for each in media_types if contains(each, name))
    return max(containing, key=specificity, default=None)


def _compare_media_type(
    schemas: SchemaComparison, body: Subject, nodes: NodePair, name: str
) -> None:
    """Compare what two Media Type Objects say about the bodies of one media type."""
    differences = schemas.differences
    compare_annotations(differences, body, nodes, {"schema", "encoding", "examples"})
    for _, examples in nodes.child("examples").children():
        if examples.resolved().changed:
            differences.add(kinds.ANNOTATION_CHANGED, body, examples.resolved(), "examples")
    if name.startswith(_ENCODED):
        _compare_encodings(schemas, body, nodes)
    else:
        _compare_ignored(schemas, body, nodes.child("encoding"))
    schemas.compare_nodes(nodes.child("schema"), body)


def _compare_encodings(schemas: SchemaComparison, body: Subject, nodes: NodePair) -> None:
    """Compare how two documents encode the properties of a form."""
    forms = [Schema(each.child("schema")) for each in nodes]
    for name, pair in nodes.child("encoding").children():
        subject = body.into(name)
        properties = [each.properties.get(name) for each in forms]
        if not any(properties):
            _compare_ignored(schemas, subject, pair)
            continue
        compare_annotations(schemas.differences, subject, pair, _COMPARED_IN_ENCODINGS)
        compare_headers(schemas, subject, pair.child("headers"))
        _compare_content_type(schemas, subject, pair, properties)
        for keyword in ("style", "explode", "allowReserved"):
            before, after = (_effective(each, keyword) for each in pair)
            if before != after:
                what = f"`{keyword}` changed from {brief(before)} to {brief(after)}"
                kind = kinds.SERIALIZATION_CHANGED
                schemas.differences.add(kind, subject, pair.child(keyword), what)


def _compare_content_type(
    schemas: SchemaComparison, subject: Subject, pair: NodePair, properties: list[Schema | None]
) -> None:
    nodes = pair.child("contentType")
    old, new = (
        _content_types(node, schema) for node, schema in zip(nodes, properties, strict=True)
    )
    if old == new:
        return
    if _all_contained(old, new):
        kind = kinds.MEDIA_RANGE_WIDENED
    elif _all_contained(new, old):
        kind = kinds.MEDIA_RANGE_NARROWED
    else:
        kind = kinds.SERIALIZATION_CHANGED
    before, after = (", ".join(sorted(each)) for each in (old, new))
    what = f"`contentType` changed from {before} to {after}"
    schemas.differences.add(kind, subject, nodes, what, before=before, after=after)


def _all_contained(narrow: set[str], wide: set[str]) -> bool:
    return all(any(contains(each, name) for each in wide) for name in narrow)


def _content_types(node: Node, schema: Schema | None) -> set[str]:
    """Return the media types of a property of a form, or the default that OpenAPI defines."""
    if isinstance(node.value, str):
        return {essential_media_type(each) for each in node.value.split(",")}
    while schema is not None and schema.types == {"array"}:
        schema = schema.under("items")
    if schema is None or schema.types == {"object"}:
        return {"application/json"}
    is_text = schema.types <= {"string", "integer", "number", "boolean"}
    is_binary = schema.get("format") == "binary" or schema.get("contentEncoding") is not None
    return {"text/plain"} if is_text and not is_binary else {"application/octet-stream"}


def _effective(encoding: Node, keyword: str) -> object:
    """Return the value of a keyword of an encoding, or the default that OpenAPI defines."""
    style = encoding.get("style", "form")
    defaults = {"style": style, "explode": style == "form", "allowReserved": False}
    return encoding.get(keyword, defaults[keyword])


def _compare_ignored(schemas: SchemaComparison, subject: Subject, nodes: NodePair) -> None:
    """Report an `encoding` that has changed, but that OpenAPI ignores."""
    if nodes.changed:
        kind = kinds.KEYWORD_WITHOUT_EFFECT_CHANGED
        schemas.differences.add(kind, subject, nodes, "encoding")


def compare_headers(schemas: SchemaComparison, subject: Subject, nodes: NodePair) -> None:
    """Compare two mappings of headers by name. Letter case does not matter in names."""
    for name, headers in nodes.children(str.lower):
        if name == "content-type":  # OpenAPI ignores this header: `content` has the types
            for each in headers:
                each.mark_read()
            continue
        phrase = f"the header `{name}` of {subject}"
        header = Subject(subject.direction, phrase, medium="text")
        if headers.removed:
            schemas.differences.add(kinds.HEADER_REMOVED, header, headers)
        elif headers.added:
            is_required = headers.new.resolved().get("required") is True
            kind = kinds.REQUIRED_HEADER_ADDED if is_required else kinds.HEADER_ADDED
            schemas.differences.add(kind, header, headers)
        else:
            _compare_header(schemas, header, headers.resolved())


def _compare_header(schemas: SchemaComparison, subject: Subject, nodes: NodePair) -> None:
    compare_annotations(schemas.differences, subject, nodes, _COMPARED_IN_HEADERS)
    required = nodes.child("required")
    schemas.differences.add_flag(
        subject, required, kinds.HEADER_BECAME_REQUIRED, kinds.HEADER_BECAME_OPTIONAL
    )
    compare_serialization(schemas, subject, nodes)
