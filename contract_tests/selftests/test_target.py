from __future__ import annotations

import re
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from ..redaction.secrets import Secret
from ..target_file import (
    REMOTE_MAX_REQUESTS,
    Rate,
    SuppliedValues,
    Target,
    TargetError,
    load,
    parse,
    render,
)

LOCAL = """
base_url = "http://127.0.0.1:8080"
enterprise_id = "6f1c64de6a1f4a2f9d3b0c8e5a7b9c10"
token = "a-token-for-a-mock"
"""
REMOTE = LOCAL.replace("http://127.0.0.1:8080", "https://api.example.com/prefix/")


def test_only_base_url_enterprise_id_and_token_are_required() -> None:
    target = parse(LOCAL, "t.toml")

    assert target.token.reveal() == "a-token-for-a-mock"
    assert (target.timeout, target.unsafe_methods, target.scenarios) == (10.0, False, {})


def test_further_path_parameters_are_read_by_name() -> None:
    assert parse(LOCAL + 'path.accountId = "a-1"', "t").path == {"accountId": "a-1"}


@pytest.mark.parametrize("key", ["base_url", "enterprise_id", "token"])
def test_a_missing_required_key_is_named(key: str) -> None:
    text = "\n".join(line for line in LOCAL.splitlines() if not line.startswith(key))

    with pytest.raises(TargetError, match=rf"^t\.toml: {key}: is required$"):
        parse(text, "t.toml")


def test_limits_apply_by_default_except_on_loopback() -> None:
    local, remote = parse(LOCAL, "t.toml"), parse(REMOTE, "t.toml")

    assert (local.max_requests, local.rate) == (0, None)
    assert (remote.max_requests, remote.rate) == (REMOTE_MAX_REQUESTS, Rate(300, 60.0))


def test_limits_can_be_disabled_for_remote_servers() -> None:
    target = parse(REMOTE + 'max_requests = 0\nrate = ""', "t.toml")

    assert (target.max_requests, target.rate) == (0, None)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1", "http://[::1]:8000", "http://localhost:1", "http://127.8.0.1"]
)
def test_every_loopback_address_is_recognized(url: str) -> None:
    assert parse(LOCAL.replace("http://127.0.0.1:8080", url), "t.toml").is_loopback


def test_a_token_can_come_from_the_environment() -> None:
    target = parse(LOCAL.replace("a-token-for-a-mock", "env:MINE"), "t.toml", {"MINE": "s3cret"})

    assert target.token.reveal() == "s3cret"
    assert str(target.token) == "$MINE"


def test_a_variable_that_is_not_set_is_named() -> None:
    with pytest.raises(TargetError, match=r"^t\.toml: token: the environment variable MINE is not"):
        parse(LOCAL.replace("a-token-for-a-mock", "env:MINE"), "t.toml", {})


def test_scenarios_have_tokens_and_enterprise_ids() -> None:
    scenarios = '[scenarios]\nnot_a_member.token = "env:OTHER"\nunknown.enterprise_id = "e"'
    target = parse(LOCAL + scenarios, "t.toml", {"OTHER": "o"})

    member, unknown = target.scenarios["not_a_member"], target.scenarios["unknown"]
    assert member.token is not None
    assert (member.token.reveal(), member.enterprise_id) == ("o", None)
    assert (unknown.token, unknown.enterprise_id) == (None, "e")


def test_foreign_ids_are_read_by_filter() -> None:
    target = parse(LOCAL + 'foreign.partner_ids = ["p", "q"]', "t")

    assert target.foreign == {"partner_ids": ("p", "q")}


def test_an_operation_inherits_what_its_table_lacks() -> None:
    text = (
        LOCAL
        + """
        path.accountId = "a"
        scenarios.unknown.enterprise_id = "u"
        scenarios.not_a_member.token = "outsider"
        foreign.partner_ids = ["p"]
        [operations.list]
        token = "another-token"
        scenarios.unknown.enterprise_id = "v"
        path.region = "r"
    """
    )
    target = parse(text, "t")
    own, other = target.of_operation("list"), target.of_operation("get")

    assert other is target
    assert own.token.reveal() == "another-token"
    assert (own.base_url, own.enterprise_id) == (target.base_url, target.enterprise_id)
    assert own.path == {"accountId": "a", "region": "r"}
    assert own.scenarios["unknown"].enterprise_id == "v"
    assert own.scenarios["not_a_member"] == target.scenarios["not_a_member"]
    assert own.foreign == {"partner_ids": ("p",)}
    assert {secret.reveal() for secret in target.secrets} >= {"another-token", "outsider"}


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("colour = 1", "colour"),
        ('timeout = "soon"', "timeout"),
        ("timeout = 0", "timeout"),
        ("timeout = nan", "timeout"),
        ("max_requests = -1", "max_requests"),
        ("max_requests = true", "max_requests"),
        ('rate = "fast"', "rate"),
        ('rate = "0/1s"', "rate"),
        ('unsafe_methods = "yes"', "unsafe_methods"),
        ("headers = 3", "headers"),
        ('headers = {Authorization = "Bearer x"}', "headers"),
        ("headers = {X = 3}", "headers.X"),
        ('ca_file = "no/such.pem"', "ca_file"),
        ("path = 3", "path"),
        ("path.accountId = 3", "path.accountId"),
        ("foreign = 3", "foreign"),
        ('foreign.connection_ids = "c"', "foreign.connection_ids"),
        ("foreign.connection_ids = []", "foreign.connection_ids"),
        ("foreign.connection_ids = [3]", "foreign.connection_ids"),
        ("operations = 3", "operations"),
        ("operations.list = 3", "operations.list"),
        ('operations.list.base_url = "http://h"', "operations.list.base_url"),
        ("operations.list.token = 3", "operations.list.token"),
        ('operations.list.scenarios.unknown.id = "e"', "operations.list.scenarios.unknown.id"),
        ("operations.list.foreign.ids = 3", "operations.list.foreign.ids"),
        ("scenarios = 3", "scenarios"),
        ('scenarios.unknown.id = "e"', "scenarios.unknown.id"),
        ("scenarios.unknown.enterprise_id = 3", "scenarios.unknown.enterprise_id"),
        ('scenarios.no_permission.token = "a b"', "scenarios.no_permission.token"),
    ],
)
def test_an_invalid_value_is_rejected_with_its_key(line: str, key: str) -> None:
    with pytest.raises(TargetError) as caught:
        parse(f"{LOCAL}\n{line}", "t.toml")

    assert str(caught.value).startswith(f"t.toml: {key}: ")


