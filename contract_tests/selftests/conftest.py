from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from ..mock_server import build_world, create_app, render_target, serving
from ..mock_server.variants import behaviour_with
from .mock_gaps import gaps_of_the_mock

# The duration of an example depends on the load of the machine, so no example has a deadline.
settings.register_profile(
    "without-deadline",
    settings.get_profile(settings.get_current_profile_name()),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("without-deadline")


# A shell starts background jobs with SIGINT ignored. The processes that tests start inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


_GAP_TEST = "test_the_mock_serves_what_the_document_describes"


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test if the mock server lacks a part of the document, which one test reports.

    Without that, many tests of this folder would fail for the same reason.
    """
    if item.name != _GAP_TEST and gaps_of_the_mock():
        pytest.skip(f"the mock server lacks a part of the document: see {_GAP_TEST}")


@pytest.fixture
def target_file(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """Start a mock server, and yield the path of a file with the server's URL and credentials.

    The parameter of this fixture names variants (changed behaviours) of the mock server.
    """
    with serving(create_app(build_world(), behaviour_with(getattr(request, "param", ())))) as url:
        path = tmp_path / "target.toml"
        path.write_text(render_target(url), "utf-8")
        yield path
