"""One run of the whole suite, as users run it, against one variant of the mock."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from attrs import asdict, frozen

from ..mock_server import CORRECT, build_world, create_app, render_target, serving
from .fault import Fault
from .server import VARIANTS

_NO_VERDICT: dict[str, Any] = {"verdict": "not_judged", "rules": [], "requests": 0}

SERVER = Path(__file__).parents[1] / "server"


@frozen
class Trial:
    """What the suite said about one variant. ``meant`` is None for one that is merely unusual."""

    name: str
    meant: str | None
    verdict: str
    violated: tuple[str, ...]
    """The rules that it violates, in the order of the catalogue."""
    requests: int
    seconds: float
    """Of the whole run, the import of its libraries left out."""

    @property
    def area(self) -> str:
        """The part of the contract that a fault violates, or ``unusual``."""
        return "unusual" if self.meant is None else self.meant.partition(".")[0]

    @property
    def judged(self) -> bool:
        """Whether the suite came to a verdict."""
        return self.verdict != "not_judged"

    @property
    def right(self) -> bool:
        """Whether the fault was caught by the rule meant for it, or the unusual left alone."""
        return not self.violated if self.meant is None else self.meant in self.violated

    def as_json(self) -> dict[str, object]:
        """Return the trial as one entry of ``--json``."""
        return {**asdict(self), "area": self.area, "right": self.right}


def try_variant(name: str, profile: str, seed: int) -> Trial:
    """Serve a variant on a socket of its own, and run the suite against it, once a process."""
    variant = VARIANTS[name]
    app = create_app(build_world(), variant.apply(CORRECT))
    with TemporaryDirectory() as folder, serving(app) as base_url:
        target, report = Path(folder, "target.toml"), Path(folder, "report")
        target.write_text(render_target(base_url), "utf-8")
        began = time.perf_counter()
        arguments = [str(SERVER), "--target", str(target), "--report", str(report)]
        arguments += ["--profile", profile, "--seed", str(seed), "-p", "no:cacheprovider"]
        # What is imported already, to share it among processes, cannot be rewritten any more.
        arguments += ["--assert", "plain"]
        with _silence():
            pytest.main(arguments)
        seconds = time.perf_counter() - began
        written = report / "verdict.json"
        # A run that breaks down leaves none.
        verdict = json.loads(written.read_text("utf-8")) if written.exists() else _NO_VERDICT
    return Trial(
        name,
        variant.rule if isinstance(variant, Fault) else None,
        verdict["verdict"],
        tuple(rule["id"] for rule in verdict["rules"] if rule["status"] == "violated"),
        verdict["requests"],
        round(seconds, 3),
    )


@contextmanager
def _silence() -> Iterator[None]:
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
        # What pytest writes to is found by its number, too.
        sys.stdout.flush()
        yield
