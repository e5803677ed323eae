"""Which version comes next: https://semver.org, from the gravest difference."""

from __future__ import annotations

import re
from enum import Enum
from typing import NamedTuple

from openapi.changes.model.classification import Class

_VERSION = re.compile(
    r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)"
    r"(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?"
    r"(?:\+[0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*)?",
    re.ASCII,
)


class Step(Enum):
    """How far a version moves."""

    NONE = "none"
    PATCH = "patch"
    MINOR = "minor"
    MAJOR = "major"


class Version(NamedTuple):
    """A version by Semantic Versioning, without what it says of the build."""

    major: int
    minor: int
    patch: int
    is_release: bool = True

    def __str__(self) -> str:
        """Return the release that it is, or comes before."""
        return f"{self.major}.{self.minor}.{self.patch}"


def step_of(gravest: Class | None) -> Step:
    """Return the step that the gravest difference asks for.

    A version 0.y.z takes the same steps. Semantic Versioning would allow it to break without a
    word; callers of an API that moves money should read of it in the version.
    """
    if gravest is None:
        return Step.NONE
    if gravest.is_breaking:
        return Step.MAJOR
    return Step.MINOR if gravest is Class.COMPATIBLE else Step.PATCH


def parsed(version: str) -> Version | None:
    """Return a version in parts; None if it is not one by Semantic Versioning."""
    match = _VERSION.fullmatch(version)
    if match is None:
        return None
    major, minor, patch = (int(match[i]) for i in (1, 2, 3))
    return Version(major, minor, patch, match[4] is None)


def next_version(base: Version, step: Step) -> Version:
    """Return the version that is due; a pre-release has promised nothing, and may become itself."""
    release = Version(base.major, base.minor, base.patch)
    if step is Step.NONE:
        return base
    if not base.is_release:
        return release
    if step is Step.MAJOR:
        return Version(base.major + 1, 0, 0)
    if step is Step.MINOR:
        return Version(base.major, base.minor + 1, 0)
    return Version(base.major, base.minor, base.patch + 1)


def has_taken(step: Step, base: Version, version: Version) -> bool:
    """Whether a version has moved as far as was due; further is fine, and so is a pre-release."""
    due = next_version(base, step)
    return version[:3] >= due[:3]
