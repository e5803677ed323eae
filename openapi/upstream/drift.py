"""What the provider's document says that ours does not, less the deviations that are recorded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from openapi.changes.diff.document import compare
from openapi.changes.diff.extensions import EXTENSIONS
from openapi.changes.model.classification import Class
from openapi.changes.model.difference import Difference
from openapi.changes.model.node import ABSENT
from openapi.excerpt import Content
from openapi.upstream.deviations import Deviation, hashed, stable, value_at


class Finding(NamedTuple):
    """One place of the provider's document that asks for a decision.

    Attributes:
        place: Where it is.
        hash: Of what the provider says there now.
        differences: How ours differs there, the gravest first; none if it no longer does.
        recorded: The deviation that was recorded for the place, if one was.
    """

    place: str
    hash: str
    differences: list[Difference]
    recorded: Deviation | None

    @property
    def sentence(self) -> str:
        """What is found, in one sentence or two."""
        if not self.differences:
            return "A recorded deviation no longer applies: the two documents agree there."
        said = self.differences[0].sentence
        if self.recorded is None:
            return said
        return f"{said} The provider's text has changed since the deviation was reviewed."


@dataclass(frozen=True)
class Drift:
    """Our document and the provider's, compared.

    Attributes:
        findings: What is not recorded, or no longer applies.
        recorded: How many recorded deviations apply.
    """

    findings: list[Finding]
    recorded: int


def drift(ours: Content, provided: Content, deviations: dict[str, Deviation]) -> Drift:
    """Compare two excerpts: ours is what was, the provider's is what is.

    What only ours says to people is no drift, for the provider has not said anything; nor are our
    own extensions, which say what the provider leaves to prose. Deviations that no longer apply are
    reported once nothing else is new.
    """
    differences = compare(_compared(_plain(ours)), _compared(provided))
    by_place: dict[str, list[Difference]] = {}
    for each in differences:
        place = stable(provided, each.new.tokens)
        if each.class_ > Class.DOCUMENTATION or value_at(provided, place) is not ABSENT:
            by_place.setdefault(place, []).append(each)
    findings = []
    for place, found in by_place.items():
        now = hashed(place.rpartition("/")[2], value_at(provided, place))
        known = deviations.get(place)
        if known is None or known.hash != now:
            findings.append(Finding(place, now, found, known))
    findings = [each for each in findings if not _is_below(each.place, findings)]
    applying = len([place for place in by_place if place in deviations])
    if not findings:  # else one of them may hide what a deviation is about
        findings = [
            Finding(place, hashed(place.rpartition("/")[2], value_at(provided, place)), [], known)
            for place, known in deviations.items()
            if place not in by_place
        ]
    return Drift(findings, applying)


def _compared(content: Content) -> Content:
    """Leave out what is said of the document as a whole."""
    return {key: content[key] for key in ("security", "paths", "components") if key in content}


def _plain(node: Any) -> Any:
    """Return a document without the rules that OpenAPI has no word for."""
    if isinstance(node, dict):
        return {key: _plain(each) for key, each in node.items() if key not in EXTENSIONS}
    return [_plain(each) for each in node] if isinstance(node, list) else node


def _is_below(place: str, findings: list[Finding]) -> bool:
    return any(place.startswith(f"{each.place}/") for each in findings)
