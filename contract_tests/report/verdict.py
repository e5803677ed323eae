"""The verdict of a run of the server suite, and the results of each rule and operation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from enum import Enum
from typing import Any

from attrs import define, field, frozen

from ..rules import Rule
from ..server.conformance.record_difference import count
from ..server.conformance.seen_subjects import by_status
from .causes import find_causes
from .known_violations import KnownViolation
from .request_journal import SentRequest, latencies


class Status(Enum):
    """The result of a test run for a rule: the rule holds, is violated or was not checked."""

    HOLDS = "holds"
    VIOLATED = "violated"
    NOT_CHECKED = "not_checked"


_GRAVITY = (Status.VIOLATED, Status.NOT_CHECKED, Status.HOLDS)

#: With fewer records, pages and selections differ little.
_FEW_RECORDS = 3

#: The version of the format of `verdict.json`.
SCHEMA_VERSION = 2


@frozen
class ReportedViolation:
    """A violation of a rule as it is printed in reports.

    Attributes:
        operation: The id of the operation that violates the rule.
        text: The redacted text of the violation, with the requests that show it.
        known: The entry in the file of known violations that accepts this violation; None for a
            violation that is not accepted.
        details: The properties of the violation in `verdict.json`, except its text.
    """

    operation: str
    text: str
    known: KnownViolation | None = None
    details: Mapping[str, Any] = field(factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the violation as a JSON object for the file `verdict.json`."""
        known = None if self.known is None else self.known.reason
        return {"message": self.text, "known": known, **self.details}


@define
class OperationResult:
    """The result of all checks of one rule on one operation.

    Attributes:
        operation: The id of the operation.
        sent: The number of requests that were sent for the rule.
        violations: The violations of the rule.
        errors: Reasons why checks of the rule ended with an error instead of a result.
        unfinished: Reasons why the rule was not checked, or not checked to the end.
        inapplicable: Reasons why the rule does not apply to the operation.
        held: The number of checks that found no violation.
        location: A URI fragment that refers to the part of the document that states the rule.
        seconds: The duration of the checks in seconds.
        requests: The requests that were sent for the rule.
        checked: In how many responses of the run a rule about all responses was checked.
        responses: The number of these responses; 0 for a rule that does not concern all responses.
        wrong: How many of these responses violate the rule.
        records: The number of records that the server has; None if it is unknown.
    """

    operation: str
    sent: int = 0
    violations: list[ReportedViolation] = field(factory=list)
    errors: list[str] = field(factory=list)
    unfinished: list[str] = field(factory=list)
    inapplicable: list[str] = field(factory=list)
    held: int = 0
    location: str = ""
    seconds: float = 0.0
    requests: list[SentRequest] = field(factory=list)
    checked: str = ""
    responses: int = 0
    wrong: int = 0
    records: int | None = None

    @property
    def cases(self) -> int:
        """The number of requests that were sent for the rule.

        If the check of a violated or holding rule sent no request, the result is the number of
        responses to the requests of other rules in which the rule was checked. If that number is
        unknown, the result is the number of violations.
        """
        if self.sent or self.status is Status.NOT_CHECKED:
            return self.sent
        return self.responses or len(self.violations)

    @property
    def status(self) -> Status:
        """The status of the rule. It is `VIOLATED` if any check found a violation."""
        if self.violations:
            return Status.VIOLATED
        if self.errors or self.unfinished or not self.held:
            return Status.NOT_CHECKED
        return Status.HOLDS

    @property
    def is_inapplicable(self) -> bool:
        """Whether the rule was not checked because it does not apply to the operation."""
        other = self.violations or self.errors or self.unfinished or self.held
        return bool(self.inapplicable) and not other

    @property
    def reason(self) -> str:
        """The reason for the status; an empty string if the rule holds."""
        if self.status is Status.HOLDS:
            return ""
        # New violations come before known ones.
        violations = sorted(self.violations, key=lambda violation: violation.known is not None)
        texts = [violation.text for violation in violations]
        reasons = texts or self.errors or self.unfinished or self.inapplicable
        return reasons[0] if reasons else "no check of the rule ran"

    @property
    def evidence(self) -> str:
        """A text that says in how many responses the rule was checked; otherwise an empty text."""
        if self.status is Status.NOT_CHECKED:
            return ""
        if not self.checked and not self.requests:
            return "The rule was checked in the responses to the requests of other rules."
        statuses = Counter(request.status for request in self.requests)
        number = len(self.requests)
        own = f"{number} request{'s' * (number != 1)} ({by_status(statuses)})"
        tested = sum(not request.credential for request in self.requests)
        if 0 < tested < number:
            verb = "has" if tested == 1 else "have"
            own += f", of which {tested} {verb} the credential of the tested caller"
        sentences = [f"The rule was checked in {self.checked or own}."]
        if self.violations and self.wrong:
            sentences.append(f"{self.wrong} of these responses violate the rule.")
        elif self.violations and self.checked and self.requests:
            sentences.append("The number of responses that violate the rule was not counted.")
        elif self.violations and not self.checked:
            sentences = [
                f"The test of the rule sent {own}. It may have ended early, at the first violation."
            ]
        if self.records is not None and self.records < _FEW_RECORDS:
            sentences.append(f"The server has only {count(self.records)}.")
        return " ".join(sentences)

    def as_json(self) -> dict[str, Any]:
        """Return the result as a JSON object for the file `verdict.json`."""
        return {
            "operation": self.operation,
            "status": self.status.value,
            "cases": self.cases,
            "reason": self.reason,
            "evidence": self.evidence,
            "judged": not self.errors,
            "pointer": self.location,
            "seconds": round(self.seconds, 3),
            "violations": [violation.as_json() for violation in self.violations],
            "requests": [request.as_json() for request in self.requests],
        }


