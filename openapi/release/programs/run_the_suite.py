"""Test the installed contract suite against the installed mock server.

The commands are `bitgo-oes-contract` and `bitgo-oes-mock`.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROGRAMS = Path(sys.executable).parent
TARGET = "target.toml"


def main() -> None:
    """Run the suite against a correct mock server, and against a mock server with a fault.

    Raises:
        SystemExit: If the suite rejects the correct server, or does not find the fault.
    """
    with mock_server():
        if suite("--profile", "quick") != 0:
            raise SystemExit("the suite does not accept the correct mock server")
    with mock_server("--fault", "ignores-partner-ids"):
        if suite("--rules", "filters.exact") != 1:
            raise SystemExit("the suite does not find the fault of the mock server")


@contextmanager
def mock_server(*options: str) -> Iterator[None]:
    """Run a mock server during a `with` block.

    The mock server writes its URL and its tokens to the target file, which the suite reads.
    """
    command = [str(PROGRAMS / "bitgo-oes-mock"), "--port", "0", "--write-target", TARGET, *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            if process.stdout is None or not process.stdout.readline().startswith("listening "):
                raise SystemExit("the mock server does not start")
            yield
        finally:
            process.terminate()


def suite(*options: str) -> int:
    """Run the contract suite against the mock server, and return the exit status of the suite."""
    command = [str(PROGRAMS / "bitgo-oes-contract"), "--target", TARGET, *options]
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    main()
