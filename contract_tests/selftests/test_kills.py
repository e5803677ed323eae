from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from attrs import evolve

from ..faults.__main__ import main
from ..faults.client.__main__ import main as client_main
from ..faults.kill_table import lines
from ..faults.suite_run import Trial
from .suite_process import TIMEOUT

ROOT = Path(__file__).parents[2]


def trial(name: str, meant: str | None, *violated: str, verdict: str = "violated") -> Trial:
    return Trial(name, meant, verdict, violated, 600, 3.0)


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "contract_tests.faults", *map(str, arguments)]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=TIMEOUT, check=False
    )


def test_the_kill_table_shows_the_rules_that_caught_faults_and_false_violations() -> None:
    shown = "\n".join(
        lines(
            [
                trial("one", "filters.exact", "filters.combined", "filters.exact"),
                trial("two", "filters.exact", "data.ids"),
                trial("three", "data.ids", verdict="holds"),
                trial("four", "data.ids", verdict="not_judged"),
                trial("odd", None, verdict="holds"),
                trial("odder", None, "data.ids"),
                evolve(trial("empty", None, verdict="holds"), without_cases=("data.json",)),
            ]
        )
    )

    assert "one    caught by filters.exact, filters.combined\n" in shown
    assert "two    MISSED by filters.exact, caught by data.ids\n" in shown
    assert "three  MISSED by data.ids\n" in shown
    assert "four   NOT JUDGED (data.ids)\n" in shown
    assert "odd    no violation\n" in shown
    assert "odder  FALSE VIOLATION of data.ids\n" in shown
    assert "empty  NO CASES of data.json\n" in shown
    sums = [line.split() for line in shown.splitlines() if line.startswith(("filters ", "all"))]
    assert sums == [["filters", "2", "2", "1", "50.0"], ["all", "4", "2", "1", "25.0"]]
    assert "false violations for 1 of 3 valid variants" in shown


def test_a_caught_fault_and_a_valid_variant_without_violation_exit_with_0(
    tmp_path: Path,
) -> None:
    ended = run(
        *("no-paging", "caps-page-size", "--profile", "quick", "--seed", 5),
        *("--json", tmp_path / "trials.json"),
    )

    assert ended.returncode == 0, ended.stderr
    written = json.loads((tmp_path / "trials.json").read_text("utf-8"))
    assert written["seed"] == 5
    assert [(t["name"], t["area"], t["right"]) for t in written["trials"]] == [
        ("no-paging", "pagination", True),
        ("caps-page-size", "unusual", True),
    ]
    assert all(0 < t["requests"] <= 1000 for t in written["trials"])


@pytest.mark.parametrize(
    ("command", "arguments", "sentence"),
    [
        (main, ["no-pagign"], "did you mean no-paging"),
        (main, ["no-pagign"], "contract_tests.mock_server --list-faults` lists all names"),
        (main, ["zzz"], "'zzz'; `python -m contract_tests.mock_server --list-faults` lists all"),
        (main, ["--jobs", "0"], "is not a number of runs"),
        (client_main, ["droped-page"], "did you mean dropped-page"),
        (client_main, ["zzz"], "'zzz'; `python -m contract_tests.faults.client --list` lists all"),
        (client_main, ["--jobs", "0"], "is not a number of runs"),
    ],
)
def test_an_invalid_command_line_exits_with_2(
    command: Callable[[list[str]], int],
    arguments: list[str],
    sentence: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as ended:
        sys.exit(command(arguments))

    assert ended.value.code == 2
    assert sentence in capsys.readouterr().err