@define
class RuleResult:
    """The results of all checks of one rule, for each operation.

    Attributes:
        rule: The rule.
        operations: The results by operation id.
    """

    rule: Rule
    operations: dict[str, OperationResult] = field(factory=dict)

    def on(self, operation: str) -> OperationResult:
        """Return the result of the rule on one operation. Add an empty result if there is none."""
        return self.operations.setdefault(operation, OperationResult(operation))

    @property
    def cases(self) -> int:
        """The number of cases in which the rule was checked, on all operations."""
        return sum(result.cases for result in self.operations.values())

    @property
    def violations(self) -> list[ReportedViolation]:
        """The violations of the rule, from all operations."""
        return [v for result in self.operations.values() for v in result.violations]

    @property
    def status(self) -> Status:
        """The gravest status of the rule on the operations to which the rule applies."""
        return self._gravest.status

    @property
    def _gravest(self) -> OperationResult:
        results = list(self.operations.values()) or [OperationResult("")]
        applicable = [result for result in results if not result.is_inapplicable] or results
        # The first of several new violations comes before the known ones.
        return min(
            applicable,
            key=lambda result: (
                _GRAVITY.index(result.status),
                not result.errors,
                all(violation.known for violation in result.violations),
            ),
        )

    @property
    def known(self) -> str | None:
        """The reason why the first violation of the rule is accepted.

        None if the rule has no violations, or a violation that is not accepted.
        """
        reasons = [violation.known.reason for violation in self.violations if violation.known]
        return reasons[0] if reasons and len(reasons) == len(self.violations) else None

    @property
    def fails(self) -> bool:
        """Whether the rule makes the run fail: a violation of it is not accepted as known."""
        return self.status is Status.VIOLATED and self.known is None

    @property
    def reason(self) -> str:
        """The reason for the status of the rule; an empty string if the rule holds.

        If the operations have different statuses, the reason why a rule was not checked begins with
        the operation.
        """
        gravest, reason = self._gravest, self._gravest.reason
        statuses = {result.status for result in self.operations.values()}
        if gravest.status is not Status.NOT_CHECKED or len(statuses) < 2:
            return reason
        return reason if gravest.operation in reason else f"{gravest.operation}: {reason}"

    def as_json(self) -> dict[str, Any]:
        """Return the result of the rule as a JSON object for the file `verdict.json`."""
        return {
            "id": self.rule.id,
            "area": self.rule.area,
            "sentence": self.rule.sentence,
            "status": self.status.value,
            "cases": self.cases,
            "reason": self.reason,
            "known": self.known,
            "operations": [result.as_json() for result in self.operations.values()],
        }


@frozen
class UncheckedParameter:
    """A parameter of an operation to which no rule gives a meaning."""

    operation: str
    parameter: str
    location: str

    @property
    def reason(self) -> str:
        """The reason why the effect of the parameter is not checked."""
        return f"no rule gives the {self.location} parameter a meaning"

    def as_json(self) -> dict[str, Any]:
        """Return the parameter as a JSON object for the file `verdict.json`."""
        return {
            "operation": self.operation,
            "parameter": self.parameter,
            "in": self.location,
            "reason": self.reason,
        }


