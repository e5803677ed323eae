"""Find violated rules of `verdict.json` that have the same cause."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..contract import Json
from ..rules import SCENARIOS

#: Violations with the same expected and actual response have one cause if they break this many
#: rules.
_MIN_RULES = 3

#: The rules that describe a wrong body best. A wrong body breaks many other rules.
BODY_RULES = ("data.json", "data.schema")


def find_causes(rules: Iterable[Json]) -> list[dict[str, Any]]:
    """Return each cause that explains three or more violated rules, as JSON for `verdict.json`.

    Rules have the same cause if all their violations have the same expected and the same actual
    response. The first rule of a cause describes the cause best. The rules about error scenarios
    are left out, and so are violations that the user has accepted as known.

    Args:
        rules: The list `rules` of `verdict.json`.
    """
    groups: dict[tuple[str, str], list[dict[str, str]]] = {}
    for rule in rules:
        for operation in rule["operations"]:
            violations = operation["violations"]
            if rule["area"] == SCENARIOS or all(one["known"] for one in violations):
                continue
            pairs = {(one["expected"], one["seen"]) for one in violations}
            if len(pairs) == 1:
                broken = {"rule": rule["id"], "operation": operation["operation"]}
                groups.setdefault(pairs.pop(), []).append(broken)
    return [
        {
            "sentence": f"The suite expects {expected}, and the server responded with {seen}.",
            "expected": expected,
            "seen": seen,
            "rules": sorted(broken, key=lambda one: one["rule"] not in BODY_RULES),
        }
        for (expected, seen), broken in groups.items()
        if len({one["rule"] for one in broken}) >= _MIN_RULES
    ]
