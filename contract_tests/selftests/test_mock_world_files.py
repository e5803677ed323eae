"""Tests that files for the mock server are read and written correctly, or rejected."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from itertools import cycle
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings

from ..mock_server import World, build_world
from ..mock_server import __main__ as command
from ..mock_server.default_world import EMPTY, MAIN, SINGLE, UNKNOWN
from ..mock_server.failures.kinds import FAILURES
from ..mock_server.failures.script import read_script
from ..mock_server.files import yaml_text
from ..mock_server.generated_world import generate_world
from ..mock_server.world.world_file import SCHEMA, read_world, write_world
from .generated_worlds import worlds
from .suite_process import ROOT

FORMATS = ("yaml", "json")


def data(world: World) -> tuple[object, ...]:
    """Return the data of a mock server as a tuple, so that a test can compare the data."""
    return (world.enterprises, world.callers, world.drift, world.rate_limit)


def read_back(world: World, folder: Path, suffix: str) -> World:
    path = folder / f"world.{suffix}"
    write_world(world, path)
    return read_world(path)


@pytest.mark.parametrize("suffix", FORMATS)
@settings(max_examples=30)
@given(world=worlds())
def test_a_written_world_is_read_back_unchanged(
    tmp_path_factory: pytest.TempPathFactory, suffix: str, world: World
) -> None:
    assert data(read_back(world, tmp_path_factory.getbasetemp(), suffix)) == data(world)


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize(
    "world", [build_world(), generate_world(40, 5)], ids=["default", "generated"]
)
def test_the_default_and_a_generated_world_are_read_back_unchanged(
    tmp_path: Path, suffix: str, world: World
) -> None:
    again = read_back(world, tmp_path, suffix)

    assert data(again) == data(world)
    assert list(again.enterprises) == list(world.enterprises)
    assert list(again.enterprises[MAIN].connections) == list(world.enterprises[MAIN].connections)


def test_an_integer_may_have_a_fraction_of_zero(tmp_path: Path) -> None:
    (tmp_path / "world.json").write_text(
        '{"enterprises": [], "callers": [], "drift": 2.0}', "utf-8"
    )
    (tmp_path / "script.yaml").write_text("- {status: 5.03e2, times: 2.0}", "utf-8")

    (step,) = read_script(tmp_path / "script.yaml")

    assert str(read_world(tmp_path / "world.json").drift) == "2"
    assert (str(step.status), str(step.times)) == ("503", "2")


def test_half_of_a_surrogate_pair_is_an_error(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "world.json"
    path.write_text('{"enterprises": [],\n"callers": [{"token":\n"\\ud800"}]}', "utf-8")

    assert error_of(capsys, "--world", path).startswith(":2: /callers/0/token: the text has half")


def test_amounts_may_be_numbers_and_optional_keys_may_be_absent(tmp_path: Path) -> None:
    path = tmp_path / "world.yml"
    path.write_text(
        f"""\
        partners: [{{id: {EMPTY}, institution: Example}}]
        enterprises:
        - id: {MAIN}
          client_id: {SINGLE}
          connections:
          - id: {UNKNOWN}
            partner: {str(EMPTY).upper()}
            partners_connection_id: '1'
            name: Desk
            balances: {{ofcbtc: {{available: 12345678901234567890123456789012}}}}
        callers: [{{token: a}}]
        """,
        "utf-8",
    )

    world = read_world(path)

    (connection,) = world.enterprises[MAIN].connections
    assert connection.balances["ofcbtc"].available == 12345678901234567890123456789012
    assert connection.partner.id == EMPTY
    assert world.drift == 1
    assert world.rate_limit is None


_PARTNERS = [{"id": str(UUID(int=number)), "institution": "Example"} for number in (1, 2)]


def _connection(number: int) -> dict[str, Any]:
    return {
        "id": str(UUID(int=number)),
        "partner": _PARTNERS[0]["id"],
        "partners_connection_id": "1",
        "name": "Desk",
        "balances": {"ofcbtc": {"available": "1", "held": "0"}},
    }


def _enterprise(id_: UUID, *numbers: int) -> dict[str, Any]:
    return {
        "id": str(id_),
        "client_id": str(EMPTY),
        "licensed": True,
        "failing": False,
        "trading": {"ofcbtc": {"available": "5", "held": "0"}},
        "connections": [_connection(number) for number in numbers],
    }


README = (ROOT / "contract_tests" / "README.md").read_text("utf-8")


def test_the_examples_of_the_readme_are_valid_and_have_all_keys(tmp_path: Path) -> None:
    given_world, given_script = re.findall(
        r"```yaml\n(.*?)```", README.partition("### World files")[2], re.DOTALL
    )
    (tmp_path / "world.yaml").write_text(given_world, "utf-8")
    (tmp_path / "script.yaml").write_text(given_script, "utf-8")

    world = read_world(tmp_path / "world.yaml")

    assert len(read_script(tmp_path / "script.yaml")) == 4
    assert {key for path in paths(yaml_text.load(given_world)[0]) for key in path} >= set(
        re.findall(r'"(\w+)": \{', SCHEMA.read_text("utf-8"))
    ) - {"properties", "items", "additionalProperties", "id", "text", "flag", "amount"}
    ((caller),) = world.callers.values()
    assert caller.scopes is not None
    table = README.partition("### Scripts")[2]
    assert all(f"`{name}`" in table for name in FAILURES)


WORLD: dict[str, Any] = {
    "partners": _PARTNERS,
    "enterprises": [_enterprise(MAIN, 10, 11, 12), _enterprise(SINGLE, 13)],
    "callers": [
        {"token": "a", "member_of": [str(MAIN), str(SINGLE)], "may_view_balances": True}
        | {"scopes": ["a"], "addresses": ["127.0.0.1"]},
        {"token": "b"},
    ],
    "drift": 1,
    "rate_limit": {"requests": 360, "seconds": 60},
}
SCRIPT = [
    {"status": 429, "retry_after": 1, "times": 2, "headers": {"x-a": "b"}, "body": "text"},
    {"failure": "redirect", "location": "http://elsewhere.test/", "page": 1, "method": "GET"},
    {"failure": "slow-body", "seconds": 0.5, "times": "always", "path": "/*", "query": {"a": "b"}},
    {"delay": 0.5},
]
CONTENTS: dict[str, Any] = {"--world": WORLD, "--script": SCRIPT}

Path_ = tuple[str | int, ...]


def at(content: Any, path: Path_) -> Any:
    for step in path:
        content = content[step]
    return content


def paths(content: Any, path: Path_ = ()) -> Iterator[Path_]:
    """Yield the path of a JSON value and the paths of all values inside, as tuples of keys."""
    yield path
    items = (
        content.items()
        if isinstance(content, dict)
        else enumerate(content)
        if isinstance(content, list)
        else ()
    )
    for key, value in items:
        yield from paths(value, (*path, key))


def write(folder: Path, suffix: str, content: Any) -> Path:
    path = folder / f"given.{suffix}"
    with path.open("w", encoding="utf-8") as stream:
        if suffix == "json":
            json.dump(content, stream, indent=1)
        else:
            yaml_text.dump(content, stream)
    return path


def error_of(capsys: pytest.CaptureFixture[str], option: str, path: Path) -> str:
    """Run the command with a malformed file, and return the error message without the path."""
    assert command.main(["--port", "0", option, str(path)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert err.startswith(f"{path}")
    assert err.endswith(".\n")
    return err.removeprefix(str(path)).rstrip("\n")


def changed(content: Any, path: Path_, change: Callable[[Any, str | int], None]) -> Any:
    copy = deepcopy(content)
    change(at(copy, path[:-1]), path[-1])
    return copy


def line_of(folder: Path, suffix: str, content: Any, path: Path_) -> int:
    """Return the line number of the value at a path in a file.

    The function replaces the value with a marker, and returns the line of the marker.
    """
    marker = "a-marker-that-no-value-contains"

    def mark(owner: Any, key: str | int) -> None:
        owner[key] = marker

    text = write(folder, suffix, changed(content, path, mark)).read_text("utf-8")
    (line,) = [number for number, line in enumerate(text.splitlines(), 1) if marker in line]
    return line


def alternating(cases: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Return test cases, each preceded by a file format. Every second case has the same format."""
    return [(suffix, *case) for suffix, case in zip(cycle(FORMATS), cases, strict=False)]


