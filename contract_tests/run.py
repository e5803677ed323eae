"""A run of the server suite: its settings, and the connection to the server under test."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from attrs import define, field, frozen

from . import contract, target_file
from .contract import Contract, ContractError, Operation
from .installation import DISTRIBUTION, version
from .options import Options
from .redaction.masks import Mask
from .redaction.secrets import redact_and_escape
from .report import known_violations
from .report.known_violations import KnownFileError, KnownViolation
from .report.report_folder import ReportFolder
from .report.request_journal import RequestJournal
from .report.request_observers import MaskLearner, Progress, RateLog
from .report.verdict import OperationResult, UncheckedParameter
from .rules import Rule, UnknownRuleError, catalogue, select
from .server.conformance.violation import NotChecked
from .server.runner.first_request import NotTheApi, expect_api
from .server.runner.operation_tester import OperationTester
from .server.transport.observer import Observer, ObserverGroup
from .server.transport.session import Session, TargetUnusable
from .target_file import Target, TargetError


@frozen(eq=False)
class Run:
    """The settings of one run of the server suite, such as the contract and the rules to check."""

    options: Options
    contract: Contract
    operations: tuple[Operation, ...]
    """The operations that the run tests."""
    rules: tuple[Rule, ...]
    """The rules that the run checks."""
    known: tuple[KnownViolation, ...]
    """The known violations, which do not fail the run."""
    report: ReportFolder | None
    """The folder of the reports; None without ``--report``."""

    @classmethod
    def prepare(cls, options: Options) -> Run:
        """Read the OpenAPI document and the known violations for a run of the server suite.

        Raises:
            pytest.UsageError: If a file cannot be read, or the name of a rule is unknown.
        """
        try:
            document = contract.load(options.document)
            operations = document.select(options.operations)
            rules = select(catalogue(operations), options.rules)
            known = _known_violations(options, document)
        except (ContractError, UnknownRuleError, KnownFileError) as error:
            raise pytest.UsageError(str(error)) from None
        report = None if options.report is None else ReportFolder(options.report)
        return cls(options, document, operations, rules, known, report)

    @property
    def unchecked_parameters(self) -> tuple[UncheckedParameter, ...]:
        """The parameters of the tested operations that no rule checks for their effect."""
        return tuple(
            UncheckedParameter(operation.id, parameter.name, parameter.location)
            for operation in self.operations
            for parameter in operation.without_meaning()
        )

    @contextmanager
    def connect(
        self, write_line: Callable[[str], None], *further: Observer
    ) -> Iterator[Connection]:
        """Connect to the server under test for the duration of a ``with`` block.

        Without a target file, the server under test is an embedded mock server.

        Args:
            write_line: The function that prints a line for the user.
            further: Observers of the requests, which are notified last.

        Raises:
            pytest.UsageError: If the target file cannot be used.
        """
        with ExitStack() as stack:
            target = self._target(stack)
            mask = None if target.is_loopback or self.options.show_amounts else Mask()
            rate_log = None if target.rate is None else RateLog(target.rate)
            progress = Progress(write_line)
            observers: list[Observer] = [progress]
            if mask is not None:
                observers.append(MaskLearner(mask))
            if rate_log is not None:
                observers.append(rate_log)
            journal = RequestJournal(self.contract, target)
            if self.report is not None:
                observers += [journal, self.report.log_requests(target)]
            group = ObserverGroup(*observers, *further)
            session = stack.enter_context(self._session(target, group, mask))
            yield Connection(self, target, session, mask, rate_log, progress, journal)

    def _target(self, stack: ExitStack) -> Target:
        path = self.options.target
        if path is None:
            # Imported only here, because loading the web server of the mock takes time.
            from .mock_server.embedded import embedded_mock

            return stack.enter_context(embedded_mock())
        try:
            target = target_file.load(path)
        except TargetError as error:
            raise pytest.UsageError(str(error)) from None
        try:
            _refuse_unknown_names(target, self.contract)
        except TargetError as error:
            raise pytest.UsageError(f"{path}: {error}") from None
        return target

    def _session(self, target: Target, observer: Observer, mask: Mask | None) -> Session:
        try:
            return Session(
                target,
                observer=observer,
                mask=mask,
                requests_per_connection=self.options.profile.requests_per_connection,
                seed=self.options.seed,
                concurrency=self.options.concurrency,
            )
        except (OSError, ValueError, httpx.InvalidURL) as error:
            text = redact_and_escape(str(error), target.secrets)
            message = f"{self.options.target}: proxy, ca_file or headers cannot be used: {text}"
            raise pytest.UsageError(message) from None


@define(eq=False)
class Connection:
    """An open connection to the server under test, with a tester for each operation."""

    run: Run
    target: Target
    session: Session
    mask: Mask | None
    """The mask of amounts and names; None if output may show them."""
    rate_log: RateLog | None
    """The measurement of the request rate; None if the target has no rate."""
    progress: Progress
    journal: RequestJournal
    """The journal of the requests, which is empty without ``--report``."""
    unreachable: dict[str, str] = field(factory=dict, init=False)
    """The reasons why operations cannot be tested, by operation id."""
    _testers: dict[str, OperationTester] = field(factory=dict, init=False)

    def tester(self, operation: Operation) -> OperationTester:
        """Return the `OperationTester` that all checks of an operation share."""
        if operation.id not in self._testers:
            options = self.run.options
            self._testers[operation.id] = OperationTester(
                self.run.contract,
                operation,
                self.session,
                options.profile,
                options.seed,
                prefetches=(options.concurrency or 1) > 1,
            )
        return self._testers[operation.id]

    def add_evidence(self, rule: Rule, result: OperationResult) -> None:
        """Record in the result of a rule how many responses and records the run has checked."""
        tester = self._testers.get(result.operation)
        if tester is None:
            return
        result.checked = tester.monitor.seen.checked(rule.id)
        result.responses = tester.monitor.seen.responses(rule.id)
        result.wrong = tester.monitor.seen.wrong[rule.id]
        view = tester.baseline.known_view
        if view is not None and view.complete and rule.area in ("pagination", "filters"):
            result.records = len(view.records)

    @property
    def name(self) -> str:
        """The name of the server in reports, with the URL.

        Without a target file, the server is the mock server that the suite embeds, and the name
        says so.
        """
        url = self.target.base_url
        return url if self.run.options.target else f"the embedded mock at {url}"

    def reach(self) -> None:
        """Send a first request to each operation.

        If only some operations cannot be tested, they are added to `unreachable`.

        Raises:
            TargetUnusable: If no operation can be tested.
        """
        for operation in self.run.operations:
            try:
                expect_api(self.tester(operation))
            except (NotChecked, NotTheApi) as reason:
                self.unreachable[operation.id] = f"{operation.id} cannot be tested: {reason}"
        if len(self.unreachable) == len(self.run.operations):
            raise TargetUnusable("; ".join(self.unreachable.values()))

    def origin(self) -> dict[str, Any]:
        """Return the properties of `verdict.json` that identify the server and the run."""
        options, info = self.run.options, self.run.contract.document.get("info", {})
        return {
            "target": {
                "name": self.name,
                "base_url": self.target.base_url,
                "file": None if options.target is None else str(options.target),
            },
            "document": {
                "file": options.document.name,
                "title": str(info.get("title", "")),
                "version": str(info.get("version", "")),
                "sha256": hashlib.sha256(options.document.read_bytes()).hexdigest(),
            },
            "suite_version": version(),
            "profile": options.profile.value,
            "started": datetime.now(UTC).isoformat(timespec="seconds"),
            "command": options.again,
            "repeat": {
                "install": f"python -m pip install {DISTRIBUTION}=={version()}",
                "command": options.again_elsewhere,
                "target_file": ""
                if options.target is None
                else redact_and_escape(target_file.render(self.target), self.target.secrets),
                "variables": [
                    {"name": name, "owner": owner} for name, owner in self.target.owners.items()
                ],
            },
        }

    def redacted(self, text: str) -> str:
        """Return a text without secrets, and without amounts and names if the run masks them."""
        text = redact_and_escape(text, self.target.secrets)
        return text if self.mask is None else self.mask.text(text)


def _known_violations(options: Options, document: Contract) -> tuple[KnownViolation, ...]:
    if options.known is None:
        return ()
    rules = [rule.id for rule in catalogue(document.tested)]
    return known_violations.load(options.known, rules, [o.id for o in document.tested])


def _refuse_unknown_names(target: Target, document: Contract) -> None:
    """Reject scenarios, filters and operations of a target file that the document does not have.

    Raises:
        TargetError: If the target file has an unknown name.
    """
    operations = {operation.id for operation in document.operations}
    scenarios = {s.name for operation in document.operations for s in operation.scenarios}
    filters = {
        operation.parameter(filter_.parameter).supply_name
        for operation in document.operations
        for filter_ in operation.filters
    }
    _refuse_unknown("operations", "operation", target.operations, operations)
    for part in (target, *target.operations.values()):
        _refuse_unknown("scenarios", "scenario", part.scenarios, scenarios)
        _refuse_unknown("foreign", "filter", part.foreign, filters)


def _refuse_unknown(table: str, noun: str, names: Iterable[str], known: set[str]) -> None:
    for name in sorted(set(names) - known):
        raise TargetError(
            f"{table}.{name}: unknown {noun}; the {noun}s of the document are "
            f"{', '.join(sorted(known))}"
        )
