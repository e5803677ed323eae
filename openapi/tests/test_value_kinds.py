"""Tests that enumerations, dates, times and numbers can be read and written without a change."""

from __future__ import annotations

import copy
import importlib
import json
import pickle
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID

import httpx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from openapi.codegen.input.enums import OpenEnumProperty
from openapi.tests.value_documents import ALIKE, LARGE, NULLS, Node


@pytest.fixture(scope="module")
def client(package: Callable[[Path], ModuleType], kinds_document: Path) -> ModuleType:
    return package(kinds_document)


def page_of(client: ModuleType, value: Node, **options: Any) -> Any:
    page = importlib.import_module(f"{client.__name__}.models").ReadResponse200
    return page.from_dict(value, **options)


def call(client: ModuleType, content: bytes = b"{}", **arguments: Any) -> tuple[Any, httpx.Request]:
    requests: list[httpx.Request] = []

    def respond(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return httpx.Response(200, content=content)

    session = client.Client("t", base_url="https://h", transport=httpx.MockTransport(respond))
    operation = importlib.import_module(f"{client.__name__}.api.default.read")
    return operation.sync(client=session, **arguments), requests[0]


def test_each_value_of_an_enumeration_is_a_member(client: ModuleType) -> None:
    models = importlib.import_module(f"{client.__name__}.models")

    assert sorted(each.value for each in models.ReadResponse200Alike) == sorted(ALIKE)
    assert models.ReadResponse200Alike.A_B == "a-b"
    for value in ALIKE:
        assert page_of(client, {"alike": value}).alike is models.ReadResponse200Alike(value)


@given(values=st.lists(st.text(max_size=6), min_size=1, max_size=12, unique=True))
def test_any_values_have_distinct_names_that_python_accepts(values: list[str]) -> None:
    names = OpenEnumProperty.values_from_list(values, None, [])  # type: ignore[arg-type]

    assert list(names.values()) == values
    namespace: dict[str, Any] = {}
    source = "".join(f"    {name} = {value!r}\n" for name, value in names.items())
    exec(f"from enum import StrEnum\nclass E(StrEnum):\n{source}", namespace)
    assert [each.value for each in namespace["E"]] == values


@given(text=st.text(), number=st.integers())
def test_a_value_that_the_server_has_added_remains_as_it_is(
    client: ModuleType, text: str, number: int
) -> None:
    value = {"color": text, "colors": ["red", text], "level": number, "alike": text}
    page = page_of(client, value)

    assert page.to_dict() == value
    assert (page.color, page.level) == (text, number)
    assert page.colors[0].name == "RED"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("color", 1), ("color", None), ("level", True), ("level", "1"), ("level", 1.5)),
        *(("yes", False), ("yes", 1), ("mixed", 2.5), ("mixed", False), ("maybe", 1)),
    ],
)
def test_a_value_of_another_type_is_a_decode_error(
    client: ModuleType, name: str, value: Any
) -> None:
    with pytest.raises(client.errors.DecodeError) as caught:
        page_of(client, {name: value})
    assert caught.value.path == f"/{name}"


def test_constants_and_names_may_have_any_characters(client: ModuleType) -> None:
    value = {
        "alike_constants": {f"const_{index}": each for index, each in enumerate(ALIKE)},
        "large_constants": {f"const_{index}": each for index, each in enumerate(LARGE)},
        "alike_names": {f"name {each}": each for each in ALIKE},
    }
    page = page_of(client, value)

    assert page.to_dict() == value
    assert page.additional_keys == []


def test_values_of_several_types_survive_a_round_trip(client: ModuleType) -> None:
    for value in ("a", 1, True, None, "new"):
        page = page_of(client, {"mixed": value})
        assert page.to_dict() == {"mixed": value}
        assert page.mixed == value
    assert page_of(client, {"maybe": None, "fractions": 0.25}).maybe is None


