"""Compare schemas, including the properties, items and alternatives of the schemas."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from math import inf

from openapi.changes.diff.annotations import (
    compare_annotation,
    compare_annotations,
    differing_texts,
)
from openapi.changes.diff.values.alternatives import (
    by_type,
    cannot_overlap,
    exclude_each_other,
    in_words,
    match,
    overlap,
)
from openapi.changes.diff.values.constraints import CONSTRAINTS, compare_constraints
from openapi.changes.diff.values.types import compare_values, null_nodes, relation, text_of
from openapi.changes.model import classification as kinds
from openapi.changes.model.classification import Class, Kind
from openapi.changes.model.difference import Difference, Differences, Subject, brief
from openapi.changes.model.discriminator import children_by_name, compare_selections
from openapi.changes.model.names import (
    attributes,
    chosen_name,
    class_numbers,
    has_class,
    is_enumeration,
    members,
)
from openapi.changes.model.node import Node, NodePair, canonical
from openapi.changes.model.references import References
from openapi.changes.model.schema import (
    ALTERNATIVES,
    ANNOTATIONS,
    Choice,
    NamePattern,
    Schema,
    SchemaPair,
)

# The keywords that restrict the items of arrays and the properties of objects.
_RESTRICTING = {
    "array": frozenset(
        {"items", "prefixItems", "unevaluatedItems", "contains", "minContains", "maxContains"}
    ),
    "object": frozenset(
        {"properties", "required", "additionalProperties", "patternProperties", "propertyNames"}
        | {"dependentRequired", "dependentSchemas", "unevaluatedProperties"}
    ),
}
_COMPARED = (
    {"type", "format", "enum", "const", "default", "title", "readOnly", "writeOnly"}
    | {"discriminator", "nullable", "xml", "not", "if", "then", "else", "contentSchema"}
    | _RESTRICTING["array"]
    | _RESTRICTING["object"]
    | CONSTRAINTS
    | set(ALTERNATIVES)
)
_CONDITIONS = frozenset(
    {"not", "if", "then", "else", "contentSchema"}
    | {"dependentSchemas", "dependentRequired", "unevaluatedProperties"}
)
_COMPONENTS = ("components", "schemas")


@dataclass
class _Trials:
    """The results of trials. A trial decides whether a change of a schema breaks callers.

    Attributes:
        results: Whether the change breaks callers, by the pair of the old and the new schema.
        differences: The differences that the trials have found, by pair of schemas.
        matches: The result of `match` for the old and the new alternatives of a schema, by their
            JSON Pointers.
        overlaps: The alternatives that overlap in only one of the documents, by the JSON Pointers
            of the alternatives.
        depths: The pairs whose trial is still running, with the nesting depth of the trial. A
            schema that refers to itself needs the result of a running trial; this result is assumed
            to be False.
        lowest: The lowest depth of a trial whose result was assumed. A result that depends on the
            assumed result of an outer trial is not kept.
    """

    results: dict[tuple[object, ...], bool] = field(default_factory=dict)
    differences: dict[tuple[object, ...], list[Difference]] = field(default_factory=dict)
    matches: dict[tuple[object, ...], tuple[list[NodePair], list[Node], list[Node]]] = field(
        default_factory=dict
    )
    overlaps: dict[tuple[object, ...], list[tuple[Kind, NodePair, str]]] = field(
        default_factory=dict
    )
    depths: dict[tuple[object, ...], int] = field(default_factory=dict)
    lowest: float = inf


@dataclass
class SchemaComparison:
    """Compares schemas of two OpenAPI documents.

    Each pair of schemas is compared only once, so that the comparison of recursive schemas ends.

    Attributes:
        differences: The collection of the differences.
        references: The components that are equal in both documents.
    """

    differences: Differences
    references: References
    _compared: set[tuple[object, ...]] = field(default_factory=set)
    _trials: _Trials = field(default_factory=_Trials)

    def compare_nodes(self, nodes: NodePair, subject: Subject) -> None:
        """Compare the schemas at an old and a new location; an absent schema allows any value."""
        self.compare(SchemaPair.of(nodes), subject)

    def compare(self, schemas: SchemaPair, subject: Subject) -> None:
        """Compare an old and a new schema, and all schemas inside them."""
        key = schemas.identity, subject.key
        if key in self._compared:
            return
        self._compared.add(key)
        if self._are_equal(schemas):
            return
        self.differences.place = schemas.new.nodes[0]
        if all(each.allows_anything for each in schemas):
            return
        self._compare_annotations(schemas, subject)
        possible = SchemaPair(*map(_without_false, schemas))
        if all(old is not new for old, new in zip(schemas, possible, strict=True)):
            # Neither schema allows a value, but code may use the properties of both schemas.
            self.compare(possible, subject)
            return
        if self._compare_choice_with_single(schemas, subject):
            _mark_read(schemas)
            return
        if not subject.is_condition:
            self._compare_class(schemas, subject)
        have_common_type = compare_values(self.differences, subject, schemas)
        if not have_common_type or any(each.allows_nothing for each in schemas):
            if all(each.allows_nothing for each in schemas):
                nodes = _first_difference(*(list(x.nodes) for x in schemas), absent=_first(schemas))
                if nodes:
                    kind = kinds.KEYWORD_WITHOUT_EFFECT_CHANGED
                    self.differences.add(kind, subject, nodes, "schema")
            _mark_read(schemas)
            return
        compare_constraints(self.differences, subject, schemas)
        if not subject.is_condition:
            if schemas.have("default"):
                self._compare_default(schemas.at("default"), subject)
            self._compare_members(schemas, subject)
            self._compare_access(schemas, subject)
            self._compare_xml(schemas, subject)
            self._compare_overridden(schemas, subject)
        else:
            self._compare_unconditional(schemas, subject)
        self._compare_without_type(schemas, subject)
        self._compare_items(schemas, subject)
        self._compare_properties(schemas, subject)
        self._compare_conditions(schemas, subject)
        self._compare_alternatives(schemas, subject)

    def _are_equal(self, schemas: SchemaPair) -> bool:
        """Return whether two schemas are equal. Components with different names are not equal."""
        if any(len(each.nodes) != 1 for each in schemas):
            return False
        nodes = NodePair(*(each.nodes[0] for each in schemas))
        # A component has a name, which its value does not show.
        is_moved = nodes.old.tokens[:2] == _COMPONENTS and nodes.old.tokens != nodes.new.tokens
        return not is_moved and self.references.are_equal(nodes)

    def would_break(self, schemas: SchemaPair, subject: Subject) -> bool:
        """Return whether two schemas have breaking differences, without collecting them."""
        trials = self._trials
        key = schemas.identity, subject.key
        if key in trials.results:
            return trials.results[key]
        if key in trials.depths:
            trials.lowest = min(trials.lowest, trials.depths[key])
            return False
        depth = trials.depths[key] = len(trials.depths)
        result = any(each.class_.is_breaking for each in self._trial(schemas, subject))
        del trials.depths[key]
        if result or trials.lowest >= depth:
            trials.results[key] = result
        if trials.lowest >= depth:
            trials.lowest = inf
        return result

    def _trial(self, schemas: SchemaPair, subject: Subject) -> list[Difference]:
        """Return the differences between two schemas, but do not add them to the collected ones.

        If the schemas contain themselves, the comparison reaches the same schemas again. The inner
        call then returns no differences, because the outer call returns them.
        """
        key = schemas.identity, subject.key
        found = self._trials.differences
        if key not in found:
            found[key] = []
            trial = SchemaComparison(Differences(), self.references, _trials=self._trials)
            trial.compare(schemas, subject)
            found[key] = trial.differences.found
        return found[key]

    # Annotations, names and defaults

    def _compare_annotations(self, schemas: SchemaPair, subject: Subject) -> None:
        """Compare annotations of two schemas, such as descriptions and examples."""
        for keyword in dict.fromkeys((*schemas.old.keywords, *schemas.new.keywords)):
            if keyword in _COMPARED:
                continue
            absent = NodePair(*(each.nodes[0].absent.child(keyword) for each in schemas))
            for old, new in zip_longest(*differing_texts(keyword, schemas)):
                pair = NodePair(old or absent.old, new or absent.new)
                compare_annotation(self.differences, subject, pair)

    def _compare_class(self, schemas: SchemaPair, subject: Subject) -> None:
        """Compare the names of the classes that are generated for two schemas."""
        if not all(each.parts for each in schemas):
            return
        title = schemas.at("title")
        if all(map(has_class, schemas)):
            old, new = (chosen_name(each.nodes[0]) for each in schemas)
            if old.is_component == new.is_component and old.name != new.name:
                names = (f"`{x.name}`" if x.name else "a generated name" for x in (old, new))
                before, after = names
                nodes = NodePair(old.node, new.node)
                kind = kinds.CLASS_RENAMED
                self.differences.add(kind, subject, nodes, before=before, after=after)
                return
        if title.changed:
            self.differences.add(kinds.ANNOTATION_CHANGED, subject, title, "title")

    def _compare_members(self, schemas: SchemaPair, subject: Subject) -> None:
        """Report values of an enumeration class whose member has another name than before."""
        if not all(map(is_enumeration, schemas)):
            return
        old, new = map(members, schemas)
        old_nodes, new_nodes = ({x.value: x for x in node.items()} for node in schemas.at("enum"))
        for value, before in old.items():
            if before != (after := new.get(value, before)):
                nodes = NodePair(old_nodes[value], new_nodes[value])
                words = {"before": before, "after": after}
                self.differences.add(kinds.MEMBER_RENAMED, subject, nodes, f"`{value}`", **words)

    def _compare_default(self, nodes: NodePair, subject: Subject) -> None:
        if nodes.added:
            self.differences.add(kinds.DEFAULT_ADDED, subject, nodes)
        elif nodes.removed:
            self.differences.add(kinds.DEFAULT_REMOVED, subject, nodes)
        elif nodes.changed:
            is_same_text = subject.is_text and text_of(nodes.old.value) == text_of(nodes.new.value)
            kind = kinds.KEYWORD_WITHOUT_EFFECT_CHANGED if is_same_text else kinds.DEFAULT_CHANGED
            self.differences.add(kind, subject, nodes, "default")

    def _compare_access(self, schemas: SchemaPair, subject: Subject) -> None:
        for keyword, became, no_longer in (
            ("readOnly", kinds.PROPERTY_BECAME_READ_ONLY, kinds.PROPERTY_NO_LONGER_READ_ONLY),
            ("writeOnly", kinds.PROPERTY_BECAME_WRITE_ONLY, kinds.PROPERTY_NO_LONGER_WRITE_ONLY),
        ):
            if schemas.have(keyword):
                self.differences.add_flag(subject, schemas.flag(keyword), became, no_longer)

    def _compare_overridden(self, schemas: SchemaPair, subject: Subject) -> None:
        """Report a changed keyword that the same keyword in another schema of `allOf` overrides."""
        for keyword in ("default", "title", "xml", "discriminator"):
            old, new = (each.all(keyword)[1:] for each in schemas)
            if not old and not new:
                continue
            nodes = _first_difference(old, new, absent=schemas.at(keyword))
            if nodes and not schemas.at(keyword).changed:
                kind = kinds.KEYWORD_WITHOUT_EFFECT_CHANGED
                self.differences.add(kind, subject, nodes, keyword)

    def _compare_unconditional(self, schemas: SchemaPair, subject: Subject) -> None:
        """Report changed keywords that a condition such as `if` ignores, for example `title`."""
        kind = kinds.KEYWORD_WITHOUT_EFFECT_CHANGED
        for keyword in ("readOnly", "writeOnly"):
            self.differences.add_flag(subject, schemas.flag(keyword), kind, kind)
        for keyword in ("default", "title", "xml", "discriminator"):
            self._compare_text(keyword, schemas, subject)

    def _compare_xml(self, schemas: SchemaPair, subject: Subject) -> None:
        """Compare the keyword `xml`, which only has an effect if the value is sent as XML."""
        if not schemas.have("xml"):
            return
        default_name = subject.path.rpartition(".")[2]
        for keyword, pair in schemas.at("xml").children():
            default = default_name if keyword == "name" else False
            before, after = (x.value if x.exists else default for x in pair)
            if keyword.startswith("x-"):
                compare_annotation(self.differences, subject, pair)
            elif before != after:
                is_xml = subject.medium == "xml"
                kind = (
                    kinds.SERIALIZATION_CHANGED if is_xml else kinds.KEYWORD_WITHOUT_EFFECT_CHANGED
                )
                what = f"`{keyword}` of `xml` changed from {brief(before)} to {brief(after)}"
                self.differences.add(kind, subject, pair, what if is_xml else "xml")

    def _compare_without_type(self, schemas: SchemaPair, subject: Subject) -> None:
        """Report changed keywords without an effect: no value has a type that they restrict."""
        keywords = {*schemas.old.keywords, *schemas.new.keywords}
        # A canonical form has `nullable` only beside an `enum` that excludes null.
        if "nullable" in keywords and all(x.null_node is None for x in schemas):
            nullable = schemas.at("nullable")
            if nullable.changed:
                kind = kinds.KEYWORD_WITHOUT_EFFECT_CHANGED
                self.differences.add(kind, subject, nullable, "nullable")
        for type_, restricting in _RESTRICTING.items():
            if type_ not in schemas.common_types:
                for keyword in sorted(keywords & restricting):
                    self._compare_text(keyword, schemas, subject)

    def _compare_text(self, keyword: str, schemas: SchemaPair, subject: Subject) -> None:
        """Report a keyword without an effect if one of its values in the schemas differs."""
        old, new = (each.all(keyword) for each in schemas)
        if nodes := _first_difference(old, new, absent=schemas.at(keyword)):
            self.differences.add(kinds.KEYWORD_WITHOUT_EFFECT_CHANGED, subject, nodes, keyword)

    # Items of arrays

    def _compare_items(self, schemas: SchemaPair, subject: Subject) -> None:
        if "array" not in schemas.common_types:
            return
        old, new = schemas
        for index in range(max(len(old.prefix), len(new.prefix))):
            pair = (each.prefix[index : index + 1] or [each.items] for each in schemas)
            self.compare(SchemaPair(*(each for (each,) in pair)), subject.into(f"[{index}]"))
        self.compare(SchemaPair(old.items, new.items), subject.into("[]"))
        self._compare_unevaluated("unevaluatedItems", schemas, subject)
        for each in self._occurrences(("contains", "minContains", "maxContains"), schemas):
            self._compare_contains(each, subject)
        self._compare_headless("contains", ("minContains", "maxContains"), schemas, subject)

    def _compare_contains(self, schemas: SchemaPair, subject: Subject) -> None:
        counts = schemas.at("maxContains")
        contains = schemas.at("contains")
        if not any(map(_restricts_contained, schemas)):
            for keyword in ("contains", "minContains", "maxContains"):
                self._compare_text(keyword, schemas, subject)
        elif contains.added or contains.removed:
            kind = kinds.VALUES_NARROWED if contains.added else kinds.VALUES_WIDENED
            self.differences.add(kind, subject, contains, "contains")
            for keyword in ("minContains", "maxContains"):
                for each in schemas.at(keyword):
                    each.mark_read()
        else:
            inner = subject.into_condition("contains")
            if counts.old.exists or counts.new.exists:
                self._compare_for_equality(SchemaPair.of(contains), inner)
            else:
                self.compare_nodes(contains, inner)
            self._compare_contained_counts(schemas, subject)

    def _occurrences(self, keywords: tuple[str, ...], schemas: SchemaPair) -> Iterator[SchemaPair]:
        """Yield the occurrences of keywords that act together, such as `if`, `then` and `else`.

        Of the schemas that an `allOf` includes, each can have these keywords. An occurrence of the
        old schema is compared with an equal occurrence of the new schema, if there is one.
        """
        if not schemas.have(keywords[0]):
            return
        absent = NodePair(*(each.nodes[0].absent for each in schemas))
        for pair in _paired(*(each.occurrences(keywords) for each in schemas), absent=absent):
            yield SchemaPair(*map(Schema, pair))

    def _compare_headless(
        self, head: str, keywords: tuple[str, ...], schemas: SchemaPair, subject: Subject
    ) -> None:
        """Report changed keywords without an effect, because their schema does not have another."""
        for keyword in filter(schemas.have, keywords):
            old, new = (
                [part.child(keyword) for part in each.parts if head not in part.value]
                for each in schemas
            )
            old, new = ([each for each in nodes if each.exists] for nodes in (old, new))
            if nodes := _first_difference(old, new, absent=schemas.at(keyword)):
                kind = kinds.KEYWORD_WITHOUT_EFFECT_CHANGED
                self.differences.add(kind, subject, nodes, keyword)

    def _compare_unevaluated(self, keyword: str, schemas: SchemaPair, subject: Subject) -> None:
        """Compare `unevaluatedProperties` or `unevaluatedItems` beside alternatives or conditions.

        An added property in an alternative is allowed now, although the alternative itself did not
        disallow the property. Any other `unevaluatedProperties` is compared like
        `additionalProperties`.
        """
        if not schemas.have(keyword):
            return
        effective = [each.unevaluated(keyword) for each in schemas]
        old, new = ({x.alternatives: x.node for x in each if x.alternatives} for each in effective)
        for alternatives in old.keys() & new.keys():
            nodes = NodePair(old[alternatives], new[alternatives])
            self.compare_nodes(nodes, subject.into_condition(keyword))
        if old.keys() != new.keys():
            only_new = old.keys() <= new.keys()
            kind = kinds.VALUES_NARROWED if only_new else kinds.VALUES_REPLACED
            if new.keys() <= old.keys():
                kind = kinds.VALUES_WIDENED
            self.differences.add(kind, subject, schemas.at(keyword), keyword)
        # `additionalProperties` or `items` makes the keyword void.
        without_effect = (
            [x for x in each.all(keyword) if x.tokens not in {rest.node.tokens for rest in listed}]
            for each, listed in zip(schemas, effective, strict=True)
        )
        if void := _first_difference(*without_effect, absent=schemas.at(keyword)):
            self.differences.add(kinds.KEYWORD_WITHOUT_EFFECT_CHANGED, subject, void, keyword)

    def _compare_contained_counts(self, schemas: SchemaPair, subject: Subject) -> None:
        for keyword, default, sign in (("minContains", 1, 1), ("maxContains", inf, -1)):
            nodes = schemas.at(keyword)
            old, new = (sign * (x.value if x.exists else default) for x in nodes)
            kind = relation(old_in_new=new <= old, new_in_old=old <= new)
            if kind:
                self.differences.add(kind, subject, nodes, keyword)

    # Properties of objects

    def _compare_properties(self, schemas: SchemaPair, subject: Subject) -> None:
        if "object" not in schemas.common_types:
            return
        old, new = (each.properties for each in schemas)
        for name in old | new:
            if name in old and name in new and self._are_equal(SchemaPair(old[name], new[name])):
                continue
            inner = subject.into(name)
            if subject.is_condition:
                pair = SchemaPair(*(each.for_property(name) for each in schemas))
                self.compare(pair, inner)
            elif any(_has_no_effect(each[name], subject) for each in (old, new) if name in each):
                self._compare_without_effect(name, schemas, inner)
            elif name not in new:
                self._add_removed_property(name, schemas, inner)
            elif name not in old:
                self._add_new_property(name, schemas, inner)
            else:
                self.compare(SchemaPair(old[name], new[name]), inner)
        if not subject.is_condition:
            self._compare_attributes(schemas, subject)
        self._compare_required(schemas, subject)
        self._compare_additional_properties(schemas, subject)
        patterns = [each.pattern_properties for each in schemas]
        for pattern in patterns[0] | patterns[1]:
            pair = SchemaPair(*(_schema_of_pattern(each, pattern) for each in schemas))
            self.compare(pair, subject.into(f"*({pattern.pattern})"))
        self._compare_unevaluated("unevaluatedProperties", schemas, subject)
        if any(each.all("propertyNames") for each in schemas):
            names = SchemaPair(*map(_schema_of_names, schemas))
            self.compare(names, subject.into_condition("names"))

    def _compare_attributes(self, schemas: SchemaPair, subject: Subject) -> None:
        """Report properties with a new Python name, because another property took the old name."""
        old, new = map(attributes, schemas)
        for name in old:
            if name in new and old[name] != new[name]:
                nodes = NodePair(*(each.properties[name].nodes[0] for each in schemas))
                words = {"before": old[name], "after": new[name]}
                self.differences.add(kinds.ATTRIBUTE_RENAMED, subject.into(name), nodes, **words)

    def _compare_without_effect(self, name: str, schemas: SchemaPair, subject: Subject) -> None:
        """Compare a property that is never sent, such as a read-only property in a request."""
        old, new = (each.properties.get(name) for each in schemas)
        is_request = subject.direction == "request"
        access, other = ("read-only", "requests") if is_request else ("write-only", "responses")
        what = f"{access}, so that {other} do not contain the property"
        kind = kinds.PROPERTY_WITHOUT_EFFECT_CHANGED
        if old and new:
            pair = SchemaPair(old, new)
            self._compare_access(pair, subject)
            if all(_has_no_effect(each, subject) for each in pair):
                for each in self._trial(pair, subject):
                    if each.class_ is Class.DOCUMENTATION:
                        self.differences.add(each.kind, subject, each.nodes, each.what)
                    else:
                        self.differences.add(kind, each.subject, each.nodes, what)
            elif _has_no_effect(old, subject) and name in schemas.new.required:
                required = schemas.at("required")
                self.differences.add(
                    kinds.PROPERTIES_BECAME_REQUIRED, subject, required, f"the property `{name}`"
                )
            _mark_read(pair)
        else:
            nodes = NodePair(
                old.nodes[0] if old else schemas.old.at("properties").child(name),
                new.nodes[0] if new else schemas.new.at("properties").child(name),
            )
            self.differences.add(kind, subject, nodes, what)

    def _add_new_property(self, name: str, schemas: SchemaPair, subject: Subject) -> None:
        old, new = schemas
        schema = new.properties[name]
        is_required = name in new.required
        kind = kinds.REQUIRED_PROPERTY_ADDED if is_required else kinds.OPTIONAL_PROPERTY_ADDED
        is_received = subject.direction == "response"
        nodes = NodePair(old.at("properties").child(name), schema.nodes[0])
        before = SchemaPair(old.for_property(name), schema)
        if before.old.allows_nothing:
            is_unexpected = is_received or not is_required
        elif before.old.allows_anything:
            is_unexpected = False
            if not is_received and name in old.required:  # callers send it, with any value
                self._compare_breaking(before, subject)
        else:  # the old document has a schema for the values of all properties
            is_unexpected = is_received and self.would_break(before, subject)
            if not is_received:
                self._compare_breaking(before, subject)
        if is_unexpected:
            kind = kinds.UNEXPECTED_PROPERTY_ADDED
        self.differences.add(kind, subject, nodes)
        if not is_received:
            for each in _in_alternatives(old, name):
                self._compare_breaking(SchemaPair(each, schema), subject)

    def _add_removed_property(self, name: str, schemas: SchemaPair, subject: Subject) -> None:
        old, new = schemas
        was_required = name in old.required
        kind = kinds.REQUIRED_PROPERTY_REMOVED if was_required else kinds.OPTIONAL_PROPERTY_REMOVED
        after = SchemaPair(old.properties[name], new.for_property(name))
        is_disallowed = after.new.allows_nothing
        if is_disallowed and (subject.direction == "request" or not was_required):
            kind = kinds.PROPERTY_DISALLOWED
        nodes = NodePair(old.properties[name].nodes[0], new.at("properties").child(name))
        self.differences.add(kind, subject, nodes)
        if not is_disallowed and not after.new.allows_anything:
            self._compare_breaking(after, subject)
        if subject.direction == "response":
            for each in _in_alternatives(new, name):
                self._compare_breaking(SchemaPair(old.properties[name], each), subject)

    def _compare_breaking(self, schemas: SchemaPair, subject: Subject) -> None:
        """Report the breaking differences between the values of schemas at different locations."""
        for each in self._trial(schemas, subject):
            if each.kind in kinds.VALUE_KINDS and each.class_.is_breaking:
                self.differences.add(each.kind, each.subject, each.nodes, each.what)

    def _compare_required(self, schemas: SchemaPair, subject: Subject) -> None:
        """Report the properties that became required or optional.

        Properties that were added or removed are skipped. So are properties that are never sent in
        this direction, such as read-only properties in a request.
        """
        if not schemas.have("required"):
            return
        nodes = schemas.at("required")
        if nodes.changed and any(isinstance(each.value, bool) for each in nodes):
            kind = kinds.KEYWORD_WITHOUT_EFFECT_CHANGED
            self.differences.add(kind, subject, nodes, "required")
        old, new = schemas
        if {*old.required} == {*new.required}:
            return
        added = new.properties.keys() - old.properties.keys()
        removed = old.properties.keys() - new.properties.keys()
        if subject.is_condition:
            added, removed = set(), set()
        absent = {
            name
            for each in schemas
            for name, schema in each.properties.items()
            if not subject.is_condition and _has_no_effect(schema, subject)
        }
        for kind, names in (
            (
                kinds.PROPERTIES_BECAME_REQUIRED,
                _without(new.required, {*old.required, *added, *absent}),
            ),
            (
                kinds.PROPERTIES_BECAME_OPTIONAL,
                _without(old.required, {*new.required, *removed, *absent}),
            ),
        ):
            if names:
                listed = ", ".join(f"`{name}`" for name in names)
                noun = "property" if len(names) == 1 else "properties"
                self.differences.add(kind, subject, schemas.at("required"), f"the {noun} {listed}")
        if absent & {*old.required} != absent & {*new.required}:
            what = "part of the opposite direction only"
            self.differences.add(kinds.PROPERTY_WITHOUT_EFFECT_CHANGED, subject, nodes, what)

    def _compare_additional_properties(self, schemas: SchemaPair, subject: Subject) -> None:
        pair = SchemaPair(*(each.additional_properties for each in schemas))
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
            nodes = NodePair(*(each.nodes[0] for each in pair))
            self.differences.add(kind, subject, nodes, "additionalProperties")

    # Conditions

    def _compare_conditions(self, schemas: SchemaPair, subject: Subject) -> None:
        """Compare the keywords that apply a schema to a value under a condition."""
        if all(_CONDITIONS.isdisjoint(each.keywords) for each in schemas):
            return
        self._compare_exclusions(schemas, subject)
        for each in self._occurrences(("if", "then", "else"), schemas):
            self._compare_if(each, subject)
        self._compare_headless("if", ("then", "else"), schemas, subject)
        if schemas.under("contentSchema").exists:
            self.compare(schemas.under("contentSchema"), subject.into("(contentSchema)"))
        if "object" not in schemas.common_types:
            return
        absent = [Schema(each.at("dependentSchemas").absent) for each in schemas]
        old, new = (each.dependent_schemas for each in schemas)
        for name in old | new:
            pair = SchemaPair(old.get(name, absent[0]), new.get(name, absent[1]))
            self.compare(pair, subject.into_condition(f"if {name}"))
        self._compare_dependent_required(schemas, subject)

    def _compare_dependent_required(self, schemas: SchemaPair, subject: Subject) -> None:
        lists = [each.dependent_required for each in schemas]
        for name in lists[0] | lists[1]:
            nodes = [each.get(name, []) for each in lists]
            old, new = ({str(x.value) for node in each for x in node.items()} for each in nodes)
            kind = relation(old_in_new=new <= old, new_in_old=old <= new)
            absent = NodePair(*(x.child(name) for x in schemas.at("dependentRequired")))
            pair = _first_difference(*nodes, absent=absent)
            if kind and pair:
                self.differences.add(kind, subject, pair, f"dependentRequired of {name}")

    def _compare_exclusions(self, schemas: SchemaPair, subject: Subject) -> None:
        absent = NodePair(*(each.nodes[0].absent.child("not") for each in schemas))
        for nodes in _paired(*(each.all("not") for each in schemas), absent=absent):
            if nodes.in_both:
                self.compare_nodes(nodes, subject.into_exclusion("not"))
            else:
                kind = kinds.VALUES_WIDENED if nodes.removed else kinds.VALUES_NARROWED
                excluded = Schema.at_node(nodes.old if nodes.removed else nodes.new)
                if cannot_overlap(excluded, schemas.old if nodes.removed else schemas.new):
                    kind = kinds.KEYWORD_WITHOUT_EFFECT_CHANGED
                self.differences.add(kind, subject, nodes, "not")

    def _compare_if(self, schemas: SchemaPair, subject: Subject) -> None:
        condition = schemas.at("if")
        consequences = {keyword: schemas.at(keyword) for keyword in ("then", "else")}
        if condition.in_both and any(x.exists for x in consequences.values()):
            self._compare_for_equality(SchemaPair.of(condition), subject.into_condition("if"))
            for keyword, nodes in consequences.items():
                if nodes.exists:
                    self.compare_nodes(nodes, subject.into_condition(keyword))
            return
        kind = kinds.KEYWORD_WITHOUT_EFFECT_CHANGED
        if condition.changed:
            restricting = schemas.new if condition.added else schemas.old
            if any(not restricting.under(keyword).allows_anything for keyword in consequences):
                kind = kinds.VALUES_NARROWED if condition.added else kinds.VALUES_WIDENED
            self.differences.add(kind, subject, condition, "if")
        for keyword, nodes in consequences.items():
            if nodes.changed and kind is kinds.KEYWORD_WITHOUT_EFFECT_CHANGED:
                self.differences.add(kind, subject, nodes, keyword)

    def _compare_for_equality(self, schemas: SchemaPair, subject: Subject) -> None:
        """Report each change of the allowed values as if new values had replaced the old values.

        Changes that only add values, or only remove values, are reported in the same way.
        """
        for each in self._trial(schemas, subject):
            # A change of the values that also changes the type in Python is reported as the latter.
            is_value = each.kind in {*kinds.VALUE_KINDS, kinds.PYTHON_TYPE_CHANGED}
            kind = kinds.VALUES_REPLACED if is_value else each.kind
            tokens = (each.new if each.new.tokens else each.old).tokens
            keyword = next(str(token) for token in reversed(tokens) if not isinstance(token, int))
            what = each.what if "{change}" in each.kind.sentence or not is_value else keyword
            self.differences.add(kind, each.subject, each.nodes, what)

    # Alternatives of `oneOf` and `anyOf`

    def _compare_alternatives(self, schemas: SchemaPair, subject: Subject) -> None:
        old, new = ({each.node.tokens: each for each in x.choices} for x in schemas)
        matched: list[NodePair] = []
        absent = NodePair(*(each.nodes[0].absent for each in schemas))
        for nodes in _paired(
            *([x.node for x in each.values()] for each in (old, new)), absent=absent
        ):
            if nodes.in_both:
                before, after = old[nodes.old.tokens], new[nodes.new.tokens]
                matched += self._compare_choice(schemas, before, after, subject)
            else:
                keyword = (nodes.old if nodes.removed else nodes.new).key
                kind = kinds.VALUES_WIDENED if nodes.removed else kinds.VALUES_NARROWED
                self.differences.add(kind, subject, nodes, keyword)
        if not subject.is_condition and schemas.have("discriminator"):
            has_choice = bool(old or new)
            self._compare_discriminator(schemas, matched, subject, has_choice=has_choice)

    def _compare_choice(
        self, schemas: SchemaPair, old: Choice, new: Choice, subject: Subject
    ) -> list[NodePair]:
        """Compare an old and a new `oneOf` or `anyOf`, and return the matching alternatives."""
        key = old.node.tokens, new.node.tokens
        if key not in self._trials.matches:
            self._trials.matches[key] = match(old.alternatives, new.alternatives)
        matched, removed, added = self._trials.matches[key]
        is_exclusive = "oneOf" in (old.node.key, new.node.key)
        if schemas.at("discriminator").in_both:
            is_exclusive = False
        self._compare_class_numbers(matched, old.alternatives, new.alternatives, subject)
        for pair in matched:
            others = self._overlapping(pair, old, new) if is_exclusive else []
            if any(others):
                # A value that fewer alternatives allow may now match exactly one alternative.
                self._compare_for_equality(SchemaPair.of(pair), subject)
                self._compare_unlisted_properties(SchemaPair.of(pair), others, subject)
            else:
                self.compare_nodes(pair, subject)
        for each in removed:
            self._add_alternative(NodePair(each, new.node.absent.child(each.key)), subject)
        for each in added:
            self._add_alternative(NodePair(old.node.absent.child(each.key), each), subject)
        keyword = new.node.key
        if old.node.key != keyword:
            # A value that matches exactly one alternative also matches any alternative.
            if not exclude_each_other(new.alternatives):
                kind = kinds.VALUES_NARROWED if keyword == "oneOf" else kinds.VALUES_WIDENED
                nodes = NodePair(schemas.old.at(old.node.key), schemas.new.at(keyword))
                self.differences.add(kind, subject, nodes, keyword)
        elif keyword == "oneOf" and not schemas.at("discriminator").in_both:
            self._compare_overlaps(matched, removed, added, subject)
        return matched

    def _compare_class_numbers(
        self, matched: list[NodePair], old: list[Node], new: list[Node], subject: Subject
    ) -> None:
        """Report generated classes whose names end with another number, such as `SizeType2`.

        The numbers of the classes change if alternatives are added or removed.

        Args:
            matched: The pairs of corresponding alternatives.
            old: All old alternatives.
            new: All new alternatives.
            subject: The part of a request or response that has the alternatives.
        """
        if subject.is_condition or len(matched) == len(old) == len(new):
            return
        before, after = class_numbers(old), class_numbers(new)
        for pair in matched:
            numbers = before.get(pair.old.tokens), after.get(pair.new.tokens)
            if None not in numbers and len(set(numbers)) > 1:
                what = in_words(pair.new)
                self.differences.add(kinds.CLASS_RENUMBERED, subject, pair, what)

    def _overlapping(self, pair: NodePair, old: Choice, new: Choice) -> list[list[Schema]]:
        """Return the alternatives that overlap one alternative, in the old and in the new union.

        Two alternatives overlap if a value may be valid for both. If the one alternative is
        unchanged, the result is empty.
        """
        if self.references.are_equal(pair):
            return []
        return [
            [
                Schema.at_node(other)
                for other in choice.alternatives
                if other.tokens != node.tokens
                and overlap(Schema.at_node(node), Schema.at_node(other))
            ]
            for node, choice in zip(pair, (old, new), strict=True)
        ]

    def _compare_unlisted_properties(
        self, schemas: SchemaPair, others: list[list[Schema]], subject: Subject
    ) -> None:
        """Report a property that only the old or only the new version of an alternative lists.

        The property is reported only if another alternative (in `others`) that overlaps this one
        allows other values for the property. An object with such a value matches the other
        alternative. It matches this alternative too, but only in the version that does not list the
        property.
        """
        condition = subject.into_condition("oneOf")
        old, new = (each.properties for each in schemas)
        listed_before, listed_after = ([each.properties for each in group] for group in others)
        for name in old | new:
            if name in old and name in new:
                continue
            if name in new:  # the alternative may now reject values of another one
                pairs = [SchemaPair(x[name], new[name]) for x in listed_before if name in x]
                inner = replace(condition, direction="request")
            else:
                pairs = [SchemaPair(old[name], x[name]) for x in listed_after if name in x]
                inner = replace(condition, direction="response")
            if any(self.would_break(pair, inner) for pair in pairs):
                nodes = NodePair(*(each.at("properties").child(name) for each in schemas))
                self.differences.add(kinds.VALUES_REPLACED, subject.into(name), nodes, name)

    def _compare_overlaps(
        self, matched: list[NodePair], removed: list[Node], added: list[Node], subject: Subject
    ) -> None:
        """Report pairs of alternatives of a `oneOf` that overlap in only one of the documents."""
        lists = (*zip(*matched, strict=True), removed, added)
        key = tuple(tuple(each.tokens for each in nodes) for nodes in lists)
        found = self._trials.overlaps
        if key not in found:
            found[key] = list(self._changed_overlaps(matched, removed, added))
        for kind, nodes, what in found[key]:
            self.differences.add(kind, subject, nodes, what)

    def _changed_overlaps(
        self, matched: list[NodePair], removed: list[Node], added: list[Node]
    ) -> Iterator[tuple[Kind, NodePair, str]]:
        changed: list[NodePair] = []
        equal: list[NodePair] = []
        for pair in matched:
            (equal if self.references.are_equal(pair) else changed).append(pair)
        for kind, unmatched, is_new in (
            (kinds.ALTERNATIVES_NO_LONGER_OVERLAP, removed, False),
            (kinds.ALTERNATIVES_OVERLAP, added, True),
        ):
            schemas: list[tuple[Schema, Schema | None]]
            schemas = [(Schema.at_node(each), None) for each in unmatched]
            for pair in (*changed, *equal):
                here, there = pair[::-1] if is_new else pair
                schemas.append((Schema.at_node(here), Schema.at_node(there)))
            differing = len(unmatched) + len(changed)
            pairs = (
                (one, two) for i, one in enumerate(schemas[:differing]) for two in schemas[i + 1 :]
            )
            for one, two in pairs:
                if not overlap(one[0], two[0]):
                    continue
                if one[1] and two[1] and overlap(one[1], two[1]):
                    continue
                node, other = one[0].nodes[0], one[1].nodes[0] if one[1] else None
                absent = other or node.absent
                nodes = NodePair(absent, node) if is_new else NodePair(node, absent)
                what = f"{in_words(node)} and {in_words(two[0].nodes[0])}"
                yield kind, nodes, what

    def _add_alternative(self, nodes: NodePair, subject: Subject) -> None:
        kind = kinds.ALTERNATIVE_ADDED if nodes.added else kinds.ALTERNATIVE_REMOVED
        alternative = nodes.new if nodes.added else nodes.old
        self.differences.add(kind, subject, nodes, in_words(alternative))

    def _compare_choice_with_single(self, schemas: SchemaPair, subject: Subject) -> bool:
        """Compare the old and the new schema if only one of the schemas has a `oneOf` or `anyOf`.

        Returns:
            Whether the schema without these keywords is one of the alternatives.
        """
        old_choices, new_choices = (each.choices for each in schemas)
        if bool(old_choices) == bool(new_choices):
            return False
        is_new = bool(new_choices)
        choice, *others = new_choices or old_choices
        single, several = schemas if is_new else schemas.swapped
        if (
            others
            or not several.keywords <= {*ALTERNATIVES, "discriminator", *ANNOTATIONS}
            or single.allows_anything
            or any(each.allows_nothing for each in schemas)
        ):
            return False
        singles = by_type(single) or [_outermost_node(single)]
        old, new = (singles, choice.alternatives) if is_new else (choice.alternatives, singles)
        matched, removed, added = match(old, new)
        if removed if is_new else added:  # the single schema is none of the alternatives
            return False
        self._compare_class_numbers(matched, old, new, subject)
        for pair in matched:
            # The function compares at the end whether the whole schemas allow null.
            self.compare_nodes(_with_equal_nulls(pair), subject)
        absent = single.at(choice.node.key)
        for each in removed:
            self._add_alternative(NodePair(each, absent), subject)
        for each in added:
            self._add_alternative(NodePair(absent, each), subject)
        if choice.node.key == "oneOf" and not several.all("discriminator"):
            self._compare_overlaps(matched, removed, added, subject)
            # A type list allows values of several types, such as integers among numbers.
            if len(matched) > 1 and not exclude_each_other(choice.alternatives):
                kind = kinds.VALUES_NARROWED if is_new else kinds.VALUES_WIDENED
                self.differences.add(kind, subject, schemas.at("oneOf"), "oneOf")
        if schemas.old.allows_null != schemas.new.allows_null:
            kind = kinds.NULL_ALLOWED if schemas.new.allows_null else kinds.NULL_DISALLOWED
            self.differences.add(kind, subject, null_nodes(schemas))
        return True

    def _compare_discriminator(
        self, schemas: SchemaPair, matched: list[NodePair], subject: Subject, *, has_choice: bool
    ) -> None:
        nodes = schemas.at("discriminator")
        if nodes.added:
            self.differences.add(kinds.DISCRIMINATOR_ADDED, subject, nodes)
        elif nodes.removed:
            self.differences.add(kinds.DISCRIMINATOR_CHANGED, subject, nodes, "discriminator")
        elif kind := compare_selections(schemas, matched):
            self.differences.add(kind, subject, nodes, "discriminator")
        if not has_choice:  # the alternatives include this schema by `allOf`
            old, new = map(children_by_name, schemas)
            for name in old | new:
                if name in old and name in new:
                    self.compare_nodes(NodePair(old[name], new[name]), subject)
                elif nodes.in_both:
                    child = old.get(name) or new[name]
                    mappings = (x.child("mapping").child(name) for x in nodes)
                    pair = (
                        each.get(name, mapping.absent)
                        for each, mapping in zip((old, new), mappings, strict=True)
                    )
                    kind = kinds.ALTERNATIVE_REMOVED if name in old else kinds.ALTERNATIVE_ADDED
                    self.differences.add(kind, subject, NodePair(*pair), in_words(child))
        compare_annotations(self.differences, subject, nodes, {"propertyName", "mapping"})
        components = NodePair(*(x.source.root.child("components").child("schemas") for x in nodes))
        for value, target in nodes.child("mapping").children():
            name = str((target.new if target.new.exists else target.old).value).rpartition("/")[2]
            if target.changed and not components.child(name).exists:
                kind = kinds.KEYWORD_WITHOUT_EFFECT_CHANGED
                self.differences.add(kind, subject, target, f"mapping of {value}")


def _with_equal_nulls(alternatives: NodePair) -> NodePair:
    """Let both alternatives of a pair allow null if one of them does, and return the pair.

    Only an alternative that stands for one type in a list such as `[string, integer]` is changed.
    """
    nullable = any(Schema.at_node(each).allows_null for each in alternatives)
    return NodePair(
        *(
            Node(each.source, each.tokens, {"type": [each.key, "null"]})
            if nullable and each.unread_value == {"type": each.tokens[-1]}
            else each
            for each in alternatives
        )
    )


def _first(schemas: SchemaPair) -> NodePair:
    """Return the first node of the old and of the new schema."""
    return NodePair(*(each.nodes[0] for each in schemas))


def _mark_read(schemas: SchemaPair) -> None:
    """Mark all values of two schemas as read, because another difference already covers them."""
    for schema in schemas:
        for node in (*schema.nodes, *schema.parts):
            node.mark_read()


def _has_no_effect(schema: Schema, subject: Subject) -> bool:
    """Return whether a property is never part of a request, or never part of a response."""
    keyword = "readOnly" if subject.direction == "request" else "writeOnly"
    return schema.has_flag(keyword)


def _restricts_contained(schema: Schema) -> bool:
    """Return whether a `contains` has an effect. It has none if it may match no item at all."""
    is_void = schema.get("minContains") == 0 and not schema.all("maxContains")
    return bool(schema.all("contains")) and not is_void


def _in_alternatives(schema: Schema, name: str) -> list[Schema]:
    """Return the schemas of a property, one for each alternative that allows objects.

    Alternatives inside alternatives are included. The result is empty if no alternative lists the
    property.
    """
    alternatives: list[Schema] = []
    waiting = [schema]
    while waiting:
        nodes = [x for choice in waiting.pop().choices for x in choice.alternatives]
        inner = [each for each in map(Schema.at_node, nodes) if each not in alternatives]
        alternatives += inner
        waiting += inner
    alternatives = [x for x in alternatives if not x.choices or name in x.properties]
    if not any(name in each.properties for each in alternatives):
        return []
    return [each.for_property(name) for each in alternatives if "object" in each.types]


def _without(names: list[str], excluded: set[str]) -> list[str]:
    return [name for name in names if name not in excluded]


def _schema_of_names(schema: Schema) -> Schema:
    """Return the schema of the property names of an object; their type is `string` by default."""
    nodes = [each.resolved() for each in schema.all("propertyNames")]
    nodes = nodes or [schema.at("propertyNames")]
    return Schema(
        *(
            each
            if each.value is False
            else Node(
                each.source,
                each.tokens,
                {"type": "string", **(each.value if isinstance(each.value, dict) else {})},
            )
            for each in nodes
        )
    )


def _schema_of_pattern(schema: Schema, pattern: NamePattern) -> Schema:
    """Return the schema of the properties whose names match a pattern."""
    found = schema.pattern_properties.get(pattern)
    if found is not None:
        return found
    if NamePattern(pattern.pattern) in schema.pattern_properties:
        return Schema(schema.at("patternProperties").child(pattern.pattern).absent)
    return schema.additional_properties


def _without_false(schema: Schema) -> Schema:
    """Return a schema without `false`, if the schema also requires another schema."""
    nodes = [each for each in schema.nodes if each.unread_value is not False]
    return Schema(*nodes) if 0 < len(nodes) < len(schema.nodes) else schema


def _paired(old: list[Node], new: list[Node], *, absent: NodePair) -> list[NodePair]:
    """Return pairs of an old and a new node. Equal nodes are a pair; the order does not matter.

    Args:
        old: The old nodes. Further nodes that equal one of the nodes are left out.
        new: The new nodes, likewise.
        absent: The nodes that stand for a missing old node and a missing new node.
    """
    before, after = ({canonical(x.unread_value): x for x in reversed(each)} for each in (old, new))
    for node in (*old, *new):
        if node not in before.values() and node not in after.values():
            for _, child in node.children() if isinstance(node.unread_value, dict) else ():
                child.mark_read()
    pairs = [NodePair(before[text], after[text]) for text in before if text in after]
    removed = [node for text, node in reversed(before.items()) if text not in after]
    added = [node for text, node in reversed(after.items()) if text not in before]
    rest = zip_longest(removed, added)
    return [*pairs, *(NodePair(x or absent.old, y or absent.new) for x, y in rest)]


def _first_difference(old: list[Node], new: list[Node], *, absent: NodePair) -> NodePair | None:
    """Return the first old node and the first new node whose values only one document has.

    The result is None if both documents have equal values. All values count as read.
    """
    before, after = ({each.text: each for each in reversed(nodes)} for nodes in (old, new))
    removed = [before[text] for text in before if text not in after]
    added = [after[text] for text in after if text not in before]
    if not removed and not added:
        return None
    first, second = absent
    return NodePair(removed[-1] if removed else first.absent, added[-1] if added else second.absent)


def _outermost_node(schema: Schema) -> Node:
    """Return the node that defines a schema.

    Nodes that have only a `$ref` and annotations, such as a description, are skipped.
    """
    ignored = ANNOTATIONS | {"discriminator"}
    parts = [part for part in schema.parts if not ignored.issuperset(part.value)]
    # If several nodes define the schema, the outermost node represents them.
    return (parts[0] if len(parts) == 1 else schema.nodes[0]).as_written
