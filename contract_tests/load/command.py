"""The command `python -m contract_tests.load`: its options and its exit codes."""

from __future__ import annotations

import argparse
import random
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import gevent  # type: ignore[import-untyped]

from openapi.console import Parser

from ..options import Options, count, names
from ..server.runner.profile import Profile
from .locust_runner import LoadOptions, end_process, run_as_worker, run_in_process, run_with_workers
from .plan import LoadError, Plan
from .summary import summary_lines

#: Duration of a run, in seconds, if neither --seconds nor --checks is given.
DEFAULT_SECONDS = 30.0

_NOT_JUDGED = 2

_DESCRIPTION = """\
Check the rules of the contract with many users at the same time, each over its own connection.
Print the violations, the response times and the verdict. Without --target, test the mock server.
"""

_EPILOG = """\
examples:
  # Test a server with 50 users for 60 seconds.
  python -m contract_tests.load --users 50 --seconds 60 --target target.toml
  # Check the rules of two areas, with the users divided among four processes.
  python -m contract_tests.load --rules pagination,filters --workers 4 --target target.toml
  # Test the mock server, and end the run after 200 checks.
  python -m contract_tests.load --checks 200

  A run on several machines needs a copy of the target file on each machine.
  # Start the master on the first machine, which waits for two workers.
  python -m contract_tests.load --target target.toml --listen 10.0.0.1:5557 --workers 2
  # Start a worker on each other machine.
  python -m contract_tests.load --target target.toml --join 10.0.0.1:5557

The command rejects a target file with a request limit (max_requests, rate). A server on another
machine has a request limit by default. To remove the limit, ask the owner of the server, and then
set max_requests = 0 and rate = "" in the target file.

exit status:
  0  Every rule that could be checked holds.
  1  A rule is violated.
  2  The server could not be judged, or the arguments are invalid.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the load tests and return the exit code.

    Args:
        arguments: The command-line arguments; None for those of this process.
    """
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.target is None and (options.listen or options.join):
        parser.error("--listen and --join need --target, a server that every worker can reach")
    _interrupt_on_signals()
    seed = random.SystemRandom().randrange(2**32) if options.seed is None else options.seed
    suite_options = Options(options.target, Profile.QUICK, seed, options.rules)
    try:
        with _target_path(options.target) as path:
            still = options.still or options.target is None
            again = _command_again(options, seed)
            plan = Plan.of(suite_options, path, still=still, rerun_command=again)
            return _run(plan, options, path)
    except (LoadError, OSError) as error:
        _log(f"contract_tests.load: {error}")
    except KeyboardInterrupt:
        _log("interrupted")
    return _NOT_JUDGED


def _run(plan: Plan, options: argparse.Namespace, target_path: Path) -> int:
    if options.join:
        _log("joining the master at {}:{}".format(*options.join))
        run_as_worker(plan, *options.join)
        return 0
    default_seconds = DEFAULT_SECONDS if options.checks is None else None
    load = LoadOptions(options.users, options.seconds or default_seconds, options.checks)
    if options.workers or options.listen:
        result = run_with_workers(
            plan,
            load,
            _log,
            workers=options.workers or 1,
            address=options.listen or ("127.0.0.1", 0),
            worker_command=None if options.listen else _worker_command(plan, target_path),
        )
    else:
        result = run_in_process(plan, load, _log)
    for line in summary_lines(result, plan):
        print(line)
    return result.checks.verdict.exit_code


def _command_again(options: argparse.Namespace, seed: int) -> str:
    """Return the shell command that repeats the load run with all rules and the same seed."""
    words = ["python", "-m", __package__, "--users", str(options.users), "--seed", str(seed)]
    for name in ("target", "seconds", "checks", "workers"):
        value = getattr(options, name)
        if value is not None:
            words += [f"--{name}", f"{value:g}" if name == "seconds" else str(value)]
    return shlex.join(words + ["--still"] * options.still)


def _interrupt_on_signals() -> None:
    """Raise KeyboardInterrupt in the main greenlet on SIGINT and SIGTERM.

    Python raises KeyboardInterrupt in the running greenlet. This is usually the event loop of
    gevent, which prints the exception and continues.
    """
    main_greenlet = gevent.getcurrent()
    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) is not signal.SIG_IGN:
            gevent.signal_handler(number, gevent.kill, main_greenlet, KeyboardInterrupt)


def _worker_command(plan: Plan, target_path: Path) -> list[str]:
    """Return the arguments of `python` that start a worker process of the load test.

    The caller adds the address of the master process.
    """
    words = ["-m", __package__, "--target", str(target_path), "--seed", str(plan.seed)]
    words += ["--rules", ",".join(rule.id for rule in plan.rules)]
    return words + ["--still"] * plan.still


@contextmanager
def _target_path(path: Path | None) -> Iterator[Path]:
    """Yield the target file, which describes the server under test.

    If `path` is None, the function starts the mock server and yields the mock server's target file.
    """
    if path is not None:
        yield path
        return
    with TemporaryDirectory() as folder:
        written = Path(folder, "target.toml")
        # In its own process, the mock server does not share the CPU time of the users.
        words = [sys.executable, "-m", "contract_tests.mock_server", "--port", "0"]
        words += ["--write-target", str(written)]
        with subprocess.Popen(words, stdout=subprocess.PIPE, start_new_session=True) as mock:
            try:
                if not (mock.stdout and mock.stdout.readline()):
                    raise LoadError("the mock server does not start")
                yield written
            finally:
                end_process(mock)


def _log(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="python -m contract_tests.load",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add = parser.add_argument
    add(
        "--target",
        type=Path,
        metavar="FILE",
        help="the TOML file that describes the server to test (default: test the mock server)",
    )
    add(
        "--users",
        type=count("users"),
        default=10,
        metavar="N",
        help="the number of concurrent users (default: %(default)s)",
    )
    add(
        "--seconds",
        type=_seconds,
        metavar="S",
        help=f"end the run after S seconds (default: {DEFAULT_SECONDS:g}; no limit with --checks)",
    )
    add(
        "--checks",
        type=count("checks"),
        metavar="N",
        help="end the run after N checks of all users together. Every rule is checked at least "
        "once, even if there are more than N rules. Checks that are running when the run ends are "
        "completed and counted. With --seconds, the run ends at whichever comes first.",
    )
    add(
        "--rules",
        type=names,
        metavar="ID,…",
        help="check only these rules. A rule is named by its id, its area, or a pattern.",
    )
    add(
        "--seed",
        type=int,
        metavar="N",
        help="send the same generated requests as the run that printed the seed N. The order of "
        "the requests may differ.",
    )
    add(
        "--still",
        action="store_true",
        help="report a violation without a second check that confirms it. Use this option if the "
        "data of the server does not change during the run. It is always set for the mock server.",
    )
    add(
        "--workers",
        type=count("workers"),
        metavar="N",
        help="divide the users among N processes. Each process can send about 600 requests per "
        "second.",
    )
    distributed = parser.add_mutually_exclusive_group()
    distributed.add_argument(
        "--listen",
        type=_address,
        metavar="HOST:PORT",
        help="wait at this address until the workers join, instead of starting workers",
    )
    distributed.add_argument(
        "--join",
        type=_address,
        metavar="HOST:PORT",
        help="run as a worker of the master at this address. Wait for the master up to five "
        "minutes.",
    )
    return parser


def _seconds(text: str) -> float:
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", text) or not float(text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds")
    return float(text)


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not (host and port.isascii() and port.isdigit() and int(port) < 2**16):
        raise argparse.ArgumentTypeError(f"{text!r} is not HOST:PORT")
    return host, int(port)
