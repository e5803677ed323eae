"""Two schemas in lockstep, down through properties, maps, lists and alternatives."""

from __future__ import annotations

from dataclasses import dataclass, field

from openapi.changes.diff.annotations import PROSE_KEYWORDS, compare_annotation, differing_texts
from openapi.changes.diff.constraints import KEYWORDS as CONSTRAINTS
from openapi.changes.diff.constraints import compare_constraints
from openapi.changes.diff.types import compare_values, relation
from openapi.changes.model import classification as kinds
from openapi.changes.model.difference import Differences, Subject, brief
from openapi.changes.model.names import has_class, named
from openapi.changes.model.node import ABSENT, Node, Tokens
from openapi.changes.model.schema import ALTERNATIVES, Schema, Spelled, canonical
from openapi.pointer import follow

_OF_OBJECTS = frozenset(
    {"properties", "required", "additionalProperties", "patternProperties", "propertyNames"}
)
_MEANT_FOR_PEOPLE = frozenset({"title", "description", "example", "examples", "deprecated"})
_COMPARED = (
    {"type", "format", "enum", "const", "default", "items", "prefixItems", "additionalItems"}
    | {"title", "readOnly", "writeOnly", "discriminator", "unevaluatedProperties"}
    | CONSTRAINTS
    | _OF_OBJECTS
    | set(ALTERNATIVES)
)


@dataclass
class SchemaComparison:
    """Compares schemas, each pair once, however many references lead to it."""

    findings: Differences
    _met: set[tuple[object, ...]] = field(default_factory=set)

    def compare(self, old: Spelled, new: Spelled, scope: Subject) -> None:
        """Add the differences between two schemas; a schema that is absent allows anything."""
        pair = _places(old), _places(new), scope.direction, scope.is_text
        if pair in self._met:
            return
        self._met.add(pair)
        before, after = Schema(old), Schema(new)
        if before.allows_anything and after.allows_anything:
            return
        self._compare_notes(before, after, scope)
        if _compare_with_single(self, before, after, scope):
            return
        self._compare_class(before, after, scope)
        if not compare_values(self.findings, scope, before, after):
            return
        if before.allows_nothing or after.allows_nothing:
            return
        compare_constraints(self.findings, scope, before, after)
        self._compare_default(before, after, scope)
        _compare_access(self.findings, scope, before, after)
        self._compare_items(before, after, scope)
        _compare_properties(self, before, after, scope)
        _compare_alternatives(self, before, after, scope)

    def would_break(self, old: Spelled, new: Spelled, scope: Subject) -> bool:
        """Whether the differences between two schemas would be breaking; none is added."""
        trial = SchemaComparison(Differences())
        trial.compare(old, new, scope)
        return trial.findings.breaks()

    def _compare_items(self, old: Schema, new: Schema, scope: Subject) -> None:
        if "array" not in old.types or "array" not in new.types:
            return
        firsts = [schema.at("prefixItems") for schema in (old, new)]
        before, after = (place.items() for place in firsts)
        for index in range(max(len(before), len(after))):
            pair = [
                (each[index],) if index < len(each) else schema.under("items")
                for each, schema in ((before, old), (after, new))
            ]
            self.compare(pair[0], pair[1], scope.into(f"{index}"))
        self.compare(old.under("items"), new.under("items"), scope.into("[]"))

    def _compare_default(self, old: Schema, new: Schema, scope: Subject) -> None:
        before, after = old.at("default"), new.at("default")
        if before.exists and after.exists:
            if canonical(before.value) != canonical(after.value):
                self.findings.add(kinds.DEFAULT_CHANGED, scope, before, after)
        elif before.exists or after.exists:
            kind = kinds.DEFAULT_ADDED if after.exists else kinds.DEFAULT_REMOVED
            self.findings.add(kind, scope, before, after)

    def _compare_class(self, old: Schema, new: Schema, scope: Subject) -> None:
        if not old.parts or not new.parts:
            return
        before, after = named(old.spelled[0]), named(new.spelled[0])
        if not (has_class(old) and has_class(new)):
            self._compare_titles(old, new, scope)
        elif before.is_component == after.is_component and before.name != after.name:
            words = {
                "before": f"`{before.name}`" if before.name else "a generated name",
                "after": f"`{after.name}`" if after.name else "a generated name",
            }
            self.findings.add(kinds.CLASS_RENAMED, scope, before.place, after.place, **words)

    def _compare_titles(self, old: Schema, new: Schema, scope: Subject) -> None:
        if old.get("title") != new.get("title"):
            self.findings.add(
                kinds.ANNOTATION_CHANGED, scope, old.at("title"), new.at("title"), "title"
            )

    def _compare_notes(self, old: Schema, new: Schema, scope: Subject) -> None:
        """Compare what people read, of the schema itself and of the components it refers to."""
        keywords = {key: None for each in (old, new) for part in each.parts for key in part.value}
        for keyword in keywords:
            if keyword not in _COMPARED:
                self._compare_note(keyword, old, new, scope)

    def _compare_note(self, keyword: str, old: Schema, new: Schema, scope: Subject) -> None:
        before, after = old.all(keyword), new.all(keyword)
        if keyword in PROSE_KEYWORDS:
            before, after = differing_texts(before, after)
        else:  # the outermost is what counts
            before, after = before[:1], after[:1]
        outermost = [_outermost(schema, keyword) for schema in (old, new)]
        for index in range(max(len(before), len(after))):
            pair = [
                each[index] if index < len(each) else place
                for each, place in ((before, outermost[0]), (after, outermost[1]))
            ]
            compare_annotation(self.findings, scope, pair[0], pair[1])


