"""Tests of the browser session without a browser: the search for Chromium, and axe-core's hash."""

from __future__ import annotations

from pathlib import Path

import pytest

from ..browser.__main__ import main
from ..browser.axe_core import AxeCoreError, axe_core
from ..browser.chromium import ChromiumNotFoundError, find_chromium, launch_options


def program(folder: Path, name: str, text: str = "") -> Path:
    file = folder / name
    file.write_text(f"#!/bin/sh\n{text}\n", "utf-8")
    file.chmod(0o755)
    return file


@pytest.fixture
def only_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Create an empty folder, and make it the only folder in which programs are searched."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.delenv("CHROMIUM", raising=False)
    return folder


def test_chromium_is_found_by_its_names_and_by_the_variable(
    only_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chrome = program(only_path, "google-chrome")
    assert find_chromium("/nowhere") == chrome
    chromium = program(only_path, "chromium")
    assert find_chromium("/nowhere") == chromium
    other = program(only_path, "other")
    assert find_chromium(str(other)) == chromium
    monkeypatch.setenv("CHROMIUM", str(other))
    assert find_chromium("/nowhere") == other


def test_the_chromium_of_playwright_is_found_last(only_path: Path) -> None:
    installed = program(only_path, "headless_shell")

    assert find_chromium(str(installed)) == installed


@pytest.mark.parametrize("chosen", [None, "no-such-program"])
def test_without_chromium_the_command_exits_with_2_and_names_both_installations(
    chosen: str | None,
    only_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert list(only_path.iterdir()) == []
    if chosen:
        monkeypatch.setenv("CHROMIUM", chosen)
    monkeypatch.setattr(f"{find_chromium.__module__}._playwright_path", lambda: "/nowhere")

    assert main([]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "apt-get install chromium" in line
    assert "playwright install chromium" in line
    with pytest.raises(ChromiumNotFoundError):
        find_chromium("/nowhere")


@pytest.mark.parametrize(("user", "expected"), [(0, True), (1000, False)])
def test_only_root_starts_chromium_without_its_sandbox(
    user: int, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: user)

    assert ("--no-sandbox" in launch_options(Path("chromium"))["args"]) is expected


def test_an_axe_core_with_another_hash_is_rejected(only_path: Path, tmp_path: Path) -> None:
    with pytest.raises(AxeCoreError, match="install Node"):
        axe_core(tmp_path / "cache")
    program(only_path, "npm", 'for last; do :; done; echo other > "$last/axe-core-4.14.1.tgz"')
    with pytest.raises(AxeCoreError, match="hash"):
        axe_core(tmp_path / "cache")
    program(only_path, "npm", "exit 1")
    with pytest.raises(AxeCoreError, match="cannot fetch"):
        axe_core(tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []
