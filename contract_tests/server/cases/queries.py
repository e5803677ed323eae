"""Values to ask with: certainly allowed, or merely odd.

What the contract leaves open (see the README) is not generated as allowed.
"""

from __future__ import annotations

import uuid

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from schemathesis.generation import GenerationMode

from ...contract import Parameter, Query
from ...generated_cases import generated_queries
from ..oracles.ambiguous_input import CERTAIN_VALUES
from ..runner.probe import Probe
from .filter_values import selections, spelled_as_shown
from .parameter_values import values_of


def allowed_queries(probe: Probe) -> SearchStrategy[Query]:
    """Return queries that any server must serve: generated from the document, then made certain."""
    generated = generated_queries(probe.contract, probe.operation, GenerationMode.POSITIVE)
    return generated.map(lambda query: certain(probe, query))


def certain(probe: Probe, query: Query) -> Query:
    """Move every value that the contract leaves open to one that it does not.

    Numbers lose leading zeros and become small, sizes stay within what the server is known to
    serve, ids are spelled as the server does and are not too many, and texts have no control
    characters.
    """
    paging, bounds = probe.operation.pagination, {}
    if paging:
        bounds = {paging.page: (paging.first, 100), paging.size: (1, probe.largest)}
    filters = {f.parameter: f for f in probe.operation.filters}

    def one(name: str, value: str) -> str:
        if name in bounds:
            low, count = bounds[name]
            return str(low + int(value[:30] or "0") % count)
        if name in filters:
            return printable(spelled_as_shown(probe, filters[name], value))
        return printable(value)

    return tuple((name, one(name, value)) for name, value in query[:CERTAIN_VALUES])


def printable(text: str) -> str:
    """Return a text in which any server can find what it is sent."""
    return text if text.isprintable() and text.strip() else text.encode().hex() or "x"


def sizes(probe: Probe) -> SearchStrategy[int]:
    """Return page sizes that are certain to be allowed, the cheapest to walk first."""
    largest = probe.largest
    return st.integers(0, largest - 1).map(lambda less: largest - less)


def views(probe: Probe) -> SearchStrategy[Query]:
    """Return queries that show known records: some page of some size, under some filters."""
    paging = probe.pagination
    size = sizes(probe).map(lambda value: ((paging.size, str(value)),))
    page = st.integers(paging.first, paging.first + 3).map(lambda n: ((paging.page, str(n)),))
    filters = probe.operation.filters
    parts = [st.one_of(st.just(()), size), st.one_of(st.just(()), page)]
    parts += [st.one_of(st.just(()), selections(probe, (chosen,))) for chosen in filters]
    return st.tuples(*parts).map(lambda drawn: sum(drawn, ()))


def usual_views(probe: Probe) -> list[Query]:
    """Return the views that every run looks at: paged, filtered by each filter, and both."""
    paging, values = probe.pagination, probe.whole().values
    paged: Query = ((paging.page, str(paging.first + 1)), (paging.size, "1"))
    small: Query = ((paging.size, str(min(2, probe.largest))),)
    found: list[Query] = [(), paged, small]
    together: Query = ()
    for chosen in probe.operation.filters:
        known = next((v for key, r in values if (v := chosen.value(key, r)) is not None), None)
        if known is not None:
            found.append(((chosen.parameter, known),))
            together += found[-1]
    return found if len(probe.operation.filters) < 2 else [*found, together, (*together, *small)]


def odd_values(probe: Probe, parameter: Parameter) -> list[Query]:
    """Return values that services have stumbled over, those first that they stumble over most."""
    name = parameter.name
    odd = [
        *("\0", "\udcff", "9" * 400, "", "\U0001f680", "x" * 2000, "\u0663\u0664", "9" * 19),
        *("'", "-1", "\u00b2", " ", "9" * 10, "%", "0" * 50, "[]", "a,b", "0"),
    ]
    queries: list[Query] = [((name, value),) for value in odd]
    if parameter.is_array:
        many = [str(uuid.UUID(int=number)) for number in range(60)]
        if not values_of(probe.contract, parameter).are_ids:
            many = [f"x{number}" for number in range(60)]
        queries[:0] = [tuple((name, one) for one in many), ((name, many[0]), (name, many[0]))]
    else:
        queries[:0] = [((name, "1"), (name, "2"))]
    return queries
