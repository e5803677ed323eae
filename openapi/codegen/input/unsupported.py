"""Check a document for features that openapi-python-client ignores without a message.

A client of such a document would send wrong requests.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from openapi_python_client.parser import GeneratorData

from openapi.codegen.input.errors import GenerationError
from openapi.document import Document, Operation
from openapi.pointer import resolve

Node = Mapping[str, Any]


def require_supported(document: Document) -> None:
    """Check that openapi-python-client supports all features of a document that affect requests.

    Raises:
        GenerationError: If the client would send wrong requests.
    """
    for operation in document.operations():
        for problem in _problems(operation, document):
            where = f"{operation.method.upper()} {operation.path}"
            raise GenerationError(f"{where}: {problem}, which the generator does not support")


def require_distinct_modules(data: GeneratorData) -> None:
    """Check that each model and each operation would be written to a module of its own.

    Raises:
        GenerationError: If two models or two operations have the same module.
    """
    modules = [f"models.{each.class_info.module_name}" for each in (*data.models, *data.enums)]
    for tag, collection in data.endpoint_collections_by_tag.items():
        modules += [f"api.{tag}.{endpoint.name}" for endpoint in collection.endpoints]
    for module, count in Counter(modules).items():
        if count > 1:
            raise GenerationError(
                f"{count} schemas or operations would be generated as the module {module}; "
                "give each a name of its own"
            )


def _problems(operation: Operation, document: Document) -> Iterator[str]:
    content = document.content
    if "servers" in operation.path_item or "servers" in operation.content:
        yield "it has servers of its own"
    for (location, name), parameter in document.parameters(operation).items():
        if "schema" not in parameter:
            yield f"the parameter {name} has content instead of a schema"
        elif location == "query" and not _is_repeated(parameter, content):
            serialization = "serialized with style form and explode true"
            yield f"the parameter {name} has an array that is not {serialization}"
    body = resolve(operation.content.get("requestBody", {}), content)
    if "multipart/form-data" in body.get("content", {}):
        yield "its body is multipart/form-data"
    accepted = operation.content.get("security", content.get("security", ()))
    if accepted and not any(_is_bearer(requirement, content) for requirement in accepted):
        yield "none of its security requirements takes a bearer token"


def _is_repeated(parameter: Node, content: Node) -> bool:
    if resolve(parameter["schema"], content).get("type") not in {"array", "object"}:
        return True
    style = parameter.get("style", "form")
    return bool(style == "form" and parameter.get("explode", True))


def _is_bearer(requirement: Node, content: Node) -> bool:
    schemes = (resolve(content["components"]["securitySchemes"][x], content) for x in requirement)
    return all(
        scheme["type"] in {"oauth2", "openIdConnect"}
        or (scheme["type"] == "http" and scheme["scheme"].lower() == "bearer")
        for scheme in schemes
    )
