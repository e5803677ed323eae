"""What a comparison comes to: the differences, the gravest class and the version that is due."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from openapi.changes.diff.document import compare
from openapi.changes.model.classification import Class
from openapi.changes.model.difference import Difference, worst
from openapi.changes.model.node import MalformedError
from openapi.changes.semver import Step, has_taken, next_version, parsed, step_of
from openapi.document import Document, DocumentError
from openapi.validation import first_problem


@dataclass(frozen=True)
class Verdict:
    """Two documents, compared.

    Attributes:
        old: The document that was.
        new: The document that is.
        differences: What differs, the gravest first.
    """

    old: Document
    new: Document
    differences: list[Difference]

    @property
    def gravest(self) -> Class | None:
        """The gravest class; None if nothing differs."""
        return worst(self.differences)

    @property
    def step(self) -> Step:
        """The step that the version has to take."""
        return step_of(self.gravest)

    @property
    def due(self) -> str | None:
        """The version that is due; None if the versions are not of Semantic Versioning."""
        base = parsed(self.old.version)
        if base is None or parsed(self.new.version) is None:
            return None
        return self.old.version if self.step is Step.NONE else str(next_version(base, self.step))

    @property
    def complaint(self) -> str | None:
        """What is wrong with the new document's version, in one sentence; None if nothing is."""
        base, version = parsed(self.old.version), parsed(self.new.version)
        if base is None or version is None or self.gravest is None:
            return None
        if has_taken(self.step, base, version):
            return None
        return (
            f"{self.new.name} differs from the released version {self.old.version} "
            f"({self.gravest.label}): version {self.due} is due, and its info.version is "
            f"{self.new.version}; `python -m openapi.changes` lists the differences."
        )


def judge(old: Document, new: Document) -> Verdict:
    """Compare two documents.

    Raises:
        DocumentError: If one of them is not valid, so that it cannot be compared.
    """
    with reporting_invalid_documents(old, new):
        return Verdict(old, new, compare(old.content, new.content))


@contextmanager
def reporting_invalid_documents(*documents: Document) -> Iterator[None]:
    """When a comparison stumbles, say which document is not valid, and where.

    Validating takes a second, ten times as long as comparing: so it is only done then.

    Raises:
        DocumentError: If one of the documents is not valid.
    """
    try:
        yield
    except (
        MalformedError,
        AttributeError,
        KeyError,
        RecursionError,
        TypeError,
        ValueError,
    ) as error:
        for document in documents:
            problem = first_problem(document.content)
            if problem is None and isinstance(error, MalformedError):
                ours = document.content is error.node.document
                problem = str(error) if ours else None
            if problem is not None:
                raise DocumentError(document.path, problem, "correct the document") from None
        raise