@pytest.mark.parametrize(
    "url", ["", "ftp://h", "http://", "http://u:p@h", "http://h?q=1", "http://h:0", "http://h:x"]
)
def test_an_invalid_base_url_is_rejected(url: str) -> None:
    with pytest.raises(TargetError, match=r"^t\.toml: base_url: "):
        parse(LOCAL.replace("http://127.0.0.1:8080", url), "t.toml")


@given(st.text(min_size=1).filter(lambda text: not (text.isascii() and text.isprintable())))
def test_a_malformed_token_is_rejected_without_being_printed(token: str) -> None:
    escaped = "".join(f"\\U{ord(character):08x}" for character in token)
    with pytest.raises(TargetError, match=r"^t\.toml: token: ") as refusal:
        parse(LOCAL.replace("a-token-for-a-mock", escaped), "t.toml")

    assert token not in str(refusal.value)


def test_a_target_prints_only_the_variables_of_its_secrets() -> None:
    target = parse(LOCAL + 'headers = {X-Key = "hush"}\nproxy = "http://u:pw@127.0.0.1:1"', "t")

    shown = f"{target!r} {target}"
    assert "a-token-for-a-mock" not in shown
    assert "hush" not in shown
    assert "pw" not in shown
    assert "$BITGO_ACCESS_TOKEN" in shown


def test_a_missing_or_malformed_file_is_rejected(tmp_path: Path) -> None:
    broken, binary = tmp_path / "broken.toml", tmp_path / "binary.toml"
    broken.write_text("base_url = ")
    binary.write_bytes(b"\xff\xfe")

    for path, what in (
        (tmp_path / "absent.toml", "cannot read the target file"),
        (broken, "is not valid TOML"),
        (binary, "not UTF-8"),
    ):
        with pytest.raises(TargetError, match=what):
            load(path)


texts = st.text(st.characters(codec="utf-8"), min_size=1, max_size=9)
names = st.text("ab_", min_size=1, max_size=3)


@given(st.data())
def test_a_rendered_target_file_is_read_as_the_same_target(data: st.DataObject) -> None:
    def secret(variable: str) -> Secret:
        return Secret(f"the-token-of-{variable}", variable)

    def supplied(prefix: str) -> dict[str, SuppliedValues]:
        drawn = data.draw(st.dictionaries(names, st.none() | texts, max_size=2))
        return {
            name: SuppliedValues(secret(f"{prefix}{name}".upper()), enterprise)
            for name, enterprise in drawn.items()
        }

    foreign = st.dictionaries(texts, st.lists(texts, min_size=1).map(tuple), max_size=2)
    path = st.dictionaries(texts, texts, max_size=2)
    target = Target(
        base_url="http://127.0.0.1",
        enterprise_id=data.draw(texts),
        token=secret("MINE"),
        unsafe_methods=data.draw(st.booleans()),
        path=data.draw(path),
        scenarios=supplied("s_"),
        foreign=data.draw(foreign),
    )
    operations = {
        name: evolve(
            target,
            token=data.draw(st.sampled_from([target.token, secret(f"OF_{name}".upper())])),
            path={**target.path, **data.draw(path)},
            scenarios={**target.scenarios, **supplied(f"o_{name}_")},
            foreign={**target.foreign, **data.draw(foreign)},
        )
        for name in data.draw(st.frozensets(names, max_size=2))
    }
    target = evolve(target, operations=operations)
    environment = {one.variable: one.reveal() for one in target.secrets}

    text = render(target)

    assert parse(text, "t.toml", environment) == target
    assert "the-token-of-" not in text
    variables = re.findall(r'= "env:(\w+)"', text)
    assert set(variables) == set(target.owners)
