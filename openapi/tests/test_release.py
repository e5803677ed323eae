"""Tests of `python -m openapi.release` with fake builds. `nox -s build` makes real builds."""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from openapi.release import builds, cli, installation, processes
from openapi.release.builds import CLIENT, SUITE, Built, Distribution
from openapi.release.metadata import typed, version
from openapi.release.report import Finding, Status, exit_status, table

Captured = pytest.CaptureFixture[str]
HOLDS = Finding("a", Status.HOLDS, "seen")
FAILS = Finding("b", Status.FAILS, "line 1\nline 2")
NOT_CHECKED = Finding("c", Status.NOT_CHECKED, "absent")


@pytest.mark.parametrize(
    ("findings", "status"),
    [
        ([HOLDS], 0),
        ([HOLDS, NOT_CHECKED], 0),
        ([HOLDS, NOT_CHECKED, FAILS], 1),
        ([NOT_CHECKED], 2),
        ([], 2),
    ],
)
def test_the_exit_status_is_1_if_any_check_fails(findings: list[Finding], status: int) -> None:
    assert exit_status(findings) == status


def test_the_table_is_followed_by_the_details_of_failures() -> None:
    assert table([HOLDS, FAILS, NOT_CHECKED]).splitlines() == [
        "a  holds        seen",
        "b  FAILS",
        "c  not checked  absent",
        "",
        "b:",
        "line 1",
        "line 2",
    ]


def test_a_program_gets_no_variables_that_change_python(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PYTHONPATH", "/somewhere")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")

    program = "import os; print(sorted(set(os.environ) & {'PYTHONPATH', 'SOURCE_DATE_EPOCH', 'B'}))"

    assert processes.run([sys.executable, "-c", program], tmp_path, variables={"B": "1"}) == (
        "['B']\n"
    )


@pytest.mark.parametrize(("status", "expected"), [(1, 0), (0, 1), (2, 1)])
def test_a_program_with_an_unexpected_status_is_an_error(
    tmp_path: Path, status: int, expected: int
) -> None:
    command = [sys.executable, "-c", f"print('why'); raise SystemExit({status})"]

    with pytest.raises(processes.ProgramError, match=f"exit status {status}, not {expected}\nwhy"):
        processes.run(command, tmp_path, expected=expected)


def test_the_version_of_a_wheel_is_read_from_its_metadata(tmp_path: Path) -> None:
    wheel = tmp_path / "x-1.2-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("x-1.2.dist-info/METADATA", "Name: x\nVersion: 1.2\n\n")

    assert version(wheel) == "1.2"


@pytest.mark.parametrize("distribution", [CLIENT, SUITE], ids=lambda each: each.name)
@pytest.mark.parametrize(
    ("file", "status"), [("py.typed", Status.HOLDS), ("part/py.typed", Status.FAILS)]
)
def test_a_wheel_needs_py_typed_at_the_top_of_its_package(
    tmp_path: Path, distribution: Distribution, file: str, status: Status
) -> None:
    wheel = tmp_path / "x-1.2-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(f"{distribution.package}/{file}", "")

    finding = typed(distribution, wheel)

    assert finding.status is status
    assert bool(finding.detail) == (status is Status.FAILS)


def test_the_sources_of_both_packages_have_py_typed() -> None:
    assert (CLIENT.source / CLIENT.package / "py.typed").is_file()
    assert (SUITE.source / "contract_tests" / "py.typed").is_file()


def builder(output_of: dict[str, bytes]) -> Callable[..., Built]:
    """Return a replacement for `builds.build` that writes wheels with known content.

    Args:
        output_of: The content of the wheel in each folder, by the name of the folder.
    """

    def build(distribution: Distribution, _: Path, output: Path, *__: object) -> Built:
        output.mkdir(parents=True, exist_ok=True)
        wheel = output / f"{distribution.stem}1-py3-none-any.whl"
        wheel.write_bytes(output_of[output.name])
        sdist = output / f"{distribution.stem}1.tar.gz"
        with tarfile.open(sdist, "w:gz") as archive:
            archive.addfile(tarfile.TarInfo(f"{distribution.stem}1/PKG-INFO"), io.BytesIO())
        return Built(wheel, sdist)

    return build


@pytest.mark.parametrize(("second", "status"), [(b"x", Status.HOLDS), (b"y", Status.FAILS)])
def test_the_check_fails_if_two_builds_have_different_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, second: bytes, status: Status
) -> None:
    build = builder({"first": b"x", "again": second})
    monkeypatch.setattr(builds, "build", build)
    first = build(CLIENT, tmp_path, tmp_path / "first")

    wheel, sdist = builds.build_again(CLIENT, first, tmp_path / "scratch")

    assert wheel.status is status
    assert "the same bytes" in wheel.subject
    assert sdist.subject.startswith("bitgo_oes-1.tar.gz")


def session(result: str, reason: str | None = None) -> dict[str, Any]:
    """Return the result of one nox session as the JSON object that `nox --report` writes."""
    return {"signatures": ["installed-3.14"], "result": result, "reason": reason}


@pytest.mark.parametrize(
    ("reported", "finding"),
    [
        (session("success"), Finding("installed-3.14", Status.HOLDS)),
        (
            session("skipped", "Python interpreter 3.14 not found"),
            Finding("installed-3.14", Status.NOT_CHECKED, "Python interpreter 3.14 not found"),
        ),
        (session("failed"), Finding("installed-3.14", Status.FAILS, "see the output of nox")),
        (session("aborted", "why"), Finding("installed-3.14", Status.FAILS, "why")),
    ],
)
def test_each_session_in_a_report_of_nox_has_a_result(
    reported: dict[str, Any], finding: Finding
) -> None:
    assert list(installation.findings({"sessions": [reported]})) == [finding]


@pytest.mark.parametrize(("finding", "status"), [(HOLDS, 0), (FAILS, 1)])
def test_the_files_are_written_only_if_every_check_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, finding: Finding, status: int
) -> None:
    def findings(scratch: Path) -> list[Finding]:
        for each in (CLIENT, SUITE):
            builder({"dist": b""})(each, scratch, scratch / "dist")
        return [finding]

    monkeypatch.setattr(cli, "_findings", findings)
    monkeypatch.setattr(cli, "require_tools", lambda: None)
    (tmp_path / "bitgo_oes-0.9.tar.gz").touch()
    (tmp_path / "notes").touch()

    assert cli.main(["--output", str(tmp_path)]) == status

    names = {path.name for path in tmp_path.iterdir()} - {"notes"}
    old, new = {"bitgo_oes-0.9.tar.gz"}, {"bitgo_oes_contract-1.tar.gz", "bitgo_oes-1.tar.gz"}
    assert names >= (old if status else new)
    assert not names & (new if status else old)


def test_a_missing_tool_exits_2_with_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setattr(processes, "TOOLS", ("no-such-tool",))

    assert cli.main([]) == 2
    assert capsys.readouterr().err == (
        "openapi.release: the distributions cannot be built: no-such-tool is missing; "
        "install it with `python -m pip install --group build`\n"
    )


def test_help_has_an_example() -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "openapi.release", "--help"], capture_output=True, check=True
    ).stdout

    assert b"examples:\n  # Build" in shown
    assert b"\n  python -m openapi.release\n" in shown
