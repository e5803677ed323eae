"""The pytest plugin of the server suite. The plugin selects checks and computes the verdict."""

from __future__ import annotations

import gc
import logging
import sys
import time
from collections.abc import Callable, Generator
from contextlib import ExitStack
from traceback import walk_tb
from typing import Any

import pytest
from attrs import define, field

from .options import Options
from .report import terminal
from .report.verdict import OperationResult, Verdict
from .report.violation_details import ViolationDetails
from .rules import AREAS, SCENARIOS, scenario_rule
from .run import Connection, Run
from .server.checks.registry import CHECKED_LAST
from .server.conformance.violation import NotApplicable, NotChecked, Violation
from .server.runner.interruption import Interruption
from .server.transport.session import RequestLimitReached, TargetUnusable

CONNECTION = pytest.StashKey[Connection]()
"""The key of the connection to the target in the stash of ``pytest.Config``."""

_RULE = pytest.StashKey[str]()
_OPERATION = pytest.StashKey[str]()

#: The attribute that marks the report of a check that could not be judged.
_NOT_JUDGED = "not_judged"


def start(config: pytest.Config) -> None:
    """Read the options of pytest, prepare a run of the server suite, and register its plugin.

    Raises:
        pytest.UsageError: If an option is invalid, or a file cannot be read.
    """
    run = Run.prepare(Options.of(config))
    workers = getattr(config.option, "numprocesses", None)
    if workers and (run.options.target or run.report):
        raise pytest.UsageError("--target and --report work in one process only: remove -n")
    if run.report is not None:
        try:
            run.report.make_room()
        except OSError as error:
            raise pytest.UsageError(f"--report {run.report.path}: {error.strerror}") from None
    # At level DEBUG, these loggers log headers, including the token.
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
    config.pluginmanager.register(ServerPlugin(run), "server-suite")