def test_an_argument_must_be_a_member_of_its_enumeration(client: ModuleType) -> None:
    colors = importlib.import_module(f"{client.__name__}.models").ReadColor

    _, request = call(client, color=colors.RED, colors=["green"], level=2, x_color="red")

    assert str(request.url) == "https://h/page?color=red&colors=green&level=2"
    assert request.headers["X-Color"] == "red"
    for arguments in ({"color": "blue"}, {"colors": ["blue"]}, {"level": True}, {"x_color": ""}):
        with pytest.raises(client.errors.InvalidArgumentError, match="must be one of"):
            call(client, **arguments)


def test_the_argument_of_a_constant_is_the_constant(client: ModuleType) -> None:
    _, request = call(client, fixed="a", x_fixed=3)

    assert request.url.params["fixed"] == "a"
    assert request.headers["X-Fixed"] == "3"
    for arguments in ({"fixed": "b"}, {"fixed": 1}, {"x_fixed": 4}, {"x_fixed": "3"}):
        with pytest.raises(client.errors.InvalidArgumentError, match="must be"):
            call(client, **arguments)


NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
DAY = date(2026, 1, 31)
SENT: dict[str, dict[str, Any]] = {  # values of a parameter as Python values, by their texts
    "day": {"2026-01-31": DAY},
    "days": {"2026-01-31": [DAY]},
    "moment": {"2026-01-31": DAY, "2026-01-31T12:00:00+00:00": NOON},
    "color_or_colors": {"red": "red", "green": ["green"]},
    "color_or_level": {"red": "red", "-3": -3},
    "color_or_flag": {"red": "red", "true": True},
    "color_or_digits": {"red": "red", "7": 7, "007": "007"},
    "color_or_text": {"red": "red", "blue": "blue"},
    "always": {"y": "y"},
    "constants": {"y": "y", "7": 7, "true": True},
    "whole": {"7": 7, "-1": -1},
    "wholes": {"7": [7]},
    "fraction": {"7": 7, "0.5": 0.5},
    "flag": {"true": True, "false": False},
    "digits": {"7": 7, "007": "007"},
    "text": {"a": "a"},
    "odd": {"a | a": "a | a", '"\u2028': '"\u2028'},
    "x_whole": {"7": 7},
    "x_fraction": {"0.5": 0.5},
    "x_flag": {"false": False},
    "x_digits": {"7": 7, "007": "007"},
    "x_text": {"a": "a"},
    "x_day": {"2026-01-31": DAY},
    "x_level": {"red": "red", "5": 5},
}
NAIVE = datetime(2026, 1, 31, 12)
REFUSED: dict[str, list[Any]] = {
    "day": [NOON, NAIVE, "x", 7],
    "days": [[NOON], ["x"], DAY],
    "when": [DAY, NAIVE, "x", 7],
    "moment": [NAIVE, "x", 7],
    "color_or_colors": ["blue", ["blue"], ["red", "blue"], [["red"]], 7, True],
    "color_or_level": ["blue", "7", 1.5, True, DAY],
    "color_or_flag": ["blue", "true", 1, 0],
    "color_or_digits": ["blue", -3, 1.5, True, ""],
    "color_or_text": [7, True, DAY],
    "always": ["n", 1, True],
    "constants": ["n", 8, 1, False, "7"],
    **{f"{place}whole": ["7", 7.0, True, None.__class__, [7]] for place in ("", "x_")},
    **{f"{place}fraction": ["7", True, float("nan")] for place in ("", "x_")},
    **{f"{place}flag": ["true", 1, 0] for place in ("", "x_")},
    **{f"{place}digits": ["a", "", 7.0, True, -1, [7]] for place in ("", "x_")},
    **{f"{place}text": [7, True, b"a", ["a"]] for place in ("", "x_")},
    "wholes": [["7"], [7.0], [True], 7],
    "odd": ["a", "|", '\\"', 7],
    "x_day": [NOON, "x"],
    "x_level": ["blue", "7", True, 1.5],
}


@pytest.mark.parametrize("name", SENT)
def test_an_argument_with_a_value_of_its_parameter_is_sent(client: ModuleType, name: str) -> None:
    key = name.replace("x_", "x-")
    for text, value in SENT[name].items():
        _, request = call(client, **{name: value})
        assert {**request.url.params, **request.headers}[key.lower()] == text


