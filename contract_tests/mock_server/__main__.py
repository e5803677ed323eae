"""The command `python -m contract_tests.mock_server`, which serves the mock server.

The command runs until SIGINT or SIGTERM. The exit status is 0, or 2 if the server cannot start.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import threading
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from types import FrameType

from ..console import checked_output
from ..reference import with_reference
from .command import options as command_options
from .command.access_log import access_log
from .command.tls import LOCAL_NAMES, TlsError, issue_certificate
from .control import Mock
from .default_world import build_world
from .failures.kinds import FAILURES
from .failures.script import read_script
from .files.checked_file import FileError
from .generated_world import generate_world
from .serving import serving
from .variants import FAULTS, VALID_VARIANTS, UnknownNameError, behaviour_with
from .world import World
from .world.world_file import read_world, write_world
from .write_target import TargetFileExistsError, render_target, render_target_of, write_target

_CONNECTIONS = 1000
"""The number of generated connections if only the seed is given."""

_GRACE = 5.0
"""Seconds that the command waits for running requests after SIGINT or SIGTERM."""


@checked_output()
def main(arguments: list[str] | None = None) -> int:
    """Serve the mock server until SIGINT or SIGTERM, and return the exit code.

    Args:
        arguments: The command-line arguments. The default is `sys.argv[1:]`.
    """
    options = command_options.parse(arguments)
    if options.list_faults:
        print(_list_of_faults())
        return 0
    if options.list_failures:
        print(_list_of_failures())
        return 0
    try:
        _serve(options)
    except (FileError, TlsError, UnknownNameError) as error:
        return _fail(str(error))
    except TargetFileExistsError as error:
        return _fail(f"{error}.")
    except socket.gaierror as error:
        return _fail(f"The host {options.host} cannot be used: {error.strerror}.")
    except OSError as error:
        resource = error.filename or f"Port {options.port} of {options.host}"
        reason = os.strerror(error.errno) if error.errno else error
        return _fail(f"{resource} cannot be used: {reason}.")
    return 0


def _serve(options: Namespace) -> None:
    world = _world(options)
    behaviour = behaviour_with(options.fault)
    steps = read_script(options.script) if options.script else ()
    if options.write_world:
        write_world(world, options.write_world)
    tls = issue_certificate(options.host, options.write_ca) if options.tls else None
    with access_log(options.log) as observe:
        mock = Mock(
            world,
            behaviour,
            steps=steps,
            observe=observe,
            origins=_origins(options),
            remote_control=options.remote_control,
        )
        app = with_reference(mock.app, world, remote=options.remote_control)
        server = serving(app, options.port, host=options.host, tls=tls, grace=_GRACE)
        with _stop_signal() as stopped, server as base_url:
            path = options.write_target
            if path and write_target(path, _target(options, world, base_url)):
                print(f"{path}: replaced", file=sys.stderr)
            # Printed last, because a process that reads this line may read the target file at once.
            print(f"listening {base_url}", flush=True)
            stopped.wait()


def _world(options: Namespace) -> World:
    if options.world:
        return read_world(options.world)
    if options.connections is None and options.seed is None:
        return build_world()
    count = _CONNECTIONS if options.connections is None else options.connections
    return generate_world(count, 1 if options.seed is None else options.seed)


def _target(options: Namespace, world: World, base_url: str) -> str:
    try:
        text = render_target_of(world, base_url) if options.world else render_target(base_url)
    except LookupError as error:
        raise FileError(f"{options.world}: {error}; --write-target needs one.") from None
    if not options.tls:
        return text
    comment, _, rest = text.partition("\n")
    return f"{comment}\nca_file = {json.dumps(str(options.write_ca.resolve()))}\n{rest}"


def _origins(options: Namespace) -> list[str]:
    if options.cors is not None:
        origins: list[str] = options.cors
        return origins
    return ["*"] if _is_loopback(options.host) else []


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host in LOCAL_NAMES


def _list_of_faults() -> str:
    width = max(map(len, [*FAULTS, *VALID_VARIANTS])) + 2
    lines = ["Faults, with the rule that must catch each fault:", ""]
    lines += [f"  {fault.name:{width}}{fault.sentence} [{fault.rule}]" for fault in FAULTS.values()]
    lines += ["", "Valid variants, for which no rule may report a violation:", ""]
    lines += [f"  {variant.name:{width}}{variant.sentence}" for variant in VALID_VARIANTS.values()]
    return "\n".join(lines)


def _list_of_failures() -> str:
    width = max(map(len, FAILURES)) + 2
    lines = [f"  {failure.name:{width}}{failure.sentence}" for failure in FAILURES.values()]
    return "\n".join(["Values of the key `failure` in a step of a script:", "", *lines])


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
