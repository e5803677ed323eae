"""The mock server that users run: its data, script of failures, log, control API and CORS."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..app import create_app
from ..behaviour import CORRECT, Behaviour
from ..failures.exchange import Exchange
from ..failures.responder import preferred_step, respond
from ..failures.script import Script
from ..failures.step import Step
from ..world import World
from .api import PREFIX, create_control_app
from .request_log import LoggedRequest, RequestLog

_EXPOSED_HEADERS = ("retry-after", "preference-applied", "www-authenticate")


class Mock:
    """A mock server whose data, failures and log can be used while it runs.

    Args:
        world: The data.
        behaviour: The steps that compute each response.
        steps: The failures at the start, each with the requests to which the failure applies.
        observe: A function that is called with each request after its response.
        origins: The origins whose web pages may read responses. `*` stands for all origins.
        remote_control: Whether clients on other machines may use the control API.

    Attributes:
        world: The data.
        script: The failures that still apply to further requests.
        requests: The log of requests.
        app: The ASGI application.
    """

    def __init__(
        self,
        world: World,
        behaviour: Behaviour = CORRECT,
        *,
        steps: Iterable[Step] = (),
        observe: Callable[[LoggedRequest], None] = lambda _request: None,
        origins: Sequence[str] = (),
        remote_control: bool = False,
    ) -> None:
        self.world = world
        self.script = Script(steps)
        self.requests = RequestLog()
        self._observe = observe
        self._operation = create_app(world, behaviour)
        self._control = create_control_app(
            world, self.script, self.requests, self.reset, remote=remote_control
        )
        self._public: ASGIApp = CORSMiddleware(
            self._respond,
            allow_origins=origins,
            allow_methods=("GET", "HEAD"),
            allow_headers=("*",),
            expose_headers=_EXPOSED_HEADERS,
        )
        self.app: ASGIApp = self._dispatch

    def reset(self) -> None:
        """Restore the initial data and the initial script, and clear the log of requests."""
        self.world.reset()
        self.script.reset()
        self.requests.clear()

    async def _dispatch(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._control if scope["path"].startswith(PREFIX) else self._public
        await app(scope, receive, send)

    async def _respond(self, scope: Scope, receive: Receive, send: Send) -> None:
        method, path = scope["method"], scope["path"]
        query = scope["query_string"].decode("latin-1")
        headers = Headers(scope=scope)
        step = self.script.take(method, path, query) or preferred_step(headers.get("prefer"))
        failure = step.to_dict() if step else None
        logged = self.requests.add(method, path, query, headers, failure)

        async def send_and_note(message: Message) -> None:
            if message["type"] == "http.response.start":
                logged.status = message["status"]
            elif not message.get("more_body"):
                logged.end()
            await send(message)

        try:
            if step is None:
                await self._operation(scope, receive, send_and_note)
            else:
                await respond(
                    Exchange(self._operation, scope, receive, send_and_note, self.world, step)
                )
        finally:
            self._observe(logged)
