"""Test the kinds of differences between OpenAPI documents, such as `default-added`.

The ids of the kinds in the output of `changes --json` stay the same.
"""

from __future__ import annotations

import re

import pytest

from openapi.changes.model import classification
from openapi.changes.model.classification import KINDS, Kind

IDS = [
    "additional-properties-disallowed",
    "alternative-added",
    "alternative-removed",
    "alternatives-no-longer-overlap",
    "alternatives-overlap",
    "annotation-changed",
    "argument-renamed",
    "attribute-renamed",
    "body-became-optional",
    "body-became-required",
    "body-documented",
    "body-removed",
    "callback-renamed",
    "class-renamed",
    "class-renumbered",
    "default-added",
    "default-changed",
    "default-removed",
    "default-server-changed",
    "deprecation-added",
    "deprecation-removed",
    "discriminator-added",
    "discriminator-changed",
    "environment-added",
    "environment-renamed",
    "error-status-added",
    "header-added",
    "header-became-optional",
    "header-became-required",
    "header-removed",
    "keyword-without-effect-changed",
    "live-data-narrowed",
    "live-data-widened",
    "media-range-narrowed",
    "media-range-widened",
    "media-type-added",
    "media-type-described-elsewhere",
    "media-type-removed",
    "member-renamed",
    "module-moved",
    "module-renamed",
    "null-allowed",
    "null-disallowed",
    "openapi-version-changed",
    "operation-added",
    "operation-removed",
    "optional-body-added",
    "optional-parameter-added",
    "optional-property-added",
    "optional-property-removed",
    "parameter-became-optional",
    "parameter-became-required",
    "parameter-moved",
    "parameter-removed",
    "parameter-renamed",
    "partly-used-component-changed",
    "properties-became-optional",
    "properties-became-required",
    "property-became-read-only",
    "property-became-write-only",
    "property-disallowed",
    "property-no-longer-read-only",
    "property-no-longer-write-only",
    "property-without-effect-changed",
    "python-type-changed",
    "refusal-added",
    "refusal-changed",
    "refusal-removed",
    "required-body-added",
    "required-header-added",
    "required-parameter-added",
    "required-property-added",
    "required-property-removed",
    "rule-added",
    "rule-changed",
    "rule-removed",
    "scenario-added",
    "scenario-removed",
    "scenario-renamed",
    "security-narrowed",
    "security-widened",
    "serialization-changed",
    "serialization-widened",
    "server-added",
    "server-removed",
    "server-variable-default-changed",
    "server-variable-narrowed",
    "server-variable-widened",
    "status-changed",
    "status-removed",
    "success-listed",
    "success-no-longer-listed",
    "success-status-added",
    "tag-listing-changed",
    "text-changed",
    "uncompared-annotation-changed",
    "uncompared-value-changed",
    "unexpected-property-added",
    "unregistered-format-added",
    "unregistered-format-changed",
    "unregistered-format-removed",
    "unused-component-changed",
    "values-narrowed",
    "values-replaced",
    "values-widened",
]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_only_a_breaking_difference_says_that_code_fails(kind: Kind) -> None:
    says_that_code_fails = re.search(r"\bfail|\bcode that\b", kind.sentence) is not None

    assert not says_that_code_fails or (kind.request.is_breaking and kind.response.is_breaking)


def test_the_ids_of_the_kinds_are_stable() -> None:
    assert sorted(kind.id for kind in KINDS) == IDS


def test_a_constant_is_named_after_the_id_of_its_kind() -> None:
    constants = {name: x for name, x in vars(classification).items() if isinstance(x, Kind)}

    assert [x.id for x in constants.values()] == [
        name.lower().replace("_", "-") for name in constants
    ]
