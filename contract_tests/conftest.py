from __future__ import annotations

import pytest

from .contract import Operation
from .options import add_options
from .plugin import CONNECTION, start
from .server.runner.operation_tester import OperationTester


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("server suite", "contract tests of a server (contract_tests/server)")
    add_options(group.addoption)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "rule(id): the rule of the contract that a check judges")
    start(config)


@pytest.fixture
def tester(pytestconfig: pytest.Config, operation: Operation) -> OperationTester:
    return pytestconfig.stash[CONNECTION].tester(operation)
