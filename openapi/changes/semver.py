"""Semantic versions: which number must increase (major, minor, patch) after an API change.

Source: https://semver.org
"""

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
    """A step from one semantic version to the next: major, minor, patch or none."""

    NONE = "none"
    PATCH = "patch"
    MINOR = "minor"
    MAJOR = "major"


class Version(NamedTuple):
    """A semantic version without its build metadata."""

    major: int
    minor: int
    patch: int
    is_release: bool = True

    def __str__(self) -> str:
        """Return the version as `major.minor.patch`, without the label of a pre-release."""
        return f"{self.major}.{self.minor}.{self.patch}"


def step_for(gravest: Class | None) -> Step:
    """Return the part of the version number that must increase: major, minor, patch or none.

    Args:
        gravest: The class (severity) of the most severe difference; None if there is no difference.
    """
    # Versions below 1.0.0 take the same steps, although Semantic Versioning allows breaking changes
    # in any such version. The version of an API that moves money must show a breaking change.
    if gravest is None:
        return Step.NONE
    if gravest.is_breaking:
        return Step.MAJOR
    return Step.MINOR if gravest is Class.COMPATIBLE else Step.PATCH


def parse_version(version: str) -> Version | None:
    """Return the parts of a semantic version, or None if the text is not a semantic version."""
    match = _VERSION.fullmatch(version)
    if match is None:
        return None
    return Version(int(match[1]), int(match[2]), int(match[3]), is_release=match[4] is None)


def next_version(base: Version, step: Step) -> Version:
    """Return a base version with the major, minor or patch number increased.

    Args:
        base: The base version. A pre-release such as 2.0.0-rc.1 becomes 2.0.0.
        step: The number to increase; `Step.NONE` for the base version itself.
    """
    if step is Step.NONE:
        return base
    # A pre-release such as 2.0.0-rc.1 promises no compatibility, so every step leads to 2.0.0.
    if not base.is_release:
        return Version(base.major, base.minor, base.patch)
    if step is Step.MAJOR:
        return Version(base.major + 1, 0, 0)
    if step is Step.MINOR:
        return Version(base.major, base.minor + 1, 0)
    return Version(base.major, base.minor, base.patch + 1)


def has_taken(step: Step, base: Version, version: Version) -> bool:
    """Return whether a version has increased enough: by at least a major, minor or patch step.

    A pre-release of the version after the step is accepted.
    """
    return version[:3] >= next_version(base, step)[:3]
