"""The parts of the OpenAPI document that the mock server does not serve.

The mock server is written by hand, and does not follow a change of the document by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from urllib.parse import urlencode

from .. import pointer
from ..contract import Contract, Filter, Json, Operation, load
from ..mock_server import build_world, create_app
from ..mock_server.call import Response
from ..mock_server.default_world import MAIN, MEMBER
from ..mock_server.in_process import send_request
from ..mock_server.query_string import PARAMETERS

_FOLDER = "contract_tests/mock_server"
_READ = f"PARAMETERS and parse_query in {_FOLDER}/query_string.py"
_SELECT = f"filter_records in {_FOLDER}/response_steps.py"
_WRITE = f"write_payload in {_FOLDER}/response_steps.py"
_ALL = "100000"
"""A page size that exceeds the number of records of the mock server."""


@cache
def gaps_of_the_mock() -> tuple[str, ...]:
    """Return the gaps between the OpenAPI document of the repository and the mock server."""
    return tuple(gaps(load()))


def gaps(contract: Contract) -> Iterator[str]:
    """Yield what the mock server lacks of a contract, such as an operation or a filter.

    Each sentence names the part of the document and the file of the mock server to edit.
    """
    for operation in contract.tested:
        everything = _send(operation, {})
        if everything.status != 200:
            yield (
                f"the operation {operation.id}: OPERATIONS in {_FOLDER}/app.py has no entry for "
                f"{operation.path} that responds with 200"
            )
            continue
        body = everything.json()
        yield from _invalid_values(contract, operation, body)
        filters = {filter_.parameter for filter_ in operation.filters}
        for parameter in operation.in_query():
            if parameter.name not in PARAMETERS | filters:
                yield f"the query parameter {parameter.name}: see {_READ}"
        if operation.pagination is not None:
            records = pointer.resolve(body, operation.pagination.records)
            for filter_ in operation.filters:
                yield from _unserved(operation, filter_, records)


def _invalid_values(contract: Contract, operation: Operation, body: Json) -> Iterator[str]:
    validator = contract.validator(operation.bodies[200])
    # The records of a page violate a schema in the same way, with one location in the schema.
    errors = {str(error.schema_path): error for error in validator.iter_errors(body)}
    for error in errors.values():
        where = pointer.build(error.instance_path)
        yield (
            f"the 200 response of {operation.id}: {error.message} at {where}; see {_WRITE}, and "
            f"{_FOLDER}/world/ for new data"
        )


def _unserved(operation: Operation, filter_: Filter, records: Json) -> Iterator[str]:
    name, values = filter_.parameter, {key: filter_.value(key, records[key]) for key in records}
    known = [value for value in values.values() if value is not None]
    if not known:
        yield f"the filter {name}: no record has a text at {filter_.by}; see {_WRITE}"
        return
    rarest = min(known, key=known.count)
    response = _send(operation, {name: rarest})
    assert operation.pagination is not None
    found = (
        pointer.resolve(response.json(), operation.pagination.records)
        if response.status == 200
        else ()
    )
    expected = [key for key, value in values.items() if value == rarest]
    if list(found) != expected or name not in PARAMETERS:
        yield (
            f"the filter {name}: it is unknown, or {name}={rarest} does not select exactly the "
            f"records with this text at {filter_.by}; see {_READ}, and {_SELECT}"
        )


def _send(operation: Operation, query: dict[str, str]) -> Response:
    """Send a valid request for all records to a mock server with the default data."""
    if operation.pagination is not None:
        query = {**query, operation.pagination.size: _ALL}
    path = operation.path.replace("{enterpriseId}", str(MAIN))
    target = f"{path}?{urlencode(query)}".encode()
    app = create_app(build_world())
    return send_request(app, target, {"authorization": f"Bearer {MEMBER}"})