@pytest.mark.parametrize("name", REFUSED)
def test_an_argument_with_no_value_of_its_parameter_is_refused(
    client: ModuleType, name: str
) -> None:
    for value in REFUSED[name]:
        with pytest.raises(client.errors.InvalidArgumentError, match=name):
            call(client, **{name: value})


def test_a_time_is_sent_with_an_offset_that_rfc_3339_permits(client: ModuleType) -> None:
    models = importlib.import_module(f"{client.__name__}.models")
    zone = timezone(timedelta(minutes=19, seconds=32))
    when = NOON.astimezone(zone)

    with pytest.raises(client.errors.InvalidArgumentError, match="when must have an offset"):
        call(client, when=when)
    with pytest.raises(client.errors.InvalidArgumentError, match="whole minutes"):
        models.ReadResponse200(when=when).to_dict()
    _, request = call(client, when=when.astimezone(UTC))
    assert request.url.params["when"] == "2026-01-31T12:00:00+00:00"


TIMES = {  # a date-time, and an equal time
    "2026-01-31T12:00:00Z": datetime(2026, 1, 31, 12, tzinfo=UTC),
    "2026-01-31t12:00:00z": datetime(2026, 1, 31, 12, tzinfo=UTC),
    "2026-01-31T12:00:00-00:00": datetime(2026, 1, 31, 12, tzinfo=UTC),
    "2026-01-31T12:00:00+05:30": datetime(2026, 1, 31, 6, 30, tzinfo=UTC),
    "2026-01-31T12:00:00.1Z": datetime(2026, 1, 31, 12, 0, 0, 100_000, UTC),
    "2026-01-31T12:00:00.123456789Z": datetime(2026, 1, 31, 12, 0, 0, 123_456, UTC),
    "1998-12-31T23:59:60Z": datetime(1999, 1, 1, tzinfo=UTC),
    "1998-12-31T15:59:60.5-08:00": datetime(1999, 1, 1, 0, 0, 0, 500_000, UTC),
}
NOT_TIMES = (
    *("2026-01-31T12:00:00", "2026-01-31 12:00:00Z", "20260131T120000Z", "2026-01-31T12:00Z"),
    *("2026-02-30T12:00:00Z", "2026-01-31T24:00:00Z", "2026-01-31T12:60:00Z", "2026-01-31"),
    *("2026-01-31T12:00:61Z", "1998-12-31T23:58:60Z", "1998-12-31T22:59:60Z", "now", ""),
    *("2026-01-31T12:00:00+24:00", "2026-01-31T12:00:00+01:60", "2026-01-31T12:00:00+0100"),
    *("2026-01-31T12:00:00.Z", "2026-01-31T12:00:00,5Z", "2026-01-31T12:00:00Z\n", "0000-01-01T00"),
    *("0000-01-01T00:00:00Z", "9999-12-31T23:59:60Z", "२०२६-01-31T12:00:00Z", "2026-W05-6T12:00Z"),
)


@pytest.mark.parametrize("text", TIMES)
def test_a_time_keeps_its_text_and_compares_as_a_time(client: ModuleType, text: str) -> None:
    page = page_of(client, {"when": text})
    when = page.when

    assert isinstance(when, datetime)
    assert (when, hash(when)) == (TIMES[text], hash(TIMES[text]))
    for each in (page, copy.copy(page), copy.deepcopy(page), pickle.loads(pickle.dumps(page))):
        assert each.to_dict() == {"when": text}
        assert str(each.when) == text
    _, request = call(client, when=when)
    assert request.url.params["when"] == text


def test_a_changed_time_is_a_plain_datetime(client: ModuleType) -> None:
    when = page_of(client, {"when": "1998-12-31T15:59:60.5-08:00"}).when
    day = timedelta(days=1)
    zone = timezone(timedelta(hours=1))

    changed = [when + day, day + when, when - day, when.replace(hour=1), when.astimezone(zone)]

    assert {type(each) for each in changed} == {datetime}
    assert changed[0] - day == when
    assert when - when == timedelta()
    assert type(when).now(UTC).__class__ is datetime


