"""Target files: TOML files with the address, the credentials and the limits of a tested server.

The section *Test a server* of the README lists the keys of a target file.
"""

from __future__ import annotations

import ipaddress
import json
import os
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from attrs import evolve, field, frozen

from .redaction.secrets import Secret

#: The default limits for a server on another machine. They stay below the provider's limit of 360
#: requests a minute, and limit the cost of one run.
REMOTE_MAX_REQUESTS = 2000
REMOTE_RATE = "300/60s"

_KEYS = {
    "base_url", "enterprise_id", "token", "unsafe_methods", "max_requests", "rate", "timeout",
    "headers", "proxy", "ca_file", "path", "scenarios", "foreign", "operations",
}  # fmt: skip
_OPERATION_KEYS = {"token", "enterprise_id", "path", "scenarios", "foreign"}
_SCENARIO_KEYS = {"token", "enterprise_id"}
_RATE = re.compile(r"([0-9]+)/([0-9]+(?:\.[0-9]+)?)s")


class TargetError(Exception):
    """Raised if a target file cannot be used. The message says which key is wrong, and why."""


@frozen
class Rate:
    """A rate limit of ``requests`` requests in any period of ``seconds`` seconds."""

    requests: int
    seconds: float


@frozen
class SuppliedValues:
    """The access token and the enterprise id with which a request provokes one documented error.

    The target file, which describes the server under test, supplies the values.
    """

    token: Secret | None = None
    enterprise_id: str | None = None


@frozen
class Target:
    """A server under test, with the credentials and the limits for the requests to the server."""

    base_url: str
    enterprise_id: str
    token: Secret
    unsafe_methods: bool = False
    max_requests: int = 0
    """The maximum number of requests in one run; 0 means no limit."""
    rate: Rate | None = None
    """The maximum rate of requests; None means no limit."""
    timeout: float = 10.0
    """The number of seconds to wait for a connection, or for the next part of a response."""
    headers: Mapping[str, Secret] = field(factory=dict)
    proxy: Secret | None = None
    ca_file: Path | None = None
    path: Mapping[str, str] = field(factory=dict)
    """The values of path parameters other than the enterprise's id, by name."""
    scenarios: Mapping[str, SuppliedValues] = field(factory=dict)
    foreign: Mapping[str, tuple[str, ...]] = field(factory=dict)
    """The values of filters that match records of another enterprise, by filter name."""
    operations: Mapping[str, Target] = field(factory=dict)
    """The targets of the operations that have a token or ids of their own, by operation id."""

    def of_operation(self, operation_id: str) -> Target:
        """Return the target with the token and the ids for one operation."""
        return self.operations.get(operation_id, self)

    @cached_property
    def secrets(self) -> tuple[Secret, ...]:
        """The access tokens, secret headers and proxy URL, which no output may show."""
        tokens = (supplied.token for supplied in self.scenarios.values())
        # Redacting a header as short as "1" would make all output unreadable.
        headers = (value for value in self.headers.values() if len(value.reveal()) >= 8)
        others = (secret for target in self.operations.values() for secret in target.secrets)
        secrets = filter(None, (self.token, self.proxy, *tokens, *headers, *others))
        return tuple(dict.fromkeys(secrets))

    @property
    def owners(self) -> dict[str, str]:
        """Descriptions of the secrets in requests, by the variable that stands for each secret.

        A description names the owner of the secret and the key in the target file.
        """
        owners = {self.token.variable: "the caller with access to the tested data (token)"}
        owners |= self._owners_within("")
        for name, operation in self.operations.items():
            owner = f"the caller of the operation {name} (operations.{name}.token)"
            owners.setdefault(operation.token.variable, owner)
            owners = operation._owners_within(f"operations.{name}.") | owners
        for name, value in self.headers.items():
            owners[value.variable] = f"the header {name} of every request (headers.{name})"
        return owners

    def _owners_within(self, prefix: str) -> dict[str, str]:
        return {
            supplied.token.variable: f"the caller of the error scenario {name} "
            f"({prefix}scenarios.{name}.token)"
            for name, supplied in self.scenarios.items()
            if supplied.token is not None
        }

    @property
    def is_loopback(self) -> bool:
        """Whether the server runs on this machine. Such a server has no limits by default."""
        return _is_loopback(self.base_url)


