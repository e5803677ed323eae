"""Requests that cause the errors that the OpenAPI document lists in `x-scenarios`."""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import chain, cycle, zip_longest

from attrs import frozen
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ...contract import Query, Scenario
from ...target_file import SuppliedValues
from ..conformance.violation import NotApplicable, NotChecked, Violation
from ..runner.operation_tester import OperationTester
from ..runner.profile import Profile
from ..transport.exchange import Exchange
from ..transport.request import Credential
from . import malformed_values
from .credentials import NO_CREDENTIAL, near_misses, rare_near_misses, unknown_credentials
from .filter_values import values_in_records, values_of_no_record
from .malformed_values import uuids
from .parameter_values import Values, canonical_uuid, values_of_schema
from .queries import fixed_views, generated_views, paired_views

#: The number of malformed values that are also sent together with valid values.
_PLACED_AMONG_VALID = 2

#: The number of malformed values that are also sent together with other parameters.
_COMBINED = 4

_OK, _NOT_FOUND = 200, 404

#: The statuses of a malformed request. A server may check a request before the credential, since
#: its response then tells nothing about the enterprises that exist.
_MALFORMED_STATUSES = (400,)

#: Functions that return an enterprise id in other forms that the document allows, and the statuses
#: with which a server may respond to a form that it does not take.
_OTHER_FORMS = (canonical_uuid, str.upper, lambda value: value.replace("-", ""))
_OTHER_FORM_STATUSES = (400, 404)

#: A page after the last one, by its index. An index of more than a million may be refused.
_FAR_PAGE = 100_000

#: A bearer token that no caller has.
_MADE_UP = Credential("Bearer made-up-token")

#: The hexadecimal digits of a UUID, by their indexes, that are changed to get the id of another
#: enterprise. The digits at other places may encode the version and the variant.
_CHANGED_DIGITS, _DIGITS_OF_AN_ID = (0, 10, 31), 32

#: The statuses of a request to an enterprise whose id is similar to that of the caller, but that
#: may exist.
_OTHER_ENTERPRISE_STATUSES = (401, 403)


@frozen
class ScenarioRequest:
    """A request that must fail with a documented error status, such as 404."""

    query: Query
    path: Mapping[str, str]
    credential: Credential
    accepted: tuple[int, ...] = ()
    """Further statuses with which a server may respond to this request."""
    verbatim: bool = False
    """Whether the values are sent without percent-encoding."""
    excused_by: Query | None = None
    """A query string with the same value and a blank. A server that serves this query string strips
    blanks, and may serve the request too."""
    may_exist: bool = False
    """Whether an enterprise of the caller may have the id in the path. The response then has other
    records than those of the enterprise that the run tests."""
    after_valid: bool = False
    """Whether the request is sent with a valid credential first, on the same connection."""

    def send(self, tester: OperationTester) -> list[Exchange]:
        """Send the request, and return the responses with their requests.

        The request may be sent with a valid credential first. The last response is that of this
        request.
        """
        send = partial(
            tester.send,
            self.query,
            path=self.path,
            credential=self.credential,
            verbatim=self.verbatim,
        )
        if not self.after_valid:
            return [send()]
        with tester.session.one_connection():
            return [tester.send(self.query), send()]

    def is_excused(self, tester: OperationTester, exchange: Exchange) -> bool:
        """Return whether the server has a valid reason to accept the request.

        The server may ignore blanks around a value, or may have an enterprise with the id in the
        path.
        """
        if exchange.status != _OK:
            return False
        if self.may_exist:
            own = tester.send()
            records, own_records = tester.records(exchange), tester.records(own)
            if not records and not own_records:
                return bool(tester.constant_part(exchange) != tester.constant_part(own))
            return set(records) != set(own_records)
        return self.excused_by is not None and tester.send(self.excused_by).status == _OK


def generated_requests(
    tester: OperationTester, scenario: Scenario
) -> SearchStrategy[ScenarioRequest]:
    """Return a Hypothesis strategy for requests that provoke a documented error.

    The requests also have generated pagination parameters and filters.

    Raises:
        NotChecked: If the target file, which describes the server under test, lacks a value that
            the requests need.
    """
    if scenario.refuses:
        return st.one_of(
            [_generated_malformed(tester, name, v) for name, v in _refused_values(tester, scenario)]
        )
    if scenario.withholds:
        return _generated_unauthenticated(tester)
    path, credential = _path_and_credential(tester, scenario)
    return _generated_queries(tester).map(lambda query: ScenarioRequest(query, path, credential))


