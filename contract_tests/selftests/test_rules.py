from __future__ import annotations

from collections import Counter

import pytest

from .. import pointer
from ..contract import load
from ..mock_server.variants import FAULTS
from ..rules import RULES, SCENARIOS, Rule, catalogue
from ..server.checks import run_single_check
from ..server.checks.registry import CHECKS

CONTRACT = load()
(OPERATION,) = CONTRACT.operations


def test_every_rule_has_a_check_and_every_check_a_rule() -> None:
    assert run_single_check.CHECK_MODULES, "the import registers the checks"
    assert CHECKS.keys() == {rule.id for rule in RULES} | {SCENARIOS}


def test_ids_are_unique() -> None:
    twice = [
        i for i, count in Counter(r.id for r in catalogue(CONTRACT.tested)).items() if count > 1
    ]

    assert twice == []


def test_every_scenario_of_the_document_is_a_rule() -> None:
    ids = {rule.id for rule in catalogue(CONTRACT.tested)}

    assert OPERATION.scenarios
    assert {f"{SCENARIOS}.{scenario.name}" for scenario in OPERATION.scenarios} <= ids


@pytest.mark.parametrize("rule", catalogue(CONTRACT.tested), ids=lambda rule: rule.id)
def test_a_rule_has_one_sentence_and_a_location_in_the_document(rule: Rule) -> None:
    assert rule.sentence.endswith(".")
    assert rule.sentence.count(". ") == 0
    assert pointer.resolve(CONTRACT.document, rule.location(OPERATION)) is not None


def test_the_rules_of_an_area_are_adjacent() -> None:
    areas = [rule.area for rule in catalogue(CONTRACT.tested)]

    assert areas == sorted(areas, key=areas.index)


def test_every_rule_has_a_fault() -> None:
    caught = {fault.rule for fault in FAULTS.values()}

    assert caught == {rule.id for rule in catalogue(CONTRACT.tested)}
