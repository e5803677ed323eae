"""Tests of the command that copies the client into another project, and of the copies.

The tests cover the imports in a copy, the detection of edits, and the replacement of a copy.
"""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from openapi.codegen.output.files import Tree
from openapi.document import read
from openapi.pointer import target
from openapi.repository import CLIENT
from openapi.tests.folders import snapshot
from openapi.tests.inputs import CONTRACT
from openapi.vendoring import cli, copy, manifest
from openapi.vendoring.source import PACKAGE, client_files

Captured = pytest.CaptureFixture[str]


SIDE_BY_SIDE = """
import json
import sys

import httpx

import shop._vendor.bitgo_oes as one
import till.bitgo_oes as two
from shop._vendor.bitgo_oes.api.client_balances import list_client_balances as operation_one
from till.bitgo_oes.api.client_balances import list_client_balances as operation_two

body = json.load(sys.stdin)
transport = httpx.MockTransport(lambda request: httpx.Response(200, json=body))
pages = []
for package, operation in ((one, operation_one), (two, operation_two)):
    with package.Client("token", base_url="https://api.test", transport=transport) as client:
        pages.append(operation.sync("6f1c64de6a1f4a2f9d3b0c8e5a7b9c10", client=client))
    assert type(pages[-1]).__module__.startswith(package.__name__ + ".")

assert type(pages[0]) is not type(pages[1])
assert one.Client is not two.Client
assert "bitgo_oes" not in sys.modules
"""


def example_body() -> object:
    """Return the example body of the 200 response in the document."""
    document = read(CONTRACT)
    response = next(document.operations()).content["responses"]["200"]
    media = target(document.content, response["$ref"])["content"]["application/json"]
    return media.get("example") or next(iter(media["examples"].values()))["value"]


@pytest.fixture
def parent(tmp_path: Path) -> Path:
    """A folder of another project with a copy of the client."""
    folder = tmp_path / "shop" / "_vendor"
    assert cli.main([str(folder)]) == 0
    return folder


def verify(parent: Path, capsys: Captured) -> tuple[int, list[str]]:
    """Run `python -m openapi.vendoring --verify` on a folder with a copy of the client.

    Returns:
        The exit status, and the printed lines that list edited files.
    """
    capsys.readouterr()
    before = snapshot(parent)
    status = cli.main(["--verify", str(parent)])
    assert snapshot(parent) == before, "--verify has written a file"
    return status, capsys.readouterr().out.splitlines()[:-1]


def older(monkeypatch: pytest.MonkeyPatch) -> Tree:
    """Make `python -m openapi.vendoring` copy version 0.0.9 of the client.

    Version 0.0.9 has the module `former.py`, but not the module `types.py`.

    Returns:
        The files of version 0.0.9.
    """
    origin, files = client_files()
    kept = {path: files[path] for path in files if path not in {manifest.NAME, "types.py"}}
    kept["former.py"] = b"# of the former version\n"
    origin = origin._replace(version="0.0.9")
    made = {**kept, manifest.NAME: manifest.render(origin, kept)}
    monkeypatch.setattr(cli, "client_files", lambda: (origin, made))
    return made


def test_a_copy_has_the_package_and_its_licence_only(parent: Path) -> None:
    assert [path.name for path in parent.iterdir()] == [PACKAGE]
    assert (parent / PACKAGE / "py.typed").exists()
    licence = (parent / PACKAGE / "LICENSE").read_bytes()
    assert licence == (CLIENT / "LICENSE").read_bytes()
    modules = {path.name for path in (CLIENT / PACKAGE).glob("*.py")}
    assert modules
    assert modules <= {path.name for path in (parent / PACKAGE).iterdir()}


def test_the_manifest_has_the_origin_and_the_requirements(parent: Path) -> None:
    recorded = json.loads((parent / PACKAGE / manifest.NAME).read_text("utf-8"))

    about = (CLIENT / PACKAGE / "_about.py").read_text("utf-8")
    assert recorded["package"] == "bitgo-oes"
    for fact in ("version", "document", "document_version", "document_sha256", "generator"):
        assert f'"{recorded[fact]}"' in about
    assert any(requirement.startswith("httpx") for requirement in recorded["requires"])


def test_two_copies_work_in_one_process(tmp_path: Path) -> None:
    for parent in ("shop/_vendor", "till"):
        assert cli.main([str(tmp_path / parent)]) == 0
    ended = subprocess.run(
        [sys.executable, "-c", SIDE_BY_SIDE],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        input=json.dumps(example_body()),
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 0, ended.stderr


def test_the_package_imports_itself_by_relative_imports_only() -> None:
    modules = list((CLIENT / PACKAGE).rglob("*.py"))

    assert modules
    for path in modules:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module or ""]
            assert not any(name.split(".")[0] == PACKAGE for name in names), path


def test_an_unedited_copy_is_verified(parent: Path, capsys: Captured) -> None:
    assert verify(parent, capsys) == (0, [])


@pytest.mark.parametrize("path", sorted(client_files()[1]))
def test_an_added_byte_in_any_file_is_an_edit(parent: Path, capsys: Captured, path: str) -> None:
    with (parent / PACKAGE / path).open("ab") as file:
        file.write(b" ")

    assert verify(parent, capsys) == (1, [f"changed: {PACKAGE}/{path}"])


@pytest.mark.parametrize("path", sorted(client_files()[1].keys() - {manifest.NAME}))
def test_a_deleted_file_is_an_edit(parent: Path, capsys: Captured, path: str) -> None:
    (parent / PACKAGE / path).unlink()

    assert verify(parent, capsys) == (1, [f"removed: {PACKAGE}/{path}"])


