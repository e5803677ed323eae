"""The command line: serves the mock until it is stopped.

Exits with 0 when stopped, and with 2 and one sentence on standard error when
it cannot do what it was asked to.
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
from ..faults.server import FAULTS, UNUSUAL, UnknownNameError, behaviour_with
from ..installation import MOCK, SUITE
from .app import create_app
from .default_world import shipped_world
from .serving import HOST, serving
from .write_target import render_target

_DEFAULT_PORT = 8000

_EXAMPLE = f"""\
example: serve a mock whose paging is broken, and see the suite find out

  {MOCK} --fault no-paging --write-target mock.toml &
  {SUITE} --target mock.toml
"""


def main(arguments: list[str] | None = None) -> int:
    """Run the command with `arguments`, by default the process's own; return the exit code."""
    ignore_closed_pipes()
    options = _parser().parse_args(arguments)
    if options.list_faults:
        print(_listing())
        return 0
    try:
        app = create_app(shipped_world(), behaviour_with(options.fault))
        with _stop_signal() as stopped, serving(app, options.port) as base_url:
            if options.write_target:
                options.write_target.write_text(render_target(base_url), encoding="utf-8")
            # Only now: whoever waits for this line may read the target file.
            print(f"listening {base_url}", flush=True)
            stopped.wait()
    except UnknownNameError as error:
        return _complain(f"{error} (--list-faults lists all)")
    except OSError as error:
        place = error.filename or f"Port {options.port} of {HOST}"
        reason = os.strerror(error.errno) if error.errno else error
        return _complain(f"{place} cannot be used: {reason}.")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=MOCK,
        description="Serve a mock of the operation on 127.0.0.1 until stopped. "
        "The first line printed is `listening http://127.0.0.1:PORT`.",
        epilog=_EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--port",
        type=_port,
        default=_DEFAULT_PORT,
        metavar="N",
        help=f"the port to listen on, 0 for any that is free (default: {_DEFAULT_PORT})",
    )
    parser.add_argument(
        "--fault",
        action="append",
        default=[],
        metavar="NAME",
        help="make the mock wrong, or unusual, in this way; may be repeated",
    )
    parser.add_argument(
        "--list-faults", action="store_true", help="say what --fault takes, and exit"
    )
    parser.add_argument(
        "--write-target",
        type=Path,
        metavar="FILE",
        help="write a target file for the contract suite, with all scenarios",
    )
    return parser


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= 0xFFFF):
        raise argparse.ArgumentTypeError(f"{text!r} is not a port number from 0 to 65535")
    return int(text)


def _listing() -> str:
    width = max(map(len, [*FAULTS, *UNUSUAL])) + 2
    lines = ["Faults, each with the rule that has to notice it:", ""]
    lines += [f"  {one.name:{width}}{one.sentence} [{one.rule}]" for one in FAULTS.values()]
    lines += ["", "Unusual, but as correct as any:", ""]
    lines += [f"  {one.name:{width}}{one.sentence}" for one in UNUSUAL.values()]
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


def _complain(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
