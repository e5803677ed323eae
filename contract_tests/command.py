"""The command ``bitgo-oes-contract``: the server suite as a program, for those without a clone.

It runs pytest apart from whatever project it is called in: with no settings, plugins or conftest
of that project, and without leaving anything there but the report.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NoReturn

import pytest
from hypothesis import configuration

from . import contract
from .installation import MOCK
from .options import add_options

_PACKAGE = Path(__file__).parent

#: Exit codes. What pytest has several for is one to us: nothing is known about the server.
_HOLDS, _VIOLATED, _NOT_JUDGED = 0, 1, 2

_DESCRIPTION = """\
Test a server of the operation against its contract, rule by rule: parameters, paging, filters,
error scenarios, ids and amounts. It only reads. What it prints last is a verdict for each rule;
above it, for each violation, the request that shows it, as a curl line, and what to look at.
"""

_EPILOG = f"""\
example: test a server

  cat > target.toml <<'END'
  base_url = "https://app.bitgo-test.com"
  enterprise_id = "…"                  # an enterprise with data
  token = "env:BITGO_ACCESS_TOKEN"     # read from the environment
  [scenarios]                          # each is optional; what is absent is not checked
  not_a_member.token = "env:OUTSIDER_TOKEN"
  unknown.enterprise_id = "…"
  END
  bitgo-oes-contract --target target.toml --profile quick --report report

example: see it find out about a server that is wrong

  {MOCK} --port 8080 --fault ignores-partner-ids --write-target mock.toml &
  bitgo-oes-contract --target mock.toml --rules filters

What stands after -- is for pytest: bitgo-oes-contract --target target.toml -- -x -q

exit status:
  0  every rule that could be checked holds
  1  a rule is violated
  2  the server could not be judged, or the command was used wrongly
"""


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, where the original prints all the options too."""

    def error(self, message: str) -> NoReturn:
        self.exit(_NOT_JUDGED, f"{self.prog}: {message}; see --help\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    end = words.index("--") if "--" in words else len(words)
    options, for_pytest = vars(_parser().parse_args(words[:end])), words[end + 1 :]
    # What the user's other test runs are given is not meant for this one.
    for variable in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS"):
        os.environ.pop(variable, None)
    with TemporaryDirectory(prefix="bitgo-oes-", ignore_cleanup_errors=True) as folder:
        configuration.set_hypothesis_home_dir(folder)
        status = pytest.main([*_apart(), *_given(options), *for_pytest])
    return int(status) if status in (_HOLDS, _VIOLATED) else _NOT_JUDGED


def _apart() -> list[str]:
    """Return what makes pytest run the server suite and nothing else."""
    return [
        str(_PACKAGE / "server"),
        # Its conftest adds the options: so no run of pytest but this one has them.
        f"--confcutdir={_PACKAGE}",
        f"--rootdir={_PACKAGE}",
        f"--config-file={os.devnull}",
        "--disable-plugin-autoload",
        *("-p", "_hypothesis_pytestplugin"),
        *("-p", "no:cacheprovider"),
        *("-q", "--no-header", "-rN"),
    ]


def _given(options: dict[str, Any]) -> list[str]:
    """Return the options as the suite's plugin takes them.

    Each is one word: until pytest knows an option, it takes the next word for a folder of tests,
    and loads what it finds there.
    """
    words = []
    for name, value in options.items():
        option = f"--{name.replace('_', '-')}"
        if value is True:
            words.append(option)
        elif value not in (None, False):
            words.append(f"{option}={value}")
    return words


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="bitgo-oes-contract",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add_options(parser.add_argument)
    parser.add_argument("--version", action=_Version, nargs=0, help="print the contract's version")
    return parser


class _Version(argparse.Action):
    """Prints the version of the contract that is tested, which is that of this suite."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        print(f"{parser.prog} {contract.load().document['info']['version']}")
        parser.exit()
