"""Test the mock server with the contract suite, where nothing but the suite is installed.

The programs of the environment are used: `bitgo-oes-mock` and `bitgo-oes-contract`.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROGRAMS = Path(sys.executable).parent
TARGET = "target.toml"


def main() -> None:
    """Run the suite against the correct mock server, and against one with a fault.

    Raises:
        SystemExit: If the suite reports a violation of the first or misses the fault of the second.
    """
    with mock_server():
        if suite("--profile", "quick") != 0:
            raise SystemExit("the suite does not accept the correct mock server")
    with mock_server("--fault", "ignores-partner-ids"):
        if suite("--rules", "filters.exact") != 1:
            raise SystemExit("the suite does not find the fault of the mock server")


@contextmanager
def mock_server(*options: str) -> Iterator[None]:
    """Serve the mock while the context is entered, with its target file in the current folder."""
    command = [str(PROGRAMS / "bitgo-oes-mock"), "--port", "0", "--write-target", TARGET, *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            if process.stdout is None or not process.stdout.readline().startswith("listening "):
                raise SystemExit("the mock server does not start")
            yield
        finally:
            process.terminate()


def suite(*options: str) -> int:
    """Run the suite against the target and return its exit status."""
    command = [str(PROGRAMS / "bitgo-oes-contract"), "--target", TARGET, *options]
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    main()
