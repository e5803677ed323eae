"""Report the differences between two OpenAPI documents.

The report includes the most severe class of the differences, such as breaking, and the version
number that the new document should have.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from openapi.changes.diff.document import ComparisonError, compare
from openapi.changes.model.classification import Class
from openapi.changes.model.difference import Difference, worst
from openapi.changes.model.node import MalformedError
from openapi.changes.semver import Step, has_taken, next_version, parse_version, step_for
from openapi.document import Document, DocumentError
from openapi.validation import Problem, first_problem


@dataclass(frozen=True)
class Report:
    """The report of a comparison of two OpenAPI documents.

    Attributes:
        old: The old document.
        new: The new document.
        differences: The differences, the most severe first.
    """

    old: Document
    new: Document
    differences: list[Difference]

    @property
    def gravest(self) -> Class | None:
        """The severity of the most severe difference; None if the documents do not differ."""
        return worst(self.differences)

    @property
    def is_breaking(self) -> bool:
        """Whether at least one difference between the two documents breaks callers."""
        return self.gravest is not None and self.gravest.is_breaking

    @property
    def step(self) -> Step:
        """The part of the version number that must increase: major, minor, patch or none."""
        return step_for(self.gravest)

    @property
    def next_version(self) -> str | None:
        """The lowest version number that the differences allow for the new document.

        None if the version number of a document is not a semantic version.
        """
        old = parse_version(self.old.version)
        if old is None or parse_version(self.new.version) is None:
            return None
        return self.old.version if self.step is Step.NONE else str(next_version(old, self.step))

    @property
    def version_problem(self) -> str | None:
        """An error message if the version of the new document is too low; otherwise None."""
        old, new = parse_version(self.old.version), parse_version(self.new.version)
        if old is None or new is None or self.gravest is None or has_taken(self.step, old, new):
            return None
        return (
            f"{self.new.name} differs from the released version {self.old.version} "
            f"({self.gravest.label}): `info.version` must be at least {self.next_version}, but is "
            f"{self.new.version}; `python -m openapi.changes` lists the differences."
        )


def compare_documents(old: Document, new: Document) -> Report:
    """Compare two OpenAPI documents and return the report.

    Raises:
        DocumentError: If one of the documents is invalid and therefore cannot be compared.
    """
    with reporting_invalid_documents(old, new):
        return Report(old, new, compare(old.content, new.content))


@contextmanager
def reporting_invalid_documents(*documents: Document) -> Iterator[None]:
    """If the `with` block fails, check whether one of the given documents is invalid.

    Raises:
        DocumentError: If the `with` block fails and one of the documents is invalid. This error
            replaces the error of the `with` block.
    """
    # A validation takes ten times as long as a comparison, so only an error starts a validation.
    try:
        yield
    except DocumentError:
        raise
    except Exception as error:
        for document in documents:
            problem = _problem_of(document, error)
            if problem is not None:
                raise document.error(problem) from error
        raise


def _problem_of(document: Document, error: Exception) -> Problem | None:
    """Return the problem of a document that caused an error, or None if the document is valid."""
    try:
        problem = first_problem(document.content)
    except RecursionError:
        problem = None
    if problem is not None and problem.location:
        return problem
    if not isinstance(error, MalformedError | ComparisonError):
        return problem
    is_here = error.node.source.content is document.content
    return Problem(error.node.tokens, error.problem) if is_here else problem
