"""Copies of the repository whose document has further properties and parameters of many kinds."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import frozen
from ruamel.yaml import YAML

from ..contract import load
from .suite_process import ENVIRONMENT, ROOT, TIMEOUT

Node = dict[str, Any]

_TEXT: Node = {"type": "string"}
_AMOUNT: Node = {"$ref": "#/components/schemas/Amount"}
_UUID: Node = {"$ref": "#/components/schemas/Uuid"}
_BALANCE: Node = {"$ref": "#/components/schemas/AccountBalance"}
_NULL: Node = {"type": "null"}
_ID = "0f3d2c1b-4a59-4687-9c0d-1e2f3a4b5c6d"
_BALANCE_VALUE = {"available": "1", "held": "007"}


def _text(**constraints: Any) -> Node:
    return {"type": "string", **constraints}


def _list(items: Node) -> Node:
    return {"type": "array", "items": items}


def _map(values: Any) -> Node:
    return {"type": "object", "additionalProperties": values}


def _object(required: Node, optional: Node | None = None) -> Node:
    properties = required | (optional or {})
    return {"type": "object", "required": [*required], "properties": properties}


@frozen
class Kind:
    """A kind of value: a schema, and an example of a valid value."""

    schema: Node
    example: Any


_SCALARS: Mapping[str, Kind] = {
    "string": Kind(_TEXT, "a b"),
    "limited-string": Kind(_text(minLength=1, maxLength=3), "abc"),
    "pattern": Kind(_text(pattern="^[A-Z]{3}$"), "ABC"),
    "date-time": Kind(_text(format="date-time"), "2026-01-31T12:00:00Z"),
    "date": Kind(_text(format="date"), "2026-01-31"),
    "time": Kind(_text(format="time"), "12:00:00Z"),
    "uuid": Kind(_text(format="uuid"), _ID),
    "uri": Kind(_text(format="uri"), "https://a.test/b?c"),
    "email": Kind(_text(format="email"), "a@b.test"),
    "integer": Kind({"type": "integer"}, 7),
    "int64": Kind({"type": "integer", "format": "int64", "minimum": 0}, 2**53 + 1),
    "number": Kind({"type": "number"}, 1.5),
    "limited-number": Kind({"type": "number", "minimum": 0, "exclusiveMaximum": 1}, 0.25),
    "boolean": Kind({"type": "boolean"}, True),
    "enum": Kind(_text(enum=["open", "closed", "a b"]), "open"),
    "integer-enum": Kind({"type": "integer", "enum": [1, -1, 0]}, 1),
    "const": Kind({"const": "fixed"}, "fixed"),
    "digits": Kind(_text(pattern="^[0-9]+$"), "007"),
    "short-digits": Kind(_text(pattern="^[0-9]{1,3}$"), "12"),
    "reference": Kind(_UUID, _ID),
}
_RETRIABLE = _object({"id": _TEXT, "retriable": {"const": True}})
_FINAL = _object({"id": _TEXT, "retriable": {"const": False}, "at": _text(format="date-time")})
_COMPOSITES: Mapping[str, Kind] = {
    "integer-const": Kind({"const": 3}, 3),
    "boolean-const": Kind({"type": "boolean", "enum": [False]}, False),
    "any": Kind({}, {"a": [1]}),
    "object": Kind(
        _object({"a b": _TEXT, "when": _text(format="date-time")}, {"to_dict": _AMOUNT}),
        {"a b": "x", "when": "2026-01-31t12:00:00.1234567z"},
    ),
    "free-object": Kind({"type": "object"}, {"a": 1}),
    "model": Kind(_BALANCE, _BALANCE_VALUE),
    "all-of": Kind({"allOf": [_BALANCE], "description": "A wrapped model."}, _BALANCE_VALUE),
    "extended-model": Kind(
        {"allOf": [_BALANCE, _object({"more": _TEXT})]}, {**_BALANCE_VALUE, "more": "x"}
    ),
    "list-of-models": Kind(_list(_BALANCE), [_BALANCE_VALUE]),
    "list-of-lists": Kind(_list(_list(_AMOUNT)), [["1", "02"], []]),
    "map-of-models": Kind(_map(_BALANCE), {"ofcbtc": _BALANCE_VALUE}),
    "one-of-string-and-integer": Kind({"oneOf": [_TEXT, {"type": "integer"}]}, 7),
    "one-of-digits-and-integer": Kind({"oneOf": [_AMOUNT, {"type": "integer"}]}, "07"),
    "one-of-time-and-number": Kind({"oneOf": [_text(format="date-time"), {"type": "number"}]}, 1.5),
    "one-of-models": Kind({"oneOf": [_RETRIABLE, _FINAL]}, {"id": "1", "retriable": True}),
    "one-of-model-and-string": Kind({"oneOf": [_BALANCE, _TEXT]}, "x"),
    "any-of-list-and-string": Kind({"anyOf": [_list(_TEXT), _TEXT]}, ["x"]),
    "nullable-model": Kind({"oneOf": [_BALANCE, _NULL]}, None),
    "nullable-list-of-models": Kind({"oneOf": [_list(_BALANCE), _NULL]}, [_BALANCE_VALUE]),
    "nullable-object": Kind({"type": ["object", "null"], "properties": {"a": _AMOUNT}}, {"a": "1"}),
    "nullable-free-object": Kind({"oneOf": [{"type": "object"}, _NULL]}, None),
    "nullable-map-of-models": Kind({"anyOf": [_map(_BALANCE), _NULL]}, {"a": _BALANCE_VALUE}),
    "nullable-list-of-lists": Kind({"oneOf": [_list(_list(_AMOUNT)), _NULL]}, [["07"], []]),
    "nullable-integer-const": Kind({"oneOf": [{"const": 3}, _NULL]}, None),
    "nullable-boolean-const": Kind({"enum": [False, None]}, False),
    "list-of-maps": Kind(_list(_map(_AMOUNT)), [{"a": "07"}, {}]),
    "map-of-lists": Kind(_map(_list(_AMOUNT)), {"a": ["07"]}),
    **{
        f"{form}-string": Kind(_text(format=form), example)
        for form, example in {
            "byte": "YQ==",
            "duration": "P1D",
            "ipv4": "127.0.0.1",
            "hostname": "a.test",
            "password": "secret",
            "decimal": "1.50",
            "binary": "a",
        }.items()
    },
    "int32": Kind({"type": "integer", "format": "int32"}, -7),
    "double": Kind({"type": "number", "format": "double"}, 1e300),
    "nullable-one-of": Kind({"oneOf": [_RETRIABLE, _FINAL, _NULL]}, None),
    "nullable-type-array": Kind({"type": ["integer", "string", "null"]}, "x"),
}


def _derived() -> Iterator[tuple[str, Kind]]:
    """Yield further kinds of values: scalars that may be null, and lists and maps of scalars.

    A schema can allow null with `oneOf` or with a list of types. The function yields both forms.
    """
    for name, kind in _SCALARS.items():
        schema, example = kind.schema, kind.example
        yield f"nullable-{name}", Kind({"oneOf": [schema, _NULL]}, example)
        yield f"list-of-{name}", Kind(_list(schema), [example, example])
        yield f"map-of-{name}", Kind(_map(schema), {"a": example})
        if "type" in schema:
            nullable = {**schema, "type": [schema["type"], "null"]}
            if "enum" in schema:
                nullable["enum"] = [*schema["enum"], None]
            yield f"null-or-{name}", Kind(nullable, None)


PROPERTIES: Mapping[str, Kind] = {**_SCALARS, **_COMPOSITES, **dict(_derived())}
"""The kinds of properties of a response, by name."""

_UNIONS: Mapping[str, Kind] = {
    "one-of-date-and-integer": Kind({"oneOf": [_text(format="date"), {"type": "integer"}]}, 7),
    "one-of-enum-and-boolean": Kind({"oneOf": [_text(enum=["a"]), {"type": "boolean"}]}, "a"),
    "one-of-time-and-number": _COMPOSITES["one-of-time-and-number"],
}

PARAMETERS: Mapping[str, Kind] = {
    **_SCALARS,
    **_UNIONS,
    **{
        f"list-of-{name}": Kind(_list(kind.schema), [kind.example])
        for name, kind in {**_SCALARS, **_UNIONS}.items()
    },
}
"""The kinds of values for further query parameters, by name."""

HEADERS: Mapping[str, Kind] = {**_SCALARS, **_UNIONS}
"""The kinds of values for further header parameters, by name."""


@frozen
class Addition:
    """A property or parameter that a test adds to a copy of the OpenAPI document.

    Attributes:
        place: The place of the addition: "property" (in each record of a response), "query" or
            "header".
        kind: The name of the kind of values, such as `int32`.
        required: Whether the property or parameter is required.
    """

    place: str
    kind: str
    required: bool

    def __str__(self) -> str:
        return f"{'required' if self.required else 'optional'} {self.place} of kind {self.kind}"

    @property
    def name(self) -> str:
        """The name of the property or parameter."""
        words = [*self.kind.split("-"), "required" if self.required else "optional"]
        if self.place == "header":
            return "-".join(["X", *map(str.title, words)])
        return "extra" + "".join(map(str.title, words))


def additions() -> list[Addition]:
    """Return all properties and parameters that the tests add to the OpenAPI document.

    Properties, query parameters and headers have several kinds of values, such as `int32`. The
    result has a required and an optional addition of each kind.
    """
    places = (("property", PROPERTIES), ("query", PARAMETERS), ("header", HEADERS))
    return [
        Addition(place, kind, required)
        for place, kinds in places
        for kind in kinds
        for required in (False, True)
    ]


def write_document(path: Path, added: Sequence[Addition]) -> None:
    """Write a copy of the OpenAPI document with further properties and parameters."""
    content = load().document
    content["info"]["version"] = "1.0.0"  # required parameters are a breaking change
    ((_, item),) = content["paths"].items()
    record = content["components"]["schemas"]["NetworkBalance"]
    examples = content["components"]["responses"]["Balances"]["content"]["application/json"]
    records = [
        each
        for example in examples["examples"].values()
        for each in example["value"]["networkBalances"].values()
    ]
    for one in added:
        if one.place == "property":
            kind = PROPERTIES[one.kind]
            record["properties"][one.name] = {"description": "A new one.", **kind.schema}
            record["required"] += [one.name] * one.required
            for each in records:
                each[one.name] = kind.example
            continue
        schema = (PARAMETERS if one.place == "query" else HEADERS)[one.kind].schema
        parameter = {"name": one.name, "in": one.place, "description": "A new one."}
        item["get"]["parameters"].append({**parameter, "required": one.required, "schema": schema})
    yaml = YAML(typ="safe", pure=True)
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    yaml.representer.ignore_aliases = lambda _: True
    with path.open("w", encoding="utf-8") as stream:
        yaml.dump(content, stream)


def copy_repository(folder: Path) -> None:
    """Copy the document, the tools and the tests of the client into a folder."""
    for name in ("openapi", "contract_tests", "generated_client"):
        shutil.copytree(ROOT / name, folder / name)
    for name in ("pyproject.toml", "LICENSE", "CHANGELOG.md"):
        shutil.copy(ROOT / name, folder)


def failure(folder: Path, added: Sequence[Addition], *options: str) -> str:
    """Generate, check, lint and test the client of a document with further additions.

    The commands are those of the README, in a copy of the repository, which has no other edit than
    the document.

    Args:
        folder: A new folder for the copy.
        added: The properties and parameters that are added to the document.
        options: The arguments of pytest.

    Returns:
        The output of the first command that fails; an empty string if all commands succeed.
    """
    copy_repository(folder)
    write_document(folder / "openapi" / "list-client-balances.yaml", added)
    commands = [
        ["openapi.codegen"],
        ["openapi.codegen", "--check"],
        ["ruff", "check", "--no-cache", "."],
        ["ruff", "format", "--check", "--no-cache", "."],
        ["pytest", "-q", "-p", "no:cacheprovider", *options],
    ]
    # The environment has the client of this repository, which the client of the copy replaces.
    environment = {**ENVIRONMENT, "PYTHONPATH": str(folder / "generated_client")}
    for words in commands:
        done = subprocess.run(
            [sys.executable, "-m", *words],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
            check=False,
        )
        if done.returncode:
            return f"$ python -m {' '.join(words)}\n{done.stdout}{done.stderr}"
    return ""


def failures(folder: Path, added: Sequence[Addition], *options: str) -> Iterator[tuple[str, str]]:
    """Yield each added property or parameter for which a command fails, with the output.

    All additions are tried together first. If a command fails, each half of the additions is tried
    separately. If both halves succeed, all these additions are yielded as one.
    """
    found = failure(folder / "all", added, *options)
    if not found:
        return
    half = len(added) // 2
    inner = [
        each
        for name, part in (("first", added[:half]), ("second", added[half:]))
        if part and half
        for each in failures(folder / name, part, *options)
    ]
    yield from inner or [(" and ".join(map(str, added)), found)]
