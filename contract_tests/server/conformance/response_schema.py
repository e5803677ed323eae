"""Check response bodies against the schemas of the OpenAPI document."""

from __future__ import annotations

import re
from functools import lru_cache

import jsonschema_rs

from ... import pointer
from ...contract import Contract, Json, Operation
from ...rules import RULES
from ..transport.exchange import Exchange
from .certainty import violation_of_response
from .formats import FORMATS
from .response_body import decode

#: The schemas that have a rule of their own. Mismatches of other schemas violate ``data.schema``.
OWN_SCHEMAS = {rule.id: rule.pointer for rule in RULES if rule.id in ("data.amounts", "data.ids")}

#: Text that no error message may show: stack traces of the common languages, and markup.
_INTERNALS = re.compile(
    r"""Traceback\ \(most\ recent\ call\ last\)
    | \bFile\ "[^"]+",\ line\ \d+
    | \n\s+at\ \S                                       # Java, JavaScript, .NET
    | \bgoroutine\ \d+\ \[
    | ^\#\d+\ .+\.php\(\d+\)
    | \.rb:\d+:in\ [`'"]
    | \bpanicked\ at\b
    | <(!doctype|html|body|h1|pre)\b""",
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)


@lru_cache(maxsize=64)
def _validator(contract: Contract, operation: Operation, status: int) -> jsonschema_rs.Validator:
    return contract.validator(operation.bodies[status], FORMATS)


def expect_schema(
    contract: Contract, operation: Operation, exchange: Exchange, rule: str | None = None
) -> None:
    """Raise :class:`Violation` if the body does not match the schema for the status.

    With ``rule``, only mismatches that violate this rule are considered.
    """
    decoded = decode(exchange)
    validator = _validator(contract, operation, exchange.status)
    if validator.is_valid(decoded):
        return
    for error in validator.iter_errors(decoded):
        keyword = f"#{pointer.build(error.schema_path)}"
        if rule is not None and _rule_of(keyword) != rule:
            continue
        part = (pointer.build(error.instance_path), error.instance)
        raise violation_of_response(
            f"a value that matches {keyword}", error.message, exchange, part, source=keyword
        )


def _rule_of(keyword: str) -> str:
    for rule, schema in OWN_SCHEMAS.items():
        if f"{keyword}/".startswith(f"{schema}/"):
            return rule
    return "data.schema"


def expect_no_internals(exchange: Exchange) -> None:
    """Raise :class:`Violation` if an error response shows a stack trace or markup."""
    for text in _texts(exchange.decoded):
        match = _INTERNALS.search(text)
        if match is not None:
            line = " ".join(text[match.start() :].strip().split("\n")[0].split())[:80]
            raise violation_of_response(
                "a body without internals of the server, such as a traceback", line, exchange
            )


def _texts(value: Json) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for item in value.values() for text in _texts(item)]
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    return []
