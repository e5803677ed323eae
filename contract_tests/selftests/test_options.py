"""Tests of the commands that repeat a run with the same options."""

from __future__ import annotations

import argparse
import shlex
from pathlib import Path
from typing import Any, cast

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from ..installation import DISTRIBUTION, DOCUMENT, SUITE
from ..options import Options, add_options
from ..server.runner.profile import Profile

names = st.text("ab.-_ é'", min_size=1, max_size=6).map(lambda text: f"x{text}x")
paths = st.lists(names, min_size=1, max_size=3).map(lambda parts: Path(*parts))
ids = st.frozensets(st.from_regex(r"[a-z]+(\.[a-z]+|\*)?", fullmatch=True), min_size=1, max_size=3)
options = st.builds(
    Options,
    target=paths,
    profile=st.sampled_from(Profile),
    seed=st.integers(0, 2**32 - 1),
    rules=st.none() | ids,
    document=st.just(DOCUMENT) | paths,
    known=st.none() | paths,
    show_amounts=st.booleans(),
    operations=st.none() | ids,
    concurrency=st.none() | st.integers(1, 9),
)


class Config:
    """The part of ``pytest.Config`` that reads options, for given words of a command line."""

    def __init__(self, words: list[str]) -> None:
        parser = argparse.ArgumentParser()
        add_options(parser.add_argument)
        self._parsed = parser.parse_args(words)

    def getoption(self, name: str) -> Any:
        return getattr(self._parsed, name.removeprefix("--").replace("-", "_"))


def read(command: str, program: str) -> Options:
    words, first = shlex.split(command), program.split()
    assert words[: len(first)] == first
    return Options.of(cast("pytest.Config", Config(words[len(first) :])))


@given(options)
def test_the_command_that_repeats_a_run_has_the_files_and_the_options_of_the_run(
    given_options: Options,
) -> None:
    assert read(given_options.again, SUITE) == given_options


@given(options)
def test_the_command_that_checks_a_rule_again_has_the_other_options_of_the_run(
    given_options: Options,
) -> None:
    again = read(given_options.again_with("filters.exact"), SUITE)
    assert again == evolve(given_options, rules=frozenset({"filters.exact"}))


@given(options)
def test_the_command_for_another_machine_has_the_names_of_the_files(given_options: Options) -> None:
    elsewhere = read(given_options.again_elsewhere, DISTRIBUTION)
    for name in ("target", "document", "known"):
        path = getattr(given_options, name)
        here = path is None or (name == "document" and path == DOCUMENT)
        assert getattr(elsewhere, name) == (path if here else Path(path.name))
    assert (
        evolve(
            elsewhere,
            target=given_options.target,
            document=given_options.document,
            known=given_options.known,
        )
        == given_options
    )
