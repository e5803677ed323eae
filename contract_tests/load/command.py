"""The command ``python -m contract_tests.load``: its options, and how it exits."""

from __future__ import annotations

import argparse
import random
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import gevent  # type: ignore[import-untyped]

from openapi.console import Parser

from ..options import Options, count, rule_names
from ..server.runner.profile import Profile
from .locust_runner import Load, join, run_here, run_workers
from .plan import Plan, PlanError
from .summary import lines

#: Seconds that a run takes if neither its time nor its number of checks is given.
SECONDS = 30.0

_NOT_JUDGED = 2

_DESCRIPTION = """\
Let many callers at once check the rules of the contract, each over a connection of its own, and
see whether they still hold, and how fast the answers come. Without a target, the mock is loaded.
"""

_EPILOG = """\
examples:
  python -m contract_tests.load --users 50 --seconds 60 --target target.toml
  python -m contract_tests.load --rules pagination,filters --workers 4 --target target.toml
  python -m contract_tests.load --checks 200

  on several machines, each with the target file:
  python -m contract_tests.load --target target.toml --listen 10.0.0.1:5557 --workers 2
  python -m contract_tests.load --target target.toml --join 10.0.0.1:5557

A target with max_requests or a rate is refused, as any is that is not this machine's and does not
say max_requests = 0 and rate = "": ask its owner first.

exit status:
  0  every rule that could be checked holds
  1  a rule is violated
  2  the server could not be judged, or the command was used wrongly
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.target is None and (options.listen or options.join):
        parser.error("workers from elsewhere need a --target that they reach, too")
    _interrupt_on_signals()
    seed = random.SystemRandom().randrange(2**32) if options.seed is None else options.seed
    suite = Options(options.target, Profile.QUICK, seed, options.rules)
    try:
        with _target(options.target) as path:
            still = options.still or options.target is None
            return _run(Plan.of(suite, path, still=still), options, path)
    except (PlanError, OSError) as error:
        _tell(f"contract_tests.load: {error}")
    except KeyboardInterrupt:
        _tell("ended before its time")
    return _NOT_JUDGED


def _run(plan: Plan, options: argparse.Namespace, path: Path) -> int:
    if options.join:
        _tell("joining {}:{}".format(*options.join))
        join(plan, *options.join)
        return 0
    seconds = SECONDS if options.seconds is None and options.checks is None else options.seconds
    load = Load(options.users, seconds, options.checks)
    if options.workers or options.listen:
        command = [] if options.listen else _worker(plan, path)
        address = options.listen or ("127.0.0.1", 0)
        result = run_workers(plan, load, _tell, options.workers or 1, address, command)
    else:
        result = run_here(plan, load, _tell)
    for line in lines(result, plan):
        print(line)
    return result.tally.verdict.exit_code


def _interrupt_on_signals() -> None:
    """Let SIGINT and SIGTERM raise KeyboardInterrupt in the main greenlet.

    Python's own handler raises it in whichever greenlet runs: mostly gevent's hub, which prints it.
    """
    main = gevent.getcurrent()
    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) is not signal.SIG_IGN:
            gevent.signal_handler(number, gevent.kill, main, KeyboardInterrupt)


def _worker(plan: Plan, path: Path) -> list[str]:
    """Return the command of a worker, but for whom it joins."""
    words = ["-m", __package__, "--target", str(path), "--seed", str(plan.seed)]
    words += ["--rules", ",".join(rule.id for rule in plan.rules)]
    return words + ["--still"] * plan.still


@contextmanager
def _target(path: Path | None) -> Iterator[Path]:
    """Yield the target file; without one, that of a mock, which runs as long as the block lasts."""
    if path is not None:
        yield path
        return
    with TemporaryDirectory() as folder:
        written = Path(folder, "target.toml")
        # In a process of its own, so that it does not take turns with those who call it.
        words = [sys.executable, "-m", "contract_tests.mock_server", "--port", "0"]
        words += ["--write-target", str(written)]
        with subprocess.Popen(words, stdout=subprocess.PIPE, start_new_session=True) as mock:
            try:
                if not (mock.stdout and mock.stdout.readline()):
                    raise PlanError("the mock does not start")
                yield written
            finally:
                mock.terminate()


def _tell(text: str) -> None:
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
    add("--target", type=Path, metavar="FILE", help="the server (default: the mock)")
    add(
        "--users",
        type=count("callers"),
        default=10,
        metavar="N",
        help="callers (default: %(default)s)",
    )
    add(
        "--seconds",
        type=_seconds,
        metavar="S",
        help=f"end after so long (default: {SECONDS:g}; with --checks, no limit)",
    )
    add(
        "--checks",
        type=count("checks"),
        metavar="N",
        help="end after so many checks in all, and at least one of each rule; "
        "those under way at the end may count, too; with --seconds, whichever comes first",
    )
    add("--rules", type=rule_names, metavar="ID,…", help="only these rules, by id, area or pattern")
    add("--seed", type=int, metavar="N", help="draws the same cases again; their order is chance")
    add(
        "--still",
        action="store_true",
        help="nobody changes the data meanwhile: a violation counts when it is seen once "
        "(the mock's are still)",
    )
    add(
        "--workers",
        type=count("workers"),
        metavar="N",
        help="so many processes share the callers; one can make about 600 requests a second",
    )
    far = parser.add_mutually_exclusive_group()
    far.add_argument(
        "--listen",
        type=_address,
        metavar="HOST:PORT",
        help="wait for the workers to join there, instead of starting them",
    )
    far.add_argument(
        "--join",
        type=_address,
        metavar="HOST:PORT",
        help="be a worker of the run led there; waits for it, five minutes at most",
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