def _outermost(schema: Schema, keyword: str) -> Node:
    home = schema.spelled[0]
    return Node(home.root, (*home.tokens, keyword), ABSENT)


def _compare_access(findings: Differences, scope: Subject, old: Schema, new: Schema) -> None:
    for keyword, set_kind, unset_kind in (
        ("readOnly", kinds.PROPERTY_BECAME_READ_ONLY, kinds.PROPERTY_NO_LONGER_READ_ONLY),
        ("writeOnly", kinds.PROPERTY_BECAME_WRITE_ONLY, kinds.PROPERTY_NO_LONGER_WRITE_ONLY),
    ):
        was, now = (schema.get(keyword) is True for schema in (old, new))
        if was != now:
            kind = set_kind if now else unset_kind
            findings.add(kind, scope, old.at(keyword), new.at(keyword))


def _places(spelled: Spelled) -> tuple[tuple[Tokens, bool], ...]:
    return tuple((each.tokens, each.exists) for each in spelled)


def _compare_properties(walk: SchemaComparison, old: Schema, new: Schema, scope: Subject) -> None:
    """Compare the members of two objects, by their names."""
    if "object" not in old.types or "object" not in new.types:
        return
    for name in dict.fromkeys([*old.properties, *new.properties]):
        before, after = old.properties.get(name), new.properties.get(name)
        if before and after:
            walk.compare(before, after, scope.into(name))
        elif before:
            _removed(walk, name, before, (old, new), scope)
        elif after:
            _added(walk, name, after, (old, new), scope)
    _compare_required(walk, old, new, scope)
    _compare_rest(walk, old, new, scope)
    _compare_patterns(walk, old, new, scope)
    if old.all("propertyNames") or new.all("propertyNames"):
        walk.compare((_names(old),), (_names(new),), scope.into("(names)"))


def _added(
    walk: SchemaComparison, name: str, schema: Spelled, sides: tuple[Schema, Schema], scope: Subject
) -> None:
    old, new = sides
    place = _missing(old, name)
    kind = kinds.REQUIRED_PROPERTY_ADDED if name in new.required else kinds.OPTIONAL_PROPERTY_ADDED
    if _is_closed(old):
        if scope.direction == "response" or kind is kinds.OPTIONAL_PROPERTY_ADDED:
            kind = kinds.UNEXPECTED_PROPERTY_ADDED
    elif scope.direction == "response" and walk.would_break(_rest(old), schema, scope):
        kind = kinds.UNEXPECTED_PROPERTY_ADDED
    walk.findings.add(kind, scope.into(name), place, schema[0])


def _removed(
    walk: SchemaComparison, name: str, schema: Spelled, sides: tuple[Schema, Schema], scope: Subject
) -> None:
    old, new = sides
    required = name in old.required
    kind = kinds.REQUIRED_PROPERTY_REMOVED if required else kinds.OPTIONAL_PROPERTY_REMOVED
    if _is_closed(new) and (scope.direction == "request" or not required):
        kind = kinds.PROPERTY_DISALLOWED
    walk.findings.add(kind, scope.into(name), schema[0], _missing(new, name))


def _compare_required(walk: SchemaComparison, old: Schema, new: Schema, scope: Subject) -> None:
    came = set(new.properties) - set(old.properties)
    went = set(old.properties) - set(new.properties)
    places = old.at("required"), new.at("required")
    more = [name for name in new.required if name not in old.required and name not in came]
    less = [name for name in old.required if name not in new.required and name not in went]
    for kind, names in (
        (kinds.PROPERTIES_BECAME_REQUIRED, more),
        (kinds.PROPERTIES_BECAME_OPTIONAL, less),
    ):
        if names:
            listed = ", ".join(f"`{name}`" for name in names)
            walk.findings.add(kind, scope, places[0], places[1], listed)


