"""Validate OpenAPI documents, and describe the first error in one sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from textwrap import shorten
from typing import Any, NamedTuple, Protocol

from openapi.pointer import (
    Token,
    UnresolvableError,
    children,
    follow,
    format_pointer,
    objects,
    resolve,
    target,
)

_MISSING = object()
# The validator gives these errors no location. Its messages name the operation or the parameter.
_OF_OPERATION = re.compile(r"'(\w+)'(?: operation)? in '(.+)' (?:was not resolved|is not unique)")
_DUPLICATE = re.compile(r"Duplicate parameter '(.*)'")

Location = tuple[Token, ...]


class ValidationError(Protocol):
    """A validation error of `jsonschema`, a library without type annotations.

    The protocol has only the attributes that this module uses.
    """

    message: str
    validator: str
    instance: Any
    absolute_path: Sequence[str | int]
    relative_schema_path: Sequence[str | int]
    context: Sequence[ValidationError]


class Problem(NamedTuple):
    """An error of a document.

    Attributes:
        location: The keys and indices that lead from the top of the document to the error.
        message: The description of the error.
    """

    location: Location
    message: str

    def __str__(self) -> str:
        """Return the JSON Pointer to the error and the description as one line of text."""
        where = f"#{format_pointer(self.location)}: " if self.location else ""
        return where + shorten(self.message, 300)


def first_problem(content: dict[str, Any]) -> Problem | None:
    """Return the first error of a document, or None if the document is valid."""
    return _unresolvable(content) or _endless(content) or _invalid(content)


def _unresolvable(content: dict[str, Any]) -> Problem | None:
    for location, each in objects(content):
        if isinstance(each.get("$ref"), str):
            try:
                resolve({"$ref": each["$ref"]}, content)
            except UnresolvableError as error:
                return Problem(location, str(error))
    return None


def _endless(content: dict[str, Any]) -> Problem | None:
    """Return an error if an `allOf` contains its own schema, which the validator cannot read."""
    for location, schema in objects(content):
        parts = schema.get("allOf")
        for index, part in enumerate(parts if isinstance(parts, list) else ()):
            if _contains(part, schema, content):
                return Problem((*location, "allOf", index), "the schema contains itself")
    return None


def _contains(schema: Any, wanted: dict[str, Any], content: dict[str, Any]) -> bool:
    """Return whether a schema is the wanted schema, or refers to or combines the wanted schema.

    The function follows `$ref`, `allOf`, `oneOf` and `anyOf`.
    """
    seen: set[int] = set()
    remaining = [schema]
    while remaining:
        schema = remaining.pop()
        if schema is wanted:
            return True
        if isinstance(schema, dict) and id(schema) not in seen:
            seen.add(id(schema))
            if isinstance(schema.get("$ref"), str):
                remaining.append(target(content, schema["$ref"]))
            parts = [schema.get(key) for key in ("allOf", "oneOf", "anyOf")]
            remaining += [each for part in parts if isinstance(part, list) for each in part]
    return False


def _invalid(content: dict[str, Any]) -> Problem | None:
    # This import takes a third of a second, and reading without validation does not need it.
    from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator

    problem = version_problem(content)
    if problem is not None:
        return problem
    old = str(content.get("openapi")).startswith("3.0.")
    # jsonschema validates the document by the specification's schema first, because its messages
    # are short. The validator would use a faster library if one is installed, and the messages of
    # that library quote whole documents.
    errors = _specification(old).iter_errors(content)
    error: ValidationError | None = max(errors, key=_nearness, default=None)
    if error is not None:
        while error.context:
            error = _cause(error.context)
        return Problem(tuple(error.absolute_path), error.message)
    validator = (OpenAPIV30SpecValidator if old else OpenAPIV31SpecValidator)(content)
    try:
        error = next(validator.root_validator(validator.schema_path), None)
    except Exception as crash:  # the validator does not specify what it raises
        return Problem((), f"the validator fails: {crash}")
    return error and Problem(
        _named_location(error.message, content) or _location_of(error, content), error.message
    )


@cache
def _specification(old: bool) -> Any:
    """Return the validator of the schema of OpenAPI 3.0 if `old` is true, and of 3.1 otherwise."""
    from jsonschema.validators import validator_for
    from openapi_spec_validator.schemas import schema_v30, schema_v31
    from referencing import Registry, Resource

    schema = dict(schema_v30 if old else schema_v31)
    # jsonschema searches the whole schema for each dynamic reference unless it is crawled before.
    known: Registry[Any] = Resource.from_contents(schema) @ Registry()
    return validator_for(schema)(schema, registry=known.crawl())


def version_problem(content: dict[str, Any]) -> Problem | None:
    """Return an error if the version of OpenAPI is not supported, or None."""
    if "swagger" in content:
        message = f"Swagger {content['swagger']} is not supported; convert it to OpenAPI 3.0 or 3.1"
        return Problem(("swagger",), message)
    version = str(content.get("openapi", "not given"))
    if re.fullmatch(r"3\.[01]\.\d+", version) is not None:
        return None
    message = f"its OpenAPI version is {version}, but only 3.0.x and 3.1.x are supported"
    if version in ("3.0", "3.1"):
        message = f"its OpenAPI version is {version}, which lacks a patch number; write {version}.0"
    return Problem(("openapi",) if "openapi" in content else (), message)


def _nearness(error: ValidationError) -> int:
    return -len(error.absolute_path)  # an error near the top may cause those below it


def _cause(errors: Iterable[ValidationError]) -> ValidationError:
    """Return the error to report for a value that matches no alternative of an `anyOf` or `oneOf`.

    The result is the first error of the alternative that the author most likely intended.
    """
    alternatives: dict[str | int, list[ValidationError]] = {}
    for error in errors:
        alternatives.setdefault(error.relative_schema_path[0], []).append(error)

    def distance(alternative: list[ValidationError]) -> tuple[bool, int, bool]:
        first = alternative[0]
        # The alternative with the fewest errors is the most likely. The author did not intend a
        # reference if `$ref` is missing, or an alternative whose `in` or `type` has another value.
        return "'$ref'" in first.message, len(alternative), first.validator in {"enum", "type"}

    return min(alternatives.values(), key=distance)[0]


def _named_location(message: str, content: dict[str, Any]) -> Location:
    """Return the location of the operation or the duplicate parameter in an error message.

    The result is the location of the whole document if the message names neither.
    """
    operation = _OF_OPERATION.search(message)
    if operation is not None:
        return ("paths", operation[2], operation[1])
    duplicate = _DUPLICATE.fullmatch(message)
    for location, each in objects(content) if duplicate else ():
        seen: set[tuple[str, str]] = set()
        parameters = each.get("parameters")
        for index, parameter in enumerate(parameters if isinstance(parameters, list) else ()):
            resolved = resolve(parameter, content)
            key = (resolved["name"], resolved["in"])
            if key in seen:
                return (*location, "parameters", index)
            seen.add(key)
    return ()


def _location_of(error: ValidationError, node: Any, location: Location = ()) -> Location:
    """Return the location of a validation error, from the top of the document."""
    # The validator reports the path of an error in a schema from the top of the schema. The result
    # is the first location at which such a path leads to the value of the error.
    steps = tuple(error.absolute_path) or ("default",)
    if follow(node, steps, _MISSING) == error.instance:
        return (*location, *steps)
    for step, child in children(node):
        found = _location_of(error, child, (*location, step))
        if found:
            return found
    return ()
