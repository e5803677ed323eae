"""The command names of the contract suite, and the path of the OpenAPI document.

The names and the path differ between a checkout of the repository and an installed wheel.
"""

from __future__ import annotations

import re
from pathlib import Path

_HERE = Path(__file__).parent

INSTALLED = __package__ != "contract_tests"
"""Whether the suite is installed from its wheel, as the package ``bitgo_oes_contract``."""

DISTRIBUTION = "bitgo-oes-contract"
"""The name of the distribution, and of the command that it installs."""

SUITE = DISTRIBUTION if INSTALLED else "python -m pytest contract_tests/server"
"""The command that tests a server."""

MOCK = "bitgo-oes-mock" if INSTALLED else "python -m contract_tests.mock_server"
"""The command that starts the mock server."""

DOCUMENT = (_HERE if INSTALLED else _HERE.parent / "openapi") / "list-client-balances.yaml"
"""The path of the OpenAPI document, which the wheel holds as package data."""


def version() -> str:
    """Return the version of the suite, which is the version of the OpenAPI document."""
    match = re.search(r"^  version: (\S+)$", DOCUMENT.read_text("utf-8"), re.MULTILINE)
    return match[1] if match else ""