@pytest.mark.parametrize("text", NOT_TIMES)
def test_text_that_is_not_a_time_is_kept_only_by_tolerant_reading(
    client: ModuleType, text: str
) -> None:
    with pytest.raises(client.errors.DecodeError) as caught:
        page_of(client, {"when": text})
    assert caught.value.path == "/when"
    assert page_of(client, {"when": text}, tolerant=True).to_dict() == {"when": text}
    with pytest.raises(client.errors.DecodeError):
        page_of(client, {"when": 7}, tolerant=True)


@given(
    moment=st.datetimes(timezones=st.timezones() | st.just(UTC)),
    decimals=st.text("0123456789", max_size=12),
)
def test_any_time_is_written_again_as_it_was_read(
    client: ModuleType, moment: datetime, decimals: str
) -> None:
    offset = moment.utcoffset() or timedelta()
    if offset.total_seconds() % 60:
        moment = moment.replace(tzinfo=UTC)
    head, zone = moment.replace(microsecond=0).isoformat()[:19], moment.isoformat()[-6:]
    text = f"{head}.{decimals}{zone}" if decimals else head + zone

    value = {"when": text, "moment": text, "moment_beside": text}
    page = page_of(client, value)

    assert page.to_dict() == value
    assert page.when.replace(microsecond=0, tzinfo=None) == moment.replace(
        microsecond=0, tzinfo=None, fold=0
    )
    assert page.when.microsecond == int(f"{decimals}000000"[:6])


@given(day=st.dates())
def test_a_date_is_a_date_also_beside_times(client: ModuleType, day: date) -> None:
    text = day.isoformat()
    value = {"day": text, "moment": text, "moment_beside": text, "clock": "12:00:00Z"}
    page = page_of(client, value)

    assert page.to_dict() == value
    assert type(page.moment) is type(page.moment_beside) is date
    assert page.day == page.moment == page.moment_beside == day
    for text in (day.strftime("%Y%m%d"), f"{day.isoformat()}Z", day.isoformat()[:7]):
        with pytest.raises(client.errors.DecodeError):
            page_of(client, {"day": text})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("day", NOON), ("days", [DAY, NOON]), ("day_or_null", NOON), ("amount_or_date", NOON)),
        *(("when", DAY), ("whens", [NOON, DAY]), ("when_or_number", DAY), ("amount_or_time", DAY)),
    ],
)
def test_a_model_with_a_time_of_another_type_is_refused(
    client: ModuleType, name: str, value: Any
) -> None:
    models = importlib.import_module(f"{client.__name__}.models")

    with pytest.raises(client.errors.InvalidArgumentError, match="must be"):
        models.ReadResponse200(**{name: value}).to_dict()
    right = DAY if value in (NOON, [DAY, NOON]) else NOON
    written = models.ReadResponse200(**{name: [right] if isinstance(value, list) else right})
    assert page_of(client, written.to_dict()) == written


@given(value=st.uuids(), uppers=st.sets(st.integers(0, 35)))
def test_a_uuid_is_written_again_as_it_was_read(
    client: ModuleType, value: UUID, uppers: set[int]
) -> None:
    text = "".join(c.upper() if index in uppers else c for index, c in enumerate(str(value)))
    page = page_of(client, {"id": text, "ids": [text]})

    assert (page.id, hash(page.id)) == (value, hash(value))
    for each in (page, copy.copy(page), copy.deepcopy(page), pickle.loads(pickle.dumps(page))):
        assert each == page
        assert each.to_dict() == {"id": text, "ids": [text]}
    _, request = call(client, id=page.id)
    assert request.url.params["id"] == text


