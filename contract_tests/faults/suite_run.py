"""Run all contract tests for servers against one variant of the mock server."""

from __future__ import annotations

import json
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from attrs import asdict, frozen

from ..catalogue import Fault
from ..console import discard_output
from ..mock_server import CORRECT, build_world, create_app, render_target, serving
from ..mock_server.variants import VARIANTS

_NO_VERDICT: dict[str, Any] = {"verdict": "not_judged", "rules": [], "requests": 0}

SERVER = Path(__file__).parents[1] / "server"


@frozen
class Trial:
    """The result of one run of the server suite against one variant of the mock server.

    A variant has either a fault, or a valid but unusual behaviour.

    Attributes:
        name: The name of the variant.
        meant: The id of the rule that must catch the fault; None for a valid variant.
        verdict: The verdict of the run: `holds`, `violated` or `not_judged`.
        violated: The ids of the violated rules, in the order of the rule catalogue.
        requests: The number of requests that the suite sent.
        seconds: The duration of the run in seconds, without the import of libraries.
        without_cases: The ids of the rules that hold or are violated without a case. No rule should
            be among them.
    """

    name: str
    meant: str | None
    verdict: str
    violated: tuple[str, ...]
    requests: int
    seconds: float
    without_cases: tuple[str, ...] = ()

    @property
    def area(self) -> str:
        """The part of the contract that the faulty server violates, such as `pagination`.

        For a server without a fault, the area is `unusual`.
        """
        return "unusual" if self.meant is None else self.meant.partition(".")[0]

    @property
    def judged(self) -> bool:
        """Whether the run of the server suite ended with a verdict on the mock server."""
        return self.verdict != "not_judged"

    @property
    def right(self) -> bool:
        """Whether the contract suite judged the variant of the mock server correctly.

        For a faulty variant, the suite must report the rule that the fault violates. For a valid
        variant, the suite must report no violation. Each rule with a verdict must have a case.
        """
        if self.without_cases:
            return False
        return not self.violated if self.meant is None else self.meant in self.violated

    def as_json(self) -> dict[str, object]:
        """Return the result of the run as a JSON object for the file that `--json` writes."""
        return {**asdict(self), "area": self.area, "right": self.right}


def try_variant(name: str, profile: str, seed: int) -> Trial:
    """Return the result of the contract suite for a variant (changed copy) of the mock server.

    The variant runs on a local port. This function must be called at most once per process.
    """
    variant = VARIANTS[name]
    app = create_app(build_world(), variant.apply(CORRECT))
    with TemporaryDirectory() as folder, serving(app) as base_url:
        target, report = Path(folder, "target.toml"), Path(folder, "report")
        target.write_text(render_target(base_url), "utf-8")
        began = time.perf_counter()
        arguments = [str(SERVER), "--target", str(target), "--report", str(report)]
        arguments += ["--profile", profile, "--seed", str(seed), "-p", "no:cacheprovider"]
        # Modules that were imported before the fork cannot be rewritten by pytest.
        arguments += ["--assert", "plain"]
        with discard_output():
            pytest.main(arguments)
        seconds = time.perf_counter() - began
        written = report / "verdict.json"
        # A run that fails before it starts writes no verdict.
        verdict = json.loads(written.read_text("utf-8")) if written.exists() else _NO_VERDICT
    return Trial(
        name,
        variant.rule if isinstance(variant, Fault) else None,
        verdict["verdict"],
        tuple(rule["id"] for rule in verdict["rules"] if rule["status"] == "violated"),
        verdict["requests"],
        round(seconds, 3),
        tuple(
            rule["id"]
            for rule in verdict["rules"]
            if rule["status"] != "not_checked" and not rule["cases"]
        ),
    )
