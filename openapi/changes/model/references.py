"""References between the components of two OpenAPI documents, and which components are equal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from openapi.changes.model.node import NodePair, Tokens, canonical
from openapi.pointer import UnresolvableError, follow, parse_reference

# The value of a keyword that is a reference, or another JSON text that begins with `#/`, as in the
# mapping of a discriminator.
_REFERENCE = re.compile(r'"(?:\$(?:ref|dynamicRef)": "((?:[^"\\]|\\.)*)|(#/(?:[^"\\]|\\.)*))"')


class References:
    """The references of two OpenAPI documents, and the components that are equal in both.

    Two components are equal if their values are equal, and if all components to which they refer,
    directly or through other components, are equal. Equal components need no comparison. Any other
    target of a reference, such as another file or a schema in an operation, counts as unequal.
    """

    def __init__(self, documents: NodePair) -> None:
        self._documents = documents
        self._has_same_syntax = len({each.source.is_version_30 for each in documents}) == 1
        texts = [dict(_components(each.source.content)) for each in documents]
        old, new = texts
        self._targets: dict[Tokens, set[Tokens]] = {}
        for document, each in zip(documents, texts, strict=True):
            for component, text in each.items():
                self._targets.setdefault(component, set()).update(targets(text))
            # A discriminator selects one of the components that include its schema by `allOf`.
            for base, component in _inclusions(document.source.content):
                if '"discriminator"' in each.get(base, ""):
                    self._targets[base].add(component)
        self.differing = {each for each in old | new if old.get(each) != new.get(each)}
        self._are_equal: dict[tuple[tuple[Tokens, int], ...], bool] = {}
        components = old.keys() | new.keys()
        self._equal = components - self._leading_to(self.differing | self._unknown(components))

    def _unknown(self, components: Iterable[Tokens]) -> set[Tokens]:
        """Return the targets of references that are not among the given components."""
        return {x for each in self._targets.values() for x in each} - set(components)

    def _leading_to(self, components: set[Tokens]) -> set[Tokens]:
        """Return the given components, and all components that refer to them, even indirectly."""
        sources: dict[Tokens, list[Tokens]] = {}
        for source, each in self._targets.items():
            for target in each:
                sources.setdefault(target, []).append(source)
        found = set(components)
        waiting = list(components)
        while waiting:
            for source in sources.get(waiting.pop(), ()):
                if source not in found:
                    found.add(source)
                    waiting.append(source)
        return found

    def are_equal(self, nodes: NodePair) -> bool:
        """Return whether two nodes have equal values, and refer to equal components only.

        The values of equal nodes are marked as read, because they need no comparison.
        """
        key = tuple((each.tokens, id(each.unread_value)) for each in nodes)
        if key not in self._are_equal:
            self._are_equal[key] = self._has_same_syntax and self._compare(nodes)
        return self._are_equal[key]

    def _compare(self, nodes: NodePair) -> bool:
        # Python's comparison is fast, but does not distinguish 1 from true.
        if nodes.old.unread_value != nodes.new.unread_value:
            return False
        old, new = nodes.texts
        if old != new or not targets(new) <= self._equal:
            return False
        for each in nodes:
            each.mark_read()
        return True


def targets(text: str) -> set[Tokens]:
    """Return the locations of the components to which a JSON text refers.

    A location has the first three tokens of a reference, such as `components`, `schemas` and
    `Balance`. A reference with fewer tokens is a location as a whole. A reference to another file,
    or to an anchor, is the only token of its location.
    """
    return {_component(one or other) for one, other in set(_REFERENCE.findall(text))}


@cache
def _component(reference: str) -> Tokens:
    try:
        return parse_reference(reference)[:3]
    except UnresolvableError:
        return (reference,)


def _components(content: Any) -> Iterator[tuple[Tokens, str]]:
    components = follow(content, ["components"])
    for section, named in components.items() if isinstance(components, dict) else ():
        for name, value in named.items() if isinstance(named, dict) else ():
            yield ("components", section, name), canonical(value)


def _inclusions(content: Any) -> Iterator[tuple[Tokens, Tokens]]:
    """Yield pairs: a component that an `allOf` includes, and the component with the `allOf`."""
    schemas = follow(content, ["components", "schemas"])
    for name, schema in schemas.items() if isinstance(schemas, dict) else ():
        parts = schema.get("allOf") if isinstance(schema, dict) else None
        for part in parts if isinstance(parts, list) else ():
            for target in targets(canonical(part)):
                yield target, ("components", "schemas", name)
