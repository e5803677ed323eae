"""A command goes on in silence when the reader of its output has closed the pipe."""

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
def test_a_command_without_a_reader_is_silent(command: tuple[str, str]) -> None:
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
