"""Tests that the jobs for GitHub, GitLab and Jenkins work when a shell runs their steps."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from .suite_process import ENVIRONMENT, ROOT, TIMEOUT, completed, read_verdict

WORKFLOW = ROOT / ".github/workflows/contract.yaml"
README = (ROOT / "contract_tests/README.md").read_text("utf-8")

#: Scripts in place of the programs that the jobs install. A job without rules would take long.
PROGRAMS = {
    "python": f'case "$*" in *" pip install "*|*" venv "*) ;; *) exec {sys.executable} "$@";; esac',
    "bitgo-oes-contract": (
        'case "$1" in -*) set -- "$@" --rules filters.exact;; esac\n'
        f'PYTHONPATH={ROOT} exec {sys.executable} -m contract_tests "$@"'
    ),
}


def example(language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(contract:.*?|pipeline .*?)```", README, re.DOTALL)
    return str(found)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a project folder that has only substitutes for the programs that a CI job calls."""
    for place in ("bin", ".venv/bin"):
        (tmp_path / place).mkdir(parents=True)
        for name, text in PROGRAMS.items():
            program = tmp_path / place / name
            program.write_text(f"#!/bin/sh\n{text}\n", "utf-8")
            program.chmod(0o755)
    return tmp_path


def run_steps(folder: Path, *steps: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the steps of a CI job as one script, which ends at the first failing step."""
    return subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", "\n".join(steps)],
        cwd=folder,
        env={**ENVIRONMENT, "PATH": f"{folder / 'bin'}:{os.environ['PATH']}", **variables},
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )


faulty = pytest.mark.parametrize("target_file", [["ignores-partner-ids"]], indirect=True)


@faulty
def test_the_workflow_annotates_violations_and_shows_them_first(
    folder: Path, target_file: Path
) -> None:
    job = YAML(typ="safe").load(WORKFLOW)["jobs"]["contract"]
    steps: dict[str, dict[str, Any]] = {step.get("name", ""): step for step in job["steps"]}
    variables = {
        "TARGET": str(target_file),
        "PROFILE": "quick",
        "RULES": "",
        "GITHUB_STEP_SUMMARY": str(folder / "summary.md"),
    }

    assert run_steps(folder, steps["Install the suite"]["run"]).returncode == 0
    assert run_steps(folder, steps["Test the server"]["run"], **variables).returncode == 1
    shown = run_steps(folder, steps["Show the verdict"]["run"], **variables)

    assert shown.returncode == 0, shown.stderr
    assert shown.stdout.startswith("::error title=filters.exact::A filter selects exactly the rec")
    assert "%0Aexpected  only records that match every filter of the request%0A" in shown.stdout
    summary = (folder / "summary.md").read_text("utf-8")
    assert summary.startswith("## ❌ The server violates 1 of 1 rule.")
    assert "partnerIds=" in summary


def test_the_workflow_installs_the_suite_of_its_own_tag() -> None:
    job = YAML(typ="safe").load(WORKFLOW)["jobs"]["contract"]
    (fetch,) = (step for step in job["steps"] if "Fetch the suite" in step.get("name", ""))
    (install,) = (step for step in job["steps"] if "Install the suite" in step.get("name", ""))

    assert fetch["with"]["repository"] == "${{ job.workflow_repository }}"
    assert fetch["with"]["ref"] == "${{ job.workflow_sha }}"
    assert install["run"] == f"python -m pip install ./{fetch['with']['path']}"


@faulty
def test_the_job_for_gitlab_fails_and_keeps_its_reports(folder: Path, target_file: Path) -> None:
    job = YAML(typ="safe").load(example("yaml"))["contract"]

    ended = run_steps(folder, *job["script"])

    assert ended.returncode == 1, ended.stderr
    assert read_verdict(folder / "report")["verdict"] == "violated"
    assert (folder / job["artifacts"]["reports"]["junit"]).exists()
    assert target_file == folder / "target.toml"


def test_the_job_for_gitlab_matches_the_schema_of_gitlab(tmp_path: Path) -> None:
    path = tmp_path / ".gitlab-ci.yml"
    path.write_text(example("yaml"), "utf-8")
    words = ("-m", "check_jsonschema", "--builtin-schema", "vendor.gitlab-ci")

    ended = completed([sys.executable, *words, str(path)])

    assert ended.returncode == 0, ended.stdout


@faulty
def test_the_job_for_jenkins_fails_and_keeps_its_reports(folder: Path, target_file: Path) -> None:
    pipeline = example("groovy")

    ended = run_steps(folder, *re.findall(r"\bsh '(.*)'", pipeline))

    assert ended.returncode == 1, ended.stderr
    (junit,) = re.findall(r"junit '(.*)'", pipeline)
    assert (folder / junit).exists()
    assert target_file == folder / "target.toml"
