"""The server suite's options: how they are given, and what they come to."""

from __future__ import annotations

import random
import re
import shlex
from collections.abc import Callable
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from attrs import frozen

from .contract import Contract
from .installation import DOCUMENT, SUITE
from .rules import Rule, catalogue
from .server.runner.profile import Profile

_PROFILES = [profile.value for profile in Profile]


def add_options(add: Callable[..., object]) -> None:
    """Add the server suite's options, by the method that adds one to a parser of any kind."""
    add(
        "--target",
        type=Path,
        metavar="FILE",
        help="TOML file that describes the server to test (default: the embedded mock; "
        "what it holds: README, Test your server)",
    )
    add(
        "--profile",
        choices=_PROFILES,
        default=Profile.DEFAULT.value,
        help="how much to try (default: %(default)s)",
    )
    add(
        "--seed",
        type=int,
        metavar="N",
        help="repeat the run that printed this seed (default: a new one each time)",
    )
    add(
        "--rules",
        metavar="ID,…",
        help="check only these rules, by id, area or pattern, "
        "such as pagination.slices,filters,scenarios.un*",
    )
    add(
        "--report",
        type=Path,
        metavar="DIR",
        help="write verdict.json, junit.xml, report.html and requests.har to DIR",
    )
    add(
        "--known",
        type=Path,
        metavar="FILE",
        help="TOML file of reviewed violations, which do not fail the run",
    )
    add(
        "--show-amounts",
        action="store_true",
        help="show amounts and names of a target that is not loopback, instead of masking them",
    )
    add(
        "--document",
        type=Path,
        metavar="FILE",
        default=DOCUMENT,
        help="OpenAPI document to test against (default: the one it comes with)",
    )


def rule_names(text: str) -> frozenset[str]:
    """Return the names of rules that a text lists, with commas or blanks between them."""
    return frozenset(filter(None, re.split(r"[\s,]+", text)))


@frozen
class Options:
    """What one run was asked for."""

    target: Path | None
    profile: Profile
    seed: int
    rules: frozenset[str] | None = None
    """Ids, areas and patterns of ids; None means all."""
    report: Path | None = None
    document: Path = DOCUMENT
    known: Path | None = None
    show_amounts: bool = False

    @classmethod
    def of(cls, config: pytest.Config) -> Options:
        """Read the options, and choose a seed if none is given."""
        seed = config.getoption("--seed")
        rules = config.getoption("--rules")
        return cls(
            target=config.getoption("--target"),
            profile=Profile(config.getoption("--profile")),
            seed=random.SystemRandom().randrange(2**32) if seed is None else seed,
            rules=None if rules is None else rule_names(rules),
            report=config.getoption("--report"),
            document=config.getoption("--document"),
            known=config.getoption("--known"),
            show_amounts=config.getoption("--show-amounts"),
        )

    @property
    def again(self) -> str:
        """The command that repeats the run."""
        words = SUITE.split()
        if self.target is not None:
            words += ["--target", str(self.target)]
        if self.document != DOCUMENT:
            words += ["--document", str(self.document)]
        if self.profile is not Profile.DEFAULT:
            words += ["--profile", self.profile.value]
        if self.show_amounts:
            words.append("--show-amounts")
        return shlex.join([*words, "--seed", str(self.seed)])

    def selected(self, document: Contract) -> tuple[Rule, ...]:
        """Return the rules to check. Raises UsageError for an id that no rule has."""
        rules = catalogue(document)
        if self.rules is None:
            return rules
        known = {rule.id for rule in rules} | {rule.area for rule in rules}
        chosen: set[str] = set()
        for name in sorted(self.rules):
            found = {r.id for r in rules if r.area == name or fnmatchcase(r.id, name)}
            chosen |= found
            if found:
                continue
            close = get_close_matches(name, known, n=1)
            areas = ", ".join(dict.fromkeys(rule.area for rule in rules))
            hint = f"did you mean {close[0]}?" if close else f"the areas are {areas}"
            raise pytest.UsageError(f"--rules: no rule is called {name!r}; {hint}")
        return tuple(rule for rule in rules if rule.id in chosen)