def pointer(path: Path_) -> str:
    return "".join(f"/{step}" for step in path)


EVERY_VALUE = [
    (option, path) for option, content in CONTENTS.items() for path in paths(content) if path
]
ONE_OF_EACH = {
    (option, re.sub(r"\d+", "#", pointer(path))): (option, path) for option, path in EVERY_VALUE
}


@pytest.mark.parametrize(("suffix", "option", "path"), alternating(ONE_OF_EACH.values()), ids=str)
def test_a_value_of_a_wrong_type_is_an_error_with_line_and_pointer(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, suffix: str, option: str, path: Path_
) -> None:
    def put_wrong_type(owner: Any, key: str | int) -> None:
        owner[key] = [[]]

    line = line_of(tmp_path, suffix, CONTENTS[option], path)
    given_path = write(tmp_path, suffix, changed(CONTENTS[option], path, put_wrong_type))

    message = error_of(capsys, option, given_path)

    assert re.match(rf":(\d+): {re.escape(pointer(path))}\S*: .* is invalid; expected: ", message)
    assert 0 <= int(message.split(":")[1]) - line <= 1


OWNERS = {
    re.sub(r"\d+", "#", pointer(path)) + option: (option, path)
    for option, path in [*EVERY_VALUE, ("--world", ())]
    if isinstance(at(CONTENTS[option], path), dict)
    and not {"balances", "trading", "headers", "query"} & {*path[-1:]}
}


