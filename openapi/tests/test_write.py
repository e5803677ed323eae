"""Tests that the generator replaces the folder of a client completely or not at all.

The generator must not replace a folder with other content, such as a git repository.
"""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path

import pytest

from openapi.codegen.cli import main
from openapi.codegen.output.files import Tree, read_tree
from openapi.codegen.output.write import swap
from openapi.tests.folders import snapshot
from openapi.tests.inputs import LIBRARY, LIGHTS


@pytest.fixture
def old(tmp_path: Path, generated: Callable[[Path], Tree]) -> Path:
    """A folder with a generated client, over which the tests write another client."""
    folder = tmp_path / "parent" / "client"
    swap(folder, generated(LIBRARY))
    return folder


def write(output: Path) -> int:
    return main(["--document", str(LIGHTS), "--output", str(output)])


def test_a_new_client_is_written_completely(
    tmp_path: Path, generated: Callable[[Path], Tree], capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "new" / "client"

    assert write(output) == 0

    assert read_tree(output) == generated(LIGHTS)
    out = capsys.readouterr().out.splitlines()
    assert "added: bitgo_oes/client.py" in out
    assert out[-1] == f"{output} is written."
    assert [path.name for path in output.parent.iterdir()] == ["client"]


def test_a_current_client_is_not_written_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "client")
    before = snapshot(tmp_path)
    capsys.readouterr()

    assert write(tmp_path / "client") == 0

    assert snapshot(tmp_path) == before
    assert capsys.readouterr().out == f"{tmp_path / 'client'} is up to date.\n"


def test_the_client_of_another_document_is_replaced_and_changes_are_named(
    old: Path, generated: Callable[[Path], Tree], capsys: pytest.CaptureFixture[str]
) -> None:
    (old / "stray.txt").write_text("mine")

    assert write(old) == 0

    assert read_tree(old) == generated(LIGHTS)
    out = capsys.readouterr().out
    assert "removed: bitgo_oes/models/book.py\n" in out
    assert "removed: stray.txt\n" in out
    assert "changed: README.md\n" in out
    assert [path.name for path in old.parent.iterdir()] == ["client"]


def test_builds_are_kept(old: Path) -> None:
    (old / "dist").mkdir()
    (old / "dist" / "client.whl").write_bytes(b"wheel")

    assert write(old) == 0

    assert (old / "dist" / "client.whl").read_bytes() == b"wheel"


def test_a_link_to_the_folder_stays_a_link(old: Path, generated: Callable[[Path], Tree]) -> None:
    link = old.parent.parent / "link"
    link.symlink_to(old)

    assert write(link) == 0

    assert link.is_symlink()
    assert read_tree(old) == generated(LIGHTS)


def test_the_folder_has_the_usual_permissions(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()

    write(tmp_path / "client")

    assert (tmp_path / "client").stat().st_mode == (tmp_path / "other").stat().st_mode


@pytest.mark.parametrize("name", ["notes.txt", "bitgo_oes/_about.py", "pyproject.toml"])
def test_a_folder_with_other_files_is_not_replaced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text('[project]\nname = "mine"\n')
    before = snapshot(tmp_path)

    assert write(tmp_path) == 2

    assert snapshot(tmp_path) == before
    err = capsys.readouterr().err
    assert "contains files that the generator did not write" in err
    assert err.count("\n") == 1


def test_a_project_with_a_copy_of_the_package_is_not_replaced(old: Path) -> None:
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        (old / name).unlink()

    assert write(old) == 2


def test_a_git_repository_is_not_replaced(old: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (old / ".git").mkdir()

    assert write(old) == 2
    assert "is a git repository" in capsys.readouterr().err


def test_a_file_with_the_name_of_the_folder_is_not_replaced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "client").write_text("mine")

    assert write(tmp_path / "client") == 2
    assert "is not a folder" in capsys.readouterr().err
    assert (tmp_path / "client").read_text() == "mine"


@pytest.mark.parametrize("kept", [["pyproject.toml"], ["README.md"], []])
def test_an_incomplete_client_is_replaced(
    old: Path, generated: Callable[[Path], Tree], kept: list[str]
) -> None:
    for file in old.rglob("*"):
        if file.is_file() and file.name not in kept:
            file.unlink()
    (old / "bitgo_oes" / "__pycache__").mkdir()
    (old / "bitgo_oes" / "__pycache__" / "client.cpython-311.pyc").touch()

    assert write(old) == 0
    assert read_tree(old) == generated(LIGHTS)


@pytest.mark.parametrize("step", ["write_bytes", "rename"])
@pytest.mark.parametrize("nth", [1, 2])
def test_a_failure_at_any_step_leaves_the_old_client(
    old: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    step: str,
    nth: int,
) -> None:
    before = {path: entry.content for path, entry in snapshot(old).items()}
    original = getattr(Path, step)
    calls = 0

    def failing(path: Path, argument: object) -> object:
        nonlocal calls
        calls += 1
        if calls == nth:
            raise OSError(errno.ENOSPC, "No space left on device")
        return original(path, argument)

    monkeypatch.setattr(Path, step, failing)

    assert write(old) == 2

    assert {path: entry.content for path, entry in snapshot(old).items()} == before
    assert [path.name for path in old.parent.iterdir()] == ["client"]
    err = capsys.readouterr().err
    assert "cannot be written (No space left on device); its files are unchanged" in err


def test_the_message_names_the_old_client_if_restoring_fails(
    old: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    generated: Callable[[Path], Tree],
) -> None:
    original = Path.rename
    calls = 0

    def failing(path: Path, target: Path) -> Path:
        nonlocal calls
        calls += 1
        if calls > 1:
            raise OSError(errno.EIO, "Input/output error")
        return original(path, target)

    monkeypatch.setattr(Path, "rename", failing)

    assert write(old) == 2

    (kept,) = old.parent.glob(".client-*/old")
    assert str(kept) in capsys.readouterr().err
    assert read_tree(kept) == generated(LIBRARY)
