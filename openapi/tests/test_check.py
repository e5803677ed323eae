"""Tests that `python -m openapi.codegen --check` reports differences and writes nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from importlib import metadata
from pathlib import Path

import pytest

from openapi.codegen.cli import main
from openapi.codegen.output import toolchain
from openapi.codegen.output.files import Tree
from openapi.codegen.output.write import swap
from openapi.repository import ROOT
from openapi.tests.folders import snapshot
from openapi.tests.inputs import CONTRACT, LIBRARY, LIGHTS

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def current(tmp_path: Path, generated: Callable[[Path], Tree]) -> Path:
    """A folder with an up-to-date client, generated from the document `lights.yaml`."""
    folder = tmp_path / "current"
    swap(folder, generated(LIGHTS))
    return folder


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(output: Path, document: Path = LIGHTS) -> tuple[int, str, str]:
        before = snapshot(output) if output.is_dir() else None
        status = main(["--check", "--document", str(document), "--output", str(output)])
        assert before == (snapshot(output) if output.is_dir() else None)
        return status, *capsys.readouterr()

    return run


def test_a_current_client_exits_0_with_one_line(check: Run, current: Path) -> None:
    status, out, err = check(current)

    assert (status, out, err) == (0, f"{current} is current.\n", "")


def test_one_edited_byte_exits_1_with_a_diff(check: Run, current: Path) -> None:
    file = current / "bitgo_oes" / "client.py"
    file.write_bytes(file.read_bytes().replace(b"= 10.0", b"= 90.0"))

    status, out, err = check(current)

    assert (status, err) == (1, "")
    assert "changed: bitgo_oes/client.py\n" in out
    assert "\n-        timeout: float = 90.0,\n" in out
    assert "\n+        timeout: float = 10.0,\n" in out
    assert "lights.yaml" in out.splitlines()[-1]


def test_a_deleted_file_exits_1_and_is_named(check: Run, current: Path) -> None:
    (current / "bitgo_oes" / "py.typed").unlink()
    (current / "pyproject.toml").unlink()

    status, out, _ = check(current)

    assert status == 1
    assert "missing: bitgo_oes/py.typed\nmissing: pyproject.toml\n" in out
    assert '+name = "bitgo-oes"' in out


@pytest.mark.parametrize("name", ["stray.txt", "bitgo_oes/build/stray.py", ".hidden"])
def test_an_extra_file_exits_1_and_is_named(check: Run, current: Path, name: str) -> None:
    (current / name).parent.mkdir(exist_ok=True)
    (current / name).write_bytes(b"strange \xff words\n")

    status, out, _ = check(current)

    assert status == 1
    assert f"extra: {name}\n" in out
    assert "-strange \\xff words" in out


def test_a_missing_final_line_feed_exits_1_and_is_visible(check: Run, current: Path) -> None:
    file = current / "README.md"
    file.write_bytes(file.read_bytes().removesuffix(b"\n"))

    status, out, _ = check(current)

    assert status == 1
    assert "+++ generated/README.md" in out


def test_a_changed_document_makes_the_client_stale(
    check: Run, current: Path, tmp_path: Path
) -> None:
    edited = tmp_path / LIGHTS.name
    edited.write_text(LIGHTS.read_text("utf-8") + "# a remark\n", "utf-8")

    status, out, _ = check(current, edited)

    assert status == 1
    assert "changed: bitgo_oes/_about.py\n" in out  # the document's hash


def test_an_absent_folder_or_another_folder_exits_1(check: Run, tmp_path: Path) -> None:
    assert check(tmp_path / "nowhere")[0] == 1
    (tmp_path / "notes.txt").write_text("mine")
    assert check(tmp_path)[0] == 1


def test_line_endings_are_ignored(check: Run, current: Path) -> None:
    for file in current.rglob("*"):
        if file.is_file():
            file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))

    assert check(current)[0] == 0


def test_line_endings_of_the_document_are_ignored(
    check: Run, current: Path, tmp_path: Path
) -> None:
    dos = tmp_path / LIGHTS.name
    dos.write_bytes(LIGHTS.read_bytes().replace(b"\n", b"\r\n"))

    assert check(current, dos)[0] == 0


@pytest.mark.parametrize(
    "name",
    [
        "build/lib/x.py",
        "dist/x.whl",
        "bitgo_oes.egg-info/PKG-INFO",
        "bitgo_oes/__pycache__/x.pyc",
        ".mypy_cache/x",
        ".ruff_cache/x",
        ".pytest_cache/x",
    ],
)
def test_caches_and_builds_are_ignored(check: Run, current: Path, name: str) -> None:
    (current / name).parent.mkdir(parents=True)
    (current / name).touch()

    assert check(current)[0] == 0


def test_a_link_to_a_folder_is_an_extra_file(check: Run, current: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (current / "link").symlink_to(tmp_path / "elsewhere")

    status, out, _ = check(current)

    assert status == 1
    assert "extra: link" in out


@pytest.mark.parametrize(
    ("text", "message"),
    [(None, "no such file"), ("a: [", "line 1"), ("openapi: 3.1.0", "'info' is a required")],
)
def test_an_invalid_document_exits_2_with_one_sentence(
    check: Run, current: Path, tmp_path: Path, text: str | None, message: str
) -> None:
    document = tmp_path / "document.yaml"
    if text is not None:
        document.write_text(text)

    status, out, err = check(current, document)

    assert (status, out) == (2, "")
    assert err.startswith(f"openapi.codegen: {document}: ")
    assert message in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("name", ["ruff", "openapi-python-client"])
@pytest.mark.parametrize("installed", ["0.0.1", None])
def test_a_tool_in_another_version_exits_2_with_one_sentence(
    check: Run, current: Path, monkeypatch: pytest.MonkeyPatch, name: str, installed: str | None
) -> None:
    real = metadata.version

    def version(package: str) -> str:
        if package != name:
            return real(package)
        if installed is None:
            raise metadata.PackageNotFoundError(package)
        return installed

    monkeypatch.setattr(metadata, "version", version)

    status, out, err = check(current)

    assert (status, out) == (2, "")
    assert err.startswith(f"openapi.codegen: {name} ")
    assert (f"but is {installed}" if installed else "is missing") in err
    assert toolchain.pins()[name] in err
    assert "pip install" in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments", [["--chek"], ["--output"], ["extra"], ["--check=yes"], ["--doc", "x"]]
)
def test_invalid_options_exit_2_with_one_sentence(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)

    assert caught.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_help_shows_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--help"])

    assert caught.value.code == 0
    assert "python -m openapi.codegen --check" in capsys.readouterr().out


@pytest.mark.parametrize(("no_color", "expected"), [("", True), ("1", False)])
def test_a_terminal_gets_colours_unless_no_color_is_set(
    check: Run, current: Path, monkeypatch: pytest.MonkeyPatch, no_color: str, expected: bool
) -> None:
    (current / "README.md").write_text("mine")
    assert "\033" not in check(current)[1]

    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", no_color)

    assert ("\033[31m-mine" in check(current)[1]) is expected


def test_the_check_writes_no_file_in_the_repository(tmp_path: Path) -> None:
    """Run `python -m openapi.codegen --check` in a new process, in a copy of the repository."""
    root = tmp_path / "repository"
    without_caches = shutil.ignore_patterns("__pycache__", "tests")
    shutil.copytree(ROOT / "openapi", root / "openapi", ignore=without_caches)
    for name in ("pyproject.toml", "LICENSE"):
        shutil.copy2(ROOT / name, root / name)
    shutil.copytree(ROOT / "generated_client", root / "generated_client", ignore=without_caches)
    caching = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    run = partial(subprocess.run, cwd=root, env=caching, capture_output=True, text=True)
    command = [sys.executable, "-m", "openapi.codegen", "--check"]
    # Python writes caches of the modules that it imports before the command can prevent that.
    run([*command, "--document", "nowhere.yaml"], check=False)
    before = snapshot(root)

    done = run(command, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    assert snapshot(root) == before


def test_the_committed_client_is_current(check: Run) -> None:
    assert check(ROOT / "generated_client", CONTRACT)[0] == 0


def test_two_documents_generate_different_clients(generated: Callable[[Path], Tree]) -> None:
    assert generated(LIBRARY) != generated(LIGHTS)