@define(slots=False, eq=False)
class ServerPlugin:
    """The hooks of the server suite in one run of pytest."""

    run: Run
    verdict: Verdict | None = None
    """The verdict on the target; None if the run has no check of a rule."""
    _connection: Connection | None = None
    _other_test_failed: bool = False
    _unusable: str = ""
    """The reason why the target cannot be tested; empty for a usable target."""
    _reports_of_violations: dict[tuple[str, str], list[pytest.TestReport]] = field(factory=dict)
    """The reports of new violations, by the id of the rule and of the operation."""
    _interruption: Interruption = field(factory=Interruption)
    _exit_stack: ExitStack = field(factory=ExitStack)
    _start_time: float = field(factory=time.monotonic)

    def __attrs_post_init__(self) -> None:
        # Imported objects live until the process ends. Examining them in each garbage collection
        # takes a sixth of a run. They are frozen before and after the tests are collected.
        gc.freeze()

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Repeat each test of a rule for each operation of the OpenAPI document.

        A test with the argument `scenario` is also repeated for each error scenario.
        """
        if metafunc.definition.get_closest_marker("rule") is None:
            return
        operations = self.run.operations
        if "scenario" in metafunc.fixturenames:
            pairs = [(o, s) for o in operations for s in o.scenarios]
            ids = [f"{o.id}-{s.name}" for o, s in pairs]
            metafunc.parametrize(("operation", "scenario"), pairs, ids=ids)
        else:
            metafunc.parametrize("operation", operations, ids=[o.id for o in operations])

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        """Deselect the tests of rules that the user did not select, and sort the other tests."""
        kept: list[pytest.Item] = []
        deselected: list[pytest.Item] = []
        selected = {rule.id for rule in self.run.rules}
        for item in items:
            rule = _rule_of(item)
            if rule is not None:
                item.stash[_RULE] = rule
                item.stash[_OPERATION] = item.callspec.params["operation"].id  # type: ignore[attr-defined]
            (kept if rule is None or rule in selected else deselected).append(item)
        if deselected:
            config.hook.pytest_deselected(items=deselected)
            items[:] = kept
        items.sort(key=lambda item: _sort_key(item.stash.get(_RULE, None)))
        if any(_RULE in item.stash for item in items) and not config.option.collectonly:
            self.verdict = Verdict.of(self.run.rules, self.run.options.seed, self.run.known)
            self.verdict.unchecked_parameters = self.run.unchecked_parameters
            for item in items:
                if _RULE in item.stash:
                    result = self._result(item, self.verdict)
                    operation = item.callspec.params["operation"]  # type: ignore[attr-defined]
                    checked = self.verdict.rules[item.stash[_RULE]].rule
                    result.location = checked.location(operation)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """Connect to the tested server, and run no check if the server gives no access to data."""
        if self.verdict is None:
            return None
        gc.freeze()
        # SIGTERM ends a run like Ctrl-C, with the verdict and reports so far.
        self._exit_stack.enter_context(self._interruption.handling_signals())
        connection = self._exit_stack.enter_context(
            self.run.connect(_line_writer(session.config), self._interruption)
        )
        # The reports state the origin, and are written once there is a connection.
        self.verdict.origin = connection.origin()
        self._connection = session.config.stash[CONNECTION] = connection
        try:
            with self._interruption.at_once():
                connection.reach()
        except TargetUnusable as reason:
            self._unusable = connection.redacted(str(reason))
            print(f"error: {self._unusable}", file=sys.stderr)
            for rule in self.verdict.rules.values():
                for result in rule.operations.values():
                    result.errors.append(self._unusable)
            return True
        finally:
            self.verdict.first_requests = connection.journal.take()
        self.verdict.unreachable = {
            operation: connection.redacted(reason)
            for operation, reason in connection.unreachable.items()
        }
        connection.progress.checks = sum(_RULE in item.stash for item in session.items)
        return None

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, None, None]:
        """Run a check, and record in the verdict how many requests the check sent."""
        if self.verdict is None or self._connection is None or _RULE not in item.stash:
            return (yield)
        session, result = self._connection.session, self._result(item, self.verdict)
        before, start = session.requests, time.monotonic()
        if self.run.report is not None:
            self.run.report.begin_check(item.stash[_RULE], item.name)
        try:
            with self._interruption.at_once():
                return (yield)
        finally:
            result.sent += session.requests - before
            result.seconds += time.monotonic() - start
            result.requests += self._connection.journal.take()
            self._connection.progress.checks_done += 1

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Skip the checks of an operation that cannot be tested."""
        if self._connection is not None and _OPERATION in item.stash:
            operation = item.stash[_OPERATION]
            if operation in self._connection.unreachable:
                raise NotChecked(self._connection.unreachable[operation])

    @staticmethod
    def _result(item: pytest.Item, verdict: Verdict) -> OperationResult:
        return verdict.rules[item.stash[_RULE]].on(item.stash[_OPERATION])

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Record the outcome of a check in the verdict."""
        report = yield
        if self.verdict is None or self._connection is None or _RULE not in item.stash:
            self._other_test_failed |= report.failed
            return report
        result = self._result(item, self.verdict)
        if call.excinfo is None:
            result.held += call.when == "call"
        elif isinstance(call.excinfo.value, Violation):
            self._record_violation(call.excinfo.value, item.stash[_RULE], report)
        else:
            _record(call.excinfo.value, result, self._connection, report)
        return report

    def _record_violation(self, error: Violation, rule_id: str, report: pytest.TestReport) -> None:
        """Record a violation and the further failures in the verdict and in pytest's report."""
        if self.verdict is None:
            return
        rule = self.verdict.rules[rule_id].rule
        rerun_command = self.run.options.again_with(rule_id)
        texts, known = [], []
        for violation in (error, *error.further):
            details = ViolationDetails(rule, violation, self.run.contract, rerun_command)
            reported = self.verdict.add_violation(
                rule_id, details.operation.id, details.text, details.as_json()
            )
            texts.append(reported.text)
            known.append(reported.known)
        location = rule.location(details.operation)
        report.longrepr = terminal.violation(rule, location, "\n\n".join(texts), rerun_command)
        if all(known) and known[0] is not None:
            report.outcome = "skipped"
            report.wasxfail = f"known: {known[0].reason}"
            return
        violated = (rule_id, details.operation.id)
        self._reports_of_violations.setdefault(violated, []).append(report)

    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, str] | None:
        """Return the status *not judged* for a check without a verdict, instead of a failure."""
        if hasattr(report, _NOT_JUDGED):
            return "not judged", "N", "NOT JUDGED"
        return None

    @pytest.hookimpl(tryfirst=True)
    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Ignore further signals, and drop the entries of a traceback that have no line number.

        A signal may arrive at a bytecode without a line number. pytest cannot format such an entry
        and would end without the reports.
        """
        self._interruption.ignored = True
        numbers = [number for _, number in walk_tb(excinfo.tb)]
        excinfo.traceback = excinfo.traceback.filter(lambda _: numbers.pop(0) is not None)

    def pytest_runtest_logfinish(self) -> None:
        """Save the results so far, in case the run is killed. End the run after a signal."""
        if self.verdict is not None and self.run.report is not None:
            self._measure(self.verdict)
            self.run.report.save_now_and_then(self.verdict)
        self._interruption.end_run()

    @pytest.hookimpl(wrapper=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Generator[None, None, None]:
        """Set the exit code according to the verdict, and write the reports."""
        self._interruption.ignored = True
        verdict = self.verdict
        if verdict is not None:
            verdict.interrupted = not self._unusable and session.exitstatus not in (0, 1)
            self._measure(verdict)
            if not verdict.interrupted or verdict.word == "violated":
                session.exitstatus = 1 if self._other_test_failed else verdict.exit_code
        try:
            return (yield)
        finally:
            if self.run.report is not None and verdict is not None and self._connection is not None:
                self.run.report.finish(verdict)

    def _measure(self, verdict: Verdict) -> None:
        verdict.seconds = time.monotonic() - self._start_time
        if self._connection is not None:
            verdict.requests = self._connection.session.requests
            verdict.input_space = self._connection.journal.input_space
            for rule in verdict.rules.values():
                for result in rule.operations.values():
                    self._connection.add_evidence(rule.rule, result)

    @pytest.hookimpl(specname="pytest_terminal_summary", wrapper=True, tryfirst=True)
    def pytest_print_each_cause_once(
        self, terminalreporter: pytest.TerminalReporter
    ) -> Generator[None]:
        """Print one violation in full for each cause, with the rules that the cause breaks."""
        failed = terminalreporter.stats.get("failed", [])
        hidden: list[pytest.TestReport] = []
        for cause in self.verdict.causes if self.verdict is not None else ():
            broken = [(one["rule"], one["operation"]) for one in cause["rules"]]
            first, *others = [r for one in broken for r in self._reports_of_violations[one]]
            rules = list(dict.fromkeys(rule for rule, _ in broken))
            first.longrepr = terminal.with_other_rules(str(first.longrepr), rules[1:])
            hidden += others
        failed[:] = [report for report in failed if report not in hidden]
        try:
            return (yield)
        finally:
            failed += hidden  # the closing line of pytest counts them

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the verdict in the terminal, one line for each rule."""
        connection = self._connection
        if self.verdict is None or connection is None:
            return
        for report in terminalreporter.stats.get("not judged", ()):
            terminalreporter.section(f"could not judge {report.nodeid.rpartition('::')[2]}")
            terminalreporter.write_line(str(report.longrepr))
        terminalreporter.section("verdict")
        if self._unusable:
            printed = terminal.closing_lines(self.verdict, connection.name)
        else:
            printed = terminal.lines(self.verdict, connection.name)
        for line in printed:
            markup = {line.colour: True} if line.colour else {}
            terminalreporter.write_line(line.text, **markup)
        if self.run.options.target is None and self.verdict.word != "holds":
            terminalreporter.write_line(terminal.MOCK_MUST_FOLLOW)
        if connection.rate_log is not None:
            terminalreporter.write_line(f"rate: {connection.rate_log}")
        if connection.mask is not None:
            terminalreporter.write_line("amounts and names are masked; --show-amounts shows them")
        if self.run.report is not None:
            terminalreporter.write_line(f"report: {self.run.report.page}")

    def pytest_unconfigure(self) -> None:
        """Close the connection, and stop the embedded mock."""
        self._exit_stack.close()


