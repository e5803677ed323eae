"""Collect the Python code that declares the documented responses of an operation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.parser.responses import Response

from openapi.codegen.view.error_statuses import error_of
from openapi.codegen.view.types import kind, models_in


class DocumentedResponse(NamedTuple):
    """A response that the document describes for a status code or a range of status codes.

    Attributes:
        status: The key of the response in the document, such as `200`, `2XX` or `default`.
        arguments: The arguments of the call `DocumentedResponse(…)` in the generated code.
        type: The Python type of the decoded body.
        imports: The import statements that the arguments need.
    """

    status: str
    arguments: str
    type: str
    imports: frozenset[str]


class DocumentedResponses(NamedTuple):
    """All responses that the document describes for an operation.

    Attributes:
        successes: The responses with a status code of the range 2XX.
        failures: The responses with any other status code, including `default`.
        payload: The Python type of the body of a successful response.
        failure: The Python type of the body of any other response.
        parsed: The Python type of the body of any response.
        imports: The import statements that the responses need.
    """

    successes: list[DocumentedResponse]
    failures: list[DocumentedResponse]
    payload: str
    failure: str
    parsed: str
    imports: list[str]


def documented_responses(endpoint: Endpoint) -> DocumentedResponses:
    """Return the responses that the document describes for an operation."""
    found = [_documented_response(each) for each in endpoint.responses.patterns]
    successes = [each for each in found if each.status.startswith("2")]
    failures = [each for each in found if not each.status.startswith("2")]
    if endpoint.responses.default:
        failures.append(_documented_response(endpoint.responses.default))
    imports = {line for each in (*successes, *failures) for line in each.imports}
    if not failures:
        imports.add("from typing import Never")
    return DocumentedResponses(
        successes,
        failures,
        payload=_union(successes) or "None",
        failure=_union(failures) or "Never",
        parsed=_union([*successes, *failures]) or "None",
        imports=sorted(imports),
    )


def _documented_response(response: Response) -> DocumentedResponse:
    status = response.status_code.pattern
    source = response.source["attribute"]
    imports: set[str] = set()
    if source == "response.json()":
        of = kind(response.prop)
        decoder, read_as, arguments = of.decoder, of.type, ""
        for model in models_in(response.prop):
            module = model.class_info.module_name
            imports.add(f"from ...models.{module} import read_{module}")
    elif source == "response.text":
        decoder, read_as, arguments = "_operation.unchanged", "str", "source=_operation.as_text"
    elif source == "response.content":
        decoder, read_as, arguments = "_operation.unchanged", "bytes", "source=_operation.as_bytes"
    else:
        decoder, read_as, arguments = (
            "_operation.ignored",
            "None",
            "source=_operation.as_bytes",
        )
    error = error_of(int(status)) if status.isdigit() else None
    parts = [decoder, arguments, f"error=errors.{error}" if error else ""]
    return DocumentedResponse(status, ", ".join(filter(None, parts)), read_as, frozenset(imports))


def _union(found: Iterable[DocumentedResponse]) -> str:
    return " | ".join(dict.fromkeys(each.type for each in found))
