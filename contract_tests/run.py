"""One run of the server suite: its settings, and the connection to the server under test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import httpx
import pytest
from attrs import define, field, frozen

from . import contract
from .contract import Contract, ContractError, Operation
from .options import Options
from .redaction.masks import Mask
from .redaction.secrets import fit_to_show
from .report import known_violations
from .report.known_violations import Known, KnownError
from .report.mask_learning import Learner
from .report.progress import Progress
from .report.rate_log import RateLog
from .report.report_folder import ReportFolder
from .rules import Rule, catalogue
from .server.runner.operation_tester import OperationTester
from .server.transport.observer import Observer, ObserverGroup
from .server.transport.session import Session
from .targets import target_file
from .targets.target_file import Target, TargetError


@frozen(eq=False)
class Run:
    """The settings of one run of the server suite: the options, and the files that they name."""

    options: Options
    contract: Contract
    rules: tuple[Rule, ...]
    """The rules to check."""
    known: tuple[Known, ...]
    """The violations that somebody has reviewed."""
    report: ReportFolder | None
    """The folder for reports; None if no reports were asked for."""

    @classmethod
    def prepare(cls, options: Options) -> Run:
        """Read the files that the options name.

        Raises:
            pytest.UsageError: If a file cannot be read, or if no rule has one of the given ids.
        """
        try:
            document = contract.load(options.document)
            known = _known_violations(options, document)
        except (ContractError, KnownError) as error:
            raise pytest.UsageError(str(error)) from None
        report = None if options.report is None else ReportFolder(options.report)
        return cls(options, document, options.selected(document), known, report)

    @contextmanager
    def connect(self, write_line: Callable[[str], None]) -> Iterator[Connection]:
        """Open the connection to the target, and close it at the end of the block.

        Without a target file, the embedded mock runs for as long as the block lasts.
        ``write_line`` prints one line for the user.

        Raises:
            pytest.UsageError: If the target file cannot be used.
        """
        with ExitStack() as stack:
            target = self._target(stack)
            mask = None if target.is_loopback or self.options.show_amounts else Mask()
            rate_log = None if target.rate is None else RateLog(target.rate)
            watchers: list[Observer] = [Progress(write_line)]
            if mask is not None:
                watchers.append(Learner(mask))
            if rate_log is not None:
                watchers.append(rate_log)
            if self.report is not None:
                watchers.append(self.report.log_requests(target))
            session = stack.enter_context(self._session(target, ObserverGroup(*watchers), mask))
            yield Connection(self, target, session, mask, rate_log)

    def _target(self, stack: ExitStack) -> Target:
        path = self.options.target
        if path is None:
            # The mock loads a web server, for which the user of a target file need not wait.
            from .targets.embedded_mock import embedded_mock

            return stack.enter_context(embedded_mock())
        try:
            target = target_file.load(path)
        except TargetError as error:
            raise pytest.UsageError(str(error)) from None
        names = {s.name for operation in self.contract.operations for s in operation.scenarios}
        for name in sorted(target.scenarios.keys() - names):
            raise pytest.UsageError(
                f"{path}: scenarios.{name}: the document has no such scenario; "
                f"it has {', '.join(sorted(names))}"
            )
        return target

    def _session(self, target: Target, watcher: Observer, mask: Mask | None) -> Session:
        try:
            return Session(target, observer=watcher, mask=mask)
        except (OSError, ValueError, httpx.InvalidURL) as error:
            text = fit_to_show(str(error), target.secrets)
            message = f"{self.options.target}: proxy, ca_file or headers cannot be used: {text}"
            raise pytest.UsageError(message) from None


@define(eq=False)
class Connection:
    """An open connection to the target of a run, with one tester for each operation."""

    run: Run
    target: Target
    session: Session
    mask: Mask | None
    """Masks amounts and names in output; None if they may be shown."""
    rate_log: RateLog | None
    """Measures how fast the run sends requests; None if the target has no rate."""
    _testers: dict[str, OperationTester] = field(factory=dict, init=False)

    def tester(self, operation: Operation) -> OperationTester:
        """Return the tester of an operation, the same one for all checks."""
        if operation.id not in self._testers:
            options = self.run.options
            self._testers[operation.id] = OperationTester(
                self.run.contract, operation, self.session, options.profile, options.seed
            )
        return self._testers[operation.id]

    def redacted(self, text: str) -> str:
        """Return a text with the target's secrets redacted, and its data masked if need be."""
        text = fit_to_show(text, self.target.secrets)
        return text if self.mask is None else self.mask.text(text)


def _known_violations(options: Options, document: Contract) -> tuple[Known, ...]:
    if options.known is None:
        return ()
    rules = [rule.id for rule in catalogue(document)]
    return known_violations.load(options.known, rules, [o.id for o in document.tested])