def test_a_copy_without_a_manifest_cannot_be_verified(parent: Path, capsys: Captured) -> None:
    (parent / PACKAGE / manifest.NAME).unlink()
    capsys.readouterr()

    assert cli.main(["--verify", str(parent)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err == (
        f"openapi.vendoring: {parent / PACKAGE} has no VENDORED.json, so its files cannot be "
        f"verified; replace it with `python -m openapi.vendoring --force {parent}`\n"
    )


def test_an_added_file_in_any_folder_is_an_edit(parent: Path, capsys: Captured) -> None:
    (parent / PACKAGE / "build").mkdir()
    (parent / PACKAGE / "build" / "more.py").touch()
    (parent / PACKAGE / "models" / "more.py").touch()

    assert verify(parent, capsys) == (
        1,
        [f"added: {PACKAGE}/build/more.py", f"added: {PACKAGE}/models/more.py"],
    )


def test_a_changed_byte_of_the_manifest_is_an_edit(parent: Path, capsys: Captured) -> None:
    file = parent / PACKAGE / manifest.NAME
    file.write_bytes(file.read_bytes().replace(b'"version": "', b'"version": "1', 1))

    assert verify(parent, capsys) == (1, [f"changed: {PACKAGE}/{manifest.NAME}"])


def test_a_cache_of_python_is_not_an_edit(parent: Path, capsys: Captured) -> None:
    (parent / PACKAGE / "models" / "__pycache__").mkdir()
    (parent / PACKAGE / "models" / "__pycache__" / "x.pyc").touch()

    assert verify(parent, capsys) == (0, [])


def test_converted_line_endings_are_not_an_edit(parent: Path, capsys: Captured) -> None:
    for path in (parent / PACKAGE).rglob("*.*"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert verify(parent, capsys) == (0, [])

    file = parent / PACKAGE / "client.py"
    file.write_bytes(file.read_bytes().replace(b"\r\n", b"\n", 1))
    assert verify(parent, capsys) == (1, [f"changed: {PACKAGE}/client.py"])


def test_an_older_copy_is_replaced_completely(
    tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        older(patch)
        assert cli.main([str(tmp_path)]) == 0

    assert cli.main([str(tmp_path)]) == 0

    assert "the old copy was of 0.0.9" in capsys.readouterr().out
    found = copy.find_copy(tmp_path)
    assert found is not None
    assert found.files == client_files()[1]


def test_an_identical_copy_is_not_written_again(parent: Path) -> None:
    before = snapshot(parent)

    assert cli.main([str(parent)]) == 0

    assert snapshot(parent) == before


def test_edits_are_overwritten_only_with_force(
    parent: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    (parent / PACKAGE / "client.py").write_text("mine")
    before = snapshot(parent)
    older(monkeypatch)

    assert cli.main([str(parent)]) == 1
    assert f"changed: {PACKAGE}/client.py" in capsys.readouterr().out
    assert snapshot(parent) == before

    assert cli.main(["--force", str(parent)]) == 0
    assert verify(parent, capsys) == (0, [])


def test_a_failed_write_leaves_the_old_copy(
    parent: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = snapshot(parent)
    older(monkeypatch)

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", full)
        assert cli.main([str(parent)]) == 2

    assert "No space left on device" in capsys.readouterr().err
    assert {path: entry.content for path, entry in snapshot(parent).items()} == {
        path: entry.content for path, entry in before.items()
    }


def test_a_package_without_a_manifest_is_replaced_only_with_force(
    tmp_path: Path, capsys: Captured
) -> None:
    shutil.copytree(CLIENT / PACKAGE, tmp_path / PACKAGE)

    assert cli.main([str(tmp_path)]) == 1
    assert "was copied by another tool" in capsys.readouterr().out
    assert cli.main(["--force", str(tmp_path)]) == 0
    assert verify(tmp_path, capsys) == (0, [])


def test_a_symbolic_link_is_not_followed(parent: Path, tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "linked").mkdir()
    (tmp_path / "linked" / PACKAGE).symlink_to(parent / PACKAGE)

    assert cli.main(["--force", str(tmp_path / "linked")]) == 2
    assert "is a file or a symbolic link" in capsys.readouterr().err


def test_the_source_is_not_overwritten_with_a_copy(capsys: Captured) -> None:
    assert cli.main(["--force", str(CLIENT)]) == 2
    assert "is the folder of the client itself" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["--verify"], ["--verify", "--force", "x"], [], ["a", "b"]])
def test_invalid_options_exit_2_with_one_sentence(arguments: list[str], capsys: Captured) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(arguments)

    assert stopped.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_folder_without_a_copy_exits_2(tmp_path: Path, capsys: Captured) -> None:
    for folder in (tmp_path, tmp_path / "absent"):
        assert cli.main(["--verify", str(folder)]) == 2
        assert "does not contain bitgo_oes" in capsys.readouterr().err


def test_a_file_instead_of_a_folder_exits_2(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "file").touch()

    for arguments in ([str(tmp_path / "file")], ["--verify", str(tmp_path / "file")]):
        assert cli.main(arguments) == 2
        assert capsys.readouterr().err.count("\n") == 1


def test_help_has_an_example() -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "openapi.vendoring", "--help"], capture_output=True, check=True
    ).stdout

    assert b"examples:\n  # Copy" in shown
    assert b"\n  python -m openapi.vendoring" in shown
