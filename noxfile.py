"""The tasks of the project as nox sessions, which need a checkout, Python and nox.

A session installs its requirements and runs a plain command with the arguments after `--`. The
plain commands also run in an environment with the dependency group `dev` and `./generated_client`.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import nox
import nox.project
from nox.command import CommandFailed

nox.needs_version = ">=2025.5"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_venv = "yes"
# Users install the Python versions themselves.
nox.options.download_python = "never"

PYTHONS = nox.project.python_versions(nox.project.load_toml("pyproject.toml"))
REDOCLY = "@redocly/cli@2.77.0"


def install(session: nox.Session, *groups: str) -> None:
    """Install dependency groups of pyproject.toml into the environment of a session."""
    session.install(*(f"--group={group}" for group in groups))


@nox.session
def lint(session: nox.Session) -> None:
    """Lint the Python code, the YAML files, the workflows and the OpenAPI document."""
    install(session, "lint")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("yamllint", "--strict", ".")
    session.run("zizmor", "--offline", "--no-progress", "--quiet", ".github")
    redocly = ("npx", "--yes", REDOCLY)
    settings = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}
    try:
        session.run(*redocly, "--version", silent=True, env=settings)
    except CommandFailed:
        session.error(f"npx cannot run {REDOCLY}; its first run needs access to the npm registry")
    document = "openapi/list-client-balances.yaml"
    session.run(*redocly, "lint", "--extends=recommended-strict", document, env=settings)


@nox.session
def typecheck(session: nox.Session) -> None:
    """Type-check the project with mypy, and the generated client with mypy and pyright."""
    install(session, "browser", "tests", "types")
    session.install("-e", "./generated_client")
    session.run("mypy")
    session.run("mypy", "--strict", "generated_client/bitgo_oes")
    # Without --project, pyright would search the parent folders for a configuration.
    session.run("pyright", "--project", "pyproject.toml")
    session.run("python", "-m", "pytest", "openapi", "-m", "pyright", *session.posargs)


@nox.session
def check(session: nox.Session) -> None:
    """Check that the committed client is the one that the document generates."""
    install(session, "codegen")
    session.run("python", "-m", "openapi.codegen", "--check", *session.posargs)


@nox.session(default=False)
def changes(session: nox.Session) -> None:
    """Classify the changes between two documents: `nox -s changes -- HEAD~1 FILE --markdown`."""
    install(session, "changes")
    session.run("python", "-m", "openapi.changes", *session.posargs)


@nox.session(default=False)
def upstream(session: nox.Session) -> None:
    """Compare the provider's document with ours: `nox -s upstream -- FILE`."""
    install(session, "changes")
    session.run("python", "-m", "openapi.upstream", *session.posargs)


