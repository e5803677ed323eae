"""How to bring each error scenario about: what to send, and as whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import frozen
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ...contract import Query, Scenario
from ...targets.target_file import Supplied
from ..conformance.violation import NotApplicable, NotChecked, Violation
from ..runner.probe import Probe
from ..transport.exchange import Credential, Exchange
from . import malformed_values
from .credentials import NOBODY, made_up, near_misses
from .filter_values import known_values
from .malformed_values import uuids
from .parameter_values import Values, values_by
from .queries import usual_views, views

#: How many of the malformed values are tried in each place among good ones.
_PLACED = 2


@frozen
class Provocation:
    """One request that must be answered with a scenario's status."""

    query: Query
    path: Mapping[str, str]
    credential: Credential

    def send(self, probe: Probe) -> Exchange:
        """Send it."""
        return probe.ask(self.query, path=self.path, credential=self.credential)


def provocations(probe: Probe, scenario: Scenario) -> SearchStrategy[Provocation]:
    """Return requests that bring a scenario about, with filters and paging of all kinds.

    Raises :class:`NotChecked` if the target file does not supply what the scenario needs.
    """
    if scenario.refuses:
        return st.one_of([_refused(probe, name, v) for name, v in _refusing(probe, scenario)])
    if scenario.withholds:
        return _unauthenticated(probe)
    path, credential = _supplied(probe, scenario)
    return _queries(probe).map(lambda query: Provocation(query, path, credential))


def usual_provocations(probe: Probe, scenario: Scenario) -> list[Provocation]:
    """Return the requests that every run sends, those first that servers get wrong most.

    Raises as :func:`provocations` does.
    """
    if scenario.refuses:
        return [p for name, v in _refusing(probe, scenario) for p in _malformed(probe, name, v)]
    if scenario.withholds:
        return list(_as_nobody(probe))
    path, credential = _supplied(probe, scenario)
    return [Provocation(query, path, credential) for query in _usual_queries(probe)]


def _refusing(probe: Probe, scenario: Scenario) -> list[tuple[str, Values]]:
    # A response may be shared by operations of which not all have each parameter.
    own = {parameter.name: parameter for parameter in probe.operation.parameters}
    found = [
        (name, values_by(probe.contract, own[name], schema))
        for name, schema in scenario.refuses.items()
        if name in own
    ]
    if not found:
        raise NotApplicable(f"{probe.operation.id} has no parameter that {scenario.name} names")
    return found


def _malformed(probe: Probe, name: str, values: Values) -> list[Provocation]:
    parameter = probe.operation.parameter(name)
    bad = probe.profile.first(malformed_values.malformed_values(parameter, values), at_least=5)
    if parameter.location == "path":
        return [Provocation((), {**probe.path, name: value}, probe.credential) for value in bad]
    found: list[tuple[str, ...]] = [(value,) for value in bad]
    if parameter.is_array:
        good = _good(probe, name)
        for value in bad[:_PLACED]:
            found += list(malformed_values.among_good_ones(parameter, value, good))[1:]
    return [
        Provocation(tuple((name, value) for value in one), probe.path, probe.credential)
        for one in found
    ]


def _good(probe: Probe, name: str) -> tuple[str, str]:
    """Return values that select something, so that what is malformed cannot hide behind nothing."""
    nil = "00000000-0000-4000-8000-000000000000"
    try:
        filters = (f for f in probe.operation.filters if f.parameter == name)
        known = [value for chosen in filters for value in known_values(probe, chosen)]
    except (Violation, NotApplicable):
        known = []
    return (known[0], known[-1]) if known else (nil, nil)


def _refused(probe: Probe, name: str, values: Values) -> SearchStrategy[Provocation]:
    parameter = probe.operation.parameter(name)
    bad = malformed_values.generated(parameter, values)
    if parameter.location == "path":
        return st.tuples(_queries(probe), bad).map(
            lambda drawn: Provocation(drawn[0], {**probe.path, name: drawn[1][0]}, probe.credential)
        )

    def provocation(drawn: tuple[Query, tuple[str, ...]]) -> Provocation:
        query, several = drawn
        others = tuple(pair for pair in query if pair[0] != name)
        return Provocation(
            others + tuple((name, value) for value in several), probe.path, probe.credential
        )

    return st.tuples(_queries(probe), bad).map(provocation)


def _unauthenticated(probe: Probe) -> SearchStrategy[Provocation]:
    # Whoever is not authenticated learns nothing: not which enterprises exist, nor what is valid.
    other = uuids.map(lambda value: dict.fromkeys(probe.path, value))
    return st.builds(
        Provocation,
        query=_queries(probe),
        path=st.one_of(st.just(dict(probe.path)), other),
        credential=made_up(probe.session.target.token),
    )


def _as_nobody(probe: Probe) -> Iterator[Provocation]:
    target = probe.session.target
    near = near_misses(target.token)
    # What a cache has just given to somebody else is no answer to nobody.
    probe.ask()
    yield from (Provocation((), probe.path, credential) for credential in probe.profile.first(near))
    elsewhere = [one.enterprise_id for one in target.scenarios.values() if one.enterprise_id]
    for enterprise in (*dict.fromkeys(elsewhere), "6f1c64de6a1f4a2f9d3b0c8e5a7b9c10", "nobody"):
        yield Provocation((), probe.path_to(enterprise), NOBODY)
        yield Provocation((), probe.path_to(enterprise), Credential("Bearer made-up-token"))
    # Nor does it learn what is malformed.
    for parameter in probe.operation.in_query():
        yield Provocation(((parameter.name, "-1"),), probe.path, NOBODY)
    yield from (Provocation(q, probe.path, NOBODY) for q in _usual_queries(probe)[1:])


def _queries(probe: Probe) -> SearchStrategy[Query]:
    """Return queries with filters and paging, or none where the records cannot be read."""
    try:
        return views(probe)
    except (Violation, NotApplicable):
        return st.just(())


def _usual_queries(probe: Probe) -> list[Query]:
    try:
        return usual_views(probe)
    except (Violation, NotApplicable):
        return [()]


def _supplied(probe: Probe, scenario: Scenario) -> tuple[Mapping[str, str], Credential]:
    supplied = probe.session.target.scenarios.get(scenario.name, Supplied())
    for key, need in scenario.supplies.items():
        if need == "required" and getattr(supplied, key) is None:
            raise NotChecked(f"the target file has no scenarios.{scenario.name}.{key}")
    path = probe.path
    if "enterprise_id" in scenario.supplies and supplied.enterprise_id:
        path = probe.path_to(supplied.enterprise_id)
    credential = Credential.bearer(supplied.token) if supplied.token else probe.credential
    return path, credential
