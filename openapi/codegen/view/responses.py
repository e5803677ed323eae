"""Collect the Python code that declares the documented responses of an operation."""

from __future__ import annotations

import re
from typing import NamedTuple

from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.parser.responses import Response
from openapi_python_client.schema import Reference

from openapi.codegen.view.structs import Structs
from openapi.codegen.view.types import class_imports, kind, models_in, reader_import

# openapi-python-client reads the first media type that it knows.
_MEDIA_TYPES = {
    "response.json()": r"application/json\b|[^;]*\+json\b",
    "response.text": "text/",
    "response.content": r"application/octet-stream\b",
}


class DocumentedResponse(NamedTuple):
    """A response that the document describes for a status code or a range of status codes.

    Attributes:
        status: The key of the response in the document, such as `200`, `2XX` or `default`.
        arguments: The arguments of the call `_DocumentedResponse(…)` in the generated code.
        type: The Python type of the decoded body.
        media_type: The media type of the body; None if the document describes no body.
        imports: The import statements that the arguments and the type need.
    """

    status: str
    arguments: str
    type: str
    media_type: str | None
    imports: frozenset[str]


class DocumentedResponses(NamedTuple):
    """All responses that the document describes for an operation.

    Attributes:
        successes: The responses with a status code of the range 2XX.
        failures: The responses with any other status code, including `default`.
        payload: The Python type of the body of a successful response.
        accept: The media types of the bodies, as the value of the header `Accept`.
        imports: The import statements that the responses need.
    """

    successes: list[DocumentedResponse]
    failures: list[DocumentedResponse]
    payload: str
    accept: str
    imports: list[str]


def documented_responses(endpoint: Endpoint, structs: Structs | None = None) -> DocumentedResponses:
    """Return the responses that the document describes for an operation.

    Args:
        endpoint: The operation. If the operation has no documented success but a `default`
            response, this response also describes every success.
        structs: The models that msgspec parses into structs; None if msgspec parses no model.
    """
    successes = [_documented_response(each, structs) for each in successful_responses(endpoint)]
    failures = [
        _documented_response(each) for each in endpoint.responses.patterns if not _is_success(each)
    ]
    if endpoint.responses.default:
        failures.append(_documented_response(endpoint.responses.default))
        if not any(map(_is_success, endpoint.responses.patterns)):
            successes = [each._replace(status="2XX") for each in successes]
    media_types = dict.fromkeys(each.media_type for each in (*successes, *failures))
    return DocumentedResponses(
        successes,
        failures,
        payload=" | ".join(dict.fromkeys(each.type for each in successes)) or "None",
        accept=", ".join(filter(None, media_types)) or "*/*",
        imports=sorted({line for each in (*successes, *failures) for line in each.imports}),
    )


def successful_responses(endpoint: Endpoint) -> list[Response]:
    """Return the documented responses of a success, or the `default` response if there are none."""
    successes = [each for each in endpoint.responses.patterns if _is_success(each)]
    default = endpoint.responses.default
    return successes or ([default] if default else [])


def is_json(response: Response) -> bool:
    """Return whether the body of a response is JSON."""
    return response.source["attribute"] == "response.json()"


def _is_success(response: Response) -> bool:
    return response.status_code.pattern.startswith("2")


def _documented_response(response: Response, structs: Structs | None = None) -> DocumentedResponse:
    source = response.source["attribute"]
    imports: set[str] = set()
    arguments = ""
    if is_json(response):
        of = kind(response.prop)
        decoder, read_as = of.decoder, of.type
        for statements in class_imports([response.prop], "...models"):
            imports.update(statements)
        imports.update(reader_import(each, "...models") for each in models_in(response.prop))
        parsed = structs.parsed(response.prop, "_parsed", "...models") if structs else None
        if parsed and parsed.imports:
            imports.update(parsed.imports)
            build = f"lambda _parsed, _reading: {parsed.built}"
            arguments = f"structs=_StructuredBody(lambda: {parsed.type}, {build})"
    elif source == "response.text":
        decoder, read_as, arguments = "_operation.unchanged", "str", "source=_operation.as_text"
    elif source == "response.content":
        decoder, read_as, arguments = "_operation.unchanged", "bytes", "source=_operation.as_bytes"
    else:
        decoder, read_as, arguments = "_operation.ignored", "None", "source=_operation.as_bytes"
    return DocumentedResponse(
        response.status_code.pattern,
        ", ".join(filter(None, [decoder, arguments])),
        read_as,
        _media_type(response),
        frozenset(imports),
    )


def _media_type(response: Response) -> str | None:
    """Return the media type that the decoder of a response reads; None if there is no body."""
    if isinstance(response.data, Reference) or not response.data.content:
        return None
    names = [each.get_untrusted_value() for each in response.data.content]
    pattern = _MEDIA_TYPES.get(response.source["attribute"], "")
    return next((each for each in names if re.match(pattern, each)), names[0])