def _compare_rest(walk: SchemaComparison, old: Schema, new: Schema, scope: Subject) -> None:
    """Compare what is said of members that are not described."""
    before, after = _rest(old), _rest(new)
    closed, described = (_is_closed(old), _is_closed(new)), (_is_typed(old), _is_typed(new))
    if described == (True, True):
        walk.compare(before, after, scope.into("*"))
        return
    kind = relation(
        old_in_new=closed[0] or not (closed[1] or described[1]),
        new_in_old=closed[1] or not (closed[0] or described[0]),
    )
    if closed == (False, True):
        walk.findings.add(kinds.ADDITIONAL_PROPERTIES_DISALLOWED, scope, before[0], after[0])
    elif kind:
        walk.findings.add(kind, scope, before[0], after[0], "additionalProperties")


def _compare_patterns(walk: SchemaComparison, old: Schema, new: Schema, scope: Subject) -> None:
    before, after = old.pattern_properties, new.pattern_properties
    for pattern in dict.fromkeys([*before, *after]):
        there = before.get(pattern) or _rest(old)
        here = after.get(pattern) or _rest(new)
        walk.compare(there, here, scope.into(f"({pattern})"))


def _is_closed(schema: Schema) -> bool:
    """Whether members that are not described are refused."""
    keywords = ("additionalProperties", "unevaluatedProperties")
    return any(each.value is False for keyword in keywords for each in schema.all(keyword))


def _is_typed(schema: Schema) -> bool:
    """Whether something is demanded of members that are not described."""
    return not _is_closed(schema) and any(
        not Schema((each,)).allows_anything for each in schema.all("additionalProperties")
    )


def _rest(schema: Schema) -> Spelled:
    return schema.under("additionalProperties")


def _names(schema: Schema) -> Node:
    """Return the schema of the names, which are text whether or not that is said."""
    place = schema.at("propertyNames")
    said = place.value if isinstance(place.value, dict) else {}
    return Node(place.root, place.tokens, {"type": "string", **said})


def _missing(schema: Schema, name: str) -> Node:
    properties = schema.at("properties")
    return Node(properties.root, (*properties.tokens, name), ABSENT)


def _compare_alternatives(walk: SchemaComparison, old: Schema, new: Schema, scope: Subject) -> None:
    """Compare the choices that two schemas give."""
    before, after = list(old.alternatives()), list(new.alternatives())
    for index in range(max(len(before), len(after))):
        there = before[index] if index < len(before) else None
        here = after[index] if index < len(after) else None
        if there and here:
            _compare_choice(walk, there, here, scope)
            if there[0] != here[0] and not _exclude_each_other(here[1]):
                # What fits exactly one alternative also fits any.
                kind = kinds.VALUES_NARROWED if here[0] == "oneOf" else kinds.VALUES_WIDENED
                walk.findings.add(kind, scope, old.at(there[0]), new.at(here[0]), here[0])
        elif here:
            walk.findings.add(
                kinds.VALUES_NARROWED, scope, old.at(here[0]), new.at(here[0]), here[0]
            )
        elif there:
            walk.findings.add(
                kinds.VALUES_WIDENED, scope, old.at(there[0]), new.at(there[0]), there[0]
            )
    if before and after:
        _compare_discriminator(walk, old, new, scope)


def _exclude_each_other(alternatives: list[Node]) -> bool:
    """Whether no value can fit two of the alternatives, since their types differ."""
    types = [kind for each in alternatives for kind in Schema((each,)).types]
    return len(types) == len(set(types))


def _compare_choice(
    walk: SchemaComparison,
    there: tuple[str, list[Node]],
    here: tuple[str, list[Node]],
    scope: Subject,
) -> None:
    left, right = _paired(walk, there[1], here[1], scope)
    for each in left:
        place = _place(here[1][0], each)
        walk.findings.add(kinds.ALTERNATIVE_REMOVED, scope, each, place, _called(each))
    for each in right:
        place = _place(there[1][0], each)
        walk.findings.add(kinds.ALTERNATIVE_ADDED, scope, place, each, _called(each))


