"""The command ``bitgo-oes-contract``, which runs the server suite without the project's pytest.

The command ignores the pytest configuration of the current folder.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import pytest
from hypothesis import configuration
from platformdirs import user_cache_path

from . import contract
from .console import checked_output
from .installation import MOCK
from .options import add_options

_PACKAGE = Path(__file__).parent

#: The exit codes. All other exit codes of pytest become _NOT_JUDGED.
_HOLDS, _VIOLATED, _NOT_JUDGED = 0, 1, 2

_DESCRIPTION = """\
Test a server against the rules of the contract. The rules concern parameters, pagination, filters,
error scenarios, ids and amounts. The suite sends only requests that change no data, unless the
target file sets unsafe_methods. The output shows each violation, with a curl command that
reproduces the violation, and ends with the verdict and the status of each rule.
"""

_EPILOG = f"""\
examples:
  # Write a target file, which describes the server to test.
  cat > target.toml <<'END'
  base_url = "https://app.bitgo-test.com"
  enterprise_id = "…"                  # the id of an enterprise with data
  token = "env:BITGO_ACCESS_TOKEN"     # the environment variable with the token
  [scenarios]                          # optional: a scenario that is not listed is not checked
  not_a_member.token = "env:OUTSIDER_TOKEN"
  unknown.enterprise_id = "…"
  END
  # Test the server with few requests, and write the reports to the folder report.
  bitgo-oes-contract --target target.toml --profile quick --report report

  # Start a mock server that ignores the filter partnerIds, and find this fault.
  {MOCK} --port 8080 --fault ignores-partner-ids --write-target mock.toml &
  bitgo-oes-contract --target mock.toml --rules filters

  # See the suite work on the embedded mock server.
  bitgo-oes-contract --mock --profile quick

  # Render the verdict of an earlier run again, and compare two runs.
  bitgo-oes-contract report report/verdict.json --html page
  bitgo-oes-contract compare before/verdict.json report/verdict.json

  # Pass the arguments after -- to pytest.
  bitgo-oes-contract --target target.toml -- -x -q

exit status:
  0  Every rule that could be checked holds.
  1  A rule is violated.
  2  The server could not be judged, or the arguments are invalid.
"""


class _Parser(argparse.ArgumentParser):
    """An argument parser that reports an error in one line, without the list of options."""

    def error(self, message: str) -> NoReturn:
        self.exit(_NOT_JUDGED, f"{self.prog}: {message}; see --help\n")


@checked_output()
def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command, by default with the arguments of the process, and return the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    name = words.pop(0) if words and words[0] in _COMMANDS else "run"
    return _COMMANDS[name](words)


def _run(words: list[str]) -> int:
    """Test a server, and return the exit code."""
    end = words.index("--") if "--" in words else len(words)
    parser = _parser()
    options, for_pytest = vars(parser.parse_args(words[:end])), words[end + 1 :]
    if options.pop("mock") == (options["target"] is not None):
        parser.error("give either --target FILE, or --mock to test the embedded mock server")
    # These variables hold arguments for other test runs of the user.
    for variable in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS"):
        os.environ.pop(variable, None)
    # Hypothesis takes more than a second to compute its Unicode tables, unless they are stored.
    # The suite stores no examples. If the folder cannot be written, Hypothesis stores nothing.
    configuration.set_hypothesis_home_dir(user_cache_path("bitgo-oes-contract") / "hypothesis")
    status = pytest.main([*_pytest_arguments(), *_suite_arguments(options), *for_pytest])
    return int(status) if status in (_HOLDS, _VIOLATED) else _NOT_JUDGED


def _render(name: str, words: list[str]) -> int:
    """Run the command ``report`` or ``compare``, and return the exit code."""
    # Imported late, because runs do not need the commands.
    from .report import command
    from .report.rendering.saved_verdict import VerdictFileError

    parser = _Parser(prog=f"bitgo-oes-contract {name}", allow_abbrev=False)
    function = {"report": command.report, "compare": command.compare_verdicts}[name]
    try:
        return function(words, parser)
    except (VerdictFileError, OSError) as error:
        parser.exit(_NOT_JUDGED, f"{parser.prog}: {error}\n")


#: The functions of the commands. Arguments without the name of a command belong to ``run``.
_COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "run": _run,
    "report": partial(_render, "report"),
    "compare": partial(_render, "compare"),
}


def _pytest_arguments() -> list[str]:
    """Return the arguments that make pytest run only the server suite."""
    return [
        str(_PACKAGE / "server"),
        # The conftest.py of the package adds the options of the suite.
        f"--confcutdir={_PACKAGE}",
        f"--rootdir={_PACKAGE}",
        f"--config-file={os.devnull}",
        "--disable-plugin-autoload",
        *("-p", "_hypothesis_pytestplugin"),
        *("-p", "no:cacheprovider"),
        *("-q", "--no-header", "-rN"),
    ]


def _suite_arguments(options: dict[str, Any]) -> list[str]:
    """Return the options of the suite as pytest arguments of the form ``--name=value``."""
    # In the form "--name value", pytest would mistake the value for a folder of tests, because
    # pytest reads the arguments before the suite registers its options.
    words = []
    for name, value in options.items():
        option = f"--{name.replace('_', '-')}"
        if value is True:
            words.append(option)
        elif isinstance(value, list):
            words += [f"{option}={item}" for item in value]
        elif value not in (None, False):
            words.append(f"{option}={value}")
    return words


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="bitgo-oes-contract",
        usage="bitgo-oes-contract [run] (--target FILE | --mock) [options] [-- PYTEST ARGUMENTS]\n"
        "       bitgo-oes-contract report VERDICT.json [options]\n"
        "       bitgo-oes-contract compare OLD.json NEW.json [options]",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "--mock", action="store_true", help="test the embedded mock server instead of a target"
    )
    add_options(parser.add_argument)
    parser.add_argument(
        "--version", action=_Version, nargs=0, help="print the version of the contract and exit"
    )
    return parser


class _Version(argparse.Action):
    """The ``--version`` option, which prints the version of the contract."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        print(f"{parser.prog} {contract.load().document['info']['version']}")
        parser.exit()
