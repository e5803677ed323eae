from __future__ import annotations

import pytest

from .options import add_options
from .plugin import ServerSuite


def pytest_addoption(parser: pytest.Parser) -> None:
    add_options(parser)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    ServerSuite.start(config)
