"""Valid servers that authenticate or authorize callers in an unusual way."""

from __future__ import annotations

from uuid import UUID

import attrs

from ....mock_server import error_responses
from ....mock_server.behaviour import Behaviour
from ....mock_server.call import Call, Response
from ....mock_server.world import Caller
from ... import variant

_SESSION = "of-someone-who-was-let-in"


@variant
def asks_for_permission_first(behaviour: Behaviour) -> Behaviour:
    """Who may not view balances anywhere is told so before the request is looked at."""

    def read_enterprise_id(call: Call) -> UUID:
        if not behaviour.authenticate(call).may_view_balances:
            raise error_responses.no_permission(UUID(int=0))
        return behaviour.read_enterprise_id(call)

    return attrs.evolve(behaviour, read_enterprise_id=read_enterprise_id)


@variant
def remembers_callers(behaviour: Behaviour) -> Behaviour:
    """A caller who was let in gets a cookie, and is let in with it."""

    def authenticate(call: Call) -> Caller:
        for cookie in call.request.header("cookie"):
            if cookie == f"session={_SESSION}":
                return next(iter(call.world.callers.values()))
        return behaviour.authenticate(call)

    def finish(call: Call, response: Response) -> Response:
        response = behaviour.finish(call, response)
        if response.status != 200:
            return response
        return Response(
            200, response.body, {**response.headers, "set-cookie": f"session={_SESSION}"}
        )

    return attrs.evolve(behaviour, authenticate=authenticate, finish=finish)
