"""Compare schemas, including the properties, items and alternatives of the schemas."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import zip_longest

from openapi.changes.diff.annotations import PROSE_KEYWORDS, compare_annotation, differing_texts
from openapi.changes.diff.constraints import CONSTRAINTS, compare_constraints
from openapi.changes.diff.types import compare_values, relation
from openapi.changes.model import classification as kinds
from openapi.changes.model.difference import Differences, Subject, brief
from openapi.changes.model.names import chosen_name, has_class
from openapi.changes.model.node import Node, NodePair
from openapi.changes.model.schema import ALTERNATIVES, Choice, Schema, SchemaPair
from openapi.pointer import follow

_COMPARED = (
    {"type", "format", "enum", "const", "default", "items", "prefixItems", "additionalItems"}
    | {"title", "readOnly", "writeOnly", "discriminator", "unevaluatedProperties"}
    | {"properties", "required", "additionalProperties", "patternProperties", "propertyNames"}
    | CONSTRAINTS
    | set(ALTERNATIVES)
)
_ANNOTATIONS = frozenset({"title", "description", "example", "examples", "deprecated"})


@dataclass
class SchemaComparison:
    """Compares schemas of two OpenAPI documents.

    Each pair of schemas is compared only once, so that the comparison of recursive schemas ends.

    Attributes:
        differences: The collection of the differences.
    """

    differences: Differences
    _compared: set[tuple[object, ...]] = field(default_factory=set)

    def compare_nodes(self, nodes: NodePair, subject: Subject) -> None:
        """Compare the schemas at an old and a new location; an absent schema allows any value."""
        self.compare(SchemaPair.of(nodes), subject)

    def compare(self, schemas: SchemaPair, subject: Subject) -> None:
        """Compare an old and a new schema, and all schemas inside them."""
        key = schemas.identity, subject.direction, subject.is_text
        if key in self._compared:
            return
        self._compared.add(key)
        if all(each.allows_anything for each in schemas):
            return
        self._compare_annotations(schemas, subject)
        if self._compare_choice_with_single(schemas, subject):
            return
        self._compare_class(schemas, subject)
        if not compare_values(self.differences, subject, schemas):
            return
        if any(each.allows_nothing for each in schemas):
            return
        compare_constraints(self.differences, subject, schemas)
        self._compare_default(schemas.at("default"), subject)
        self._compare_access(schemas, subject)
        self._compare_items(schemas, subject)
        self._compare_properties(schemas, subject)
        self._compare_alternatives(schemas, subject)

    def would_break(self, schemas: SchemaPair, subject: Subject) -> bool:
        """Return whether two schemas have breaking differences, without collecting them."""
        trial = SchemaComparison(Differences())
        trial.compare(schemas, subject)
        return any(each.class_.is_breaking for each in trial.differences.found)

    # Annotations, names and defaults

    def _compare_annotations(self, schemas: SchemaPair, subject: Subject) -> None:
        """Compare annotations of two schemas, such as descriptions and examples."""
        for keyword in dict.fromkeys((*schemas.old.keywords, *schemas.new.keywords)):
            if keyword in _COMPARED:
                continue
            old, new = (each.all(keyword) for each in schemas)
            if keyword in PROSE_KEYWORDS:
                old, new = differing_texts(old, new)
            else:  # the schema's own annotation overrides those of included schemas
                old, new = old[:1], new[:1]
            absent = [each.nodes[0].absent.child(keyword) for each in schemas]
            for pair in zip_longest(old, new):
                nodes = (node or other for node, other in zip(pair, absent, strict=True))
                compare_annotation(self.differences, subject, NodePair(*nodes))

    def _compare_class(self, schemas: SchemaPair, subject: Subject) -> None:
        """Compare the names of the classes that are generated for two schemas."""
        if not all(each.parts for each in schemas):
            return
        old, new = (chosen_name(each.nodes[0]) for each in schemas)
        if not all(map(has_class, schemas)):
            title = schemas.at("title")
            if title.changed:
                self.differences.add(kinds.ANNOTATION_CHANGED, subject, title, "title")
        elif old.is_component == new.is_component and old.name != new.name:
            before, after = (f"`{x.name}`" if x.name else "a generated name" for x in (old, new))
            nodes = NodePair(old.node, new.node)
            self.differences.add(kinds.CLASS_RENAMED, subject, nodes, before=before, after=after)

    def _compare_default(self, nodes: NodePair, subject: Subject) -> None:
        if nodes.added:
            self.differences.add(kinds.DEFAULT_ADDED, subject, nodes)
        elif nodes.removed:
            self.differences.add(kinds.DEFAULT_REMOVED, subject, nodes)
        elif nodes.changed:
            self.differences.add(kinds.DEFAULT_CHANGED, subject, nodes)

    def _compare_access(self, schemas: SchemaPair, subject: Subject) -> None:
        for keyword, became, no_longer in (
            ("readOnly", kinds.PROPERTY_BECAME_READ_ONLY, kinds.PROPERTY_NO_LONGER_READ_ONLY),
            ("writeOnly", kinds.PROPERTY_BECAME_WRITE_ONLY, kinds.PROPERTY_NO_LONGER_WRITE_ONLY),
        ):
            self.differences.add_flag(subject, schemas.at(keyword), became, no_longer)

    # Items of arrays

    def _compare_items(self, schemas: SchemaPair, subject: Subject) -> None:
        if "array" not in schemas.common_types:
            return
        items = schemas.under("items")
        prefixes = (each.at("prefixItems").items() for each in schemas)
        for index, pair in enumerate(zip_longest(*prefixes)):
            nodes = zip(pair, items, strict=True)
            prefix = SchemaPair(*(Schema(node) if node else rest for node, rest in nodes))
            self.compare(prefix, subject.into(f"{index}"))
        self.compare(items, subject.into("[]"))

    # Properties of objects

    def _compare_properties(self, schemas: SchemaPair, subject: Subject) -> None:
        if "object" not in schemas.common_types:
            return
        old, new = (each.properties for each in schemas)
        for name in old | new:
            inner = subject.into(name)
            if name not in new:
                self._add_removed_property(name, schemas, inner)
            elif name not in old:
                self._add_new_property(name, schemas, inner)
            else:
                self.compare(SchemaPair(old[name], new[name]), inner)
        self._compare_required(schemas, subject)
        self._compare_additional_properties(schemas, subject)
        rest = schemas.under("additionalProperties")
        old, new = (each.pattern_properties for each in schemas)
        for pattern in old | new:
            pair = SchemaPair(old.get(pattern, rest.old), new.get(pattern, rest.new))
            self.compare(pair, subject.into(f"({pattern})"))
        if any(each.all("propertyNames") for each in schemas):
            names = NodePair(*map(_schema_of_names, schemas))
            self.compare_nodes(names, subject.into("(names)"))

    def _add_new_property(self, name: str, schemas: SchemaPair, subject: Subject) -> None:
        old, new = schemas
        schema = new.properties[name]
        is_required = name in new.required
        kind = kinds.REQUIRED_PROPERTY_ADDED if is_required else kinds.OPTIONAL_PROPERTY_ADDED
        is_received = subject.direction == "response"
        if old.is_closed:
            is_unexpected = is_received or not is_required
        else:
            any_property = SchemaPair(old.under("additionalProperties"), schema)
            is_unexpected = is_received and self.would_break(any_property, subject)
        if is_unexpected:
            kind = kinds.UNEXPECTED_PROPERTY_ADDED
        nodes = NodePair(old.at("properties").child(name), schema.nodes[0])
        self.differences.add(kind, subject, nodes)

    def _add_removed_property(self, name: str, schemas: SchemaPair, subject: Subject) -> None:
        old, new = schemas
        was_required = name in old.required
        kind = kinds.REQUIRED_PROPERTY_REMOVED if was_required else kinds.OPTIONAL_PROPERTY_REMOVED
        if new.is_closed and (subject.direction == "request" or not was_required):
            kind = kinds.PROPERTY_DISALLOWED
        nodes = NodePair(old.properties[name].nodes[0], new.at("properties").child(name))
        self.differences.add(kind, subject, nodes)

    def _compare_required(self, schemas: SchemaPair, subject: Subject) -> None:
        """Report the properties that became required or optional.

        Added and removed properties are skipped.
        """
        old, new = schemas
        added = new.properties.keys() - old.properties.keys()
        removed = old.properties.keys() - new.properties.keys()
        for kind, names in (
            (kinds.PROPERTIES_BECAME_REQUIRED, _without(new.required, {*old.required, *added})),
            (kinds.PROPERTIES_BECAME_OPTIONAL, _without(old.required, {*new.required, *removed})),
        ):
            if names:
                listed = ", ".join(f"`{name}`" for name in names)
                noun = "property" if len(names) == 1 else "properties"
                self.differences.add(kind, subject, schemas.at("required"), f"the {noun} {listed}")

    def _compare_additional_properties(self, schemas: SchemaPair, subject: Subject) -> None:
        pair = schemas.under("additionalProperties")
        old_typed, new_typed = (each.has_typed_additional_properties for each in schemas)
        if old_typed and new_typed:
            self.compare(pair, subject.into("*"))
            return
        old_closed, new_closed = (each.is_closed for each in schemas)
        kind = relation(
            old_in_new=old_closed or not (new_closed or new_typed),
            new_in_old=new_closed or not (old_closed or old_typed),
        )
        if new_closed and not old_closed:
            kind = kinds.ADDITIONAL_PROPERTIES_DISALLOWED
        if kind:
            nodes = schemas.at("additionalProperties")
            self.differences.add(kind, subject, nodes, "additionalProperties")

    # Alternatives of `oneOf` and `anyOf`

    def _compare_alternatives(self, schemas: SchemaPair, subject: Subject) -> None:
        old, new = (list(each.choices()) for each in schemas)
        for before, after in zip_longest(old, new):
            if before and after:
                self._compare_choice(schemas, before, after, subject)
            else:
                keyword = (before or after).node.key
                kind = kinds.VALUES_WIDENED if before else kinds.VALUES_NARROWED
                self.differences.add(kind, subject, schemas.at(keyword), keyword)
        if old and new:
            self._compare_discriminator(schemas, subject)

    def _compare_choice(
        self, schemas: SchemaPair, old: Choice, new: Choice, subject: Subject
    ) -> None:
        removed, added = self._compare_matching(old.alternatives, new.alternatives, subject)
        for each in removed:
            self._add_alternative(NodePair(each, new.node.absent.child(each.key)), subject)
        for each in added:
            self._add_alternative(NodePair(old.node.absent.child(each.key), each), subject)
        keyword = new.node.key
        if old.node.key != keyword and not _exclude_each_other(new.alternatives):
            # A value that matches exactly one alternative also matches any alternative.
            kind = kinds.VALUES_NARROWED if keyword == "oneOf" else kinds.VALUES_WIDENED
            nodes = NodePair(schemas.old.at(old.node.key), schemas.new.at(keyword))
            self.differences.add(kind, subject, nodes, keyword)

    def _add_alternative(self, nodes: NodePair, subject: Subject) -> None:
        kind = kinds.ALTERNATIVE_ADDED if nodes.added else kinds.ALTERNATIVE_REMOVED
        alternative = nodes.new if nodes.added else nodes.old
        self.differences.add(kind, subject, nodes, _in_words(alternative))

    def _compare_matching(
        self, old: list[Node], new: list[Node], subject: Subject
    ) -> tuple[list[Node], list[Node]]:
        """Compare each old alternative of a `oneOf` or `anyOf` with the matching new alternative.

        Two alternatives match if the alternatives are equal, have the same name, or are similar.

        Returns:
            The old alternatives and the new alternatives that have no match.
        """
        removed, added = list(old), list(new)
        for correspond in (_are_equal, _have_same_name, _have_same_shape):
            for before in list(removed):
                pairs = (NodePair(before, each) for each in added)
                match = next((pair for pair in pairs if correspond(pair)), None)
                if match:
                    removed.remove(match.old)
                    added.remove(match.new)
                    self.compare_nodes(match, subject)
        return removed, added

    def _compare_choice_with_single(self, schemas: SchemaPair, subject: Subject) -> bool:
        """Compare the old and the new schema if only one of the schemas has a `oneOf` or `anyOf`.

        Returns:
            Whether the schema without these keywords is one of the alternatives.
        """
        old_choices, new_choices = (list(each.choices()) for each in schemas)
        if bool(old_choices) == bool(new_choices):
            return False
        is_new = bool(new_choices)
        choice, *others = new_choices or old_choices
        single, several = schemas if is_new else schemas.swapped
        if (
            others
            or not several.keywords <= {*ALTERNATIVES, "discriminator", *_ANNOTATIONS}
            or single.allows_anything
        ):
            return False
        singles = _by_type(single) or [_outermost_node(single)]
        old, new = (singles, choice.alternatives) if is_new else (choice.alternatives, singles)
        removed, added = self._compare_matching(old, new, subject)
        if removed if is_new else added:  # the single schema is none of the alternatives
            return False
        absent = single.at(choice.node.key)
        for each in removed:
            self._add_alternative(NodePair(each, absent), subject)
        for each in added:
            self._add_alternative(NodePair(absent, each), subject)
        return True

    def _compare_discriminator(self, schemas: SchemaPair, subject: Subject) -> None:
        nodes = schemas.at("discriminator")
        if nodes.added:
            self.differences.add(kinds.DISCRIMINATOR_ADDED, subject, nodes)
        elif nodes.removed or (nodes.in_both and _discriminate_differently(schemas)):
            self.differences.add(kinds.DISCRIMINATOR_CHANGED, subject, nodes, "discriminator")


def _without(names: list[str], excluded: set[str]) -> list[str]:
    return [name for name in names if name not in excluded]


def _schema_of_names(schema: Schema) -> Node:
    """Return the schema of the property names of an object; their type is `string` by default."""
    node = schema.at("propertyNames")
    keywords = node.value if isinstance(node.value, dict) else {}
    return Node(node.document, node.tokens, {"type": "string", **keywords})


def _exclude_each_other(alternatives: list[Node]) -> bool:
    """Return whether each JSON type except null is allowed by at most one of the given schemas."""
    types = [name for each in alternatives for name in Schema(each).types]
    return len(types) == len(set(types))


def _by_type(schema: Schema) -> list[Node]:
    """Return a schema for each type in a `type` such as `[string, integer]`.

    The result is empty if the schema also has other keywords, except for annotations.
    """
    types = schema.at("type")
    if not isinstance(types.value, list) or schema.keywords - _ANNOTATIONS != {"type"}:
        return []
    names = [name for name in types.value if name != "null"]
    return [Node(types.document, (*types.tokens, name), {"type": name}) for name in names]


def _outermost_node(schema: Schema) -> Node:
    """Return the node that defines a schema.

    Nodes that have only a `$ref` and annotations, such as a description, are skipped.
    """
    parts = [part for part in schema.parts if not _ANNOTATIONS.issuperset(part.value)]
    # If several nodes define the schema, the outermost node represents them.
    node = parts[0] if len(parts) == 1 else schema.nodes[0]
    return Node(node.document, node.tokens, follow(node.document, node.tokens))


def _are_equal(alternatives: NodePair) -> bool:
    return not alternatives.resolved().changed


def _have_same_name(alternatives: NodePair) -> bool:
    old, new = (chosen_name(each).name for each in alternatives)
    return old is not None and old == new


def _have_same_shape(alternatives: NodePair) -> bool:
    """Return whether an old and a new alternative of `oneOf` or `anyOf` are similar.

    Similar objects share at least half of their properties. Other similar schemas have the
    same types and the same format.
    """
    schemas = SchemaPair.of(alternatives)
    old, new = schemas
    if old.types != new.types:
        return False
    if old.types != {"object"}:
        return not schemas.at("format").changed
    shared = old.properties.keys() & new.properties.keys()
    return 2 * len(shared) >= max(len(old.properties), len(new.properties))


def _in_words(alternative: Node) -> str:
    name = chosen_name(alternative).name
    return f"`{name}`" if name else f"`{brief(alternative.value, 40)}`"


def _discriminate_differently(schemas: SchemaPair) -> bool:
    """Return whether the discriminators of two schemas differ.

    Only components that are alternatives of both schemas are considered.
    """
    old, new = map(_components, schemas)
    shared = old & new
    return _discriminator(schemas.old, shared) != _discriminator(schemas.new, shared)


def _discriminator(schema: Schema, shared: set[str]) -> tuple[object, dict[str, str]]:
    """Return the name of the discriminator property, and the component that each value selects.

    Args:
        schema: The schema with the discriminator.
        shared: The names of the components to consider.
    """
    node = schema.at("discriminator")
    mapping = {key: str(each.value) for key, each in node.child("mapping").children()}
    # The targets are names of components, or references to components.
    by_value = {value: target.rpartition("/")[2] for value, target in mapping.items()}
    names = _components(schema)
    # A component that is not in the mapping is selected by its own name.
    by_value |= {name: name for name in names if name not in by_value.values()}
    by_shared_value = {value: name for value, name in by_value.items() if name in shared}
    return node.get("propertyName"), by_shared_value


def _components(schema: Schema) -> set[str]:
    """Return the names of the components that a schema's `oneOf` and `anyOf` refer to."""
    references = [each.reference for _, choice in schema.choices() for each in choice]
    return {reference.rpartition("/")[2] for reference in references if reference}
