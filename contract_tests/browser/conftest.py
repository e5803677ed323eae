from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from .axe_core import AxeCoreError, axe_core
from .chromium import ChromiumNotFoundError, find_chromium, launch_options
from .visit import Visit, visit

# Playwright is imported only by the tests that are run, because `nox -s tests` does not install it.
if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parents[2]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--screenshots",
        type=Path,
        metavar="DIR",
        help="write screenshots of the pages to the folder DIR",
    )


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start Chromium. If Chromium is not installed, pytest exits with the status 2."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        try:
            path = find_chromium(playwright.chromium.executable_path)
        except ChromiumNotFoundError as error:
            pytest.exit(str(error), returncode=2)
        browser = playwright.chromium.launch(**launch_options(path))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """Return the JavaScript of axe-core. If axe-core is missing, pytest exits with the status 2."""
    try:
        return axe_core()
    except AxeCoreError as error:
        pytest.exit(str(error), returncode=2)


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Callable[..., Visit]]:
    """Return a function that opens a URL in a new browser profile.

    At the end of the test, each page must have logged no error, and must have sent requests only to
    this machine.
    """
    visits: list[Visit] = []
    with ExitStack() as stack:

        def open_url(url: str, **options: Any) -> Visit:
            opened = stack.enter_context(visit(chromium, url, **options))
            visits.append(opened)
            return opened

        yield open_url
    problems = [problem for each in visits for problem in each.problems]
    if problems:
        pytest.fail("\n".join(problems))


@pytest.fixture(scope="session")
def mock_url() -> Iterator[str]:
    """Start the command of the mock server, and yield its URL."""
    command = [sys.executable, "-m", "contract_tests.mock_server", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        listening = process.stdout.readline() if process.stdout else ""
        try:
            yield listening.split()[1]
        finally:
            process.kill()


@pytest.fixture
def mock(mock_url: str) -> str:
    """Reset the mock server to its initial data and an empty request log, and return its URL."""
    headers = {"content-type": "application/json"}
    httpx.post(f"{mock_url}/_mock/reset", headers=headers).raise_for_status()
    return mock_url


@pytest.fixture
def screenshot(request: pytest.FixtureRequest) -> Callable[[Visit, str], None]:
    """Return a function that writes a screenshot if the option `--screenshots` is given."""
    folder: Path | None = request.config.getoption("--screenshots", default=None)

    def write(shown: Visit, name: str) -> None:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            shown.page.screenshot(path=folder / f"{name}.png")
            shown.page.screenshot(path=folder / f"{name}-whole.png", full_page=True)

    return write
