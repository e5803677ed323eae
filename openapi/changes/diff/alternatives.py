"""The alternatives of `oneOf` and `anyOf`: which belong together, which are new or gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openapi.changes.model.difference import Scope, brief
from openapi.changes.model.names import named
from openapi.changes.model.node import ABSENT, Located
from openapi.changes.model.schema import Schema, spell
from openapi.pointer import follow

if TYPE_CHECKING:
    from openapi.changes.diff.schemas import SchemaWalk

_MEANT_FOR_PEOPLE = frozenset({"title", "description", "example", "examples", "deprecated"})


def compare_alternatives(walk: SchemaWalk, old: Schema, new: Schema, scope: Scope) -> None:
    """Compare the choices that two schemas give."""
    before, after = list(old.alternatives()), list(new.alternatives())
    for index in range(max(len(before), len(after))):
        there = before[index] if index < len(before) else None
        here = after[index] if index < len(after) else None
        if there and here:
            _compare_choice(walk, there, here, scope)
            if there[0] != here[0] and not _exclude_each_other(here[1]):
                # What fits exactly one alternative also fits any.
                kind = "values narrowed" if here[0] == "oneOf" else "values widened"
                walk.findings.add(kind, scope, old.at(there[0]), new.at(here[0]), here[0])
        elif here:
            walk.findings.add("values narrowed", scope, old.at(here[0]), new.at(here[0]), here[0])
        elif there:
            walk.findings.add("values widened", scope, old.at(there[0]), new.at(there[0]), there[0])
    if before and after:
        _compare_discriminator(walk, old, new, scope)


def _exclude_each_other(alternatives: list[Located]) -> bool:
    """Whether no value can fit two of the alternatives, since their types differ."""
    types = [kind for each in alternatives for kind in Schema((each,)).types]
    return len(types) == len(set(types))


def _compare_choice(
    walk: SchemaWalk,
    there: tuple[str, list[Located]],
    here: tuple[str, list[Located]],
    scope: Scope,
) -> None:
    left, right = _paired(walk, there[1], here[1], scope)
    for each in left:
        place = _place(here[1][0], each)
        walk.findings.add("alternative removed", scope, each, place, _called(each))
    for each in right:
        place = _place(there[1][0], each)
        walk.findings.add("alternative added", scope, place, each, _called(each))


def compare_with_single(walk: SchemaWalk, old: Schema, new: Schema, scope: Scope) -> bool:
    """Compare a choice with a schema that is, or was, the one alternative.

    Returns:
        Whether the two are such a pair, and so are compared.
    """
    choices = [list(schema.alternatives()) for schema in (old, new)]
    came = not choices[0]
    wide, groups = (new, choices[1]) if came else (old, choices[0])
    other = old if came else new
    if all(choices) or len(groups) != 1 or not _demands_nothing(wide) or other.is_anything:
        return False
    keyword, alternatives = groups[0]
    singles = _types_of(other) or [_whole(other)]
    pairs = (singles, alternatives) if came else (alternatives, singles)
    left, right = _paired(walk, *pairs, scope)
    if left if came else right:
        return False  # it is none of the alternatives
    for each in right if came else left:
        place = other.at(keyword)
        kind = "alternative added" if came else "alternative removed"
        sides = (place, each) if came else (each, place)
        walk.findings.add(kind, scope, *sides, _called(each))
    return True


def _types_of(schema: Schema) -> list[Located]:
    """Return an alternative for each type that a schema lists, if it demands nothing else."""
    types = schema.at("type")
    keywords = {keyword for part in schema.parts for keyword in part.value}
    if not isinstance(types.value, list) or keywords - _MEANT_FOR_PEOPLE != {"type"}:
        return []
    named = [name for name in types.value if name != "null"]
    return [Located(types.root, (*types.steps, name), {"type": name}) for name in named]


def _whole(schema: Schema) -> Located:
    """Return the place of a schema, past what only refers to it."""
    parts = [part for part in schema.parts if not _MEANT_FOR_PEOPLE.issuperset(part.value)]
    home = parts[0] if len(parts) == 1 else schema.spelled[0]
    return Located(home.root, home.steps, follow(home.root.content, home.steps))


def _paired(
    walk: SchemaWalk, old: list[Located], new: list[Located], scope: Scope
) -> tuple[list[Located], list[Located]]:
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


def _same(old: Located, new: Located) -> bool:
    return spell(old.resolved().value) == spell(new.resolved().value)


def _same_name(old: Located, new: Located) -> bool:
    before, after = named(old), named(new)
    return before.name is not None and before.name == after.name


def _same_shape(old: Located, new: Located) -> bool:
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


def _called(alternative: Located) -> str:
    name = named(alternative).name
    return f"`{name}`" if name else f"`{brief(alternative.value, 40)}`"


def _place(sibling: Located, alternative: Located) -> Located:
    return Located(sibling.root, (*sibling.steps[:-1], alternative.key), ABSENT)


def _compare_discriminator(walk: SchemaWalk, old: Schema, new: Schema, scope: Scope) -> None:
    before, after = old.at("discriminator"), new.at("discriminator")
    if not before.exists and after.exists:
        walk.findings.add("discriminator added", scope, before, after)
    elif before.exists and (not after.exists or _told_apart(old, new) != _told_apart(new, old)):
        walk.findings.add("discriminator changed", scope, before, after)


def _told_apart(schema: Schema, other: Schema) -> tuple[object, dict[str, str]]:
    """Return what tells apart the alternatives that both schemas have.

    That is the member, and which of its values stands for which alternative. A mapping names a
    component, or refers to it; whoever is not in it goes by the name of the component.
    """
    discriminator = schema.at("discriminator")
    mapping = {key: str(x.value) for key, x in discriminator.member("mapping").members()}
    meant = {value: target.rpartition("/")[2] for value, target in mapping.items()}
    names = _components(schema)
    meant |= {name: name for name in names if name not in meant.values()}
    shared = names & _components(other)
    return discriminator.get("propertyName"), {x: to for x, to in meant.items() if to in shared}


def _components(schema: Schema) -> set[str]:
    references = [each.reference for _, choice in schema.alternatives() for each in choice]
    return {reference.rpartition("/")[2] for reference in references if reference}
