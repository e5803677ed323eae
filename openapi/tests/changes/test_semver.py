"""Tests that a difference increases the correct part of the version: major, minor or patch."""

from __future__ import annotations

import pytest

from openapi.changes.model.classification import Class
from openapi.changes.semver import Step, has_taken, next_version, parse_version, step_for


@pytest.mark.parametrize(
    ("gravest", "step", "due"),
    [
        (None, Step.NONE, "1.4.2"),
        (Class.DOCUMENTATION, Step.PATCH, "1.4.3"),
        (Class.COMPATIBLE, Step.MINOR, "1.5.0"),
        (Class.BREAKING_CALLER, Step.MAJOR, "2.0.0"),
        (Class.BREAKING_WIRE, Step.MAJOR, "2.0.0"),
    ],
)
def test_each_class_requires_its_step(gravest: Class | None, step: Step, due: str) -> None:
    base = parse_version("1.4.2")

    assert base is not None
    assert step_for(gravest) is step
    assert str(next_version(base, step)) == due


@pytest.mark.parametrize(
    ("base", "step", "version", "taken"),
    [
        ("1.4.2", Step.PATCH, "1.4.2", False),
        ("1.4.2", Step.PATCH, "1.4.3", True),
        ("1.4.2", Step.PATCH, "1.5.0", True),
        ("1.4.2", Step.MINOR, "1.4.9", False),
        ("1.4.2", Step.MAJOR, "1.5.0", False),
        ("1.4.2", Step.MAJOR, "2.0.0", True),
        ("1.4.2", Step.MAJOR, "2.0.0-rc.1", True),
        ("1.4.2", Step.PATCH, "1.4.2+build.7", False),
        ("0.3.0", Step.MAJOR, "0.4.0", False),
        ("0.3.0", Step.MAJOR, "1.0.0", True),
        ("2.0.0-rc.1", Step.MAJOR, "2.0.0", True),
        ("2.0.0-rc.1", Step.MAJOR, "1.9.0", False),
    ],
)
def test_a_version_has_taken_a_step_if_it_is_at_least_that_high(
    base: str, step: Step, version: str, taken: bool
) -> None:
    before, after = parse_version(base), parse_version(version)

    assert before is not None
    assert after is not None
    assert has_taken(step, before, after) is taken


@pytest.mark.parametrize(
    "version", ["1.4", "v1.4.2", "01.4.2", "2026-06-11+833f6faa", "", "1.4.2 "]
)
def test_a_version_that_is_not_semantic_is_not_parsed(version: str) -> None:
    assert parse_version(version) is None
