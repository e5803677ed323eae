"""Tests that the client tests detect deliberate bugs (faults) in the client.

Each fault names the client test that must fail.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ..faults.client import FAULTS, ClientFault, RottenFaultError
from ..faults.client.pytest_run import try_all, try_without_fault
from ..faults.client.source_edit import Edit, fault, sources
from .suite_process import TIMEOUT

ROOT = Path(__file__).parents[2]
CORRECT = sources()

each_fault = pytest.mark.parametrize("one", FAULTS.values(), ids=list(FAULTS))


@each_fault
def test_a_fault_is_caught_by_the_test_meant_for_it(one: ClientFault) -> None:
    (trial,) = try_all([one.name], jobs=1)

    assert trial.problem == ""
    assert trial.failed, f"{one.rule} passes though {one.sentence}"


@pytest.mark.parametrize("area", sorted({one.area for one in FAULTS.values()}))
def test_the_generated_client_without_a_fault_passes_these_tests(area: str) -> None:
    trial = try_without_fault(sorted({one.rule for one in FAULTS.values() if one.area == area}))

    assert (trial.problem, trial.failed) == ("", ())


@each_fault
def test_a_fault_changes_the_package_and_keeps_its_syntax_valid(one: ClientFault) -> None:
    changed = one.apply(CORRECT)

    assert changed.keys() == CORRECT.keys()
    edited = {name: text for name, text in changed.items() if text != CORRECT[name]}
    assert edited
    for name, text in edited.items():
        ast.parse(text, name)
    assert sources() == CORRECT


@each_fault
def test_names_are_kebab_case_and_descriptions_one_sentence(one: ClientFault) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", one.name)
    assert re.fullmatch(r"[A-Z].+\w\.", one.sentence)


def test_a_fault_whose_text_is_missing_raises_rotten_fault_error() -> None:
    rotten = fault("rotten", "Nothing.", "pagination.x", Edit("_paging.py", "no such text", ""))
    with pytest.raises(
        RottenFaultError, match=r"rotten: _paging\.py does not contain 'no such text'"
    ):
        rotten.apply(CORRECT)
    with pytest.raises(RottenFaultError, match=r"_gone\.py"):
        fault("rotten", "Nothing.", "pagination.x", Edit("_gone.py", "any text", "")).apply(CORRECT)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "contract_tests.faults.client", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )


def test_the_command_prints_the_test_that_caught_each_fault() -> None:
    ended = run("infinite-timeout-accepted", "path-not-escaped")

    assert ended.returncode == 0, ended.stderr
    assert "caught by test_lifecycle.py::test_an_invalid_option_raises" in ended.stdout
    assert "caught by test_values.py::test_from_dict_reports_the_path" in ended.stdout
    assert "2 of 2 faults caught" in ended.stdout
