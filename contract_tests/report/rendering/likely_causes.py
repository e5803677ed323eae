"""Group the violated rules of a verdict that one cause may explain."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...contract import Json
from .saved_verdict import Result

#: A rule that permits several responses shows a cause less plainly than any other rule.
_LENIENT_RULES = ("parameters.one_meaning",)

#: The rules that describe a wrong body best. A wrong body breaks many other rules.
_BODY_RULES = ("data.json", "data.schema")

#: The symptom of a response with wrong records.
_RECORDS = "records"

_STATUS = re.compile(r"\bstatus (\d{3})\b")

_NUMBER = re.compile("[0-9]+")

_KEY = re.compile(r"/([0-9]+|[0-9A-Fa-f]{8}[0-9A-Fa-f-]{24,28})(?=/|$)")


def group_by_likely_cause(violated: Sequence[Result]) -> list[list[Result]]:
    """Return violated rules in groups, in which one cause may explain all violations.

    The first rule of a group shows the cause in the plainest request. A further rule belongs to
    the group if one of its violations has the same symptom as the first rule: the same wrong
    status, the same wrong part of a body, the same text, or wrong records for a request whose query
    parameters include the others. The groups with most rules come first.
    """
    groups: list[list[Result]] = []
    for result in sorted(violated, key=_plainness):
        group = next((group for group in groups if _may_explain(group[0], result)), None)
        if group is None:
            groups.append([result])
        else:
            group.append(result)
    return sorted(groups, key=lambda group: (-len(group), violated.index(group[0])))


def _plainness(result: Result) -> tuple[object, ...]:
    """Return a sort key, which is lower for rules that need fewer and shorter requests."""
    violation = _plainest(result)
    if violation is None:
        return (True,)
    return (
        False,
        result.rule["id"] in _LENIENT_RULES,
        any(value["malformed"] for value in violation["values"]),
        result.rule["id"] not in _BODY_RULES,
        *_effort(violation),
    )


def _plainest(result: Result) -> Json:
    """Return the violation with the plainest requests; None without a violation."""
    return min(result.operation["violations"], key=_effort, default=None)


def _effort(violation: Json) -> tuple[int, int, int]:
    """Return how much a reader has to read: the query parameters, the requests, and the URL."""
    requests = violation["requests"]
    return len(_query(violation)), len(requests), len(requests[-1]["url"])


def _may_explain(first: Result, other: Result) -> bool:
    cause = _plainest(first)
    if cause is None or first.operation["operation"] != other.operation["operation"]:
        return False
    return any(
        _symptom(cause) == _symptom(one)
        and (_symptom(cause) != _RECORDS or _are_nested(_query(cause), _query(one)))
        for one in other.operation["violations"]
    )


def _are_nested(cause: set[str], other: set[str]) -> bool:
    return cause <= other or set() < other <= cause


def has_wrong_status(violation: Json) -> bool:
    """Return whether the status of the last response is wrong, and not only the response."""
    status = violation["requests"][-1]["status"]
    return not status or str(status) in _STATUS.findall(violation["seen"])


def _symptom(violation: Json) -> str:
    """Return what is wrong: a status, a part of the body without keys, the records, or a text."""
    if has_wrong_status(violation):
        return f"status {violation['requests'][-1]['status']}"
    part = violation["part"]
    if part is not None and part.rpartition("/")[2] not in violation["records"]:
        return _KEY.sub("/*", part)
    if violation["records"] or violation["counts"]:
        return _RECORDS
    return _NUMBER.sub("*", violation["seen"])


def _query(violation: Json) -> set[str]:
    """Return the names of the query parameters of the request with the wrong response."""
    return {value["parameter"] for value in violation["values"] if value["in"] == "query"}
