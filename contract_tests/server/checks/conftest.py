from __future__ import annotations

import pytest

from ...contract import Operation
from ...run import running_suite
from ..runner.probe import Probe


@pytest.fixture
def probe(operation: Operation) -> Probe:
    return running_suite().probe(operation)
