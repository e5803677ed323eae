"""The command-line options of the server suite, and the rules that the options select."""

from __future__ import annotations

import argparse
import random
import re
import shlex
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pytest
from attrs import evolve, frozen

from .installation import DISTRIBUTION, DOCUMENT, INSTALLED, SUITE
from .server.runner.profile import Profile
from .target_file import REMOTE_MAX_REQUESTS

_PROFILES = [profile.value for profile in Profile]


def add_options(add: Callable[..., object]) -> None:
    """Add the options of the server suite to a parser.

    ``add`` is ``add_argument`` of an argparse parser, or ``addoption`` of a pytest parser.
    """
    add(
        "--target",
        type=Path,
        metavar="FILE",
        help="the TOML file that describes the server to test. The section Test a server of the "
        "README lists the keys of the file.",
    )
    add(
        "--operation",
        action="append",
        metavar="ID",
        help="test only the operation with this operationId. The option can be repeated "
        "(default: test every GET operation of the document).",
    )
    add(
        "--profile",
        choices=_PROFILES,
        default=Profile.DEFAULT.value,
        help="the profile that determines how many requests the run sends (default: %(default)s). "
        f"For another machine, max_requests is {REMOTE_MAX_REQUESTS} by default; for deep, set "
        "a larger max_requests, or 0 for no limit, in the target file.",
    )
    add(
        "--seed",
        type=int,
        metavar="N",
        help="the seed of the generated requests. A run with the seed of an earlier run sends the "
        "same requests (default: a random seed).",
    )
    add(
        "--rules",
        metavar="ID,…",
        help="check only these rules. A rule is named by its id, its area, or a pattern, for "
        "example pagination.slices,filters,scenarios.un*",
    )
    add(
        "--report",
        type=Path,
        metavar="DIR",
        help="write the verdict to DIR, as a page, JSON, JUnit XML, Markdown and a badge, with a "
        "log of all requests",
    )
    add(
        "--concurrency",
        type=count("requests"),
        metavar="N",
        help="the largest number of simultaneous requests. A larger N makes a run against a slow "
        "server faster. With 1, the run sends no bursts. By default, only bursts have simultaneous "
        "requests: 4 to a server on this machine, and none to others.",
    )
    add(
        "--known",
        type=Path,
        metavar="FILE",
        help="the TOML file of known violations. A known violation does not fail the run.",
    )
    add(
        "--show-amounts",
        action="store_true",
        help="show the amounts and names of a server on another machine. By default they are "
        "masked.",
    )
    add(
        "--document",
        type=Path,
        metavar="FILE",
        default=DOCUMENT,
        help="the OpenAPI document that the server is tested against (default: the document of "
        "this suite)",
    )


def names(text: str) -> frozenset[str]:
    """Split a text at commas and blanks, and return the resulting names."""
    return frozenset(filter(None, re.split(r"[\s,]+", text)))


def count(plural_noun: str) -> Callable[[str], int]:
    """Return a function that parses a positive integer, to be used as ``type`` in argparse.

    Error messages contain ``plural_noun``, such as "is not a number of requests".
    """

    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and int(text)):
            raise argparse.ArgumentTypeError(f"{text!r} is not a number of {plural_noun}")
        return int(text)

    return read


@frozen
class Options:
    """The options of one run of the server suite."""

    target: Path | None
    profile: Profile
    seed: int
    rules: frozenset[str] | None = None
    """The ids, areas and patterns of the rules to check; None means all rules."""
    report: Path | None = None
    document: Path = DOCUMENT
    known: Path | None = None
    show_amounts: bool = False
    operations: frozenset[str] | None = None
    """The ids of the operations to test; None means all GET operations."""
    concurrency: int | None = None
    """The largest number of requests under way at the same time.

    By default (None), only tests of simultaneous requests send several requests at the same time.
    """

    @classmethod
    def of(cls, config: pytest.Config) -> Options:
        """Return the options of a pytest run, with a random seed if no seed is given."""
        seed = config.getoption("--seed")
        rules, operations = config.getoption("--rules"), config.getoption("--operation")
        return cls(
            target=config.getoption("--target"),
            profile=Profile(config.getoption("--profile")),
            seed=random.SystemRandom().randrange(2**32) if seed is None else seed,
            rules=None if rules is None else names(rules),
            report=config.getoption("--report"),
            document=config.getoption("--document"),
            known=config.getoption("--known"),
            show_amounts=config.getoption("--show-amounts"),
            operations=None if operations is None else names(",".join(operations)),
            concurrency=config.getoption("--concurrency"),
        )

    @property
    def again(self) -> str:
        """The shell command that repeats the run with the same files, settings and seed."""
        return self._again(rules=self.rules)

    def again_with(self, rule: str) -> str:
        """Return the shell command that repeats the run for one rule only."""
        return self._again(rules=[rule])

    @property
    def again_elsewhere(self) -> str:
        """The shell command that repeats the run on a machine with the installed suite.

        On that machine, the current folder must have copies of the files of this run, with the same
        names.
        """
        return evolve(
            self,
            target=self.target and Path(self.target.name),
            document=DOCUMENT if self.document == DOCUMENT else Path(self.document.name),
            known=self.known and Path(self.known.name),
        )._again([DISTRIBUTION], self.rules)

    def _again(self, program: Sequence[str] = (), rules: Iterable[str] | None = None) -> str:
        words = [*(program or SUITE.split())]
        if self.target is not None:
            words += ["--target", str(self.target)]
        elif program or INSTALLED:
            words.append("--mock")
        if self.document != DOCUMENT:
            words += ["--document", str(self.document)]
        if self.known is not None:
            words += ["--known", str(self.known)]
        words += self._settings
        if rules is not None:
            words += ["--rules", ",".join(sorted(rules))]
        return shlex.join(words)

    @property
    def _settings(self) -> list[str]:
        words: list[str] = []
        for operation in sorted(self.operations or ()):
            words += ["--operation", operation]
        if self.profile is not Profile.DEFAULT:
            words += ["--profile", self.profile.value]
        if self.concurrency is not None:
            words += ["--concurrency", str(self.concurrency)]
        if self.show_amounts:
            words.append("--show-amounts")
        return [*words, "--seed", str(self.seed)]
