"""Valid servers behind a gateway that answers some requests itself."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qsl

import attrs

from ....mock_server.behaviour import Behaviour
from ....mock_server.call import Call, Response
from ... import variant

_LONGEST = 1200  # bytes of a query


@variant
def firewall_against_control_characters(behaviour: Behaviour) -> Behaviour:
    """A query with a control character is answered with 403 and a page of HTML."""
    return _refusing(behaviour, 403, lambda text: any(letter < " " for letter in text))


@variant
def firewall_against_sql(behaviour: Behaviour) -> Behaviour:
    """A query that looks like SQL is answered with 400 and a page of HTML."""
    return _refusing(behaviour, 400, lambda text: "' OR " in text)


@variant
def unprocessable_numbers(behaviour: Behaviour) -> Behaviour:
    """Numbers with needless zeros, or beyond 2**53, are answered with 422."""

    def is_hard(text: str) -> bool:
        if not (text.isascii() and text.isdigit()):
            return False
        needless = len(text) > 1 and text.startswith("0")
        return needless or len(text) > 16 or int(text) > 2**53

    return _refusing(behaviour, 422, is_hard)


@variant
def short_urls(behaviour: Behaviour) -> Behaviour:
    """A query of more than 1200 bytes is answered with 414 and a page of HTML."""
    return _answering(behaviour, 414, lambda query: len(query) > _LONGEST)


@variant
def gateway_in_trouble(behaviour: Behaviour) -> Behaviour:
    """Every fiftieth answer is a gateway's own, which could not reach the server."""

    def finish(call: Call, response: Response) -> Response:
        if call.number % 50 == 0:
            return Response(503, b"<h1>Service Unavailable</h1>", {"content-type": "text/html"})
        return behaviour.finish(call, response)

    return attrs.evolve(behaviour, finish=finish)


@variant
def limits_the_rate_now_and_then(behaviour: Behaviour) -> Behaviour:
    """Every fortieth request is one too many, whatever it asks for."""

    def finish(call: Call, response: Response) -> Response:
        if call.number % 40 == 0:
            return Response(429, b"Slow down.", {"content-type": "text/plain", "retry-after": "0"})
        return behaviour.finish(call, response)

    return attrs.evolve(behaviour, finish=finish)


def _refusing(behaviour: Behaviour, status: int, is_refused: Callable[[str], bool]) -> Behaviour:
    def holds_one(query: bytes) -> bool:
        return any(is_refused(text) for _, text in parse_qsl(query.decode("latin-1")))

    return _answering(behaviour, status, holds_one)


def _answering(behaviour: Behaviour, status: int, refuses: Callable[[bytes], bool]) -> Behaviour:
    def finish(call: Call, response: Response) -> Response:
        response = behaviour.finish(call, response)
        # Who is not authenticated is told so before anything else.
        if response.status == 401 or not refuses(call.request.query):
            return response
        return Response(status, b"<h1>Not here</h1>", {"content-type": "text/html"})

    return attrs.evolve(behaviour, finish=finish)