def fixed_requests(tester: OperationTester, scenario: Scenario) -> list[ScenarioRequest]:
    """Return the requests that every run sends to provoke one documented error of a server.

    The requests that are most likely to reveal a wrong server come first.

    Raises:
        NotChecked: If the target file lacks a value that the scenario needs.
    """
    if scenario.refuses:
        refused = _refused_values(tester, scenario)
        by_parameter = [
            _fixed_malformed(tester, name, values, 2 / max(2, len(refused)))
            for name, values in refused
        ]
        # The parameters take turns, since the quick profile sends only the first requests.
        turns = chain.from_iterable(zip_longest(*by_parameter))
        return [request for request in turns if request is not None]
    if scenario.withholds:
        return list(_fixed_unauthenticated(tester))
    path, credential = _path_and_credential(tester, scenario)
    fixed, paired = _fixed_queries(tester), _paired_queries(tester)
    # A response to a valid request must not be cached for other callers, and the caller of a valid
    # request must not be remembered with its connection. The quick profile has no paired queries.
    repeated = fixed if credential != tester.credential and paired else []
    return [
        *(ScenarioRequest(query, path, credential) for query in fixed[: 1 if repeated else None]),
        *(ScenarioRequest(query, path, credential, after_valid=True) for query in repeated),
        *(ScenarioRequest(query, path, credential) for query in paired if query not in fixed),
    ]


def rare_requests(tester: OperationTester, scenario: Scenario) -> list[ScenarioRequest]:
    """Return further requests that provoke a documented error. Few servers respond incorrectly.

    Raises:
        NotChecked: If the target file lacks a value that the scenario needs.
    """
    if scenario.refuses:
        by_parameter = [
            _rare_malformed(tester, name, values)
            for name, values in _refused_values(tester, scenario)
        ]
        turns = chain.from_iterable(zip_longest(*by_parameter))
        return [request for request in turns if request is not None]
    if scenario.withholds:
        rare = rare_near_misses(tester.target.token)
        return [ScenarioRequest((), tester.path, credential) for credential in rare]
    path, credential = _path_and_credential(tester, scenario)
    # A server may take only the form of its own ids.
    forms = [{name: form(v) for name, v in path.items()} for form in _OTHER_FORMS]
    rare_requests = [
        ScenarioRequest((), other, credential, _OTHER_FORM_STATUSES)
        for other in forms
        if other != path
    ]
    rare_requests += [
        ScenarioRequest(query, path, credential, accepted)
        for query, accepted in _queries_without_records(tester)
    ]
    if scenario.status == _NOT_FOUND and tester.operation.pagination is not None:
        rare_requests += [
            ScenarioRequest((), other, credential, _OTHER_ENTERPRISE_STATUSES, may_exist=True)
            for other in _similar_paths(tester)
        ]
    return rare_requests


def _queries_without_records(tester: OperationTester) -> Iterator[tuple[Query, tuple[int, ...]]]:
    """Yield query strings that select no record, each with additional statuses to accept.

    A server may respond to such a query string before it checks the access token. The response must
    not be an empty page, since that tells the caller that the enterprise exists.
    """
    pagination = tester.operation.pagination
    if pagination is None:
        return
    yield ((pagination.page, str(pagination.first + _FAR_PAGE)),), ()
    yield ((pagination.size, "0"),), _MALFORMED_STATUSES
    unknown = _unknown_values(tester)
    if unknown:
        yield unknown, (_NOT_FOUND,)


def _unknown_values(tester: OperationTester) -> Query:
    """Return a query string in which each filter has a value that occurs in no record."""
    try:
        return tuple(
            (filter_.parameter, value)
            for filter_ in tester.operation.filters
            for value in values_of_no_record(tester, filter_)[:1]
        )
    except (Violation, NotApplicable):
        return ()


def _similar_paths(tester: OperationTester) -> Iterator[dict[str, str]]:
    """Yield path parameters in which one digit of the tested enterprise's id is changed."""
    own = tester.target.enterprise_id
    places = [place for place, character in enumerate(own) if character in string.hexdigits]
    if len(places) != _DIGITS_OF_AN_ID or len(own.replace("-", "")) != _DIGITS_OF_AN_ID:
        return  # the id is not a UUID
    for number in _CHANGED_DIGITS:
        place = places[number]
        # Consecutive ids may belong to other enterprises of the caller.
        digit = f"{(int(own[place], 16) + 8) % 16:x}"
        digit = digit.upper() if own.isupper() else digit
        yield tester.path_to(own[:place] + digit + own[place + 1 :])


def _refused_values(tester: OperationTester, scenario: Scenario) -> list[tuple[str, Values]]:
    # Operations may share a response, but not have all parameters of its scenarios.
    parameters = {parameter.name: parameter for parameter in tester.operation.parameters}
    refused = [
        (name, values_of_schema(tester.contract, parameters[name], schema))
        for name, schema in scenario.refuses.items()
        if name in parameters
    ]
    if not refused:
        raise NotApplicable(
            f"{tester.operation.id} has none of the parameters of the scenario {scenario.name}"
        )
    return refused


