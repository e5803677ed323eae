"""Discriminators: the property that says which alternative of a schema a value has."""

from __future__ import annotations

from collections.abc import Iterable

from openapi.changes.model import classification as kinds
from openapi.changes.model.classification import Kind
from openapi.changes.model.node import Node, NodePair
from openapi.changes.model.schema import Schema, SchemaPair


def compare_selections(schemas: SchemaPair, matched: Iterable[NodePair]) -> Kind | None:
    """Return the kind of difference between the discriminators of two schemas, or None.

    Only components that are alternatives of both schemas are considered. If a component has further
    values that select it, the schema allows more values of the discriminator property.

    Args:
        schemas: The schemas with the discriminators.
        matched: The pairs of corresponding alternatives, which can have different names.
    """
    names = ([each.reference for each in pair] for pair in matched)
    old_names = {_target(new): _target(old) for old, new in names if old and new}
    old, new = map(_alternatives, schemas)
    shared = old & {old_names.get(name, name) for name in new}
    old_name, old_values = _discriminator(schemas.old, shared, {})
    new_name, new_values = _discriminator(schemas.new, shared, old_names)
    if (old_name, old_values) == (new_name, new_values):
        return None
    if old_name == new_name and old_values.items() <= new_values.items():
        return kinds.VALUES_WIDENED
    if old_name == new_name and new_values.items() <= old_values.items():
        return kinds.VALUES_NARROWED
    return kinds.DISCRIMINATOR_CHANGED


def children_by_name(schema: Schema) -> dict[str, Node]:
    """Return the components that include a schema with a discriminator by `allOf`, by name.

    The components in the mapping of the discriminator are returned too.
    """
    discriminator = schema.at("discriminator")
    if not discriminator.exists:
        return {}
    base = discriminator.tokens[:-1]
    children = {}
    for name, component in (
        discriminator.source.root.child("components").child("schemas").children()
    ):
        includes = component.child("allOf")
        if isinstance(includes.unread_value, list):
            references = (each for each in includes.items() if each.reference is not None)
            if any(each.referenced().tokens == base for each in references):
                children[name] = component
    components = discriminator.source.root.child("components").child("schemas")
    for target in _mapping(discriminator).values():
        component = components.child(target)
        if component.exists:
            children[target] = component
    return children


def _discriminator(
    schema: Schema, shared: set[str], names: dict[str, str]
) -> tuple[object, dict[str, str]]:
    """Return the name of the discriminator property, and the component that each value selects.

    Args:
        schema: The schema with the discriminator.
        shared: The names of the components to consider.
        names: The name to use instead of a component's own name, by the component's name.
    """
    node = schema.at("discriminator")
    by_value = _mapping(node)
    # A component that is not in the mapping is selected by its own name.
    by_value |= {name: name for name in _alternatives(schema) if name not in by_value.values()}
    by_value = {value: names.get(name, name) for value, name in by_value.items()}
    by_shared_value = {value: name for value, name in by_value.items() if name in shared}
    return node.get("propertyName"), by_shared_value


def _mapping(discriminator: Node) -> dict[str, str]:
    """Return the name of the component that each value of a discriminator selects."""
    mapping = {key: str(each.value) for key, each in discriminator.child("mapping").children()}
    # The targets are names of components, or references to components.
    return {value: _target(target) for value, target in mapping.items()}


def _target(reference: str) -> str:
    """Return the name of the component to which a `$ref` refers."""
    return reference.rpartition("/")[2]


def _alternatives(schema: Schema) -> set[str]:
    """Return the names of the components that are alternatives of a schema with a discriminator."""
    references = [each.reference for _, choice in schema.choices for each in choice]
    names = {_target(reference) for reference in references if reference}
    return names or set(children_by_name(schema))
