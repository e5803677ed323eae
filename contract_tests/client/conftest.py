"""Hypothesis profiles and fixtures of the tests of the client."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, Verbosity, settings

from ..fixtures.running_mock import RunningMock, running_mock
from .json_backends import Backend, reading_with

# The time that schemathesis needs to generate a case is not a fault of the client. Generated bodies
# are large and take minutes to shrink. The message of a failure names the value instead, and pytest
# prints the arguments of the test.
_UNHURRIED = settings(
    settings.get_profile(settings.get_current_profile_name()),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    verbosity=Verbosity.quiet,
)

settings.register_profile("quick", _UNHURRIED, max_examples=5)
settings.register_profile("deep", _UNHURRIED, max_examples=500)
settings.register_profile("unhurried", _UNHURRIED, max_examples=15)
settings.register_profile(
    "shrink", _UNHURRIED, max_examples=15, phases=list(Phase), verbosity=Verbosity.normal
)
settings.register_profile(
    "kill", _UNHURRIED, max_examples=12, derandomize=True, phases=[Phase.explicit, Phase.generate]
)
settings.load_profile("unhurried")


def pytest_collection_finish() -> None:
    """Exempt loaded modules and collected tests from garbage collection, to save time."""
    gc.freeze()


@pytest.fixture(scope="module", params=Backend, ids=lambda backend: backend.value)
def backend(request: pytest.FixtureRequest) -> Iterator[Backend]:
    """Run each test once for each JSON library with which the client can parse bodies."""
    with reading_with(request.param):
        yield request.param


@pytest.fixture(scope="session", autouse=True)
def _parse_with_orjson() -> Iterator[None]:
    """Parse JSON with orjson, unless a test chooses another library.

    `test_decoding` compares the results of the libraries.
    """
    with reading_with(Backend.ORJSON):
        yield


@pytest.fixture(scope="session")
def _mock_of_session() -> Iterator[RunningMock]:
    with running_mock() as mock:
        yield mock


@pytest.fixture
def mock(_mock_of_session: RunningMock) -> RunningMock:
    """A running mock server, whose data, script and log of requests are reset for each test."""
    _mock_of_session.reset()
    return _mock_of_session