def _fixed_malformed(
    tester: OperationTester, name: str, values: Values, share: float
) -> list[ScenarioRequest]:
    """Return the requests with malformed values of a parameter.

    Args:
        tester: The tester of the operation.
        name: The name of the parameter.
        values: The values that are not malformed.
        share: The share of the malformed values to send, the most revealing ones first.
    """
    parameter = tester.operation.parameter(name)
    in_path = parameter.location == "path"
    valid = _two_selecting_values(tester, name)
    known = tester.path[name] if in_path else valid[0] if values.are_ids else ""
    malformed = tester.profile.select(
        malformed_values.malformed_values(parameter, values, known), at_least=5
    )
    malformed = malformed[: round(share * len(malformed))]
    # These values are only sent beside other values and parameters, which needs no more requests.
    beside = [
        value for value in malformed_values.miscounted_ids(values, known) if value not in malformed
    ]
    others, owner = _paired_queries(tester, without=name), tester.credential
    if others:
        # A server may respond to a query string without records before it reads other values.
        empty = [query for query, _ in _queries_without_records(tester)]
        others = [tuple(pair for pair in query if pair[0] != name) for query in empty] + others
    if in_path:
        paths = [{**tester.path, name: value} for value in malformed]
        requests = [ScenarioRequest((), path, owner) for path in paths]
        requests += [
            ScenarioRequest(query, {**tester.path, name: value}, owner)
            for query, value in zip(others, cycle([*beside, *malformed[:_COMBINED]]), strict=False)
        ]
        return [*requests, *_broken_percent_signs(tester, name)]
    arguments: list[tuple[str, ...]] = [(value,) for value in malformed]
    placed: list[tuple[str, ...]] = [(value,) for value in [*beside, *malformed][:_COMBINED]]
    if parameter.is_array:
        for value in [*beside[_COMBINED:], *malformed][:_PLACED_AMONG_VALID]:
            among = list(malformed_values.placed_among_valid(parameter, value, valid))
            arguments += among[1:]
            placed += among[1:]
    queries = [tuple((name, value) for value in argument) for argument in arguments]
    combined = zip(others, cycle(placed), strict=False)
    queries += [(*query, *((name, value) for value in argument)) for query, argument in combined]
    requests = [ScenarioRequest(query, tester.path, owner) for query in dict.fromkeys(queries)]
    valid_value = known or malformed_values.valid_value(values)
    if not parameter.is_array and values.must_reject(f"{valid_value},0"):
        # Some parsers split a value only at a comma that is not percent-encoded.
        query = ((name, f"{valid_value},0"),)
        requests.insert(_COMBINED, ScenarioRequest(query, tester.path, owner, verbatim=True))
    # A pattern with "$" also allows a line feed at the end of a value.
    if not values.allows(f"{valid_value}\n"):
        line, blank = (((name, f"{valid_value}{end}"),) for end in "\n ")
        requests.insert(_COMBINED, ScenarioRequest(line, tester.path, owner, excused_by=blank))
    return requests


def _rare_malformed(tester: OperationTester, name: str, values: Values) -> list[ScenarioRequest]:
    parameter = tester.operation.parameter(name)
    if parameter.location == "path":
        malformed = malformed_values.rare_malformed_values(values, tester.path[name])
        paths = [{**tester.path, name: value} for value in malformed]
        return [ScenarioRequest((), path, tester.credential) for path in paths]
    known = _two_selecting_values(tester, name)[0] if values.are_ids else ""
    malformed = malformed_values.rare_malformed_values(values, known)
    return [ScenarioRequest(((name, v),), tester.path, tester.credential) for v in malformed]


def _broken_percent_signs(tester: OperationTester, name: str) -> Iterator[ScenarioRequest]:
    """Yield requests whose path has a percent sign without two hexadecimal digits after it."""
    if tester.profile is not Profile.QUICK:
        for end in ("%", "%zz", "%e"):
            path = {**tester.path, name: f"{tester.path[name]}{end}"}
            yield ScenarioRequest((), path, tester.credential, verbatim=True)


def _two_selecting_values(tester: OperationTester, name: str) -> tuple[str, str]:
    """Return two valid values of a parameter. If possible, both values select records."""
    # Checks place a malformed value among the two values. A server that ignores the malformed
    # value then returns records.
    nil = "00000000-0000-4000-8000-000000000000"
    try:
        filters = (f for f in tester.operation.filters if f.parameter == name)
        known = [value for filter_ in filters for value in values_in_records(tester, filter_)]
    except (Violation, NotApplicable):
        known = []
    return (known[0], known[-1]) if known else (nil, nil)