@pytest.mark.parametrize(("suffix", "option", "path"), alternating(OWNERS.values()), ids=str)
def test_an_unknown_key_is_an_error_that_suggests_a_key(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, suffix: str, option: str, path: Path_
) -> None:
    content = deepcopy(CONTENTS[option])
    owner = at(content, path)
    similar = next(iter(owner))
    owner[f"{similar}x"] = 1
    line = line_of(tmp_path, suffix, content, (*path, f"{similar}x"))

    message = error_of(capsys, option, write(tmp_path, suffix, content))

    where = pointer((*path, f"{similar}x"))
    assert message.startswith(f":{line}: {where}: the key is unknown; did you mean {similar}")
    assert "? (the keys are " in message


REQUIRED = [
    ("enterprises",),
    ("callers",),
    *(("partners", 0, key) for key in ("id", "institution")),
    *(("enterprises", 0, key) for key in ("id", "client_id")),
    *(
        ("enterprises", 0, "connections", 1, key)
        for key in ("id", "partner", "partners_connection_id", "name")
    ),
    ("enterprises", 0, "trading", "ofcbtc", "available"),
    ("callers", 1, "token"),
    *(("rate_limit", key) for key in ("requests", "seconds")),
]


@pytest.mark.parametrize(("suffix", "path"), alternating((path,) for path in REQUIRED), ids=str)
def test_a_missing_key_is_an_error(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, suffix: str, path: Path_
) -> None:
    content = changed(WORLD, path, lambda owner, key: owner.pop(key))

    message = error_of(capsys, "--world", write(tmp_path, suffix, content))

    where = f" {pointer(path[:-1])}:" if path[:-1] else ""
    assert re.fullmatch(rf":\d+:{re.escape(where)} the key {path[-1]} is missing\.", message)


