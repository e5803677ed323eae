"""What the caller of an operation passes, and how it is written on the wire."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from openapi.changes.diff.annotations import compare_note, compare_notes
from openapi.changes.diff.extensions import compare_filter
from openapi.changes.diff.schemas import SchemaWalk
from openapi.changes.model.classification import Direction
from openapi.changes.model.difference import Findings, Scope
from openapi.changes.model.names import argument
from openapi.changes.model.node import ABSENT, Located
from openapi.changes.model.schema import Schema, spell

_JUDGED = frozenset(
    {"name", "in", "required", "schema", "content", "style", "explode", "allowReserved"}
    | {"allowEmptyValue", "x-filter"}
)
_STYLES = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}
# Styles that mark a single value too: `.5`, `;size=5`. All others write it as it is.
_MARKED = frozenset({"label", "matrix"})

Parameters = dict[tuple[str, str], Located]


@dataclass
class ParameterWalk:
    """Compares the parameters of two operations."""

    findings: Findings
    schemas: SchemaWalk
    direction: Direction

    def compare(self, old: Parameters, new: Parameters, owners: tuple[Located, Located]) -> None:
        """Compare parameters by location and name.

        Args:
            old: The parameters of the old operation.
            new: The parameters of the new operation.
            owners: The two operations, where parameters would stand that are absent.
        """
        went = [key for key in old if key not in new]
        came = [key for key in new if key not in old]
        for key in old:
            if key in new:
                self._compare(old[key], new[key])
        for key in went:
            moved = next((each for each in came if each[1].lower() == key[1].lower()), None)
            renamed = next((each for each in came if _same_but_name(old[key], new[each])), None)
            if moved:
                came.remove(moved)
                scope = self._scope(old[key])
                what = f"in the {moved[0]}, no longer in the {key[0]}"
                places = old[key].member("in"), new[moved].member("in")
                self.findings.add("parameter moved", scope, *places, what)
            elif renamed:
                came.remove(renamed)
                places = old[key].member("name"), new[renamed].member("name")
                self.findings.add("parameter renamed", self._scope(old[key]), *places)
            else:
                place = _place(owners[1], old[key])
                self.findings.add("parameter removed", self._scope(old[key]), old[key], place)
                filters = old[key].member("x-filter"), place.member("x-filter")
                compare_filter(self.findings, self._scope(old[key]), *filters)
        for key in came:
            needed = new[key].get("required") is True
            kind = "required parameter added" if needed else "optional parameter added"
            place = _place(owners[0], new[key])
            self.findings.add(kind, self._scope(new[key]), place, new[key])

    def _compare(self, old: Located, new: Located) -> None:
        scope = self._scope(new)
        compare_notes(self.findings, scope, old, new, _JUDGED)
        self._compare_required(old, new, scope)
        self._compare_names(old.member("name"), new.member("name"), scope)
        compare_filter(self.findings, scope, old.member("x-filter"), new.member("x-filter"))
        compare_spelling(self.schemas, old, new, scope)

    def _compare_names(self, old: Located, new: Located, scope: Scope) -> None:
        before, after = argument(str(old.value)), argument(str(new.value))
        if before != after:
            self.findings.add("argument renamed", scope, old, new, before=before, after=after)
        else:
            compare_note(self.findings, scope, old, new)

    def _compare_required(self, old: Located, new: Located, scope: Scope) -> None:
        was, now = (each.get("required") is True for each in (old, new))
        if was != now:
            kind = "parameter required" if now else "parameter optional"
            self.findings.add(kind, scope, old.member("required"), new.member("required"))

    def _scope(self, parameter: Located) -> Scope:
        label = f"the {parameter.get('in')} parameter `{parameter.get('name')}`"
        return Scope(self.direction, label, is_text=True)


def compare_spelling(walk: SchemaWalk, old: Located, new: Located, scope: Scope) -> None:
    """Compare the values of a parameter or a header, and how they are written."""
    contents = old.member("content"), new.member("content")
    if contents[0].exists or contents[1].exists:
        _compare_content(walk, contents, scope)
        return
    schemas = old.member("schema"), new.member("schema")
    types = frozenset().union(*(Schema((each,)).types for each in schemas if each.exists))
    styles = {_in_force(each, "style") for each in (old, new)}
    compound = {"style": {"array", "object"}, "explode": {"array", "object"}}
    if styles == {"simple"}:  # joins the items of a list by commas either way
        compound["explode"] = {"object"}
    for keyword in ("style", "explode"):
        was, now = (_in_force(each, keyword) for each in (old, new))
        if was != now:
            marked = keyword == "style" and not _MARKED.isdisjoint(styles)
            seen = marked or not compound[keyword].isdisjoint(types)
            kind = "spelling changed" if seen else "no effect"
            places = old.member(keyword), new.member(keyword)
            shown = f"{keyword} {now}" if seen else keyword
            walk.findings.add(kind, scope, *places, shown)
    for keyword in ("allowReserved", "allowEmptyValue"):
        was, now = (each.get(keyword) is True for each in (old, new))
        if was != now:
            kind = "spelling widened" if now else "spelling changed"
            walk.findings.add(kind, scope, old.member(keyword), new.member(keyword), keyword)
    walk.compare((schemas[0],), (schemas[1],), scope)


def _compare_content(walk: SchemaWalk, contents: tuple[Located, Located], scope: Scope) -> None:
    old, new = contents
    types = [list(dict(each.members())) for each in contents]
    if types[0] != types[1]:
        what = f"as {', '.join(types[1]) or 'plain text'}"
        walk.findings.add("spelling changed", scope, old, new, what)
        return
    for name in types[0]:
        schemas = (each.member(name).member("schema") for each in contents)
        before, after = schemas
        walk.compare((before,), (after,), Scope(scope.direction, scope.subject, scope.path))


def _in_force(parameter: Located, keyword: str) -> Any:
    """Return a keyword's value, or what OpenAPI takes in its place."""
    style = parameter.get("style", _STYLES.get(str(parameter.get("in", "header")), "simple"))
    if keyword == "style":
        return style
    return parameter.get("explode", style in ("form", "cookie"))


def _same_but_name(old: Located, new: Located) -> bool:
    before, after = ({**each.value, "name": ""} for each in (old, new))
    return spell(before) == spell(after)


def _place(owner: Located, parameter: Located) -> Located:
    """Return where a parameter would stand in an operation that does not have it."""
    name = f"{parameter.get('in')}:{parameter.get('name')}"
    return Located(owner.root, (*owner.steps, "parameters", name), ABSENT)
