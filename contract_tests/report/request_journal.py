"""A journal of the requests of a run, which summarizes response times and tested values.

The journal counts the requests for each parameter, each kind of value and each status.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from enum import Enum
from statistics import median, quantiles
from typing import Any

from attrs import asdict, define, field, frozen

from ..contract import Contract, Operation, Parameter
from ..redaction.secrets import redact_and_escape
from ..server.cases.parameter_values import is_ambiguous_number, values_of
from ..server.transport.observer import Attempt, Observer
from ..server.transport.request import Credential, Request
from ..target_file import Target


class Kind(Enum):
    """A kind of values that requests send for a parameter."""

    ABSENT = "absent"
    ALLOWED = "allowed"
    SEVERAL = "several"
    """Several different values of an array parameter."""
    REPEATED = "repeated"
    """A value that is sent twice, or two values of a parameter that is not an array."""
    OTHER = "other"
    """An allowed value that is not the value of the tested enterprise or of the tested caller."""
    BLANK = "blank"
    AMBIGUOUS = "ambiguous"
    """A value that a server may reject or accept, such as a number with leading zeros."""
    MALFORMED = "malformed"
    HOSTILE = "hostile"
    """A malformed value that a gateway may take for an attack."""
    UNDECLARED = "undeclared"
    """Any value of a parameter that the document does not declare."""


#: The kinds of values with which a request is valid.
VALID_KINDS = {Kind.ABSENT, Kind.ALLOWED, Kind.SEVERAL}

#: A request without a credential is invalid.
_NO_CREDENTIAL = ("Authorization", "header", Kind.ABSENT)

_HOSTILE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff'\"`<>\\;{}%/]|--|\.\.")


@frozen
class SentRequest:
    """A request of a run, as `verdict.json` lists the request.

    Attributes:
        method: The HTTP method.
        url: The URL, in which secrets are redacted.
        status: The status of the response; 0 if the server sent no HTTP response.
        milliseconds: The time from the start of the request to the end of the response.
        credential: Whose credential the request has; empty for that of the tested caller.
    """

    method: str
    url: str
    status: int
    milliseconds: float
    credential: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the request as a JSON object for the file `verdict.json`."""
        return {
            name: value for name, value in asdict(self).items() if value or name != "credential"
        }