@pytest.mark.parametrize(
    "text",
    [
        *("0f3d2c1b4a5946879c0d1e2f3a4b5c6d", "{0f3d2c1b-4a59-4687-9c0d-1e2f3a4b5c6d}"),
        *("urn:uuid:0f3d2c1b-4a59-4687-9c0d-1e2f3a4b5c6d", "0f3d2c1-b4a59-4687-9c0d-1e2f3a4b5c6d"),
        *(" 0f3d2c1b-4a59-4687-9c0d-1e2f3a4b5c6d", "0f3d2c1b-4a59-4687-9c0d-1e2f3a4b5c6d\n"),
        *("0f3d2c1b-4a59-4687-9c0d-1e2f3a4b5c6g", "\uff10f3d2c1b-4a59-4687-9c0d-1e2f3a4b5c6d", ""),
    ],
)
def test_text_that_is_not_a_uuid_is_kept_only_by_tolerant_reading(
    client: ModuleType, text: str
) -> None:
    with pytest.raises(client.errors.DecodeError) as caught:
        page_of(client, {"id": text})
    assert caught.value.path == "/id"
    assert page_of(client, {"id": text}, tolerant=True).to_dict() == {"id": text}


@pytest.mark.parametrize("has_orjson", [True, False])
@given(number=st.decimals(allow_nan=False, allow_infinity=False, places=3).map(str))
@example("1e23")
@example("12345678901234567890.0")
@example("12345678901234567890123")
@example("9007199254740993.0")
@example("4503599627370497.25")
@example("1.00000000000000001")
@example("-0.0")
@example("-0")
@example("1E2")
@example("1e308")
@example("1e-400")
@example("0e999999999")
def test_an_integer_is_exact_or_a_decode_error(
    client: ModuleType, has_orjson: bool, number: str
) -> None:
    parser = importlib.import_module(f"{client.__name__}._serialization.json_parser")
    exact = json.loads(number, parse_float=_fraction, parse_int=_fraction)
    content = f'{{"whole": {number}, "whole_or_null": {number}}}'.encode()
    with pytest.MonkeyPatch.context() as patch:
        if not has_orjson:
            patch.setattr(parser, "_fast", None)
        try:
            page, _ = call(client, content)
        except client.errors.DecodeError as error:
            assert exact is None
            assert error.path == "/whole"
        else:
            assert page.whole == page.whole_or_null == exact
            assert type(page.whole) is int


def _fraction(number: str) -> int | None:
    """Return a JSON number as an exact integer, or None for a fraction."""
    mantissa, _, exponent = number.lower().partition("e")
    whole, _, decimals = mantissa.partition(".")
    shift = int(exponent or 0) - len(decimals)
    unscaled = int(whole + decimals)
    if unscaled == 0:
        return 0
    if shift >= 0:
        return int(unscaled * 10**shift)
    if -shift > len(number) or unscaled % 10**-shift:
        return None
    return int(unscaled // 10**-shift)


@pytest.mark.parametrize("name", NULLS)
def test_null_is_none_in_each_notation(client: ModuleType, name: str) -> None:
    value = {"null_list": [None, None], "null_map": {"a": None}}.get(name)

    assert page_of(client, {name: value}).to_dict() == {name: value}
    for other in (0, "", False, {"a": 1}, [1]):
        with pytest.raises(client.errors.DecodeError):
            page_of(client, {name: other})


def test_digits_beside_other_kinds_are_written_again_as_they_were_read(client: ModuleType) -> None:
    for value in (
        *({"amounts": ["007", "1"]}, {"amount_or_null": None}, {"amount_or_null": "7"}),
        *({"amount_or_date": "7"}, {"amount_or_date": "2026-01-31"}),
        *({"amount_or_object": "7"}, {"amount_or_object": {"a": "b"}}, {"amount_or_object": None}),
    ):
        assert page_of(client, value).to_dict() == value
    invalid = {"amount_or_date": "2026-02-30"}
    assert page_of(client, invalid, tolerant=True).to_dict() == invalid


def test_numbers_may_have_points_and_exponents(client: ModuleType) -> None:
    for number in ("1e23", "1.0", "0.5", "18446744073709551616", "7"):
        page, _ = call(client, f'{{"number": {number}, "unlisted": {number}}}'.encode())
        assert page.number == page["unlisted"] == json.loads(number)
        assert type(page.number) in {int, float}
