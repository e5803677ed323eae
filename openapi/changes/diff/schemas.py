"""Two schemas in lockstep, down through members, maps, lists and alternatives."""

from __future__ import annotations

from dataclasses import dataclass, field

from openapi.changes.diff.alternatives import compare_alternatives, compare_with_single
from openapi.changes.diff.annotations import TEXTS, compare_note, unshared
from openapi.changes.diff.constraints import KEYWORDS, compare_bounds
from openapi.changes.diff.properties import KEYWORDS as OF_OBJECTS
from openapi.changes.diff.properties import compare_members
from openapi.changes.diff.types import compare_values
from openapi.changes.model.difference import Findings, Scope
from openapi.changes.model.names import has_class, named
from openapi.changes.model.node import ABSENT, Located, Steps
from openapi.changes.model.schema import ALTERNATIVES, Schema, Spelled, spell

_JUDGED = (
    {"type", "format", "enum", "const", "default", "items", "prefixItems", "additionalItems"}
    | {"title", "readOnly", "writeOnly", "discriminator", "unevaluatedProperties"}
    | KEYWORDS
    | OF_OBJECTS
    | set(ALTERNATIVES)
)


@dataclass
class SchemaWalk:
    """Compares schemas, each pair once, however many references lead to it."""

    findings: Findings
    _met: set[tuple[object, ...]] = field(default_factory=set)

    def compare(self, old: Spelled, new: Spelled, scope: Scope) -> None:
        """Add the differences between two schemas; a schema that is absent allows anything."""
        pair = _places(old), _places(new), scope.direction, scope.is_text
        if pair in self._met:
            return
        self._met.add(pair)
        before, after = Schema(old), Schema(new)
        if before.is_anything and after.is_anything:
            return
        self._compare_notes(before, after, scope)
        if compare_with_single(self, before, after, scope):
            return
        self._compare_class(before, after, scope)
        if not compare_values(self.findings, scope, before, after):
            return
        if before.is_nothing or after.is_nothing:
            return
        compare_bounds(self.findings, scope, before, after)
        self._compare_default(before, after, scope)
        _compare_access(self.findings, scope, before, after)
        self._compare_items(before, after, scope)
        compare_members(self, before, after, scope)
        compare_alternatives(self, before, after, scope)

    def probe(self, old: Spelled, new: Spelled, scope: Scope) -> bool:
        """Whether the differences between two schemas would be breaking; none is added."""
        trial = SchemaWalk(Findings())
        trial.compare(old, new, scope)
        return trial.findings.breaks()

    def _compare_items(self, old: Schema, new: Schema, scope: Scope) -> None:
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

    def _compare_default(self, old: Schema, new: Schema, scope: Scope) -> None:
        before, after = old.at("default"), new.at("default")
        if before.exists and after.exists:
            if spell(before.value) != spell(after.value):
                self.findings.add("default changed", scope, before, after)
        elif before.exists or after.exists:
            kind = "default added" if after.exists else "default removed"
            self.findings.add(kind, scope, before, after)

    def _compare_class(self, old: Schema, new: Schema, scope: Scope) -> None:
        if not old.parts or not new.parts:
            return
        before, after = named(old.spelled[0]), named(new.spelled[0])
        if not (has_class(old) and has_class(new)):
            self._compare_titles(old, new, scope)
        elif before.is_component == after.is_component and before.name != after.name:
            words = {"before": before.name or "one made up", "after": after.name or "one made up"}
            self.findings.add("class renamed", scope, before.place, after.place, **words)

    def _compare_titles(self, old: Schema, new: Schema, scope: Scope) -> None:
        if old.get("title") != new.get("title"):
            self.findings.add("note", scope, old.at("title"), new.at("title"), "title")

    def _compare_notes(self, old: Schema, new: Schema, scope: Scope) -> None:
        """Compare what people read, of the schema itself and of the components it refers to."""
        keywords = {key: None for each in (old, new) for part in each.parts for key in part.value}
        for keyword in keywords:
            if keyword not in _JUDGED:
                self._compare_note(keyword, old, new, scope)

    def _compare_note(self, keyword: str, old: Schema, new: Schema, scope: Scope) -> None:
        before, after = old.all(keyword), new.all(keyword)
        if keyword in TEXTS:
            before, after = unshared(before, after)
        else:  # the outermost is what counts
            before, after = before[:1], after[:1]
        outermost = [_outermost(schema, keyword) for schema in (old, new)]
        for index in range(max(len(before), len(after))):
            pair = [
                each[index] if index < len(each) else place
                for each, place in ((before, outermost[0]), (after, outermost[1]))
            ]
            compare_note(self.findings, scope, pair[0], pair[1])


def _outermost(schema: Schema, keyword: str) -> Located:
    home = schema.spelled[0]
    return Located(home.root, (*home.steps, keyword), ABSENT)


def _compare_access(findings: Findings, scope: Scope, old: Schema, new: Schema) -> None:
    for keyword, name in (("readOnly", "read-only"), ("writeOnly", "write-only")):
        was, now = (schema.get(keyword) is True for schema in (old, new))
        if was != now:
            kind = f"member {name}" if now else f"member no longer {name}"
            findings.add(kind, scope, old.at(keyword), new.at(keyword))


def _places(spelled: Spelled) -> tuple[tuple[Steps, bool], ...]:
    return tuple((each.steps, each.exists) for each in spelled)
