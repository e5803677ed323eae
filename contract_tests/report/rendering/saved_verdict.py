"""Read verdicts from files, also from files of every earlier version of the format."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
from attrs import frozen

from ...contract import Json
from ...rules import RULES
from ...server.conformance.record_difference import KINDS
from ..causes import find_causes
from ..verdict import SCHEMA_VERSION

_SCHEMA = Path(__file__).parents[1] / "verdict.schema.json"


class VerdictFileError(Exception):
    """Raised if a file cannot be read as a verdict. The message names the file and the reason."""


class Outcome(Enum):
    """The outcome of a rule on an operation. The value is the phrase that reports show."""

    VIOLATED = "violated"
    KNOWN = "known"
    NOT_JUDGED = "not judged"
    NOT_CHECKED = "not checked"
    HOLDS = "holds"


@frozen(eq=False)
class Result:
    """The result of a rule on an operation, from a verdict file.

    Attributes:
        rule: The JSON object of the rule in `verdict.json`.
        operation: The JSON object of the operation, within the object of the rule.
    """

    rule: Json
    operation: Json

    @property
    def outcome(self) -> Outcome:
        """The outcome of the rule, such as `KNOWN` if all violations are accepted as known."""
        status = self.operation["status"]
        if status == "violated":
            violations = self.operation["violations"]
            known = all(one["known"] for one in violations) if violations else self.rule["known"]
            return Outcome.KNOWN if known else Outcome.VIOLATED
        if status == "not_checked":
            return Outcome.NOT_CHECKED if self.operation["judged"] else Outcome.NOT_JUDGED
        return Outcome.HOLDS

    @property
    def known(self) -> str:
        """The reason why the violations are accepted; empty if they are not all accepted."""
        reasons = [one["known"] for one in self.operation["violations"]] or [self.rule["known"]]
        return str(reasons[0]) if reasons and all(reasons) else ""


def rule_outcome(rule: Json) -> Outcome:
    """Return the outcome of a rule on all operations, from its JSON object in `verdict.json`."""
    if rule["status"] == "violated":
        return Outcome.KNOWN if rule["known"] else Outcome.VIOLATED
    if rule["status"] == "not_checked":
        judged = all(operation["judged"] for operation in rule["operations"])
        return Outcome.NOT_CHECKED if judged else Outcome.NOT_JUDGED
    return Outcome.HOLDS


def results(verdict: Json) -> Iterator[Result]:
    """Yield the result of each rule on each operation."""
    for rule in verdict["rules"]:
        for operation in rule["operations"]:
            yield Result(rule, operation)


def reasons_not_judged(found: Iterable[Result]) -> list[str]:
    """Return the reasons why rules were not judged, each once."""
    reasons = (one.operation["reason"] for one in found if one.outcome is Outcome.NOT_JUDGED)
    return list(dict.fromkeys(reasons))


def read(path: Path) -> Json:
    """Return the verdict in a file as an object of the newest format.

    Raises:
        VerdictFileError: If the file cannot be read, or is not a verdict.
    """
    try:
        verdict = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise VerdictFileError(f"{path}: cannot read the verdict: {error.strerror}") from None
    except ValueError:
        raise VerdictFileError(f"{path}: the file is not JSON") from None
    if not isinstance(verdict, dict) or not {"verdict", "rules"} <= verdict.keys():
        raise VerdictFileError(f"{path}: the file is not a verdict.json of the suite")
    version = verdict.get("schema_version", 1)
    if not isinstance(version, int) or version > SCHEMA_VERSION:
        raise VerdictFileError(
            f"{path}: a newer suite wrote this file (schema_version {version}); this suite reads "
            f"versions up to {SCHEMA_VERSION}"
        )
    try:
        upgraded = _with_defaults(verdict) if version < SCHEMA_VERSION else verdict
        _validator().validate(upgraded)
    except jsonschema_rs.ValidationError as error:
        place = "".join(f"/{token}" for token in error.instance_path)
        raise VerdictFileError(f"{path}: {place or '/'}: {error.message}") from None
    except (AttributeError, KeyError, TypeError):
        raise VerdictFileError(f"{path}: the file is not a verdict.json of the suite") from None
    return _with_later_keys(upgraded)


@cache
def _validator() -> jsonschema_rs.Validator:
    return jsonschema_rs.validator_for(json.loads(_SCHEMA.read_text("utf-8")))


def _with_defaults(verdict: Json) -> Json:
    """Convert a verdict in the file format 1 to the newest format.

    Files of version 1 state neither the target nor the requests of each rule.
    """
    sentences = {rule.id: rule.sentence for rule in RULES}
    defaults: dict[str, Any] = {
        "interrupted": False,
        "seconds": 0,
        "known_gone": [],
        "unchecked_parameters": [],
        "target": {"name": "", "base_url": "", "file": None},
        "document": {"file": "", "title": "", "version": "", "sha256": ""},
        "suite_version": "",
        "profile": "",
        "started": "",
        "command": "",
        "latencies": [],
        "input_space": [],
        "first_requests": [],
    }
    rules = [
        {
            "sentence": sentences.get(rule["id"], ""),
            "known": None,
            **rule,
            "operations": [_operation(one) for one in rule.get("operations", [_alone(rule)])],
        }
        for rule in verdict["rules"]
    ]
    return {**defaults, **verdict, "schema_version": SCHEMA_VERSION, "rules": rules}


def _with_later_keys(verdict: Json) -> Json:
    """Add the keys that some files of the newest format lack, because an older suite wrote them."""
    rules = [
        {**rule, "operations": [_with_later_keys_of_operation(one) for one in rule["operations"]]}
        for rule in verdict["rules"]
    ]
    repeat: Json = {"install": "", "command": "", "target_file": "", "variables": []}
    return {"causes": find_causes(rules), "repeat": repeat, **verdict, "rules": rules}


def _with_later_keys_of_operation(operation: Json) -> Json:
    violations = [
        {
            "since": {"quoted": False, "text": "", "pointer": one["pointer"]},
            "differences": {kind: [] for kind in KINDS},
            "counts": None,
            **one,
            "requests": [
                {
                    "role": "violation" if request is one["requests"][-1] else "reference",
                    "purpose": "",
                    "times": 1,
                    **request,
                }
                for request in one["requests"]
            ],
        }
        for one in operation["violations"]
    ]
    return {"evidence": "", **operation, "violations": violations}


def _alone(rule: Json) -> Json:
    """Return the JSON object of a nameless operation, with the result of a rule.

    Old verdict files have a result for each rule, but do not state the operation.
    """
    return {"operation": "", **{key: rule[key] for key in ("status", "cases", "reason")}}


def _operation(operation: Json) -> Json:
    violations = [
        {"passages": [], "command": "", **violation}
        for violation in operation.get("violations", ())
    ]
    defaults: dict[str, Any] = {"judged": True, "pointer": "", "seconds": 0, "requests": []}
    return {**defaults, **operation, "violations": violations}