WRONG_VALUES: list[tuple[str, Path_, Any, str]] = [
    *(
        ("--world", path, value, "is invalid; expected: an amount in base units")
        for path in (
            ("enterprises", 0, "trading", "ofcbtc", "available"),
            ("enterprises", 1, "connections", 0, "balances", "ofcbtc", "held"),
        )
        for value in (-1, "-1", "1.5", 1.5, "", "1e3", " 1", "٣", None, True)
    ),
    *(
        ("--world", ("enterprises", 0, "id"), value, "expected: a UUID")
        for value in ("", "a11ce000", f"{{{MAIN}}}", f"urn:uuid:{MAIN}", f"{MAIN}\n", f" {MAIN}")
    ),
    ("--world", ("partners", 1, "id"), WORLD["partners"][0]["id"], "is used twice"),
    ("--world", ("enterprises", 1, "id"), str(MAIN).upper(), "is used twice"),
    (
        "--world",
        ("enterprises", 0, "connections", 2, "id"),
        WORLD["enterprises"][0]["connections"][0]["id"],
        "is used twice",
    ),
    (
        "--world",
        ("enterprises", 1, "connections", 0, "id"),
        WORLD["enterprises"][0]["connections"][0]["id"],
        "is used twice",
    ),
    (
        "--world",
        ("enterprises", 0, "connections", 1, "partner"),
        str(UNKNOWN),
        "no partner has the id",
    ),
    ("--world", ("callers", 0, "member_of", 1), str(UNKNOWN), "no enterprise has the id"),
    ("--world", ("callers", 1, "token"), WORLD["callers"][0]["token"], "has the same token"),
    *(("--world", ("callers", 1, "token"), value, "bearer token") for value in ("", "a b", "ä")),
    *(
        ("--world", ("callers", 0, "addresses", 0), value, "neither an IP address nor a network")
        for value in ("localhost", "10.0.0.1/8", "300.0.0.1", "")
    ),
    ("--world", ("drift",), -1, "expected: an integer of at least 0"),
    ("--world", ("rate_limit", "requests"), 0, "expected: an integer of at least 1"),
    ("--world", ("rate_limit", "seconds"), 0, "expected: a number greater than 0"),
    *(("--script", (0, "status"), value, "from 200 to 599") for value in (99, 199, 600, "503")),
    *(("--script", (0, "times"), value, "at least 1, or always") for value in (0, -1, "never")),
    ("--script", (0, "retry_after"), -1, "at least 0"),
    (
        "--script",
        (1, "failure"),
        "resett",
        "did you mean reset? (the failures are reset, ",
    ),
    ("--script", (1, "page"), -1, "a page number of at least 0"),
    ("--script", (2, "path"), "api", "expected: a path"),
    ("--script", (2, "seconds"), 10**6, "from 0 to 3600"),
    ("--script", (3, "delay"), -0.1, "from 0 to 3600"),
    ("--script", (1, "method"), "get", "in upper case"),
    *(
        (option, path, value, "is invalid; expected: ")
        for option, path in (("--world", ("drift",)), ("--script", (0, "status")))
        for value in (1.5, 1e40, -1e40)
    ),
    *(
        ("--script", (0, "headers", name), "1", "expected: an object with headers other than")
        for name in ("Content-Length", "transfer-encoding", "a b", "")
    ),
    ("--world", ("enterprises", 0, "trading", "ofcbtc", "available"), 1e40, "is invalid"),
]


@pytest.mark.parametrize(
    ("suffix", "option", "path", "value", "says"), alternating(WRONG_VALUES), ids=str
)
def test_an_invalid_value_is_an_error_with_line_and_pointer(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    suffix: str,
    option: str,
    path: Path_,
    value: Any,
    says: str,
) -> None:
    def put(owner: Any, key: str | int) -> None:
        owner[key] = value

    line = line_of(tmp_path, suffix, CONTENTS[option], path)

    given_path = write(tmp_path, suffix, changed(CONTENTS[option], path, put))

    message = error_of(capsys, option, given_path)
    assert message.startswith(f":{line}: {pointer(path)}: ")
    assert says in message


