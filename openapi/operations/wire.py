"""Check requests and JSON values against an OpenAPI document, without code of the client.

Parameters must be serialized in the styles of the OpenAPI Specification.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import unquote, unquote_plus

import httpx

from openapi.pointer import resolve

Content = dict[str, Any]

_SEPARATORS = {"spaceDelimited": r"\+|%20", "pipeDelimited": r"\||%7C"}
Parameters = Mapping[tuple[str, str], Content]
Values = Mapping[tuple[str, str], Any]


def request_problems(
    request: httpx.Request, template: str, parameters: Parameters, values: Values
) -> Iterator[tuple[str, str]]:
    """Yield the differences between a request and the request that the document describes.

    Args:
        request: The request that the client sent.
        template: The path template of the operation.
        parameters: The Parameter Objects by location and name, with resolved references.
        values: The JSON values of the given parameters, by location and name.

    Yields:
        A pair: the kind of the difference, and a sentence.
    """
    yield from _path_problems(request, template, values)
    yield from _query_problems(request, parameters, values)
    for (location, name), value in values.items():
        if location == "header":
            sent = request.headers.get(name)
            if sent != _text(value):
                yield "header", f"the header {name} is {sent!r} for {value!r}"


def json_problems(expected: Any, actual: Any) -> Iterator[tuple[str, str]]:
    """Yield the first difference of each kind between two JSON values.

    Yields:
        A pair: the kind of the difference, and a sentence. The kind is `time` for two different
        texts of the same time, and `value` for any other difference.
    """
    seen: set[str] = set()
    for kind, sentence in _differences(expected, actual, ""):
        if kind not in seen:
            seen.add(kind)
            yield kind, sentence


def _path_problems(
    request: httpx.Request, template: str, values: Values
) -> Iterator[tuple[str, str]]:
    path = request.url.raw_path.decode().partition("?")[0]
    pattern = re.sub(r"\\\{[^}]*\\\}", "([^/]*)", re.escape(template))
    found = re.fullmatch(pattern, path)
    if found is None:
        yield "path", f"the path is {path!r}"
        return
    for name, sent in zip(re.findall(r"\{([^}]*)\}", template), found.groups(), strict=True):
        value = values["path", name]
        if not _same(unquote(sent), value):
            yield "path", f"the path parameter {name} is {sent!r} for {value!r}"


def _query_problems(
    request: httpx.Request, parameters: Parameters, values: Values
) -> Iterator[tuple[str, str]]:
    raw = request.url.query.decode()
    pairs = [pair.partition("=") for pair in raw.split("&")] if raw else []
    sent: dict[str, list[str]] = {}
    for name, _, value in pairs:
        sent.setdefault(unquote_plus(name), []).append(value)
    for (location, name), value in values.items():
        if location != "query":
            continue
        for key, texts, joined in _expected(name, value, parameters["query", name]):
            actual = sent.pop(key, [])
            if joined:
                actual = [part for each in actual for part in re.split(joined, each)]
            plain = [unquote_plus(each) for each in actual]
            if len(plain) != len(texts) or not all(
                _same(one, other) for one, other in zip(plain, texts, strict=True)
            ):
                yield "query", f"the query parameter {key} is {actual!r} for {value!r}"
    for name, extra in sent.items():
        yield "query", f"the query has {name}={extra!r}, which no argument stands for"


def _expected(name: str, value: Any, parameter: Content) -> Iterator[tuple[str, list[Any], str]]:
    """Yield the names that a query string must contain for the value of a parameter.

    Yields:
        A tuple: a name, the values that belong to the name, and a regular expression for the
        separator between the values. The regular expression is empty if the query string repeats
        the name for each value.
    """
    explode = parameter.get("explode", parameter.get("style", "form") == "form")
    if isinstance(value, list):
        separator = _SEPARATORS.get(parameter.get("style", "form"), ",|%2C")
        yield name, value, "" if explode else separator
    elif isinstance(value, dict) and parameter.get("style") == "deepObject":
        yield from ((f"{name}[{key}]", [each], "") for key, each in value.items())
    elif isinstance(value, dict):
        yield from (
            (key, each if isinstance(each, list) else [each], "") for key, each in value.items()
        )
    else:
        yield name, [value], ""


def _same(sent: str, value: Any) -> bool:
    if sent == _text(value):
        return True
    if isinstance(value, str):  # two texts may stand for one time
        try:
            return datetime.fromisoformat(sent) == datetime.fromisoformat(value)
        except (ValueError, TypeError):
            return False
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            return bool(json.loads(sent) == value)
        except ValueError:
            return False
    return False


def _text(value: Any) -> str:
    """Return a scalar as the text that stands for it in a path, a query string or a header."""
    return value if isinstance(value, str) else json.dumps(value)


def _differences(expected: Any, actual: Any, pointer: str) -> Iterator[tuple[str, str]]:
    sentence = f"at {pointer or 'the top'}: {actual!r} instead of {expected!r}"
    if isinstance(expected, dict) and isinstance(actual, dict):
        for name in dict.fromkeys([*expected, *actual]):
            below = f"{pointer}/{name}"
            if name not in actual:
                yield "value", f"at {below}: {expected[name]!r} is missing"
            elif name not in expected:
                yield "value", f"at {below}: {actual[name]!r} is added"
            else:
                yield from _differences(expected[name], actual[name], below)
    elif isinstance(expected, list) and isinstance(actual, list):
        if len(expected) != len(actual):
            yield "value", f"at {pointer}: {len(actual)} items instead of {len(expected)}"
        for index, (one, other) in enumerate(zip(expected, actual, strict=False)):
            yield from _differences(one, other, f"{pointer}/{index}")
    elif isinstance(expected, bool) or isinstance(actual, bool):
        if expected is not actual:
            yield "value", sentence
    elif isinstance(expected, int | float) and isinstance(actual, int | float):
        if expected != actual:
            yield "value", sentence
    elif type(expected) is not type(actual) or expected != actual:
        texts = isinstance(expected, str) and isinstance(actual, str)
        yield "time" if texts and _same(actual, expected) else "value", sentence


def is_accepted(media_type: str, accept: str) -> bool:
    """Return whether the value of an `Accept` header allows a media type."""
    plain = media_type.partition(";")[0].strip().lower()
    ranges = [each.partition(";")[0].strip().lower() for each in accept.split(",")]
    return any(fnmatchcase(plain, each) for each in ranges)


def media_types(node: Content, content: Content) -> Content:
    """Return the Media Type Objects of a request body or a response, by media type."""
    return dict(resolve(node, content).get("content", {}))