@nox.session(default=False)
def operations(session: nox.Session) -> None:
    """Test a client of each provider operation: `nox -s operations -- --upstream DIR`."""
    install(session, "tests")
    session.install("-e", "./generated_client")  # the package has the dependencies of every client
    session.run("python", "-m", "openapi.operations", *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """Run every test, offline, against the embedded mock, on all cores."""
    install(session, "tests")
    session.install("-e", "./generated_client")
    # pytest must get the folders as arguments: their conftest.py defines the option --upstream.
    # Many tests wait for another process, so one worker more than cores keeps the cores busy.
    workers = str((os.cpu_count() or 1) + 1)
    options = ("-p", "xdist.plugin", "-n", workers, "--dist", "worksteal", "-rfEs")
    session.run("python", "-m", "pytest", *options, "openapi", "contract_tests", *session.posargs)


@nox.session(default=False)
def matrix(session: nox.Session) -> None:
    """Generate and test clients of documents with properties and parameters of every kind."""
    install(session, "tests")
    session.install("-e", "./generated_client")
    parallel = ("-p", "xdist.plugin", "-n", str(os.cpu_count() or 1))
    session.run(
        *("python", "-m", "pytest", *parallel, "-m", "matrix"),
        *("contract_tests/selftests/test_kinds.py", *session.posargs),
    )


@nox.session(default=False)
def browser(session: nox.Session) -> None:
    """Test the pages in Chromium: `nox -s browser -- --screenshots DIR`."""
    install(session, "browser")
    session.install("-e", "./generated_client")
    try:
        session.run("python", "-m", "contract_tests.browser", *session.posargs)
    except CommandFailed as failed:
        # The status 2 means that Chromium or axe-core is missing. Old versions of nox lack it.
        if getattr(failed, "return_code", None) == 2:
            sys.exit(2)
        raise


@nox.session(default=False)
def contract(session: nox.Session) -> None:
    """Test a server, by default the embedded mock: `nox -s contract -- --target FILE`."""
    install(session, "suite")
    session.run("python", "-m", "pytest", "contract_tests/server", *session.posargs)


@nox.session(default=False)
def strength(session: nox.Session) -> None:
    """Run the suite against the mock with each fault and variant, and print what it finds."""
    install(session, "suite")
    session.run("python", "-m", "contract_tests.faults", *session.posargs)


@nox.session(default=False)
def load(session: nox.Session) -> None:
    """Check a server under load, by default the mock: `nox -s load -- --target FILE`."""
    install(session, "load")
    session.run("python", "-m", "contract_tests.load", *session.posargs)


@nox.session(default=False)
def bench(session: nox.Session) -> None:
    """Compare the client, suite, mock and commands with other tools: `nox -s bench -- --quick`."""
    install(session, "bench")
    session.install("-e", "./generated_client")
    session.run("python", "-m", "contract_tests.bench", *session.posargs)


@nox.session(default=False)
def generate(session: nox.Session) -> None:
    """Generate the client from the document."""
    install(session, "codegen")
    session.run("python", "-m", "openapi.codegen", *session.posargs)


@nox.session(default=False)
def mock(session: nox.Session) -> None:
    """Serve the mock until it is stopped: `nox -s mock -- --port 8080 --write-target FILE`."""
    install(session, "mock", "tls")
    session.run("python", "-m", "contract_tests.mock_server", *session.posargs)


@nox.session(default=False)
def vendor(session: nox.Session) -> None:
    """Copy the client into another project: `nox -s vendor -- DIR`, or `-- --verify DIR`."""
    session.run("python", "-m", "openapi.vendoring", *session.posargs)


@nox.session(default=False)
def build(session: nox.Session) -> None:
    """Build both distributions, check them, and test them with each Python on this machine."""
    install(session, "build")
    session.run("python", "-m", "openapi.release", *session.posargs)


@nox.session(default=False)
@nox.parametrize(
    "python,resolution", [(PYTHONS[0], "lowest-direct"), *((each, "highest") for each in PYTHONS)]
)
def installed(session: nox.Session, resolution: str) -> None:
    """Test each built distribution with nothing else installed; `nox -s build` runs this."""
    if len(session.posargs) != 2:
        session.error("run `nox -s build`, which runs this session")
    wheels, target = session.posargs
    programs = Path("openapi/release/programs").resolve()

    install_only(session, Path(wheels), "bitgo_oes", "generated_client", resolution)
    session.run("python", "-I", f"{programs}/call_the_client.py", target)

    install_only(session, Path(wheels), "bitgo_oes_contract", ".", resolution)
    with session.chdir(session.create_tmp()):
        session.run("python", "-I", f"{programs}/run_the_suite.py")


def install_only(
    session: nox.Session, wheels: Path, name: str, project: str, resolution: str
) -> None:
    """Install one wheel with its dependencies, and remove every other package."""
    (path,) = wheels.glob(f"{name}-*.whl")
    requirements = ("--requirements", f"{project}/pyproject.toml")
    session.install("--exact", "--resolution", resolution, *requirements, str(path))
    session.run("uv", "pip", "check", external=True)
    session.run("uv", "pip", "freeze", external=True)
