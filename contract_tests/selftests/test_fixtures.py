"""Tests of the pytest plugin with the fixtures `bitgo_mock` and `bitgo_client`."""

from __future__ import annotations

import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from ..fixtures import plugin
from ..mock_server.generated_world import generate_world
from ..mock_server.world.world_file import write_world
from .suite_process import ROOT
from .test_distribution import PYPROJECT

PLUGIN = plugin.__name__
README = (ROOT / "contract_tests" / "README.md").read_text("utf-8")


def run(folder: Path, code: str, *options: str, settings: str = "") -> str:
    """Run tests with the plugin in another process, and return the output of pytest."""
    (folder / "test_given.py").write_text(textwrap.dedent(code), "utf-8")
    (folder / "pytest.ini").write_text(f"[pytest]\n{settings}\n", "utf-8")
    plain = ("--disable-plugin-autoload", "-p", PLUGIN, "-p", "no:cacheprovider", "-q")
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", *plain, *options, str(folder)],
        cwd=folder,
        env={"PYTHONPATH": f"{ROOT}:{folder}", "COLUMNS": "300"},
        capture_output=True,
        text=True,
        check=False,
    )
    return ended.stdout + ended.stderr


def result(output: str) -> str:
    return re.sub(r" in [0-9.]+s.*", "", output.strip().splitlines()[-1])


SECTION = README.partition("## Fixtures")[2]
EXAMPLE, TEAM_TEST = re.findall(r"```python\n(.*?)```", SECTION, re.DOTALL)[:2]


def test_the_examples_of_the_readme_pass_in_parallel(tmp_path: Path) -> None:
    code = f"{EXAMPLE}\n\n{TEAM_TEST}"
    assert EXAMPLE.partition("def ")[2].count("\n") == 3
    assert TEAM_TEST.count("\n") <= 15

    (name,) = re.findall(r"def (test_\w+)", TEAM_TEST)
    again = f"{code}\n\ntest_again = test_once_more = {name}\n"
    assert result(run(tmp_path, again, "-p", "xdist.plugin", "-n", "2")) == "4 passed"


def test_each_test_starts_with_the_same_state(tmp_path: Path) -> None:
    code = """
        import urllib.request, urllib.error, pytest

        @pytest.mark.parametrize("attempt", [1, 2])
        def test_state(bitgo_mock, attempt):
            connection = bitgo_mock.world.enterprises[bitgo_mock.enterprise_id].connections[1]
            assert connection.balances["ofcbtc"].available == 150_000_000
            bitgo_mock.world.settle(bitgo_mock.enterprise_id, connection.id, "ofcbtc", 5)
            assert bitgo_mock.requests == []
            with pytest.raises(urllib.error.HTTPError):
                urllib.request.urlopen(bitgo_mock.base_url + "/x")
            assert [request.status for request in bitgo_mock.requests] == [404]
            bitgo_mock.script({"status": 503, "times": "always"})

        def test_invalid_step(bitgo_mock):
            with pytest.raises(ValueError, match="^script: /1/status: 5 is invalid"):
                bitgo_mock.script({"status": 503}, {"status": 5})
            with pytest.raises(ValueError, match="not JSON"):
                bitgo_mock.script({"status": object()})

        def test_repr(bitgo_mock):
            assert bitgo_mock.token not in repr(bitgo_mock)
    """

    assert result(run(tmp_path, code)) == "4 passed"


def test_a_setting_names_the_world_file(tmp_path: Path) -> None:
    write_world(generate_world(7), tmp_path / "world.json")
    code = """
        def test_world(bitgo_mock):
            assert len(bitgo_mock.world.enterprises[bitgo_mock.enterprise_id].connections) == 7
    """

    assert result(run(tmp_path, code, settings="bitgo_mock_world = world.json")) == "1 passed"


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ("bitgo_mock_world = missing.yaml", "missing.yaml cannot be read: No such file"),
        ("bitgo_mock_world = pytest.ini", "pytest.ini:2: "),
        ("bitgo_client_package = no.such.package", "needs the package no.such.package"),
        ("bitgo_client_package = json", "needs the package json with a class Client"),
    ],
    ids=str,
)
def test_a_wrong_setting_is_one_sentence(tmp_path: Path, settings: str, says: str) -> None:
    output = run(tmp_path, "def test_client(bitgo_client): pass", settings=settings)

    assert result(output) == "1 error"
    assert says in output
    assert "Traceback" not in output


def test_a_broken_client_package_shows_its_own_error(tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text("import a_package_that_is_missing", "utf-8")

    output = run(
        tmp_path, "def test_client(bitgo_client): pass", settings="bitgo_client_package = broken"
    )

    assert "No module named 'a_package_that_is_missing'" in output


def test_a_vendored_client_can_be_used(tmp_path: Path) -> None:
    copy = tmp_path / "shop" / "_vendor"
    copy.mkdir(parents=True)
    (copy / "bitgo_oes").symlink_to(ROOT / "generated_client" / "bitgo_oes")
    code = """
        def test_client(bitgo_client):
            assert type(bitgo_client).__module__.startswith("shop._vendor.bitgo_oes")
    """

    setting = "bitgo_client_package = shop._vendor.bitgo_oes"
    assert result(run(tmp_path, code, settings=setting)) == "1 passed"


def test_the_unused_plugin_imports_no_other_package_than_pytest() -> None:
    code = f"""
import sys, pytest
before = set(sys.modules)
import {PLUGIN}
print(*sorted(set(sys.modules) - before))
"""
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )

    package = PLUGIN.split(".")[0]
    assert set(ended.stdout.split()) == {package, f"{package}.fixtures", PLUGIN}


def test_the_distribution_registers_the_plugin() -> None:
    registered = PYPROJECT["project"]["entry-points"]["pytest11"]

    assert [*registered.values()] == [PLUGIN.replace("contract_tests", "bitgo_oes_contract", 1)]