def _compare_with_single(walk: SchemaComparison, old: Schema, new: Schema, scope: Subject) -> bool:
    """Compare a choice with a schema that is, or was, the one alternative.

    Returns:
        Whether the two are such a pair, and so are compared.
    """
    choices = [list(schema.alternatives()) for schema in (old, new)]
    came = not choices[0]
    wide, groups = (new, choices[1]) if came else (old, choices[0])
    other = old if came else new
    if all(choices) or len(groups) != 1 or not _demands_nothing(wide) or other.allows_anything:
        return False
    keyword, alternatives = groups[0]
    singles = _types_of(other) or [_whole(other)]
    pairs = (singles, alternatives) if came else (alternatives, singles)
    left, right = _paired(walk, *pairs, scope)
    if left if came else right:
        return False  # it is none of the alternatives
    for each in right if came else left:
        place = other.at(keyword)
        kind = kinds.ALTERNATIVE_ADDED if came else kinds.ALTERNATIVE_REMOVED
        sides = (place, each) if came else (each, place)
        walk.findings.add(kind, scope, *sides, _called(each))
    return True


def _types_of(schema: Schema) -> list[Node]:
    """Return an alternative for each type that a schema lists, if it demands nothing else."""
    types = schema.at("type")
    keywords = {keyword for part in schema.parts for keyword in part.value}
    if not isinstance(types.value, list) or keywords - _MEANT_FOR_PEOPLE != {"type"}:
        return []
    named = [name for name in types.value if name != "null"]
    return [Node(types.root, (*types.tokens, name), {"type": name}) for name in named]


def _whole(schema: Schema) -> Node:
    """Return the place of a schema, past what only refers to it."""
    parts = [part for part in schema.parts if not _MEANT_FOR_PEOPLE.issuperset(part.value)]
    home = parts[0] if len(parts) == 1 else schema.spelled[0]
    return Node(home.root, home.tokens, follow(home.root.content, home.tokens))


def _paired(
    walk: SchemaComparison, old: list[Node], new: list[Node], scope: Subject
) -> tuple[list[Node], list[Node]]:
    """Compare the alternatives that belong together; return those that are alone."""
    left, right = list(old), list(new)
    for alike in (_same, _same_name, _same_shape):
        for before in list(left):
            after = next((each for each in right if alike(before, each)), None)
            if after is not None:
                left.remove(before)
                right.remove(after)
                walk.compare((before,), (after,), scope)
    return left, right


def _same(old: Node, new: Node) -> bool:
    return canonical(old.resolved().value) == canonical(new.resolved().value)


def _same_name(old: Node, new: Node) -> bool:
    before, after = named(old), named(new)
    return before.name is not None and before.name == after.name


def _same_shape(old: Node, new: Node) -> bool:
    """Whether one looks like an edited form of the other."""
    before, after = Schema((old,)), Schema((new,))
    if before.types != after.types:
        return False
    if before.types != {"object"}:
        return bool(before.get("format") == after.get("format"))
    shared = before.properties.keys() & after.properties.keys()
    return 2 * len(shared) >= max(len(before.properties), len(after.properties))


def _demands_nothing(schema: Schema) -> bool:
    keywords = {keyword for part in schema.parts for keyword in part.value}
    return keywords <= {"oneOf", "anyOf", "discriminator", *_MEANT_FOR_PEOPLE}


def _called(alternative: Node) -> str:
    name = named(alternative).name
    return f"`{name}`" if name else f"`{brief(alternative.value, 40)}`"


def _place(sibling: Node, alternative: Node) -> Node:
    return Node(sibling.root, (*sibling.tokens[:-1], alternative.key), ABSENT)


def _compare_discriminator(
    walk: SchemaComparison, old: Schema, new: Schema, scope: Subject
) -> None:
    before, after = old.at("discriminator"), new.at("discriminator")
    if not before.exists and after.exists:
        walk.findings.add(kinds.DISCRIMINATOR_ADDED, scope, before, after)
    elif before.exists and (not after.exists or _told_apart(old, new) != _told_apart(new, old)):
        walk.findings.add(kinds.DISCRIMINATOR_CHANGED, scope, before, after)


def _told_apart(schema: Schema, other: Schema) -> tuple[object, dict[str, str]]:
    """Return what tells apart the alternatives that both schemas have.

    That is the member, and which of its values stands for which alternative. A mapping names a
    component, or refers to it; whoever is not in it goes by the name of the component.
    """
    discriminator = schema.at("discriminator")
    mapping = {key: str(x.value) for key, x in discriminator.child("mapping").children()}
    meant = {value: target.rpartition("/")[2] for value, target in mapping.items()}
    names = _components(schema)
    meant |= {name: name for name in names if name not in meant.values()}
    shared = names & _components(other)
    return discriminator.get("propertyName"), {x: to for x, to in meant.items() if to in shared}


def _components(schema: Schema) -> set[str]:
    references = [each.reference for _, choice in schema.alternatives() for each in choice]
    return {reference.rpartition("/")[2] for reference in references if reference}