def _line_writer(config: pytest.Config) -> Callable[[str], None]:
    def write_line(text: str) -> None:
        reporter = config.pluginmanager.get_plugin("terminalreporter")
        if reporter is not None:
            reporter.ensure_newline()
            reporter.write_line(text)

    return write_line


def _rule_of(item: pytest.Item) -> str | None:
    marker = item.get_closest_marker("rule")
    if marker is None:
        return None
    rule: str = marker.args[0]
    if rule == SCENARIOS:
        params: dict[str, Any] = item.callspec.params  # type: ignore[attr-defined]
        return scenario_rule(params["scenario"]).id
    return rule


def _sort_key(rule: str | None) -> tuple[bool, int]:
    """Return a sort key for the check of a rule, to group checks by topic, such as pagination.

    The checks that confirm suspected violations come last.
    """
    return rule in CHECKED_LAST, 0 if rule is None else AREAS.index(rule.partition(".")[0])


def _record(
    error: BaseException,
    result: OperationResult,
    connection: Connection,
    report: pytest.TestReport,
) -> None:
    """Record the exception that ended a check without a verdict on the rule."""
    match error:
        case NotApplicable():
            result.inapplicable.append(connection.redacted(str(error)))
        case NotChecked():
            result.unfinished.append(connection.redacted(str(error)))
        case RequestLimitReached():
            text = connection.redacted(str(error))
            result.unfinished.append(text)
            report.outcome = "skipped"
            report.longrepr = (*report.location[:1], report.location[1] or 0, text)
        case TargetUnusable():
            text = connection.redacted(str(error))
            result.errors.append(text)
            report.longrepr = f"could not be judged: {text}"
            setattr(report, _NOT_JUDGED, True)
        case _:  # a defect of the suite
            text = connection.redacted(" ".join(str(error).split()) or type(error).__name__)
            result.errors.append(text)
            report.longrepr = connection.redacted(report.longreprtext)
            setattr(report, _NOT_JUDGED, True)
