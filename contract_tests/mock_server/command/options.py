"""The options of the mock server's command."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import NoReturn

from ...installation import MOCK, SUITE
from ..serving import HOST

_DEFAULT_PORT = 8000

_DESCRIPTION = """\
Run a mock server of the operation List client balances until SIGINT or SIGTERM.
The first printed line is `listening http://127.0.0.1:PORT`. The page at this address shows the
contract, sends requests, writes code for them, and lists the recent requests. It works offline.
`/openapi.yaml` and `/openapi.json` are the OpenAPI document.
"""

_EPILOG = f"""\
examples:
  # Serve the data of a file. --write-world writes a file from which to start.
  {MOCK} --write-world world.yaml
  {MOCK} --world world.yaml

  # Fail on demand: two responses with 429, later a 503 for the second page only.
  cat > script.yaml <<'END'
  - {{status: 429, retry_after: 1, times: 2}}
  - {{status: 503, page: 1}}
  END
  {MOCK} --script script.yaml
  curl -H 'Prefer: code=503' …       # or let a single request fail

  # Move funds, and read the log of requests, while the mock server runs.
  curl http://127.0.0.1:8000/_mock/  # lists all control calls

  # Start a mock server with a fault in the pagination, and test it with the contract suite.
  {MOCK} --fault no-paging --write-target mock.toml &
  {SUITE} --target mock.toml

exit status:
  0  The server was stopped by SIGINT or SIGTERM.
  2  The server could not start, or the arguments are invalid.
"""


class _Parser(argparse.ArgumentParser):
    """An argument parser that reports an error in one line, without the list of options."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}; see --help\n")


def parse(arguments: list[str] | None) -> argparse.Namespace:
    """Return the options of the command. Invalid arguments end the process with exit code 2."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.world and (options.connections is not None or options.seed is not None):
        parser.error("--world cannot be combined with --connections or --seed")
    if options.write_ca and not options.tls:
        parser.error("--write-ca needs --tls")
    if options.tls and options.write_target and not options.write_ca:
        parser.error("--write-target needs --write-ca if --tls is given")
    return options


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog=MOCK,
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    _add_network(parser.add_argument_group("network"))
    _add_data(parser.add_argument_group("data"))
    _add_failures(parser.add_argument_group("failures"))
    _add_output(parser.add_argument_group("output"))
    return parser


def _add_network(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--port",
        type=_port,
        default=_DEFAULT_PORT,
        metavar="N",
        help=f"the port of the mock server. 0 selects a free port (default: {_DEFAULT_PORT})",
    )
    group.add_argument(
        "--host",
        default=HOST,
        help="the IP address or the name to listen on (default: %(default)s)",
    )
    group.add_argument(
        "--cors",
        action="append",
        metavar="ORIGIN",
        help="let the web pages of ORIGIN, such as http://localhost:3000, read responses (CORS). "
        "The option can be repeated. By default, all web pages may read responses if the mock "
        "server listens on a loopback address, and no web page otherwise.",
    )
    group.add_argument(
        "--tls",
        action="store_true",
        help="serve HTTPS with a certificate that the mock server issues for itself. "
        "This needs the package trustme.",
    )
    group.add_argument(
        "--write-ca",
        type=Path,
        metavar="FILE",
        help="with --tls, write the certificate of the issuer to FILE, so that clients can verify "
        "the certificate of the mock server",
    )
    group.add_argument(
        "--remote-control",
        action="store_true",
        help="let other machines use the control API under /_mock/. By default, only this machine "
        "may use the API.",
    )


def _add_data(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--world",
        type=Path,
        metavar="FILE",
        help="serve the enterprises, connections and callers in FILE (YAML or JSON) instead of "
        "the default ones",
    )
    group.add_argument(
        "--connections",
        type=_count,
        metavar="N",
        help="serve an enterprise with N generated connections (default with --seed: 1000)",
    )
    group.add_argument(
        "--seed",
        type=_count,
        metavar="N",
        help="the seed of the generated connections. The same seed gives the same data "
        "(default: 1)",
    )
    group.add_argument(
        "--write-world",
        type=Path,
        metavar="FILE",
        help="write the data that the mock server serves to FILE: JSON if the name ends with "
        ".json, and otherwise YAML",
    )


def _add_failures(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--script",
        type=Path,
        metavar="FILE",
        help="fail for the requests that the steps in FILE (YAML or JSON) select",
    )
    group.add_argument(
        "--list-failures",
        action="store_true",
        help="print the names that the key `failure` of a step accepts, and exit",
    )
    group.add_argument(
        "--fault",
        action="append",
        default=[],
        metavar="NAME",
        help="add a fault or a valid variant to the mock server. The option can be repeated.",
    )
    group.add_argument(
        "--list-faults", action="store_true", help="print the names that --fault accepts, and exit"
    )


def _add_output(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--log",
        type=Path,
        metavar="FILE",
        help="write a JSON object for each request to the end of FILE; - is standard output",
    )
    group.add_argument(
        "--write-target",
        type=Path,
        metavar="FILE",
        help="write a target file for the mock server, with which the suite can test it, to FILE",
    )


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= 0xFFFF):
        raise argparse.ArgumentTypeError(f"{text!r} is not a port number from 0 to 65535")
    return int(text)


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 to 999999999")
    return int(text)
