"""Call the generated client of an operation, and compare requests and results with the document."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

import httpx

from openapi.document import Document
from openapi.operations.package import ArgumentMismatchError, Package, to_json
from openapi.operations.values import Values
from openapi.operations.wire import is_accepted, json_problems, media_types, request_problems

Content = dict[str, Any]

_HOST = "https://provider.example"
_JSON = ("application/json", "+json")
# The OpenAPI Specification says that these header parameters are ignored.
_IGNORED = frozenset({"accept", "authorization", "content-type"})


class Problem(NamedTuple):
    """A difference between a client and its document.

    Attributes:
        kind: The part of the messages that differs, such as `query` or `response`.
        place: The response, the parameter or the body, such as `response 404`.
        sentence: The description of the difference.
    """

    kind: str
    place: str
    sentence: str


class Findings(NamedTuple):
    """The result of all test calls of one operation.

    Attributes:
        problems: The problems, at most one of each kind for each parameter, body or response.
        calls: The number of calls.
        undrawn: The parameters and bodies that were not tested, as no valid value was found.
    """

    problems: list[Problem]
    calls: int
    undrawn: list[str]


class _Stub:
    """A server in memory that records each request and sends the prepared response."""

    def __init__(self) -> None:
        self.requests: list[httpx.Request] = []
        self.response: tuple[int, dict[str, str], bytes] = (200, {}, b"{}")

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        status, headers, content = self.response
        return httpx.Response(status, headers=headers, content=content)


class RoundTrips:
    """Makes test calls with the client of one operation, and checks requests and responses.

    Args:
        folder: The package that contains the generated package `bitgo_oes`.
        document: The document with only this operation.
        seed: The seed of the random values in the test calls.
    """

    def __init__(self, folder: Path, document: Document, seed: int) -> None:
        self._package = Package(folder)
        self._content = document.content
        (self._operation,) = document.operations()
        self._parameters = {
            (location, name): dict(parameter)
            for (location, name), parameter in document.parameters(self._operation).items()
            if location != "header" or name.lower() not in _IGNORED
        }
        self._values = Values(document.content, seed)
        self._stub = _Stub()
        self._calls = 0
        self._undrawn: list[str] = []
        self._accept = "*/*"
        transport = httpx.MockTransport(self._stub)
        options = {"base_url": _HOST, "transport": transport, "async_transport": transport}
        self._client = self._package.root.Client("token", max_retries=0, **options)

    def findings(self) -> Findings:
        """Make all test calls of the operation, and return the problems that the calls reveal."""
        problems: dict[tuple[str, str], Problem] = {}
        try:
            for problem in (*self._requests(), *self._responses()):
                problems.setdefault(problem[:2], problem)
        finally:
            self._package.forget()
        return Findings(list(problems.values()), self._calls, self._undrawn)

    def _requests(self) -> Iterator[Problem]:
        self._stub.response = self._first_response()
        for values in self._argument_values():
            yield from self._request(values, None)
        required = self._required_values()
        body = self._operation.content.get("requestBody")
        for media_type, described in media_types(body or {}, self._content).items():
            place = f"body {media_type}"
            for value in self._drawn(described.get("schema", {}), place):
                yield from self._request(required, (media_type, value))

    def _request(
        self, values: dict[tuple[str, str], Any], body: tuple[str, Any] | None
    ) -> Iterator[Problem]:
        operation = self._operation
        place = f"body {body[0]}" if body else "parameters"
        try:
            arguments = self._arguments(values, body)
        except ArgumentMismatchError as error:
            yield Problem("argument", place, str(error))
            return
        except Exception as error:
            yield Problem("argument", place, _raised(error))
            return
        sent: list[httpx.Request] = []
        for asynchronous in (False, True):
            self._stub.requests.clear()
            try:
                self._call(arguments, asynchronous=asynchronous)
            except Exception as error:
                yield Problem("call", place, f"{_raised(error)} for {values} {body}"[:600])
                return
            if len(self._stub.requests) != 1:
                yield Problem("call", place, f"{len(self._stub.requests)} requests were sent")
                return
            sent += self._stub.requests
        self._accept = sent[0].headers.get("accept", "*/*")
        for request in sent:
            if request.method != operation.method.upper():
                yield Problem("method", place, f"the method is {request.method}")
            for kind, sentence in request_problems(
                request, operation.path, self._parameters, values
            ):
                yield Problem(kind, place, sentence)
            if body is not None:
                described = media_types(operation.content["requestBody"], self._content)
                yield from _body_problems(request, place, body[1], described)
            elif request.content and "requestBody" not in operation.content:
                yield Problem("body", place, f"the request has the body {request.content!r}")

    def _responses(self) -> Iterator[Problem]:
        values = self._required_values()
        try:
            arguments = self._arguments(values, self._required_body())
        except Exception:
            return
        for key, response in self._operation.content["responses"].items():
            status = self._status(key)
            documented = media_types(response, self._content)
            if not documented:
                yield from self._response(arguments, key, status, None, None)
            described = {
                name: media for name, media in documented.items() if is_accepted(name, self._accept)
            }
            if documented and not described:
                names = ", ".join(documented)
                sentence = f"Accept is {self._accept!r}, but the response is {names}"
                yield Problem("accept", f"response {key}", sentence)
            for media_type, media in described.items():
                place = f"response {key} {media_type}"
                if "schema" not in media:
                    continue
                for value in self._drawn(media["schema"], place):
                    yield from self._response(arguments, key, status, media_type, value)

    def _response(
        self, arguments: Content, key: str, status: int, media_type: str | None, value: Any
    ) -> Iterator[Problem]:
        place = f"response {key}" + (f" {media_type}" if media_type else "")
        text = media_type is not None and not media_type.endswith(_JSON)
        content = b"" if media_type is None else _encoded(value, text=text)
        headers = {"Content-Type": media_type} if media_type else {}
        self._stub.response = (status, headers, content)
        try:
            received = self._call(arguments)
        except Exception as error:
            yield Problem("response", place, f"{_raised(error)} for {value!r}"[:600])
            return
        success = status < 300
        if success and received.error is not None:
            yield Problem("response", place, f"{_raised(received.error)} for {value!r}"[:600])
            return
        if not success and received.error is None:
            yield Problem("response", place, f"status {status} is not an error")
            return
        holder = received if success or not hasattr(received.error, "parsed") else received.error
        if media_type is None:
            if success and holder.parsed is not None:
                yield Problem("response", place, f"{holder.parsed!r} stands for no body")
            return
        for kind, sentence in json_problems(value, to_json(holder.parsed)):
            kind = "response" if kind == "value" else kind
            yield Problem(kind, place, f"{sentence}; the body is {value!r}"[:600])

    def _call(self, arguments: Content, *, asynchronous: bool = False) -> Any:
        self._calls += 1
        operation = self._package.operation
        if asynchronous:
            return asyncio.run(operation.asyncio_detailed(client=self._client, **arguments))
        return operation.sync_detailed(client=self._client, **arguments)

    def _arguments(
        self, values: dict[tuple[str, str], Any], body: tuple[str, Any] | None
    ) -> Content:
        arguments: Content = {}
        for (location, name), value in values.items():
            argument = self._package.argument_name(location, name)
            arguments[argument] = self._package.argument(argument, value)
        body = body or self._required_body()
        if body is not None:
            arguments["body"] = self._package.argument("body", body[1])
        return arguments

    def _required_body(self) -> tuple[str, Any] | None:
        body = self._operation.content.get("requestBody")
        described = media_types(body or {}, self._content)
        for media_type, media in described.items():
            return media_type, self._values.one(media.get("schema", {}))
        return None

    def _required_values(self) -> dict[tuple[str, str], Any]:
        return {
            key: value
            for key, parameter in self._parameters.items()
            if parameter.get("required")
            for value in self._parameter_values(key, parameter)[:1]
        }

    def _argument_values(self) -> Iterator[dict[tuple[str, str], Any]]:
        """Yield the arguments of test calls, by the location and the name of the parameter.

        All calls but the last one have an argument for every parameter; together, they use each
        random value. The last call has only the required arguments.
        """
        parameters = self._parameters
        drawn = {key: self._parameter_values(key, each) for key, each in parameters.items()}
        most = max(map(len, drawn.values()), default=1)
        for index in range(max(most, 1)):
            yield {key: each[index % len(each)] for key, each in drawn.items() if each}
        yield {
            key: each[0] for key, each in drawn.items() if each and parameters[key].get("required")
        }

    def _parameter_values(self, key: tuple[str, str], parameter: Any) -> list[Any]:
        found = []
        schema = parameter.get("schema") or {"type": "string"}
        for value in self._values.drawn(schema):
            parts = value.values() if isinstance(value, dict) else value
            items = list(parts) if isinstance(value, dict | list) else [value]
            if key[0] == "path" and value in {"", ".", ".."}:
                continue
            if any(isinstance(item, dict | list) for item in items):
                continue  # no style serializes nested arrays and objects
            if not items or None in items or "" in items:
                continue  # the client rejects null and empty values
            if key[0] == "header" and not (
                str(value).isascii() and str(value).isprintable() and str(value).strip() == value
            ):
                continue
            found.append(value)
        if not found and key[0] == "header":
            return ["text"]
        if not found:
            self._undrawn.append(f"{key[0]} parameter {key[1]}")
        return found

    def _drawn(self, schema: Content, place: str) -> Iterator[Any]:
        empty = True
        for value in self._values.drawn(schema):
            empty = False
            yield value
        if empty:
            self._undrawn.append(place)

    def _first_response(self) -> tuple[int, dict[str, str], bytes]:
        """Return the status, headers and body of a success response that the document describes.

        The stub server sends this response to the calls whose requests are checked.
        """
        for key, response in self._operation.content["responses"].items():
            status = self._status(key)
            if 200 <= status < 300:
                for media_type, media in media_types(response, self._content).items():
                    value = self._values.one(media.get("schema", {}))
                    text = not media_type.endswith(_JSON)
                    return status, {"Content-Type": media_type}, _encoded(value, text=text)
                return status, {}, b""
        return 500, {}, b"{}"

    def _status(self, key: str) -> int:
        """Return a status code that belongs to a key of the documented responses, such as `4XX`."""
        documented = self._operation.content["responses"]
        if key.isdigit():
            return int(key)
        if key.upper().endswith("XX"):
            first = int(key[0]) * 100
            candidates = range(first, first + 100)
        else:
            successes = any(str(each).startswith("2") for each in documented)
            candidates = range(418 if successes else 200, 600)
        return next(each for each in candidates if str(each) not in documented)


def _body_problems(
    request: httpx.Request, place: str, value: Any, documented: Content
) -> Iterator[Problem]:
    sent = request.headers.get("content-type", "")
    if sent.partition(";")[0] not in {each.partition(";")[0] for each in documented}:
        yield Problem("body", place, f"the Content-Type is {sent!r}")
    if sent.partition(";")[0].endswith(_JSON):
        for kind, sentence in json_problems(value, json.loads(request.content)):
            kind = "body" if kind == "value" else kind
            yield Problem(kind, place, f"{sentence}; the body is {value!r}"[:600])
    elif sent == "application/x-www-form-urlencoded":
        expected = [
            (name, each if isinstance(each, str) else json.dumps(each))
            for name, item in value.items()
            for each in (item if isinstance(item, list) else [item])
        ]
        found = parse_qsl(request.content.decode(), keep_blank_values=True)
        if sorted(found) != sorted(expected):
            yield Problem("body", place, f"the form is {found!r}; the body is {value!r}"[:600])


def _encoded(value: Any, *, text: bool) -> bytes:
    return value.encode() if text and isinstance(value, str) else json.dumps(value).encode()


def _raised(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:300]
