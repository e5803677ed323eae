"""The command `python -m contract_tests.browser`, which tests the pages in Chromium.

The exit status is 0 if all tests pass, and 1 if a test fails. It is 2 if Chromium or axe-core is
missing.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from openapi.console import run

from .axe_core import AxeCoreError, axe_core
from .chromium import ChromiumNotFoundError, find_chromium


def main(arguments: list[str]) -> int:
    """Run the tests with some pytest options, such as `--screenshots DIR`; return the status."""
    try:
        find_chromium()
        axe_core()
    except (ChromiumNotFoundError, AxeCoreError) as error:
        print(error, file=sys.stderr)
        return 2
    status = pytest.main([str(Path(__file__).parent), "-m", "browser", *arguments])
    return int(status)


if __name__ == "__main__":
    run(lambda: main(sys.argv[1:]))
