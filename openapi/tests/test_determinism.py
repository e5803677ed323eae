"""Tests that the generated client has the same bytes in every folder and environment."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from openapi.codegen.output.files import Tree, read_tree
from openapi.repository import ROOT
from openapi.tests.inputs import LIBRARY


def test_the_bytes_do_not_depend_on_hash_seed_folder_or_environment(
    tmp_path: Path, generated: Callable[[Path], Tree]
) -> None:
    project = tmp_path / "project"
    project.mkdir()
    # Settings of ruff that change the style and exclude every file, for a tool that reads them.
    (project / "pyproject.toml").write_text("[tool.ruff.format]\nquote-style = 'single'\n")
    (project / "ruff.py").write_text("raise SystemExit('not this one')\n")
    (project / ".gitignore").write_text("*\n")
    (project / ".git").mkdir()
    plain = {"PATH": os.defpath, "PYTHONPATH": str(ROOT), "PYTHONSAFEPATH": "1"}
    runs = [
        ({"PYTHONHASHSEED": "0"}, ROOT, tmp_path / "a"),
        ({"PYTHONHASHSEED": "1", "TMPDIR": str(project)}, project, Path("build/b")),
        (
            {"PYTHONHASHSEED": "2", "RUFF_OUTPUT_FILE": "found.txt", "LC_ALL": "C"},
            tmp_path,
            project / "c",
        ),
    ]
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "openapi.codegen", "--document", LIBRARY, "--output", output],
            cwd=folder,
            env=plain | environment,
            umask=0o077 if number else 0o022,
            stdout=subprocess.DEVNULL,
        )
        for number, (environment, folder, output) in enumerate(runs)
    ]

    assert [process.wait() for process in running] == [0, 0, 0]
    for _, folder, output in runs:
        assert read_tree(folder / output) == generated(LIBRARY)  # and no found.txt
