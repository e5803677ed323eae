"""Functions that run tests against a faulty copy of the client, in a separate process."""

from __future__ import annotations

import gc
import multiprocessing
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from importlib.metadata import entry_points
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx  # noqa: F401
import msgspec  # noqa: F401
import orjson  # noqa: F401
import pytest
from attrs import define, field, frozen

# Each trial needs these modules and the plugins of pytest. They are loaded once for all trials.
# None of them may import the client, because each trial imports its own copy.
from ... import generated_cases
from ...client.document import CONTRACT, OPERATION
from ...console import discard_output
from ...fixtures import running_mock  # noqa: F401
from ...mock_server import embedded  # noqa: F401
from . import FAULTS
from .source_edit import write_copy

for _plugin in entry_points(group="pytest11"):
    _plugin.load()
for _status in OPERATION.bodies:
    generated_cases.response_bodies(CONTRACT, OPERATION, _status)

TESTS = Path(__file__).parents[2] / "client"


@frozen
class Trial:
    """The result of running tests against a client with or without an inserted fault."""

    name: str
    tests: tuple[str, ...]
    """The ids of the tests that were run."""
    failed: tuple[str, ...]
    """The ids of the tests that failed."""
    problem: str
    """The reason why the copy could not be judged; empty if it was judged."""
    seconds: float
    """The CPU time of the run, in seconds."""

    @property
    def killed(self) -> bool:
        """Whether the tests ran and at least one test failed."""
        return not self.problem and bool(self.failed)


def node(test: str) -> str:
    """Return the pytest node id of a test such as "pagination.pages_are_fetched_lazily"."""
    module, _, name = test.partition(".")
    return f"{TESTS / f'test_{module}.py'}::test_{name}"


def try_all(names: Sequence[str], jobs: int) -> Iterator[Trial]:
    """Run the test of each fault in a separate process. Yield each result when the test ends."""
    with _processes(jobs) as pool:
        for future in as_completed([pool.submit(try_fault, name) for name in names]):
            yield future.result()


def try_without_fault(tests: Sequence[str]) -> Trial:
    """Run tests against an unchanged copy of the generated client."""
    with _processes(1) as pool:
        return pool.submit(_run, "as-generated", None, list(tests)).result()


def try_fault(name: str) -> Trial:
    """Insert a fault (deliberate bug) into a copy of the client, and run the test that must fail.

    Raises:
        RottenFaultError: If the package does not contain a text that the fault replaces.
    """
    return _run(name, name, [FAULTS[name].rule])


def _processes(jobs: int) -> ProcessPoolExecutor:
    # A process loads pytest and the client only once.
    ways = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in ways else "spawn")
    if "forkserver" in ways:
        context.set_forkserver_preload([__name__])
    return ProcessPoolExecutor(jobs, mp_context=context, max_tasks_per_child=1)


def _run(name: str, fault: str | None, tests: list[str]) -> Trial:
    began = time.process_time()
    reports = _Reports()
    with TemporaryDirectory() as folder:
        write_copy(Path(folder), None if fault is None else FAULTS[fault])
        sys.path.insert(0, folder)
        gc.freeze()  # pytest collects garbage, and loaded modules hold none
        # The profile is deterministic and does not shrink counterexamples.
        options = ["--hypothesis-profile", "kill", "-p", "no:cacheprovider", "--assert", "plain"]
        # A conftest.py above loads the plugin of the server suite, which is not needed.
        options += ["--tb", "line", "--confcutdir", str(TESTS)]
        options += ["--exitfirst"] if fault is not None else []
        with discard_output():
            code = pytest.main([*map(node, tests), *options], plugins=[reports])
        package = sys.modules.get("bitgo_oes")
        problem = ""
        if package is None or not (package.__file__ or "").startswith(folder):
            problem = "the tests did not import the faulty copy of the client"
        elif code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
            problem = f"pytest ended with {code!r}"
        elif not reports.ran:
            problem = "no test was run"
        elif (code == pytest.ExitCode.TESTS_FAILED) != bool(reports.failed):
            problem = "an error occurred outside a test"
    seconds = round(time.process_time() - began, 3)
    return Trial(name, tuple(tests), tuple(reports.failed), problem, seconds)


@define(slots=False)
class _Reports:
    """A pytest plugin that records the tests that ran and the tests that failed."""

    ran: list[str] = field(factory=list)
    failed: list[str] = field(factory=list)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call":
            self.ran.append(report.nodeid)
            if report.failed:
                self.failed.append(report.nodeid.rpartition("/")[2])
