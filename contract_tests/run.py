"""One run of the server suite: its options, and what follows from them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from functools import cached_property

import httpx
import pytest
from attrs import define, field

from . import contract
from .contract import Contract, Operation
from .options import Options
from .redaction.masks import Mask
from .redaction.secrets import fit_to_show
from .report import known_violations
from .report.known_violations import Known
from .report.report_folder import ReportFolder
from .report.request_observers import MaskLearner, Progress, RateLog
from .rules import Rule, catalogue
from .server.runner.probe import Probe
from .server.transport.observer import Several, Watcher
from .server.transport.session import Session
from .targets import target_file
from .targets.target_file import Target, TargetError

_running: list[ServerSuite] = []


def running_suite() -> ServerSuite:
    """Return the suite of the pytest run under way, for modules that need it when imported."""
    return _running[-1]


@define(slots=False, eq=False)
class ServerSuite:
    """One run. Whatever cannot be made of its options raises UsageError."""

    options: Options
    say: Callable[[str], None]
    """Writes a line for people."""
    rate_log: RateLog | None = None
    _probes: dict[str, Probe] = field(factory=dict)
    _open: ExitStack = field(factory=ExitStack)

    def __enter__(self) -> ServerSuite:
        _running.append(self)
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connection, and stop the embedded mock."""
        self._open.close()
        _running.remove(self)

    @cached_property
    def contract(self) -> Contract:
        """The document under test."""
        try:
            return contract.load(self.options.document)
        except contract.ContractError as error:
            raise pytest.UsageError(str(error)) from None

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """The rules to check."""
        return self.options.selected(self.contract)

    @cached_property
    def known(self) -> tuple[Known, ...]:
        """The reviewed violations."""
        if self.options.known is None:
            return ()
        rules = [rule.id for rule in catalogue(self.contract)]
        try:
            return known_violations.load(
                self.options.known, rules, [o.id for o in self.contract.tested]
            )
        except known_violations.KnownError as error:
            raise pytest.UsageError(str(error)) from None

    @cached_property
    def report(self) -> ReportFolder | None:
        """The folder for reports, with no other run's reports in it; None if none was asked for."""
        if self.options.report is None:
            return None
        folder = ReportFolder(self.options.report)
        try:
            folder.make_room()
        except OSError as error:
            raise pytest.UsageError(f"--report {folder.path}: {error.strerror}") from None
        return folder

    @cached_property
    def target(self) -> Target:
        """The server to test. For the embedded mock, this starts it."""
        path = self.options.target
        if path is None:
            # Loads a whole web server, which who has a server of their own need not wait for.
            from .targets.embedded_mock import embedded_mock

            return self._open.enter_context(embedded_mock())
        try:
            found = target_file.load(path)
        except TargetError as error:
            raise pytest.UsageError(str(error)) from None
        names = {s.name for operation in self.contract.operations for s in operation.scenarios}
        for name in sorted(found.scenarios.keys() - names):
            raise pytest.UsageError(
                f"{path}: scenarios.{name}: the document has no such scenario; "
                f"it has {', '.join(sorted(names))}"
            )
        return found

    @cached_property
    def mask(self) -> Mask | None:
        """What hides the data of a target that is not this machine's; None for one that is."""
        return None if self.target.is_loopback or self.options.show_amounts else Mask()

    @cached_property
    def session(self) -> Session:
        """The one connection to the target."""
        try:
            session = Session(self.target, watcher=self._watcher(), mask=self.mask)
        except (OSError, ValueError, httpx.InvalidURL) as error:
            text = fit_to_show(str(error), self.target.secrets)
            message = f"{self.options.target}: proxy, ca_file or headers cannot be used: {text}"
            raise pytest.UsageError(message) from None
        return self._open.enter_context(session)

    def _watcher(self) -> Watcher:
        watchers: list[Watcher] = [Progress(self.say)]
        if self.mask is not None:
            watchers.append(MaskLearner(self.mask))
        if self.target.rate is not None:
            self.rate_log = RateLog(self.target.rate)
            watchers.append(self.rate_log)
        if self.report is not None:
            watchers.append(self.report.log_requests(self.target))
        return Several(*watchers)

    def fit_to_show(self, text: str) -> str:
        """Return a text without the target's secrets and, if they are hidden, its data."""
        text = fit_to_show(text, self.target.secrets)
        return text if self.mask is None else self.mask.text(text)

    def probe(self, operation: Operation) -> Probe:
        """Return the probe of an operation, the same for all checks."""
        if operation.id not in self._probes:
            self._probes[operation.id] = Probe(
                self.contract, operation, self.session, self.options.profile, self.options.seed
            )
        return self._probes[operation.id]
