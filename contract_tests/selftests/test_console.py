"""Tests of commands whose output goes to a closed pipe or to a full disk."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from .suite_process import ROOT

FULL_DISK = Path("/dev/full")  # a write fails as on a full disk
COMMANDS = [
    ("contract_tests", "--help"),
    ("contract_tests.bench", "--help"),
    ("contract_tests.faults", "--help"),
    ("contract_tests.load", "--help"),
    ("contract_tests.mock_server", "--list-faults"),
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_command_whose_output_pipe_is_closed_prints_no_error(command: tuple[str, str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        ended = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=ROOT,
            stdout=writing,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    finally:
        os.close(writing)

    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.skipif(not FULL_DISK.exists(), reason="the system has no device without space")
@pytest.mark.parametrize("command", [COMMANDS[0], COMMANDS[-1]], ids=" ".join)
def test_a_command_whose_output_cannot_be_written_exits_2(command: tuple[str, str]) -> None:
    with FULL_DISK.open("w") as full:
        ended = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    assert ended.returncode == 2
    assert ended.stderr.lower().startswith("the output cannot be written (no space left on device)")
    assert ended.stderr.count("\n") == 1
