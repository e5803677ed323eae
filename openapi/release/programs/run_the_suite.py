"""Test the installed contract suite against the installed mock server.

The commands are `bitgo-oes-contract` and `bitgo-oes-mock`, and the pytest fixture is `bitgo_mock`.
"""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

TEST_WITH_FIXTURE = """
import urllib.error, urllib.request, pytest

def test_failure(bitgo_mock):
    path = f"/api/network/v1/enterprises/{bitgo_mock.enterprise_id}/clients/balances"
    headers = {"Authorization": f"Bearer {bitgo_mock.token}"}
    request = urllib.request.Request(bitgo_mock.base_url + path, headers=headers)
    bitgo_mock.script({"status": 503})
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(request)
    assert urllib.request.urlopen(request).status == 200
    assert [each.status for each in bitgo_mock.requests] == [503, 200]
"""

PROGRAMS = Path(sys.executable).parent
TARGET = "target.toml"


def main() -> None:
    """Run the suite against a correct and a faulty mock server, and a test with `bitgo_mock`.

    `bitgo_mock` is the pytest fixture of the suite. The program also reads the reference page
    of the mock server.

    Raises:
        SystemExit: If the suite rejects the correct server, or does not find the fault, if the
            reference page is incomplete, or if the test fails.
    """
    with mock_server():
        check_reference_page(tomllib.loads(Path(TARGET).read_text("utf-8"))["base_url"])
        if suite("--profile", "quick") != 0:
            raise SystemExit("the suite does not accept the correct mock server")
    with mock_server("--fault", "ignores-partner-ids"):
        if suite("--rules", "filters.exact") != 1:
            raise SystemExit("the suite does not find the fault of the mock server")
    Path("test_fixture.py").write_text(TEST_WITH_FIXTURE, encoding="utf-8")
    words = [sys.executable, "-m", "pytest", "-q", "test_fixture.py"]
    if subprocess.run(words, check=False).returncode != 0:
        raise SystemExit("a test that uses the fixture bitgo_mock fails")


@contextmanager
def mock_server(*options: str) -> Iterator[None]:
    """Run a mock server during a `with` block.

    The mock server writes its URL and its tokens to the target file, which the suite reads.
    """
    command = [str(PROGRAMS / "bitgo-oes-mock"), "--port", "0", "--write-target", TARGET, *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            if process.stdout is None or not process.stdout.readline().startswith("listening "):
                raise SystemExit("the mock server does not start")
            yield
        finally:
            process.terminate()


def check_reference_page(base_url: str) -> None:
    """Read the reference page of a mock server, and everything that the page refers to.

    Raises:
        httpx.HTTPStatusError: If a part of the page is missing.
        SystemExit: If the page does not have its parts, or refers to another server.
    """
    page = httpx.get(base_url).raise_for_status().text
    found = set(re.findall(r'(?:src|href)="([^"#]+)"', page))
    if not {"/reference/page.js", "/reference/page.css", "/openapi.yaml"} <= found:
        raise SystemExit(f"the reference page refers only to {sorted(found)}")
    for address in found:
        if not address.startswith("/"):
            raise SystemExit(f"the reference page refers to another server: {address}")
        httpx.get(base_url + address).raise_for_status()


def suite(*options: str) -> int:
    """Run the contract suite against the mock server, and return the exit status of the suite."""
    command = [str(PROGRAMS / "bitgo-oes-contract"), "--target", TARGET, *options]
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    main()
