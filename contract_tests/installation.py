"""How the suite is reached: from a checkout, or installed from its wheel, under another name."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).parent

INSTALLED = __package__ != "contract_tests"
"""Whether this is the package ``bitgo_oes_contract``, which its wheel installs."""

SUITE = "bitgo-oes-contract" if INSTALLED else "python -m pytest contract_tests/server"
"""The command that tests a server."""

MOCK = "bitgo-oes-mock" if INSTALLED else "python -m contract_tests.mock_server"
"""The command that serves the mock."""

DOCUMENT = (_HERE if INSTALLED else _HERE.parent / "openapi") / "list-client-balances.yaml"
"""The document: package data of the wheel."""
