"""Holds answers against the schemas of the document, and says which rule a mismatch violates."""

from __future__ import annotations

import re
from functools import lru_cache

import jsonschema_rs

from ... import pointer
from ...contract import Contract, Json, Operation
from ...rules import RULES
from ..transport.exchange import Exchange
from .response_body import body
from .violation import Violation

#: The rules about a schema of their own. Every other mismatch is one with the schema of the answer.
OWN_SCHEMAS = {rule.id: rule.pointer for rule in RULES if rule.id in ("data.amounts", "data.ids")}

#: What no server says to people: lines of a stack trace in the common languages, and markup.
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
    return contract.validator(operation.bodies[status])


def conforms(
    contract: Contract, operation: Operation, exchange: Exchange, rule: str | None = None
) -> None:
    """Raise :class:`Violation` where the body is not what the document gives its status.

    With a rule, only the mismatches that are its own count.
    """
    decoded = body(exchange)
    validator = _validator(contract, operation, exchange.status)
    if validator.is_valid(decoded):
        return
    for error in validator.iter_errors(decoded):
        where = f"#{pointer.build(error.schema_path)}"
        if rule is not None and _owner(where) != rule:
            continue
        place = pointer.build(error.instance_path)
        raise Violation(
            f"what {where} describes", error.message, exchange, part=(place, error.instance)
        )


def _owner(where: str) -> str:
    for rule, own in OWN_SCHEMAS.items():
        if f"{where}/".startswith(f"{own}/"):
            return rule
    return "data.schema"


def internals(exchange: Exchange) -> None:
    """Raise :class:`Violation` if an error shows people what only its makers understand."""
    for text in _texts(exchange.decoded):
        found = _INTERNALS.search(text)
        if found is not None:
            line = " ".join(text[found.start() :].strip().split("\n")[0].split())[:80]
            raise Violation("nothing of how the server is built", line, exchange)


def _texts(value: Json) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for member in value.values() for text in _texts(member)]
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    return []