@pytest.mark.parametrize(
    ("step", "key"),
    [
        ({"failure": "reset", "status": 503}, "status"),
        ({"failure": "html", "seconds": 1}, "seconds"),
        ({"failure": "slow-body", "location": "http://a.test/"}, "location"),
        ({"delay": 1, "retry_after": 1}, "retry_after"),
        ({"failure": "broken-json", "body": "x"}, "body"),
        ({"delay": 1, "headers": {"a": "b"}}, "headers"),
    ],
    ids=str,
)
def test_a_key_without_effect_on_its_step_is_an_error(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, step: dict[str, Any], key: str
) -> None:
    path = write(tmp_path, "yaml", [{"status": 503}, step])

    message = error_of(capsys, "--script", path)

    assert re.match(rf":\d+: /1/{key}: the key {key} does not apply to ", message)


@pytest.mark.parametrize("step", [{}, {"page": 1}, {"times": 2}], ids=str)
def test_a_step_without_a_response_is_an_error(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, step: dict[str, Any]
) -> None:
    message = error_of(capsys, "--script", write(tmp_path, "json", [step]))

    assert message == ":2: /0: the step has neither status nor failure nor delay."


MALFORMED: dict[str, tuple[str, str | bytes, int]] = {
    "a missing bracket": ("json", '{\n "a": [1, 2\n}', 3),
    "a trailing comma": ("json", '{\n "a": 1,\n}', 3),
    "no JSON": ("json", "callers:\n- token: a", 1),
    "an empty JSON file": ("json", "", 1),
    "a duplicate JSON key": ("json", '{"callers": [],\n "drift": 1,\n "drift": 2}', 3),
    "a duplicate JSON key inside": ("json", '{"a": [{},\n {"b": 1,\n "b": 1}]}', 3),
    "a deep JSON file": ("json", "[" * 100_000, 1),
    "a tab": ("yaml", "callers:\n\t- token: a", 2),
    "a missing quote": ("yaml", "callers: []\ndrift: 'a", 2),
    "a wrong indentation": ("yaml", "callers: []\n  drift: 1", 2),
    "a duplicate key": ("yaml", "callers: []\ndrift: 1\ndrift: 2", 3),
    "an unknown alias": ("yaml", "callers: []\ndrift: *a", 2),
    "an alias inside its anchor": ("yaml", "callers: []\npartners: &a\n- *a", 2),
    "a date": ("yaml", "callers: []\ndrift: 2024-01-01", 2),
    "an unknown tag": ("yaml", "callers: []\ndrift: !amount 1", 2),
    "a hexadecimal number": ("yaml", "callers: []\ndrift: 0x10", 2),
    "a key that is a list": ("yaml", "callers: []\n? [a]\n: 1", 2),
    "two documents": ("yaml", "callers: []\n---\ndrift: 1", 2),
    "an empty YAML file": ("yaml", "", 1),
    "only a text": ("yaml", "callers", 1),
    "a NUL character": ("yaml", "callers: []\ndrift: \0", 1),
    "text that is not UTF-8": ("yaml", b"callers: []\n# \xff", 2),
}


@pytest.mark.parametrize("option", CONTENTS)
@pytest.mark.parametrize(("suffix", "text", "line"), MALFORMED.values(), ids=list(MALFORMED))
def test_a_malformed_file_is_an_error_with_the_line(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    option: str,
    suffix: str,
    text: str | bytes,
    line: int,
) -> None:
    path = tmp_path / f"given.{suffix}"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())

    message = error_of(capsys, option, path)

    assert abs(int(message.split(":")[1]) - line) <= 1


@pytest.mark.parametrize("option", CONTENTS)
@pytest.mark.parametrize("name", ["missing.yaml", "."])
def test_a_file_that_cannot_be_read_is_an_error(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, option: str, name: str
) -> None:
    assert "cannot be read: " in error_of(capsys, option, tmp_path / name)
