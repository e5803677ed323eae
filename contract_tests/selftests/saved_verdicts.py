"""Functions that create the content of `verdict.json` for tests of rendered reports."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

from ..contract import load
from ..report.known_violations import KnownViolation
from ..report.request_journal import SentRequest
from ..report.verdict import Verdict
from ..rules import catalogue
from ..server.conformance.record_difference import RecordDifference

RULES = catalogue(load().tested)
ORIGIN: dict[str, Any] = {
    "target": {"name": "https://a.example", "base_url": "https://a.example", "file": "t.toml"},
    "document": {"file": "d.yaml", "title": "Balances", "version": "1.2.0", "sha256": "0" * 64},
    "suite_version": "1.2.0",
    "profile": "quick",
    "started": "2026-03-01T09:30:00+00:00",
    "command": "bitgo-oes-contract --target t.toml --seed 7",
    "repeat": {
        "install": "python -m pip install bitgo-oes-contract==1.2.0",
        "command": "bitgo-oes-contract --target t.toml --seed 7",
        "target_file": 'base_url = "https://a.example"\ntoken = "env:BITGO_ACCESS_TOKEN"\n',
        "variables": [
            {"name": "BITGO_ACCESS_TOKEN", "owner": "the caller with access to the data (token)"}
        ],
    },
}


def details(text: str = "status 200", requests: int = 1) -> dict[str, Any]:
    """Return an example of a violation in `verdict.json`. Most property values contain `text`."""
    request = {
        "method": "GET",
        "url": f"https://a.example/balances?x={text}",
        "headers": {"Authorization": "Bearer $BITGO_ACCESS_TOKEN"},
        "curl": f"curl -H 'Authorization: Bearer $BITGO_ACCESS_TOKEN' '{text}'",
        "status": 200,
        "milliseconds": 12.5,
        "response_headers": {"x-text": text},
        "body": text,
        "role": "violation",
        "purpose": text,
        "times": 1,
    }
    value = {"parameter": "x", "in": "query", "sent": text, "value": text, "code_points": [text]}
    return {
        "pointer": "#/paths",
        "passages": [{"pointer": "#/paths", "text": text}],
        "command": "bitgo-oes-contract --target t.toml --seed 7 --rules filters.exact",
        "expected": "status 403",
        "seen": text,
        "part": None,
        "records": [text],
        "values": [{**value, "malformed": text}],
        "hint": text,
        "since": {"quoted": True, "text": text, "pointer": "#/paths"},
        "differences": RecordDifference(extra=[text]).as_json(),
        "counts": {"expected": "at most 1", "seen": 48},
        "requests": [request] * requests,
    }


def verdict(
    violated: tuple[str, ...] = (),
    unchecked: tuple[str, ...] = (),
    known: tuple[str, ...] = (),
    text: str = "status 200",
    requests: int = 2,
    **more: object,
) -> dict[str, Any]:
    """Return the content of `verdict.json` for a run with the given results.

    All rules that are not named in the arguments hold.
    """
    found = Verdict.of(RULES, 7, [KnownViolation(rule, text or "reviewed") for rule in known])
    found.origin = {**ORIGIN, **more}
    found.interrupted = False
    found.requests = requests * len(RULES)
    for rule in RULES:
        result = found.rules[rule.id].on("listClientBalances")
        result.requests = [
            SentRequest("GET", f"https://a.example/{n}{text}", 200, 1.5) for n in range(requests)
        ]
        result.sent = requests
        if rule.id in violated + known:
            found.add_violation(rule.id, result.operation, f"seen {text}", details(text))
        elif rule.id in unchecked:
            result.unfinished.append(f"because {text}")
        else:
            result.held = 1
    found.input_space = [
        {
            "operation": "listClientBalances",
            "parameter": "x",
            "in": "query",
            "kind": "hostile",
            "statuses": {"400": 2, "0": 1},
        }
    ]
    content: dict[str, Any] = json.loads(json.dumps(found.as_json()))
    return content


def as_version_1(content: dict[str, Any]) -> dict[str, Any]:
    """Return a verdict without the properties that version 1 of the format did not have."""
    first = ("verdict", "seed", "requests", "seconds", "interrupted", "known_gone")
    kept = {key: content[key] for key in (*first, "unchecked_parameters")}
    rules = []
    for rule in content["rules"]:
        operations = []
        for one in rule["operations"]:
            violations = [
                {key: v for key, v in violation.items() if key not in ("passages", "command")}
                for violation in one["violations"]
            ]
            result = {key: one[key] for key in ("operation", "status", "cases", "reason")}
            operations.append({**result, "violations": violations})
        keys = ("id", "area", "status", "cases", "reason", "known")
        rules.append({**{key: rule[key] for key in keys}, "operations": operations})
    return {"schema_version": 1, **kept, "rules": rules}


def texts() -> st.SearchStrategy[str]:
    """Return a strategy for texts that a server may send: any characters, markup and commands."""
    hostile = [
        "</script><script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "{{ 7 * 7 }}",
        "```\n# heading",
        "::set-output name=a::b\n::error::x",
        "| a | b |\n@team",
        "\x1b[31mred",
        "]]>&amp;",
        "<!--",
        "\x00\ufffe",
    ]
    return st.one_of(st.text(), st.sampled_from(hostile)).map(lambda text: f"x{text}")
