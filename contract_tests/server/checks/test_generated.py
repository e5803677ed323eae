"""Cases as schemathesis generates them, allowed and disallowed, on its own pytest integration."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis

from ...generated_cases import flat, schema_of
from ...run import running_suite
from ..runner.hypothesis_runs import EnoughError
from ..runner.profile import Profile
from ..transport.session import Unjudgeable
from .documented import check_answer

suite = running_suite()
profile = suite.options.profile
api = schema_of(
    suite.contract,
    examples=profile.examples,
    seed=suite.options.seed,
    coverage=profile is not Profile.QUICK,
)


@pytest.mark.rule("data.documented")
@api.parametrize()  # type: ignore[untyped-decorator]
def test_every_answer_is_one_the_document_describes(case: schemathesis.Case[Any]) -> None:
    operation = suite.contract.operation(case.operation.method, case.operation.path)
    probe = suite.probe(operation)

    try:
        probe.twice(lambda: check_answer(probe, flat(case.query or {})))
    except Unjudgeable as reason:
        # Nothing for hypothesis to try again, and to shrink.
        raise EnoughError from reason