@define
class Verdict:
    """The results of a run of the server suite: one result per rule, and the verdict.

    Attributes:
        rules: The result of each rule, by rule id.
        seed: The random seed of the run.
        known: The entries in the file of known violations, which `--known` names.
        today: The day of the run. Entries that expired before this day do not apply.
        requests: The number of requests that were sent.
        seconds: The duration of the run in seconds.
        interrupted: Whether the run is incomplete: it is still running or was interrupted.
        unchecked_parameters: The parameters to which no rule gives a meaning.
        unreachable: The reasons why operations could not be tested, by operation id.
        origin: The other properties of `verdict.json` that do not depend on responses: the target,
            the document, the version of the suite, the profile, the start, and the command.
        first_requests: The requests that were sent before the first check.
        input_space: The number of requests by parameter, kind of value and status.
    """

    rules: dict[str, RuleResult]
    seed: int
    known: tuple[KnownViolation, ...] = ()
    today: date = field(factory=date.today)
    requests: int = 0
    seconds: float = 0.0
    interrupted: bool = True
    unchecked_parameters: tuple[UncheckedParameter, ...] = ()
    unreachable: Mapping[str, str] = field(factory=dict)
    origin: Mapping[str, Any] = field(factory=dict)
    first_requests: list[SentRequest] = field(factory=list)
    input_space: list[dict[str, Any]] = field(factory=list)

    @classmethod
    def of(cls, rules: Iterable[Rule], seed: int, known: Iterable[KnownViolation] = ()) -> Verdict:
        """Return a verdict for the start of a run, in which no rule has a result yet."""
        return cls({rule.id: RuleResult(rule) for rule in rules}, seed, tuple(known))

    def add_violation(
        self, rule: str, operation: str, text: str, details: Mapping[str, Any] | None = None
    ) -> ReportedViolation:
        """Add a violation to the result of the violated rule, and return the violation.

        Args:
            rule: The id of the violated rule.
            operation: The id of the operation that violates the rule.
            text: The redacted text of the violation.
            details: The other properties of the violation in `verdict.json`.
        """
        reviews = (
            k for k in self.known if not k.expired(self.today) and k.covers(rule, operation, text)
        )
        violation = ReportedViolation(operation, text, next(reviews, None), details or {})
        self.rules[rule].on(operation).violations.append(violation)
        return violation

    @property
    def no_longer_occurring(self) -> list[KnownViolation]:
        """The known violations that did not occur in the run although their rules were checked."""
        return [
            known
            for known in self.known
            if (result := self.rules.get(known.rule)) is not None
            and result.status is not Status.NOT_CHECKED
            and not any(known.covers(known.rule, v.operation, v.text) for v in result.violations)
        ]

    @property
    def expired(self) -> list[KnownViolation]:
        """The entries in the file of known violations whose last day has passed."""
        return [known for known in self.known if known.expired(self.today)]

    @property
    def word(self) -> str:
        """The verdict in one word: `violated`, `not_judged` or `holds`.

        `violated` means that a rule has a violation that is not accepted. `not_judged` means that
        the run was interrupted, a check failed with an error, or no rule was checked.
        """
        if any(result.fails for result in self.rules.values()):
            return "violated"
        results = [o for result in self.rules.values() for o in result.operations.values()]
        if self.interrupted or any(result.errors for result in results):
            return "not_judged"
        if all(result.status is Status.NOT_CHECKED for result in results):
            return "not_judged"
        return "holds"

    @property
    def exit_code(self) -> int:
        """The exit code of the run: 0 for `holds`, 1 for `violated`, 2 for `not_judged`."""
        return {"holds": 0, "violated": 1, "not_judged": 2}[self.word]

    @property
    def causes(self) -> list[dict[str, Any]]:
        """The causes that explain three or more violated rules, as JSON for `verdict.json`."""
        return find_causes(result.as_json() for result in self.rules.values())

    def as_json(self) -> dict[str, Any]:
        """Return the content of `verdict.json`, which `verdict.schema.json` describes."""
        rules = [result.as_json() for result in self.rules.values()]
        operations = [one for result in self.rules.values() for one in result.operations.values()]
        requests = [request for one in operations for request in one.requests]
        return {
            "schema_version": SCHEMA_VERSION,
            "verdict": self.word,
            "seed": self.seed,
            "requests": self.requests,
            "seconds": round(self.seconds, 3),
            "interrupted": self.interrupted,
            "rules": rules,
            "causes": find_causes(rules),
            "known_gone": [
                {"rule": known.rule, "operation": known.operation, "reason": known.reason}
                for known in self.no_longer_occurring
            ],
            "unchecked_parameters": [one.as_json() for one in self.unchecked_parameters],
            **self.origin,
            "latencies": latencies([*self.first_requests, *requests]),
            "input_space": self.input_space,
            "first_requests": [request.as_json() for request in self.first_requests],
        }
