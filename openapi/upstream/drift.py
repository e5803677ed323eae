"""Find unintended differences between our OpenAPI document and the provider's document.

The deviations file records the intended differences.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from openapi.changes.diff import document
from openapi.changes.diff.extensions import EXTENSIONS
from openapi.changes.model.classification import Class
from openapi.changes.model.difference import Difference
from openapi.changes.model.node import ABSENT
from openapi.excerpt import Content
from openapi.upstream.deviations import (
    Deviation,
    hash_of,
    pointer_of,
    value_at,
    without_variable_names,
)


class Finding(NamedTuple):
    """A location in the provider's document at which a difference or a deviation must be reviewed.

    A deviation is an intended difference that the deviations file records.

    Attributes:
        place: The JSON Pointer of the location.
        hash: The hash of the provider's value at the location.
        differences: The differences at the location, the gravest first; empty if the documents
            agree.
        recorded: The recorded deviation for the location, or None.
    """

    place: str
    hash: str
    differences: list[Difference]
    recorded: Deviation | None

    @property
    def sentence(self) -> str:
        """The text of the finding for the user, in one or two sentences."""
        if not self.differences:
            return "A recorded deviation no longer applies: the two documents agree."
        sentence = self.differences[0].sentence
        if self.recorded is None:
            return sentence
        return f"{sentence} The provider's text has changed since the deviation was reviewed."


@dataclass(frozen=True)
class Drift:
    """The result of a comparison of our OpenAPI document with the provider's document.

    Attributes:
        findings: The locations that a person must review.
        recorded: The number of recorded deviations (intended differences) that still exist.
    """

    findings: list[Finding]
    recorded: int


def compare(ours: Content, provided: Content, deviations: dict[str, Deviation]) -> Drift:
    """Find unrecorded differences between our OpenAPI document and the provider's document.

    The deviations file records intended differences. If all differences are recorded, the result
    has the recorded deviations that no longer apply. Annotations and extensions (`x-…`) that only
    our document has are ignored.
    """
    # Our extensions state rules that the provider states in prose.
    differences = document.compare(
        _operations_only(_without_extensions(ours)), _operations_only(provided)
    )
    by_place: dict[str, list[Difference]] = {}
    for each in differences:
        place = pointer_of(provided, each.new.tokens)
        if each.class_ > Class.DOCUMENTATION or value_at(provided, place) is not ABSENT:
            by_place.setdefault(place, []).append(each)
    recorded = {without_variable_names(place): known for place, known in deviations.items()}
    findings = []
    for place, differing in by_place.items():
        now = hash_of(place.rpartition("/")[2], value_at(provided, place))
        known = recorded.get(without_variable_names(place))
        if known is None or known.hash != now:
            findings.append(Finding(place, now, differing, known))
    findings = [each for each in findings if not _is_below(each.place, findings)]
    differing_places = set(map(without_variable_names, by_place))
    applying = len([place for place in differing_places if place in recorded])
    # An unrecorded difference may hide a recorded one, whose deviation still applies.
    if not findings:
        findings = [
            Finding(place, hash_of(place.rpartition("/")[2], value_at(provided, place)), [], known)
            for place, known in deviations.items()
            if without_variable_names(place) not in differing_places
        ]
    return Drift(findings, applying)


def _operations_only(content: Content) -> Content:
    """Return a document without the parts that describe the document itself, such as `info`."""
    return {key: content[key] for key in ("security", "paths", "components") if key in content}


def _without_extensions(node: Any) -> Any:
    """Return a copy of a node of a document without the extensions (`x-…`) of our document."""
    if isinstance(node, dict):
        return {
            key: _without_extensions(each) for key, each in node.items() if key not in EXTENSIONS
        }
    return [_without_extensions(each) for each in node] if isinstance(node, list) else node


def _is_below(place: str, findings: list[Finding]) -> bool:
    return any(place.startswith(f"{each.place}/") for each in findings)
