"""Send a first request to an operation, to find out whether the server serves the API at all.

A wrong `base_url`, a login page or an expired token would otherwise break almost every rule.
"""

from __future__ import annotations

import json

from ...contract import Contract, Json
from ..conformance.response_schema import expect_schema
from ..conformance.violation import Violation
from ..transport.curl import curl_command
from ..transport.exchange import Exchange
from ..transport.request import Credential, Request
from ..transport.session import TargetUnusable
from .request_sender import RequestSender

#: The statuses with which the API refuses a wrong token, a wrong enterprise or a wrong path.
_REFUSALS = {400, 401, 403, 404}


class NotTheApi(TargetUnusable):
    """Raised if the first response of an operation gives no access to the data of the API."""


def expect_api(sender: RequestSender) -> None:
    """Send a valid request, and check that the response can be from the API.

    A response with documented properties is from the API, even if the response violates a rule.
    After another response, a request without a token decides. The API responds to such a request
    with a documented error.

    Raises:
        NotTheApi: If the server refuses the request, or if another server responds.
        NotChecked: If the target file lacks the value of a path parameter.
    """
    exchange = _send(sender, sender.request())
    if exchange.status in _REFUSALS:
        # The server may require an optional parameter, which is a violation of a rule.
        if sender.operation.pagination is None or sender.send_page(0, 1).status in _REFUSALS:
            raise NotTheApi(_sentence(exchange, "check token, enterprise_id and base_url"))
        return
    if _has_documented_properties(sender, exchange) or _is_documented_error(sender, exchange):
        return
    if not _is_documented_error(sender, _send(sender, sender.request(credential=Credential(None)))):
        raise NotTheApi(
            _sentence(exchange, "the API of the document does not respond; check base_url")
        )


def _send(sender: RequestSender, request: Request) -> Exchange:
    """Send a request, and check the response. Do not wait until a failing server has recovered."""
    exchange = sender.session.send(request)
    sender.monitor.judge(exchange)
    return exchange


def _sentence(exchange: Exchange, advice: str) -> str:
    status = f"status {exchange.status}" if exchange.status else exchange.body_error
    location = exchange.response_headers.get("location")
    content = f"Location: {location}" if location else exchange.excerpt()
    return (
        f"{exchange.base_url} responds with {status} to a request with the token and the "
        f"enterprise_id of the target file; {advice}; response: {content}; "
        f"request: {curl_command(exchange)}"
    )


def _has_documented_properties(sender: RequestSender, exchange: Exchange) -> bool:
    """Return whether a successful body is a JSON object with a documented property.

    The function also finds a property in an incomplete body, or in a body in UTF-16.
    """
    if not 200 <= exchange.status < 300:
        return False
    names = _properties(sender.contract, sender.operation.bodies.get(200, {}))
    try:
        # In contrast to the decoder of the rules, json accepts a byte order mark and UTF-16.
        decoded = json.loads(exchange.content)
    except (ValueError, RecursionError):
        text = exchange.text.lstrip("\ufeff \r\n\t")
        return text.startswith("{") and any(json.dumps(name) in text for name in names)
    return not names or (isinstance(decoded, dict) and not names.isdisjoint(decoded))


def _properties(contract: Contract, schema: Json) -> set[str]:
    """Return the names of the properties in a schema and in the schemas that it combines."""
    schema = contract.resolved(schema)
    combined = (part for key in ("allOf", "anyOf", "oneOf") for part in schema.get(key, ()))
    return {*schema.get("properties", ())}.union(*(_properties(contract, p) for p in combined))


def _is_documented_error(sender: RequestSender, exchange: Exchange) -> bool:
    if exchange.status < 400 or exchange.status not in sender.operation.bodies:
        return False
    try:
        expect_schema(sender.contract, sender.operation, exchange)
    except Violation:
        return False
    return True
