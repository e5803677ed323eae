"""What comes back: statuses, headers, media types and bodies."""

from __future__ import annotations

from dataclasses import dataclass

from openapi.changes.diff.annotations import compare_notes
from openapi.changes.diff.extensions import Arguments, compare_live, compare_scenarios
from openapi.changes.diff.parameters import compare_spelling
from openapi.changes.diff.schemas import SchemaWalk
from openapi.changes.model.classification import Direction
from openapi.changes.model.difference import Scope
from openapi.changes.model.node import Located
from openapi.changes.model.schema import spell

_JUDGED = frozenset({"headers", "content", "x-live", "x-scenarios"})
_OF_HEADERS = frozenset(
    {"required", "schema", "content", "style", "explode", "allowReserved", "allowEmptyValue"}
)


@dataclass
class AnswerWalk:
    """Compares the answers of two operations, by status.

    Attributes:
        schemas: Compares what the answers hold.
        direction: Whether the caller sends or receives them.
        arguments: The new name of each parameter that is sent as before under another name.
    """

    schemas: SchemaWalk
    direction: Direction
    arguments: Arguments

    def compare(self, old: Located, new: Located) -> None:
        """Compare two mappings of answers by status."""
        findings = self.schemas.findings
        before, after = (_by_status(each) for each in (old, new))
        for status in before:
            cover = status if status in after else _covering(status, after)
            if cover:
                self._compare(status, before[status], after[cover])
        came = [status for status in after if status not in before]
        for status in came:
            if cover := _covering(status, before):
                self._compare(status, before[cover], after[status])
        went = [x for x in before if x not in after and not _covering(x, after)]
        came = [status for status in came if not _covering(status, before)]
        renamed = {status: each for status in went if (each := _renamed(status, went, came))}
        for status, name in renamed.items():
            places = old.member(status), new.member(name)
            scope = self._scope(status)
            findings.add("status changed", scope, *places, f"{name}, no longer {status}")
            self._compare(name, before[status], after[name])
        for status in went:
            if status not in renamed:
                places = old.member(status), new.member(status)
                findings.add("status removed", self._scope(status), *places)
        for status in came:
            if status not in renamed.values():
                kind = "other" if status[:1] in "23" else "error"
                places = old.member(status), new.member(status)
                findings.add(f"{kind} status added", self._scope(status), *places)

    def _scope(self, status: str) -> Scope:
        answer = "any other answer" if status == "default" else f"the {status} answer"
        return Scope(self.direction, answer)

    def _compare(self, status: str, old: Located, new: Located) -> None:
        walk, scope = self.schemas, self._scope(status)
        compare_notes(walk.findings, scope, old, new, _JUDGED)
        headers = old.member("headers"), new.member("headers")
        _compare_headers(walk, *headers, scope)
        compare_live(walk.findings, scope, old.member("x-live"), new.member("x-live"))
        scenarios = old.member("x-scenarios"), new.member("x-scenarios")
        compare_scenarios(walk, scope, *scenarios, self.arguments)
        compare_content(walk, old, new, scope)


def _by_status(responses: Located) -> dict[str, Located]:
    return {
        status: each.resolved()
        for status, each in responses.members()
        if not status.startswith("x-")
    }


def _covering(status: str, answers: dict[str, Located]) -> str | None:
    """Return the entry that says what a status not listed by itself means."""
    return next((each for each in (f"{status[:1]}XX", "default") if each in answers), None)


def _renamed(status: str, went: list[str], came: list[str]) -> str | None:
    """Return the status that has taken the place of another: the only two of their hundred."""
    old, new = ([x for x in each if x[:1] == status[:1]] for each in (went, came))
    return new[0] if len(old) == len(new) == 1 and "X" not in status + new[0] else None


def _compare_headers(walk: SchemaWalk, old: Located, new: Located, scope: Scope) -> None:
    before, after = ({key.lower(): each for key, each in x.members()} for x in (old, new))
    for name in before | after:
        if name == "content-type":  # OpenAPI: described by `content`, and ignored here
            continue
        header = Scope(scope.direction, f"the header `{name}` of {scope.subject}", is_text=True)
        if name not in after:
            place = new.member(before[name].key)
            walk.findings.add("header removed", header, before[name], place)
        elif name not in before:
            walk.findings.add("header added", header, old.member(after[name].key), after[name])
        else:
            pair = before[name].resolved(), after[name].resolved()
            _compare_header(walk, *pair, header)


def _compare_header(walk: SchemaWalk, old: Located, new: Located, scope: Scope) -> None:
    compare_notes(walk.findings, scope, old, new, _OF_HEADERS)
    was, now = (each.get("required") is True for each in (old, new))
    if was != now:
        kind = "header required" if now else "header optional"
        walk.findings.add(kind, scope, old.member("required"), new.member("required"))
    compare_spelling(walk, old, new, scope)


def compare_content(walk: SchemaWalk, old: Located, new: Located, scope: Scope) -> None:
    """Compare the media types of a body, and the body in each."""
    contents = old.member("content"), new.member("content")
    before, after = (_by_type(each) for each in contents)
    if after and not before:
        walk.findings.add("body described", scope, *contents)
        return
    for name in before | after:
        if name not in after:
            place = contents[1].member(before[name].key)
            walk.findings.add("media type removed", scope, before[name], place, before[name].key)
        elif name not in before:
            place = contents[0].member(after[name].key)
            walk.findings.add("media type added", scope, place, after[name], after[name].key)
        else:
            _compare_media(walk, before[name], after[name], scope, only=len(after) == 1)


def _compare_media(
    walk: SchemaWalk, old: Located, new: Located, scope: Scope, *, only: bool
) -> None:
    body = scope.subject if only else f"{scope.subject} as `{new.key}`"
    inner = Scope(scope.direction, body if "body" in body else f"the body of {body}")
    compare_notes(walk.findings, inner, old, new, {"schema", "encoding"})
    encoding = old.member("encoding"), new.member("encoding")
    if spell(old.get("encoding", {})) != spell(new.get("encoding", {})):
        walk.findings.add("spelling changed", inner, *encoding, "encoding")
    schemas = old.member("schema"), new.member("schema")
    walk.compare((schemas[0],), (schemas[1],), inner)


def _by_type(content: Located) -> dict[str, Located]:
    """Return bodies by media type; letter case and a charset do not tell them apart."""
    found: dict[str, Located] = {}
    for name, each in content.members():
        parts = [part.strip().lower() for part in name.split(";")]
        kept = [part for part in parts if not part.startswith("charset=")]
        found[";".join(kept)] = each
    return found
