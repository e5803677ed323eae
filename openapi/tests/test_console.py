"""Tests of output to a closed pipe, to a full disk, and to a terminal without Unicode."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

FULL_DISK = Path("/dev/full")  # a write fails as on a full disk
COMMANDS = ["changes", "codegen", "operations", "release", "upstream", "vendoring"]


def run_with_closed_pipe(
    *arguments: str, both: bool, variables: dict[str, str] | None = None
) -> tuple[int, str]:
    """Run a command with a closed pipe as standard output.

    Args:
        arguments: The module and the arguments of the command.
        both: Whether standard error is a closed pipe too.
        variables: Additional environment variables.

    Returns:
        The exit status and the text on standard error.
    """
    reading, writing = os.pipe()
    os.close(reading)
    try:
        ended = subprocess.run(
            [sys.executable, "-m", *arguments],
            stdout=writing,
            stderr=writing if both else subprocess.PIPE,
            env={**os.environ, **(variables or {})},
            text=True,
            check=False,
        )
    finally:
        os.close(writing)
    return ended.returncode, ended.stderr or ""


@pytest.mark.parametrize("command", COMMANDS)
def test_help_to_a_closed_pipe_exits_0_without_an_error(command: str) -> None:
    assert run_with_closed_pipe(f"openapi.{command}", "--help", both=False) == (0, "")


@pytest.mark.skipif(not FULL_DISK.exists(), reason="the system has no device without space")
@pytest.mark.parametrize("command", COMMANDS)
def test_output_to_a_full_disk_exits_2_with_one_sentence(command: str) -> None:
    with FULL_DISK.open("w") as full:
        ended = subprocess.run(
            [sys.executable, "-m", f"openapi.{command}", "--help"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    message = "the output cannot be written (No space left on device); write it to another file\n"
    assert (ended.returncode, ended.stderr) == (2, message)


@pytest.mark.skipif(not FULL_DISK.exists(), reason="the system has no device without space")
def test_an_error_to_a_full_disk_exits_2() -> None:
    with FULL_DISK.open("w") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "openapi.changes", "absent.yaml"], stderr=full, check=False
        )

    assert ended.returncode == 2


def test_a_closed_pipe_does_not_change_the_exit_status(tmp_path: Path) -> None:
    copy = tmp_path / "bitgo_oes"
    copy.mkdir()
    (copy / "VENDORED.json").write_text("{}")  # an invalid manifest is an edit
    arguments = ("openapi.vendoring", "--verify", str(tmp_path))

    assert run_with_closed_pipe(*arguments, both=False) == (1, "")
    assert run_with_closed_pipe(*arguments, both=True) == (1, "")


def test_an_error_to_a_closed_pipe_exits_2() -> None:
    arguments = ("openapi.codegen", "--document", "absent.yaml")

    assert run_with_closed_pipe(*arguments, both=True) == (2, "")


def test_more_output_than_a_pipe_holds_is_dropped(tmp_path: Path) -> None:
    old = tmp_path / "old.yaml"
    new = tmp_path / "new.yaml"
    document = (
        "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {/a: {get: {responses: {}}}}\n"
    )
    old.write_text(document)
    new.write_text(document + "".join(f"x-{n}: {n}\n" for n in range(2000)))

    assert run_with_closed_pipe("openapi.changes", str(old), str(new), both=False) == (0, "")


def test_characters_outside_the_encoding_of_the_terminal_are_escaped(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "openapi.vendoring", str(tmp_path / "né")],
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (ended.returncode, ended.stderr) == (0, "")
    assert "n\\xe9" in ended.stdout
