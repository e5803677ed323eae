"""Compare the responses of operations: status codes, headers, media types and bodies."""

from __future__ import annotations

import re
from dataclasses import dataclass

from openapi.changes.diff.annotations import (
    compare_annotation,
    compare_annotations,
    is_annotation,
)
from openapi.changes.diff.content import compare_content, compare_headers
from openapi.changes.diff.extensions import RenamedParameters, compare_live, compare_scenarios
from openapi.changes.diff.schemas import SchemaComparison
from openapi.changes.model import classification as kinds
from openapi.changes.model.classification import Direction
from openapi.changes.model.difference import Differences, Subject
from openapi.changes.model.node import MalformedError, Node, NodePair

_COMPARED = frozenset({"headers", "content", "links", "x-live", "x-scenarios"})
_STATUS = re.compile(r"[1-9](\d\d|XX)|default")


@dataclass
class ResponseComparison:
    """Compares the responses of two operations that have the same status code.

    Attributes:
        schemas: The comparison of schemas, which also collects the differences.
        direction: Whether the caller sends or receives the responses.
        renamed_parameters: A mapping from the old names of parameters to the new names.
        of: The end of the phrase for a response, such as " of `GET /items`".
    """

    schemas: SchemaComparison
    direction: Direction
    renamed_parameters: RenamedParameters
    of: str = ""

    def compare(self, responses: NodePair) -> None:
        """Compare the responses of an old and a new operation by status code."""
        old, new = map(_by_status, responses)
        for status in old | new:
            before, after = _covering(status, old), _covering(status, new)
            if before and after:
                self._compare(status, NodePair(old[before], new[after]))
                self._compare_result(status, responses)
        removed = [status for status in old if not _covering(status, new)]
        added = [status for status in new if not _covering(status, old)]
        differences = self.schemas.differences
        for status in list(removed):
            successor = _successor(status, removed, added)
            if successor:
                nodes = NodePair(responses.old.child(status), responses.new.child(successor))
                what = f"{successor} instead of {status}"
                differences.add(kinds.STATUS_CHANGED, self._subject(status), nodes, what)
                self._compare(successor, NodePair(old[status], new[successor]))
                removed.remove(status)
                added.remove(successor)
        for status in removed:
            nodes = responses.child(status)
            differences.add(kinds.STATUS_REMOVED, self._subject(status), nodes)
        for status in added:
            is_error = status[:1] not in "23"
            kind = kinds.ERROR_STATUS_ADDED if is_error else kinds.SUCCESS_STATUS_ADDED
            differences.add(kind, self._subject(status), responses.child(status))

    def _compare_result(self, status: str, responses: NodePair) -> None:
        """Report a 2xx status code that only the old or only the new client treats as a success.

        A client treats each 2xx status code in its document as a success. It raises an error for
        other 2xx status codes, to which `default` applies, unless the document lists no success.
        """
        if self.direction == "request" or not status.startswith("2"):
            return
        was_success, is_success = (_is_success(status, _by_status(each)) for each in responses)
        if was_success != is_success:
            kind = kinds.SUCCESS_LISTED if is_success else kinds.SUCCESS_NO_LONGER_LISTED
            nodes = responses.child(status)
            self.schemas.differences.add(kind, self._subject(status), nodes)

    def _subject(self, status: str) -> Subject:
        name = "any other response" if status == "default" else f"the {status} response"
        return Subject(self.direction, f"{name}{self.of}")

    def _compare(self, status: str, nodes: NodePair) -> None:
        has_same_names = all(old == new for old, new in self.renamed_parameters.items())
        if has_same_names and self.schemas.references.are_equal(nodes):
            return
        subject = self._subject(status)
        differences = self.schemas.differences
        compare_annotations(differences, subject, nodes, _COMPARED)
        compare_headers(self.schemas, subject, nodes.child("headers"))
        for _, link in nodes.child("links").children():
            _compare_link(differences, subject, link.resolved())
        compare_live(differences, subject, nodes.child("x-live"))
        scenarios = nodes.child("x-scenarios")
        compare_scenarios(self.schemas, subject, scenarios, self.renamed_parameters)
        compare_content(self.schemas, subject, nodes)


def _compare_link(differences: Differences, subject: Subject, links: NodePair) -> None:
    """Compare two Link Objects. All keywords are annotations, because clients ignore links."""
    for keyword, nodes in links.children():
        if is_annotation(keyword):
            compare_annotation(differences, subject, nodes)
        elif nodes.changed:
            differences.add(kinds.ANNOTATION_CHANGED, subject, nodes, keyword)


def _by_status(responses: Node) -> dict[str, Node]:
    by_status = {}
    for status, each in responses.children():
        if status.startswith("x-"):
            continue
        if not _STATUS.fullmatch(status):
            raise MalformedError(each, "is not at a status code, a range such as 4XX, or `default`")
        by_status[status] = each.resolved()
    return by_status


def _is_success(status: str, responses: dict[str, Node]) -> bool:
    """Return whether the generated client returns the body of a response with a 2xx status code."""
    lists_success = any(each.startswith("2") for each in responses)
    return _covering(status, responses) != "default" or not lists_success


def _covering(status: str, responses: dict[str, Node]) -> str | None:
    """Return the key in `responses` that applies to a status code, or None if no key applies.

    The key is the status code, a range such as `4XX`, or `default`.
    """
    keys = (status, f"{status[:1]}XX", "default")
    return next((each for each in keys if each in responses), None)


def _successor(status: str, removed: list[str], added: list[str]) -> str | None:
    """Return the added status code that replaces a removed status code, or None.

    For example, 410 replaces 404 if no other 4xx status code was added or removed.
    """
    old, new = ([x for x in each if x[:1] == status[:1]] for each in (removed, added))
    return new[0] if len(old) == len(new) == 1 and "X" not in status + new[0] else None
