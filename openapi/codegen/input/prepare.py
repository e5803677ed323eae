"""What a document says that the generator would act on wrongly: document -> document.

Each step takes the whole content and returns a changed copy; none looks at what another has done.
What the generator merely drops is put back later, by `openapi.codegen.input.annotate`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any, cast

from openapi.document import METHODS

Content = dict[str, Any]


def prepare(content: Content) -> Content:
    """Return the document that the generator is given in place of the real one."""
    for step in STEPS:
        content = step(content)
    return content


def leave_defaults_to_the_server(content: Content) -> Content:
    """Turn the default of each parameter into a sentence of its description.

    A default describes what the server does when the argument is left out. The generator would
    send it with every request, so that the client could never leave the choice to the server.
    """
    content = deepcopy(content)
    for parameter in _parameters(content):
        schema = parameter.get("schema", {})
        if "default" in schema:
            default = schema.pop("default")
            value = default if isinstance(default, str) else json.dumps(default)
            sentence = f"Left out, the server takes `{value}`."
            parameter["description"] = f"{parameter.get('description', '')} {sentence}".strip()
    return content


def keep_unknown_members(content: Content) -> Content:
    """Let every object hold members that the document does not list.

    A server may be newer than the client, and what it sends must survive a round trip. The
    generator takes `additionalProperties: false` as leave to throw them away.
    """
    return {key: _open(member) for key, member in content.items()}


def keep_members_beside_one_of_all(content: Content) -> Content:
    """Make an alternative of the members that stand beside an `allOf` of one.

    The generator takes such a schema for the one alone, and loses what stands beside it.
    """
    return cast(Content, _told_apart(content))


STEPS: tuple[Callable[[Content], Content], ...] = (
    leave_defaults_to_the_server,
    keep_unknown_members,
    keep_members_beside_one_of_all,
)


def _parameters(content: Content) -> Iterator[dict[str, Any]]:
    """Yield each parameter that is written out; the others are references to these."""
    components = content.get("components", {})
    yield from components.get("parameters", {}).values()
    for path_item in content.get("paths", {}).values():
        yield from path_item.get("parameters", ())
        for method in METHODS:
            yield from path_item.get(method, {}).get("parameters", ())


def _told_apart(node: Any) -> Any:
    if isinstance(node, list):
        return [_told_apart(item) for item in node]
    if not isinstance(node, dict):
        return node
    node = {key: _told_apart(member) for key, member in node.items()}
    alternatives, beside = node.get("allOf"), node.keys() & {"properties", "required"}
    if isinstance(alternatives, list) and len(alternatives) == 1 and beside:
        own = {"type": "object", **{key: node.pop(key) for key in sorted(beside)}}
        node["allOf"] = [*alternatives, own]
    return node


def _open(node: Any) -> Any:
    if isinstance(node, list):
        return [_open(item) for item in node]
    if not isinstance(node, dict):
        return node
    closed = node.get("additionalProperties") is False
    return {
        key: _open(member)
        for key, member in node.items()
        if not (closed and key == "additionalProperties")
    }
