"""Versions are spelled as the packaging library spells them."""

from __future__ import annotations

from itertools import product

from packaging.version import InvalidVersion, Version

from openapi.codegen.output.version import normalised

RELEASES = ("0.1.0", "1", "2026.06.11", "v1.2", "3!1.0")
SUFFIXES = (
    *("", "a1", "-alpha.1", ".beta", "-rc.10", "rc", "-pre2", "c3", "-preview", "-x.7", "-0.3.7"),
    *("-1", ".post2", "-rev3", "r4", ".dev5", "-DEV", "rc1.post2.dev3", "-11-22", "..1", " beta"),
)
LOCALS = ("", "+26b05bd8", "+Build.007", "+a-b_c", "+", "+é")


ODD = ("", "autumn", " 1.0 ", "1.0\n2", "\u0661.0")


def test_a_version_is_what_the_packaging_library_takes_it_for() -> None:
    versions = [*ODD, *map("".join, product(RELEASES, SUFFIXES, LOCALS))]

    assert {each: normalised(each) for each in versions} == {
        each: canonical(each) for each in versions
    }


def canonical(version: str) -> str | None:
    try:
        return str(Version(version))
    except InvalidVersion:
        return None
