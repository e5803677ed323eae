"""Report the differences between two documents, the gravest class and the next version."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from openapi.changes.diff.document import compare
from openapi.changes.model.classification import Class
from openapi.changes.model.difference import Difference, worst
from openapi.changes.model.node import MalformedError
from openapi.changes.semver import Step, has_taken, next_version, parse_version, step_for
from openapi.document import Document, DocumentError
from openapi.validation import first_problem


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
        """Whether one of the differences is breaking."""
        return self.gravest is not None and self.gravest.is_breaking

    @property
    def step(self) -> Step:
        """The version step that the differences require."""
        return step_for(self.gravest)

    @property
    def next_version(self) -> str | None:
        """The lowest version for the new document; None if a version is not semantic."""
        old = parse_version(self.old.version)
        if old is None or parse_version(self.new.version) is None:
            return None
        return self.old.version if self.step is Step.NONE else str(next_version(old, self.step))

    @property
    def version_problem(self) -> str | None:
        """The error message for a version of the new document that is too low, or None."""
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
    """Replace an error in the `with` block by a `DocumentError` if a document is invalid.

    Raises:
        DocumentError: If the `with` block fails and one of the documents is invalid.
    """
    # A validation takes ten times as long as a comparison, so only an error starts a validation.
    try:
        yield
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError) as error:
        for document in documents:
            problem = first_problem(document.content)
            if problem is None and isinstance(error, MalformedError):
                problem = str(error) if error.node.document is document.content else None
            if problem is not None:
                raise DocumentError(document.path, problem, "correct the document") from None
        raise