def load(path: Path, environ: Mapping[str, str] = os.environ) -> Target:
    """Read a target file: a TOML file that describes the server under test.

    Raises:
        TargetError: If the file cannot be read, or is not a valid target file.
    """
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise TargetError(f"{path}: cannot read the target file: {error.strerror}") from None
    except UnicodeDecodeError:
        raise TargetError(f"{path}: the target file is not UTF-8 text") from None
    return parse(text, str(path), environ)


def parse(text: str, source: str, environ: Mapping[str, str] = os.environ) -> Target:
    """Parse the TOML text of a target file, which describes the server under test.

    Error messages begin with ``source``, for example the path of the file.

    Raises:
        TargetError: If the text is not a valid target file.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise TargetError(f"{source}: the target file is not valid TOML: {error}") from None
    return _Reader(source, environ).target(table)


@frozen
class _Reader:
    source: str
    environ: Mapping[str, str]

    def target(self, table: dict[str, Any]) -> Target:
        self.refuse_unknown(table, _KEYS, "")
        base_url = self.base_url(table)
        loopback = _is_loopback(base_url)
        target = Target(
            base_url=base_url,
            enterprise_id=self.text(table, "enterprise_id"),
            token=self.secret(table, "token", "BITGO_ACCESS_TOKEN"),
            unsafe_methods=self.typed(table, "unsafe_methods", bool, False),
            max_requests=self.max_requests(table, 0 if loopback else REMOTE_MAX_REQUESTS),
            rate=self.rate(table, "" if loopback else REMOTE_RATE),
            timeout=self.timeout(table),
            headers=self.headers(table),
            proxy=Secret(table["proxy"], "PROXY") if self.text(table, "proxy", "") else None,
            ca_file=self.ca_file(table),
            path=self.path(table),
            scenarios=self.scenarios(table),
            foreign=self.foreign(table),
        )
        return evolve(target, operations=self.operations(table, target))

    def operations(self, table: dict[str, Any], target: Target) -> dict[str, Target]:
        """Return the target of each operation that a target file lists, by operation id.

        A target has the token and the ids for requests. Values that the target file does not state
        for an operation are taken from the argument `target`.
        """
        tables: dict[str, Any] = self.typed(table, "operations", dict, {})
        operations = {}
        for name in tables:
            where = f"operations.{name}."
            entry: dict[str, Any] = self.typed(tables, name, dict, {}, "operations.")
            self.refuse_unknown(entry, _OPERATION_KEYS, where)
            token = target.token
            if "token" in entry:
                variable = re.sub(r"\W", "_", f"{name}_TOKEN").upper()
                token = self.secret(entry, "token", variable, where)
            operations[name] = evolve(
                target,
                enterprise_id=self.text(entry, "enterprise_id", target.enterprise_id, where),
                token=token,
                path={**target.path, **self.path(entry, where)},
                scenarios={**target.scenarios, **self.scenarios(entry, where)},
                foreign={**target.foreign, **self.foreign(entry, where)},
            )
        return operations

    def fail(self, key: str, what: str) -> TargetError:
        return TargetError(f"{self.source}: {key}: {what}")

    def refuse_unknown(self, table: Mapping[str, Any], known: set[str], prefix: str) -> None:
        for key in table:
            if key not in known:
                raise self.fail(
                    prefix + key, f"unknown key; the known keys are {', '.join(sorted(known))}"
                )

    def typed(
        self, table: Mapping[str, Any], key: str, kind: type, default: Any, where: str = ""
    ) -> Any:
        value = table.get(key, default)
        if type(value) is not kind:
            raise self.fail(where + key, f"must be a TOML {_TOML_NAMES[kind]}")
        return value

    def text(
        self, table: Mapping[str, Any], key: str, default: str | None = None, where: str = ""
    ) -> str:
        if key not in table:
            if default is None:
                raise self.fail(where + key, "is required")
            return default
        value: str = self.typed(table, key, str, "", where)
        if not value:
            raise self.fail(where + key, "must not be empty")
        return value

    def secret(self, table: Mapping[str, Any], key: str, variable: str, where: str = "") -> Secret:
        value = self.text(table, key, where=where)
        if value.startswith("env:"):
            name = value.removeprefix("env:")
            if not name:
                raise self.fail(
                    where + key, "env: must be followed by the name of an environment variable"
                )
            value = self.environ.get(name, "")
            if not value:
                raise self.fail(
                    where + key, f"the environment variable {name} is not set, or empty"
                )
            variable = name
        if not value.isascii() or not value.isprintable() or " " in value:
            raise self.fail(
                where + key, "must be printable ASCII without spaces (the value is not shown)"
            )
        return Secret(value, variable)

    def base_url(self, table: Mapping[str, Any]) -> str:
        url = self.text(table, "base_url").rstrip("/")
        try:
            parts = urlsplit(url)
            usable = parts.scheme in {"http", "https"} and bool(parts.hostname)
            usable = usable and parts.port != 0 and not (parts.query or parts.fragment)
        except ValueError:
            usable = False
        if not usable or parts.username is not None:
            raise self.fail(
                "base_url",
                "must have the form http(s)://host[:port][/prefix], without credentials and query",
            )
        return url

    def max_requests(self, table: Mapping[str, Any], default: int) -> int:
        value: int = self.typed(table, "max_requests", int, default)
        if value < 0:
            raise self.fail("max_requests", "must be a non-negative integer; 0 means no limit")
        return value

    def rate(self, table: Mapping[str, Any], default: str) -> Rate | None:
        value: str = self.typed(table, "rate", str, default)
        if not value:
            return None
        match = _RATE.fullmatch(value)
        if not match or int(match[1]) < 1 or float(match[2]) <= 0:
            raise self.fail(
                "rate",
                'must be "N/Ss", such as "300/60s" for 300 requests in 60 s, or "" for no limit',
            )
        return Rate(int(match[1]), float(match[2]))

    def timeout(self, table: Mapping[str, Any]) -> float:
        value = table.get("timeout", 10.0)
        if type(value) not in (int, float) or not 0 < value < float("inf"):
            raise self.fail("timeout", "must be a positive number of seconds")
        return float(value)

    def headers(self, table: Mapping[str, Any]) -> dict[str, Secret]:
        headers: dict[str, Any] = self.typed(table, "headers", dict, {})
        if "authorization" in map(str.lower, headers):
            raise self.fail("headers", "remove Authorization, which the suite takes from token")
        return {name: self.header(headers, name) for name in headers}

    def header(self, headers: Mapping[str, Any], name: str) -> Secret:
        # Any header may be a secret, so all are treated as secrets.
        value = headers[name]
        if not isinstance(value, str) or not value.isascii() or not value.isprintable():
            raise self.fail(f"headers.{name}", "must be a string of printable ASCII")
        return Secret(value, re.sub(r"\W", "_", name).upper())

    def ca_file(self, table: Mapping[str, Any]) -> Path | None:
        name = self.text(table, "ca_file", "")
        if name and not Path(name).is_file():
            raise self.fail("ca_file", f"no such file: {name}")
        return Path(name) if name else None

    def path(self, table: Mapping[str, Any], within: str = "") -> dict[str, str]:
        path: dict[str, Any] = self.typed(table, "path", dict, {}, within)
        return {name: self.text(path, name, where=f"{within}path.") for name in path}

    def foreign(self, table: Mapping[str, Any], within: str = "") -> dict[str, tuple[str, ...]]:
        foreign: dict[str, Any] = self.typed(table, "foreign", dict, {}, within)
        for name, values in foreign.items():
            texts = isinstance(values, list) and all(isinstance(v, str) and v for v in values)
            if not texts or not values:
                raise self.fail(
                    f"{within}foreign.{name}", "must be a TOML array of strings that are not empty"
                )
        return {name: tuple(values) for name, values in foreign.items()}

    def scenarios(self, table: Mapping[str, Any], within: str = "") -> dict[str, SuppliedValues]:
        scenarios: dict[str, Any] = self.typed(table, "scenarios", dict, {}, within)
        supplied = {}
        for name in scenarios:
            where = f"{within}scenarios.{name}."
            entry: dict[str, Any] = self.typed(scenarios, name, dict, {}, f"{within}scenarios.")
            self.refuse_unknown(entry, _SCENARIO_KEYS, where)
            variable = f"{name.upper()}_TOKEN"
            supplied[name] = SuppliedValues(
                token=self.secret(entry, "token", variable, where) if "token" in entry else None,
                enterprise_id=self.text(entry, "enterprise_id", "", where) or None,
            )
        return supplied


def render(target: Target) -> str:
    """Return the TOML text of a target file for a server, with ``env:NAME`` for each token.

    The text has the values that decide which requests are sent. Limits of the run, the proxy and
    the certificate belong to the machine of the user, and are left out. So are headers, because
    each of them may be a secret that a target file cannot take from an environment variable.
    """
    lines = [
        _toml_line("base_url", target.base_url),
        _toml_line("enterprise_id", target.enterprise_id),
        _toml_line("token", f"env:{target.token.variable}"),
        *(["unsafe_methods = true"] if target.unsafe_methods else []),
        *(f"# Add the header {name}, which is not shown." for name in target.headers),
        *_toml_lines("", target, None),
    ]
    for name, operation in target.operations.items():
        lines += _toml_lines(f"operations.{_toml_key(name)}", operation, target)
    return "\n".join(lines) + "\n"


def _toml_lines(within: str, target: Target, inherited: Target | None) -> Iterator[str]:
    """Yield the lines of a target file that describe a target.

    Args:
        within: The name of the TOML table for the target; "" for the top level of the file.
        target: The target: the server under test, with credentials and ids.
        inherited: A target with default values. Values that equal these default values are left
            out. None for no default values.
    """
    if inherited is not None:
        yield f"\n[{within}]"
        if target.enterprise_id != inherited.enterprise_id:
            yield _toml_line("enterprise_id", target.enterprise_id)
        if target.token != inherited.token:
            yield _toml_line("token", f"env:{target.token.variable}")
    prefix = f"{within}." if within else ""
    for table, values in _tables(target).items():
        known = {} if inherited is None else _tables(inherited)[table]
        added = {key: value for key, value in values.items() if known.get(key) != value}
        if added:
            yield f"\n[{prefix}{table}]"
            yield from (_toml_line(key, value) for key, value in added.items())


def _tables(target: Target) -> dict[str, dict[str, str | Sequence[str]]]:
    scenarios: dict[str, str | Sequence[str]] = {}
    for name, supplied in target.scenarios.items():
        if supplied.token is not None:
            scenarios[f"{_toml_key(name)}.token"] = f"env:{supplied.token.variable}"
        if supplied.enterprise_id is not None:
            scenarios[f"{_toml_key(name)}.enterprise_id"] = supplied.enterprise_id
    return {
        "path": {_toml_key(key): value for key, value in target.path.items()},
        "scenarios": scenarios,
        "foreign": {_toml_key(key): value for key, value in target.foreign.items()},
    }


def _toml_key(name: str) -> str:
    return name if re.fullmatch("[A-Za-z0-9_-]+", name) else _toml_value(name)


def _toml_line(key: str, value: str | Sequence[str]) -> str:
    return f"{key} = {_toml_value(value)}"


def _toml_value(value: str | Sequence[str]) -> str:
    # JSON is valid TOML except for the control character U+007F.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


_TOML_NAMES = {bool: "boolean", int: "integer", str: "string", dict: "table"}


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