def _generated_malformed(
    tester: OperationTester, name: str, values: Values
) -> SearchStrategy[ScenarioRequest]:
    parameter = tester.operation.parameter(name)
    malformed = malformed_values.generated_malformed(parameter, values)

    def request(drawn: tuple[Query, tuple[str, ...]]) -> ScenarioRequest:
        query, argument = drawn
        if parameter.location == "path":
            return ScenarioRequest(query, {**tester.path, name: argument[0]}, tester.credential)
        others = tuple(pair for pair in query if pair[0] != name)
        return ScenarioRequest(
            others + tuple((name, value) for value in argument), tester.path, tester.credential
        )

    return st.tuples(_generated_queries(tester), malformed).map(request)


def _generated_unauthenticated(tester: OperationTester) -> SearchStrategy[ScenarioRequest]:
    # The response must not reveal which enterprises exist, or which requests are valid.
    other = uuids.map(lambda value: dict.fromkeys(tester.path, value))
    return st.builds(
        ScenarioRequest,
        query=_generated_queries(tester),
        path=st.one_of(st.just(dict(tester.path)), other),
        credential=unknown_credentials(tester.target.token),
    )


def _fixed_unauthenticated(tester: OperationTester) -> Iterator[ScenarioRequest]:
    target = tester.target
    near = near_misses(target.token)
    # After this request, a cache must not return its response to a caller without credentials.
    tester.send()
    for credential in tester.profile.select(near):
        yield ScenarioRequest((), tester.path, credential)
    for number, query in enumerate(_paired_queries(tester)[1:], start=1):
        credential = near[number % len(near)]
        yield ScenarioRequest(query, tester.path, credential, after_valid=number == 1)
    others = [s.enterprise_id for s in target.scenarios.values() if s.enterprise_id]
    for enterprise in (*dict.fromkeys(others), "6f1c64de6a1f4a2f9d3b0c8e5a7b9c10", "nobody"):
        path = tester.path_to(enterprise)
        accepted: tuple[int, ...] = _MALFORMED_STATUSES if enterprise == "nobody" else ()
        yield ScenarioRequest((), path, NO_CREDENTIAL, accepted)
        yield ScenarioRequest((), path, _MADE_UP, accepted)
    for parameter in tester.operation.in_query():
        query = ((parameter.name, "-1"),)
        yield ScenarioRequest(query, tester.path, NO_CREDENTIAL, _MALFORMED_STATUSES)
    for query, accepted in _queries_without_records(tester):
        # Without a valid credential, a 404 reveals which ids exist.
        refused = tuple(status for status in accepted if status != _NOT_FOUND)
        yield ScenarioRequest(query, tester.path, _MADE_UP, refused)
    if tester.operation.pagination is not None:
        paging = (tester.operation.pagination.page, tester.operation.pagination.size)
        blank = tuple((name, "") for name in paging)
        yield ScenarioRequest(blank, tester.path, _MADE_UP, _MALFORMED_STATUSES)
    for query in _fixed_queries(tester)[1:]:
        yield ScenarioRequest(query, tester.path, NO_CREDENTIAL, after_valid=True)
    for query in _paired_queries(tester)[1:]:
        yield ScenarioRequest(query, tester.path, NO_CREDENTIAL)


def _generated_queries(tester: OperationTester) -> SearchStrategy[Query]:
    """Return a strategy for valid query strings.

    The query strings contain ids of existing records. If these records cannot be read, the strategy
    generates only the empty query string.
    """
    try:
        return generated_views(tester)
    except (Violation, NotApplicable):
        return st.just(())


def _fixed_queries(tester: OperationTester) -> list[Query]:
    try:
        return fixed_views(tester)
    except (Violation, NotApplicable):
        return [()]


def _paired_queries(tester: OperationTester, without: str = "") -> list[Query]:
    try:
        return paired_views(tester, without)
    except (Violation, NotApplicable):
        return []


def _path_and_credential(
    tester: OperationTester, scenario: Scenario
) -> tuple[Mapping[str, str], Credential]:
    supplied = tester.target.scenarios.get(scenario.name, SuppliedValues())
    for key, need in scenario.supplies.items():
        if need == "required" and getattr(supplied, key) is None:
            raise NotChecked(f"the target file has no scenarios.{scenario.name}.{key}")
    path = tester.path
    if "enterprise_id" in scenario.supplies and supplied.enterprise_id:
        path = tester.path_to(supplied.enterprise_id)
    credential = Credential.bearer(supplied.token) if supplied.token else tester.credential
    return path, credential
