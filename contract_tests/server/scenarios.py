"""How to bring each error scenario about: what to send, and as whom."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ..contract import Query, Scenario
from ..target import Supplied
from .exchange import Credential, Exchange
from .probe import Probe
from .strategies import made_up_credentials, malformed_values, near_misses, odd_values, uuids, views
from .violation import NotApplicable, NotChecked, Violation


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
        # A response may be shared by operations of which not all have each parameter.
        own = {parameter.name for parameter in probe.operation.parameters}
        refused = [_refused(probe, n, schema) for n, schema in scenario.refuses.items() if n in own]
        if not refused:
            raise NotApplicable(f"{probe.operation.id} has no parameter that {scenario.name} names")
        return st.one_of(refused)
    if scenario.withholds:
        return _unauthenticated(probe)
    return _supplied(probe, scenario)


def _refused(probe: Probe, name: str, schema: object) -> SearchStrategy[Provocation]:
    parameter = probe.operation.parameter(name)
    values = malformed_values(probe.contract, parameter, schema)
    if parameter.location == "path":
        return st.tuples(_queries(probe), values).map(
            lambda drawn: Provocation(drawn[0], {**probe.path, name: drawn[1][0]}, probe.credential)
        )

    def provocation(drawn: tuple[Query, list[str]]) -> Provocation:
        query, bad = drawn
        others = tuple(pair for pair in query if pair[0] != name)
        return Provocation(
            others + tuple((name, value) for value in bad), probe.path, probe.credential
        )

    return st.tuples(_queries(probe), values).map(provocation)


def _unauthenticated(probe: Probe) -> SearchStrategy[Provocation]:
    # Whoever is not authenticated learns nothing: not which enterprises exist, nor what is valid.
    other = uuids.map(lambda value: dict.fromkeys(probe.path, value))
    return st.builds(
        Provocation,
        query=_queries(probe),
        path=st.one_of(st.just(dict(probe.path)), other),
        credential=made_up_credentials(probe.session.target.token),
    )


def _queries(probe: Probe) -> SearchStrategy[Query]:
    """Return queries with filters and paging, or none where the records cannot be read."""
    try:
        return views(probe)
    except (Violation, NotApplicable):
        return st.just(())


def always_provoking(probe: Probe, scenario: Scenario) -> list[Provocation]:
    """Return the requests that every run sends to bring a scenario about."""
    if not scenario.withholds:
        return []
    token = probe.session.target.token
    near = [Provocation((), probe.path, credential) for credential in near_misses(token)]
    # Nor does it learn what is malformed.
    odd = [query for parameter in probe.operation.in_query() for query in odd_values(parameter)[:8]]
    nobody = Credential(None)
    return near + [Provocation(query, probe.path, nobody) for query in odd[:: probe.profile.step]]


def _supplied(probe: Probe, scenario: Scenario) -> SearchStrategy[Provocation]:
    supplied = probe.session.target.scenarios.get(scenario.name, Supplied())
    for key, need in scenario.supplies.items():
        if need == "required" and getattr(supplied, key) is None:
            raise NotChecked(f"the target file has no scenarios.{scenario.name}.{key}")
    path = dict(probe.path)
    for parameter in probe.operation.in_path():
        if parameter.supply_name in scenario.supplies:
            path[parameter.name] = supplied.enterprise_id or path[parameter.name]
    credential = Credential.bearer(supplied.token) if supplied.token else probe.credential
    return _queries(probe).map(lambda query: Provocation(query, path, credential))
