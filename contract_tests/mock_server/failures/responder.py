"""Send the response that a step of a script, or the request header `Prefer`, asks for."""

from __future__ import annotations

import asyncio
import json
import re

import attrs

from ..call import Response
from .exchange import Exchange
from .kinds import FAILURES
from .step import Step

_PREFERRED_CODE = re.compile(r'(?:^|[,;])\s*code\s*=\s*"?(?P<code>[2-5][0-9]{2})"?\s*(?=[,;]|$)')


def preferred_step(prefer: str | None) -> Step | None:
    """Return the step for the value of the header `Prefer`, such as `code=503` (RFC 7240).

    The result is None without a preference `code`. As RFC 7240 requires, the mock server ignores
    other preferences and invalid codes.
    """
    found = _PREFERRED_CODE.search(prefer or "")
    if found is None:
        return None
    code = found["code"]
    return Step(status=int(code), headers={"preference-applied": f"code={code}"})


async def respond(exchange: Exchange) -> None:
    """Respond to a request as the script demands, such as with a delay or a failure."""
    step = exchange.step
    if step.delay:
        await asyncio.sleep(step.delay)
    if step.failure is not None:
        await FAILURES[step.failure].act(exchange)
    elif step.status is not None:
        response = await _response_with_status(exchange, step.status)
        await exchange.respond(response)
    else:
        await exchange.app(exchange.scope, exchange.receive, exchange.send)


async def _response_with_status(exchange: Exchange, status: int) -> Response:
    step = exchange.step
    if step.body is not None:
        is_text = isinstance(step.body, str)
        body = step.body if is_text else json.dumps(step.body, ensure_ascii=False)
        media_type = "text/plain; charset=utf-8" if is_text else "application/json"
        response = Response(status, str(body).encode(), {"content-type": media_type})
    elif status < 300:
        response = await exchange.usual_response()
        if response.status != 200:
            return response
        response = attrs.evolve(response, status=status)
    else:
        response = exchange.error_response(status, f"The status code {status} was requested.")
    headers = {**response.headers, **{name.lower(): text for name, text in step.headers.items()}}
    if step.retry_after is not None:
        headers["retry-after"] = str(step.retry_after)
    return attrs.evolve(response, headers=headers)
