"""The command `python -m contract_tests.mock_server`, which serves the mock server.

The command runs until SIGINT or SIGTERM. The exit status is 0, or 2 if the server cannot start.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from ..console import ignore_closed_pipes
from ..installation import MOCK, SUITE
from .app import create_app
from .default_world import build_world
from .serving import HOST, serving
from .variants import FAULTS, VALID_VARIANTS, UnknownNameError, behaviour_with
from .write_target import TargetFileExistsError, render_target, write_target

_DEFAULT_PORT = 8000

_EXAMPLE = f"""\
example:
  # Start a mock server with a fault in the pagination, and test it with the contract suite.
  {MOCK} --fault no-paging --write-target mock.toml &
  {SUITE} --target mock.toml
"""


def main(arguments: list[str] | None = None) -> int:
    """Serve the mock server until SIGINT or SIGTERM, and return the exit code.

    Args:
        arguments: The command-line arguments. The default is `sys.argv[1:]`.
    """
    ignore_closed_pipes()
    options = _parser().parse_args(arguments)
    if options.list_faults:
        print(_listing())
        return 0
    try:
        app = create_app(build_world(), behaviour_with(options.fault))
        with _stop_signal() as stopped, serving(app, options.port) as base_url:
            if options.write_target and write_target(options.write_target, render_target(base_url)):
                print(f"{options.write_target}: replaced", file=sys.stderr)
            # Printed last, because a process that reads this line may read the target file at once.
            print(f"listening {base_url}", flush=True)
            stopped.wait()
    except UnknownNameError as error:
        return _fail(f"{error} (--list-faults prints all names)")
    except TargetFileExistsError as error:
        return _fail(f"{error}.")
    except OSError as error:
        resource = error.filename or f"Port {options.port} of {HOST}"
        reason = os.strerror(error.errno) if error.errno else error
        return _fail(f"{resource} cannot be used: {reason}.")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=MOCK,
        description="Run a mock server of the operation List client balances on 127.0.0.1 until "
        "SIGINT or SIGTERM.\nThe first printed line is `listening http://127.0.0.1:PORT`.",
        epilog=_EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--port",
        type=_port,
        default=_DEFAULT_PORT,
        metavar="N",
        help=f"the port of the mock server. 0 selects a free port (default: {_DEFAULT_PORT})",
    )
    parser.add_argument(
        "--fault",
        action="append",
        default=[],
        metavar="NAME",
        help="add a fault or a valid variant to the mock server. The option can be repeated.",
    )
    parser.add_argument(
        "--list-faults", action="store_true", help="print the names that --fault accepts, and exit"
    )
    parser.add_argument(
        "--write-target",
        type=Path,
        metavar="FILE",
        help="write a target file for the mock server, with which the suite can test it, to FILE. "
        "An existing file is replaced only if a mock server has written it.",
    )
    return parser


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= 0xFFFF):
        raise argparse.ArgumentTypeError(f"{text!r} is not a port number from 0 to 65535")
    return int(text)


def _listing() -> str:
    width = max(map(len, [*FAULTS, *VALID_VARIANTS])) + 2
    lines = ["Faults, with the rule that must catch each fault:", ""]
    lines += [f"  {fault.name:{width}}{fault.sentence} [{fault.rule}]" for fault in FAULTS.values()]
    lines += ["", "Valid variants, for which no rule may report a violation:", ""]
    lines += [f"  {variant.name:{width}}{variant.sentence}" for variant in VALID_VARIANTS.values()]
    return "\n".join(lines)


@contextmanager
def _stop_signal() -> Iterator[threading.Event]:
    stopped = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopped.set()

    previous = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stopped
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


def _fail(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
