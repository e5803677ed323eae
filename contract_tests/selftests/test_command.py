"""Tests of the command `bitgo-oes-contract`, which tests a server against the OpenAPI document.

The command must work in the folder of any project, and must ignore the pytest settings there.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from .. import command
from ..contract import load
from ..mock_server import build_world, create_app, render_target, serving
from ..mock_server.variants import behaviour_with
from .suite_process import TIMEOUT

ROOT = Path(__file__).parents[2]


def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `python -m contract_tests` in a folder, and return its exit code and its output."""
    return subprocess.run(
        [sys.executable, "-m", "contract_tests", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200", **environment},
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )


def test_a_correct_server_exits_with_0_in_any_project(tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --no-such-option\n")
    (tmp_path / "conftest.py").write_text("raise RuntimeError('of another project')\n")
    cache = tmp_path / "cache"
    before = {path.name for path in tmp_path.iterdir()}

    options = ("--mock", "--profile=quick", "--rules=parameters.served", "--report=report")
    variables = {"PYTEST_ADDOPTS": "--no-such-option", "XDG_CACHE_HOME": str(cache)}
    ended = run(tmp_path, *options, **variables)

    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "verdict: holds · the embedded mock at http://127.0.0.1:" in ended.stdout
    verdict = json.loads((tmp_path / "report" / "verdict.json").read_text("utf-8"))
    outcomes = [(rule["id"], rule["status"]) for rule in verdict["rules"]]
    assert outcomes == [("parameters.served", "holds")]
    assert {path.name for path in tmp_path.iterdir()} == before | {"report", "cache"}
    # Hypothesis needs more than a second to compute these tables.
    assert [*cache.glob("bitgo-oes-contract/hypothesis/unicode_data/*/codec-*")]


def test_a_faulty_server_exits_with_1(tmp_path: Path) -> None:
    with serving(create_app(build_world(), behaviour_with(["ignores-partner-ids"]))) as url:
        (tmp_path / "target.toml").write_text(render_target(url), "utf-8")
        ended = run(tmp_path, "--target", "target.toml", "--rules", "filters.exact")

    assert ended.returncode == 1
    assert "VIOLATED" in ended.stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--target", "absent.toml"), "absent.toml: cannot read the target file"),
        (("--mock", "--document", "absent.yaml"), "absent.yaml: cannot read the document"),
        (("--mock", "--operation", "listBalances"), "did you mean listClientBalances"),
    ],
)
def test_a_missing_file_exits_with_2_and_one_sentence(
    tmp_path: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    ended = run(tmp_path, *arguments)

    assert ended.returncode == 2
    assert sentence in ended.stderr
    assert "Traceback" not in ended.stdout + ended.stderr


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "give either --target FILE, or --mock"),
        (("run", "--profile", "quick"), "give either --target FILE, or --mock"),
        (("--mock", "--target", "x"), "give either --target FILE, or --mock"),
        (("--tarrget", "x"), "unrecognized arguments: --tarrget x"),
        (("--profile", "slow"), "invalid choice: 'slow'"),
        (("contract_tests/selftests",), "unrecognized arguments: contract_tests/selftests"),
    ],
)
def test_wrong_usage_exits_with_2_and_one_line(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], sentence: str
) -> None:
    with pytest.raises(SystemExit) as stopped:
        command.main(arguments)

    assert stopped.value.code == 2
    error = capsys.readouterr().err
    assert sentence in error
    assert error.count("\n") == 1


def test_arguments_after_two_hyphens_are_passed_to_pytest(tmp_path: Path) -> None:
    ended = run(tmp_path, "run", "--mock", "--rules", "data.ids", "--", "--collect-only")

    assert "test_ids_are_uuids" in ended.stdout


def test_help_has_an_example_and_the_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        command.main(["--help"])

    assert stopped.value.code == 0
    shown = capsys.readouterr().out
    assert "bitgo-oes-contract --target target.toml --profile quick" in shown
    assert "exit status:" in shown
    assert all(f"--{name} " in shown for name in ("target", "profile", "seed", "rules", "report"))


def test_the_version_equals_that_of_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command.main(["--version"])

    version = load().document["info"]["version"]
    assert capsys.readouterr().out == f"bitgo-oes-contract {version}\n"
