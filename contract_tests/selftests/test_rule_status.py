"""Tests of the status, the reason and the number of cases of a rule over several operations."""

from __future__ import annotations

import json
import re
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from ..mock_server import build_world, create_app, render_target, serving
from ..mock_server.variants import behaviour_with
from ..report.rendering.saved_verdict import Outcome
from ..report.rendering.words import counts, headline
from ..report.terminal import lines
from ..report.verdict import Status, Verdict
from ..rules import RULES
from ..server.conformance.seen_subjects import SeenSubjects
from ..server.conformance.violation import NotApplicable, NotChecked
from .mock_tester import CONTRACT
from .suite_process import read_verdict, run

KINDS = ("violated", "not_checked", "holds", "inapplicable")


def with_results(*kinds: str) -> Verdict:
    """Return a verdict in which the first rule has one result of each kind, on an operation."""
    verdict = Verdict.of(RULES[:1], 1)
    verdict.interrupted = False
    (rule,) = verdict.rules.values()
    for number, kind in enumerate(kinds):
        result = rule.on(f"operation{number}")
        match kind:
            case "violated":
                details = {"expected": "status 200", "seen": "status 500"}
                verdict.add_violation(rule.rule.id, result.operation, "a violation", details)
            case "not_checked":
                result.unfinished.append("the server sent no id")
            case "inapplicable":
                result.inapplicable.append("it has no filters")
            case _:
                result.held = 1
    return verdict


@pytest.mark.parametrize("kinds", [*product(KINDS, repeat=2), *product(KINDS, repeat=3)])
def test_the_status_is_the_gravest_of_the_operations_to_which_the_rule_applies(
    kinds: tuple[str, ...],
) -> None:
    (rule,) = with_results(*kinds).rules.values()
    applicable = [kind for kind in KINDS[:3] if kind in kinds]

    assert rule.status is Status(applicable[0] if applicable else "not_checked")
    if applicable[:1] == ["not_checked"]:
        named = f"operation{kinds.index('not_checked')}: "
        assert rule.reason == named * ("holds" in kinds) + "the server sent no id"


@pytest.mark.parametrize("kinds", [*product(KINDS, repeat=3)])
def test_a_rule_counts_once_however_many_operations_it_is_checked_on(
    kinds: tuple[str, ...],
) -> None:
    verdict = with_results(*kinds)
    content: dict[str, Any] = json.loads(json.dumps(verdict.as_json()))

    (outcome, number), *others = counts(content)

    assert (number, others) == (1, [])
    assert outcome.value.replace(" ", "_") == content["rules"][0]["status"]
    if outcome is Outcome.VIOLATED:
        assert headline(content) == "The server violates 1 of 1 rule."
    rows = [line.text for line in lines(verdict, "a") if line.text.startswith(RULES[0].id)]
    assert len(rows) == number


def test_a_rule_does_not_apply_to_responses_without_the_data_that_it_is_about() -> None:
    schema = {"properties": {"a": {"items": {"$ref": "#/components/schemas/Amount"}}}}
    operation = evolve(CONTRACT.operations[0], bodies={200: schema})
    seen = SeenSubjects(CONTRACT, operation)

    with pytest.raises(NotApplicable, match="the responses of listClientBalances have no id"):
        seen.expect("data.ids")
    with pytest.raises(NotApplicable, match="has no documented error"):
        seen.expect("errors.shape")
    with pytest.raises(NotChecked, match="the server sent no amount") as caught:
        seen.expect("data.amounts")
    assert not isinstance(caught.value, NotApplicable)


#: Rules whose violations the responses to the requests of other rules show.
OF_ALL_RESPONSES = "pagination.partition,filters.exact,data,consistency"


@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        ("drifts-at-every-call", "consistency.same_record"),
        ("amounts-as-numbers", "data.amounts"),
    ],
)
def test_each_rule_with_a_verdict_has_a_case(tmp_path: Path, fault: str, rule: str) -> None:
    app = create_app(build_world(), behaviour_with([fault]))
    with serving(app) as url:
        (tmp_path / "target.toml").write_text(render_target(url), "utf-8")
        options = ("--rules", OF_ALL_RESPONSES, "--report", tmp_path / "report")
        ended = run("--target", tmp_path / "target.toml", *options)

    rules = read_verdict(tmp_path / "report")["rules"]
    assert {one["id"]: one["status"] for one in rules}[rule] == "violated"
    for one in rules:
        assert one["cases"] or one["status"] == "not_checked", one["id"]
        word = {"holds": "holds", "violated": "VIOLATED"}.get(one["status"], "not checked")
        cases = r"[1-9]\d* cases?" if one["status"] != "not_checked" else ""
        assert re.search(rf"^{one['id']} +{word} +{cases}", ended.stdout, re.MULTILINE)