@define
class RequestJournal(Observer):
    """An observer that keeps the requests of a run, and counts the kinds of their values.

    A kind says, for example, that the value of a parameter is allowed, malformed or absent.
    """

    _contract: Contract
    _target: Target
    _new: list[SentRequest] = field(factory=list, init=False)
    _cells: Counter[tuple[str, str, str, Kind, int]] = field(factory=Counter, init=False)

    def sent(self, attempt: Attempt) -> None:
        """Add a request to the journal."""
        request = attempt.request
        status = 0 if attempt.exchange is None else attempt.exchange.status
        secret = request.credential.secret
        secrets = (*self._target.secrets, *([secret] if secret else []))
        url = redact_and_escape(self._target.base_url + request.target, secrets)
        milliseconds = round(attempt.seconds * 1000, 2)
        credential = self._credential_words(request)
        self._new.append(SentRequest(request.method, url, status, milliseconds, credential))
        if request.method != request.operation.method:
            return
        kinds = list(self._kinds(request))
        # The status of an unusual request says nothing about its other values.
        unusual = [one for one in kinds if one[2] not in VALID_KINDS or one == _NO_CREDENTIAL]
        for name, location, kind in unusual or kinds:
            self._cells[request.operation.id, name, location, kind, status] += 1

    def _credential_words(self, request: Request) -> str:
        """Return whose credential a request has, in words; empty for that of the tested caller."""
        credential = request.credential
        target = self._target.of_operation(request.operation.id)
        if credential.header == Credential.bearer(target.token).header:
            return ""
        if credential.header is None:
            return "no credential"
        for name, supplied in target.scenarios.items():
            token = supplied.token
            if token is not None and credential.header == Credential.bearer(token).header:
                return f"token of {name}"
        return "another credential"

    def take(self) -> list[SentRequest]:
        """Return the requests that were sent since the last call of this method."""
        taken, self._new = self._new, []
        return taken

    @property
    def input_space(self) -> list[dict[str, Any]]:
        """The number of requests by parameter, kind of value and status, as JSON objects."""
        order = list(Kind)
        cells: dict[tuple[str, str, str, Kind], dict[str, int]] = {}
        for cell, count in sorted(self._cells.items(), key=lambda item: item[0][-1]):
            operation, name, location, kind, status = cell
            cells.setdefault((operation, name, location, kind), {})[str(status)] = count
        places = {key: place for place, key in enumerate(self._parameters())}
        return [
            {
                "operation": operation,
                "parameter": name,
                "in": location,
                "kind": kind.value,
                "statuses": statuses,
            }
            for (operation, name, location, kind), statuses in sorted(
                cells.items(),
                key=lambda item: (
                    places.get(item[0][:3], len(places)),
                    item[0][:3],
                    order.index(item[0][3]),
                ),
            )
        ]

    def _parameters(self) -> Iterator[tuple[str, str, str]]:
        for operation in self._contract.operations:
            yield (operation.id, "Authorization", "header")
            yield from ((operation.id, p.name, p.location) for p in operation.parameters)

    def _kinds(self, request: Request) -> Iterator[tuple[str, str, Kind]]:
        operation = request.operation
        yield "Authorization", "header", self._kind_of_credential(request)
        for parameter in operation.in_path():
            yield parameter.name, "path", self._kind_of_segment(operation, parameter, request)
        declared = operation.in_query()
        for parameter in declared:
            values = [value for name, value in request.query if name == parameter.name]
            kind = _kind(self._contract, parameter, values)
            if kind in VALID_KINDS and _has_ambiguous_number(operation, parameter, values):
                kind = Kind.AMBIGUOUS
            yield parameter.name, "query", kind
        names = {parameter.name for parameter in declared}
        if any(name not in names for name, _ in request.query):
            yield "", "query", Kind.UNDECLARED

    def _kind_of_credential(self, request: Request) -> Kind:
        credential, target = request.credential, self._target.of_operation(request.operation.id)
        if credential.template is None:
            return Kind.ABSENT
        if credential.template != "Bearer {}":
            return Kind.MALFORMED
        return Kind.ALLOWED if credential.secret == target.token else Kind.OTHER

    def _kind_of_segment(
        self, operation: Operation, parameter: Parameter, request: Request
    ) -> Kind:
        target = self._target.of_operation(operation.id)
        value = request.path.get(parameter.name, "")
        own = (target.enterprise_id, *target.path.values())
        if value in own:
            return Kind.ALLOWED
        kind = _kind(self._contract, parameter, [value])
        canonical = values_of(self._contract, parameter).canonical
        is_other = canonical(value) not in map(canonical, own)
        return Kind.OTHER if kind is Kind.ALLOWED and is_other else kind


def _kind(contract: Contract, parameter: Parameter, texts: list[str]) -> Kind:
    if not texts:
        return Kind.ABSENT
    values = values_of(contract, parameter)
    if all(map(values.allows, texts)):
        if len(texts) == 1:
            return Kind.ALLOWED
        distinct = len(set(texts)) == len(texts)
        return Kind.SEVERAL if parameter.is_array and distinct else Kind.REPEATED
    wrong = [text for text in texts if not values.allows(text)]
    if not any(text.strip() for text in wrong):
        return Kind.BLANK
    if any(map(_HOSTILE.search, wrong)):
        return Kind.HOSTILE
    return Kind.MALFORMED if any(map(values.must_reject, wrong)) else Kind.AMBIGUOUS


def _has_ambiguous_number(operation: Operation, parameter: Parameter, texts: list[str]) -> bool:
    """Return whether a text is a page number or page size that servers may reject or accept."""
    paging = operation.pagination
    if paging is None or parameter.name not in (paging.page, paging.size):
        return False
    return any(map(is_ambiguous_number, texts)) or (parameter.name == paging.size and "0" in texts)


def latencies(requests: Iterable[SentRequest]) -> list[dict[str, Any]]:
    """Return statistics of the response times in milliseconds, as a JSON object for each status."""
    by_status: dict[int, list[float]] = {}
    for request in requests:
        by_status.setdefault(request.status, []).append(request.milliseconds)
    return [
        {
            "status": status,
            "requests": len(times),
            "minimum": min(times),
            "median": round(median(times), 2),
            "p95": round(_p95(times), 2),
            "maximum": max(times),
        }
        for status, times in sorted(by_status.items())
    ]


def _p95(times: list[float]) -> float:
    return quantiles(times, n=20, method="inclusive")[-1] if len(times) > 1 else times[0]
