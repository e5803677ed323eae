"""Tests that a command prints no error if the reader of its output closes the pipe."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from .suite_process import ROOT

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
