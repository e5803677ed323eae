"""Hold a document to the OpenAPI specification, and name its first problem in one sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from textwrap import shorten
from typing import Any, Protocol

from openapi.pointer import Token, UnresolvableError, children, follow, resolve

# Where `$ref` is a value like any other.
_PLAIN_VALUES = frozenset({"const", "default", "enum", "example", "examples"})

Place = tuple[Token, ...]


class ValidationError(Protocol):
    """What is used of the errors of `jsonschema`, which has no types."""

    message: str
    validator: str
    instance: Any
    absolute_path: Sequence[str | int]
    relative_schema_path: Sequence[str | int]
    context: Sequence[ValidationError]


def first_problem(content: dict[str, Any]) -> str | None:
    """Return what is wrong with a document, and where; None if it is valid."""
    return _dangling(content) or _invalid(content)


def _dangling(content: dict[str, Any]) -> str | None:
    for place, reference in _references(content):
        try:
            resolve({"$ref": reference}, content)
        except UnresolvableError as error:
            return _sentence(place, str(error))
    return None


def _references(node: Any, place: Place = ()) -> Iterator[tuple[Place, str]]:
    if isinstance(node, dict) and isinstance(node.get("$ref"), str):
        yield place, node["$ref"]
    for step, child in children(node):
        if step not in _PLAIN_VALUES:
            yield from _references(child, (*place, step))


def _invalid(content: dict[str, Any]) -> str | None:
    # These imports take most of a second, and `read` does without them.
    from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator
    from openapi_spec_validator.schemas import schema_v30, schema_v31
    from openapi_spec_validator.schemas.backend.jsonschema import create_validator

    version = str(content.get("openapi", "not given"))
    if re.fullmatch(r"3\.[01]\.\d+", version) is None:
        return f"its OpenAPI version is {version}, and only 3.0.x and 3.1.x are supported"
    old = version.startswith("3.0.")
    # The specification's schema first, by the library whose messages are exact: the validator
    # prefers a faster one where it is installed, which quotes whole documents.
    errors = create_validator(dict(schema_v30 if old else schema_v31)).iter_errors(content)
    error: ValidationError | None = max(errors, key=_nearness, default=None)
    if error is not None:
        while error.context:
            error = _cause(error.context)
        return _sentence(tuple(error.absolute_path), error.message)
    validator = (OpenAPIV30SpecValidator if old else OpenAPIV31SpecValidator)(content)
    try:
        error = next(iter(validator.iter_errors()), None)
    except Exception as crash:  # what it raises on odd documents is not specified
        return _sentence((), f"the validator gives up: {crash}")
    return error and _sentence(_place_of(error, content), error.message)


def _nearness(error: ValidationError) -> int:
    return -len(error.absolute_path)  # the nearest to the top: others may follow from it


def _cause(errors: Iterable[ValidationError]) -> ValidationError:
    """Choose among the errors of several alternatives, of which one should have fitted."""
    alternatives: dict[str | int, list[ValidationError]] = {}
    for error in errors:
        alternatives.setdefault(error.relative_schema_path[0], []).append(error)

    def distance(alternative: list[ValidationError]) -> tuple[bool, int, bool]:
        first = alternative[0]
        # No reference was meant; and what has another `in` or `type` is another alternative.
        return "'$ref'" in first.message, len(alternative), first.validator in {"enum", "type"}

    return min(alternatives.values(), key=distance)[0]


def _place_of(error: ValidationError, node: Any, place: Place = ()) -> Place:
    """Find what an error is about: inside a schema, its path begins at that schema."""
    steps = tuple(error.absolute_path) or ("default",)
    if follow(node, steps) == error.instance:
        return (*place, *steps)
    for step, child in children(node):
        found = _place_of(error, child, (*place, step))
        if found:
            return found
    return ()


def _sentence(place: Place, message: str) -> str:
    where = f"{' > '.join(map(str, place))}: " if place else ""
    return where + shorten(message, 300)
