"""The server suite as a pytest plugin: what is run, the verdict, and the exit code."""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import ExitStack, suppress
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx
import pytest
from attrs import define, field

from . import contract, target
from .contract import Contract, Operation
from .embedded import embedded_mock
from .options import Options
from .report import table
from .report.verdict import RuleResult, Verdict
from .rules import SCENARIOS, Rule, scenario_rule
from .secret import fit_to_show
from .server.probe import EnoughError, Probe
from .server.session import OverBudget, Session, Unjudgeable
from .server.violation import NotApplicable, NotChecked, Violation
from .target import Target, TargetError

_RULE = pytest.StashKey[str]()
_running: list[ServerSuite] = []


def running_suite() -> ServerSuite:
    """Return the suite of the pytest run under way, for modules that need it when imported."""
    return _running[-1]


@define(slots=False, eq=False)
class ServerSuite:
    """One run: its options, its target, and its verdict as far as it has come."""

    options: Options
    verdict: Verdict | None = None
    """None if no test of the server was collected."""
    others_failed: bool = False
    _probes: dict[str, Probe] = field(factory=dict)
    _open: ExitStack = field(factory=ExitStack)

    @classmethod
    def start(cls, config: pytest.Config) -> None:
        """Make a suite of the options, and let it take part in the run."""
        suite = cls(Options.of(config))
        workers = getattr(config.option, "numprocesses", None)
        if workers and (suite.options.target or suite.options.report):
            raise pytest.UsageError("one run gives one verdict: leave -n out")
        # What schemathesis generates by itself follows the seed of hypothesis.
        if config.option.hypothesis_seed is None:
            config.option.hypothesis_seed = str(suite.options.seed)
        if suite.options.report is not None:
            _make_room_for_report(suite.options.report)
            config.option.xmlpath = str(suite.options.report / "junit.xml")
        _running.append(suite)
        config.pluginmanager.register(suite, "server-suite")
        # A document that cannot be read is wrong usage, before anything is collected.
        suite.contract  # noqa: B018

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
    def target(self) -> Target:
        """The server to test. For the embedded mock, this starts it."""
        path = self.options.target
        if path is None:
            return self._open.enter_context(embedded_mock())
        try:
            found = target.load(path)
        except TargetError as error:
            raise pytest.UsageError(str(error)) from None
        known = {s.name for operation in self.contract.operations for s in operation.scenarios}
        for name in sorted(found.scenarios.keys() - known):
            raise pytest.UsageError(
                f"{path}: scenarios.{name}: the document has no such scenario; "
                f"it has {', '.join(sorted(known))}"
            )
        return found

    @cached_property
    def session(self) -> Session:
        """The one connection to the target."""
        try:
            session = Session(self.target)
        except (OSError, ValueError, httpx.InvalidURL) as error:
            text = fit_to_show(str(error), self.target.secrets)
            message = f"{self.options.target}: proxy, ca_file or headers cannot be used: {text}"
            raise pytest.UsageError(message) from None
        return self._open.enter_context(session)

    def probe(self, operation: Operation) -> Probe:
        """Return the probe of an operation, the same for all checks."""
        if operation.id not in self._probes:
            self._probes[operation.id] = Probe(
                self.contract, operation, self.session, self.options.profile, self.options.seed
            )
        return self._probes[operation.id]

    @property
    def operations(self) -> list[Operation]:
        """The operations that are tested: those that only read."""
        return [o for o in self.contract.operations if o.method == "GET"]

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Run each check once for every operation, or once for every scenario of each."""
        if metafunc.definition.get_closest_marker("rule") is None:
            return
        operations = self.operations
        if "scenario" in metafunc.fixturenames:
            pairs = [(o, s) for o in operations for s in o.scenarios]
            ids = [f"{o.id}-{s.name}" for o, s in pairs]
            metafunc.parametrize(("operation", "scenario"), pairs, ids=ids)
        elif "probe" in metafunc.fixturenames:
            metafunc.parametrize("operation", operations, ids=[o.id for o in operations])

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        """Note the rule of each item, and leave out the rules that were not asked for."""
        kept: list[pytest.Item] = []
        left_out: list[pytest.Item] = []
        selected = {rule.id for rule in self.rules}
        for item in items:
            rule = _rule_of(item)
            if rule is not None:
                item.stash[_RULE] = rule
            (kept if rule is None or rule in selected else left_out).append(item)
        if left_out:
            config.hook.pytest_deselected(items=left_out)
            items[:] = kept
        if any(_RULE in item.stash for item in items):
            self.verdict = Verdict.of(self.rules, self.options.seed)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> None:
        """Before the first test, make sure that the target can be judged at all."""
        if self.verdict is None or session.config.option.collectonly:
            return
        try:
            for operation in self.operations:
                with suppress(NotChecked):
                    self._refuse_a_target_without_data(operation)
        except Unjudgeable as reason:
            text = fit_to_show(str(reason), self.target.secrets)
            print(f"error: {text}", file=sys.stderr)
            pytest.exit(text, returncode=2)

    def _refuse_a_target_without_data(self, operation: Operation) -> None:
        probe = self.probe(operation)
        status = probe.ask().status
        if status == 400 and operation.pagination is not None:
            # Perhaps it takes for granted what is optional, which is for the rules to say.
            status = probe.page(0, 1).status
        if status in (400, 401, 403, 404):
            raise Unjudgeable(
                f"{self.target.base_url} answers {status} to the token and enterprise_id of the "
                "target file; with base_url, they must lead to data for the rules to be judged"
            )

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, None, None]:
        """Count the requests that a check makes as its rule's cases."""
        if self.verdict is None or _RULE not in item.stash:
            return (yield)
        before = self.session.requests
        try:
            return (yield)
        finally:
            self.verdict.requests = self.session.requests
            self.verdict.rules[item.stash[_RULE]].cases += self.session.requests - before

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Enter what a check found into the verdict."""
        report = yield
        if self.verdict is None or _RULE not in item.stash:
            self.others_failed |= report.failed
            return report
        result = self.verdict.rules[item.stash[_RULE]]
        if call.excinfo is not None:
            self._enter(result, _first_violation(call.excinfo.value), report)
        elif call.when == "call":
            result.held += 1
        return report

    def _enter(self, result: RuleResult, error: BaseException, report: pytest.TestReport) -> None:
        secrets = self.target.secrets
        if isinstance(error, Violation) and error.exchanges:
            secrets = error.exchanges[-1].secrets
        text = fit_to_show(str(error), secrets)
        match error:
            case Violation():
                result.violations.append(text)
                written = result.rule.written(error.exchanges[-1].case.operation)
                report.longrepr = table.violation(result.rule, written, text, self.options.again)
            case NotApplicable():
                result.inapplicable.append(text)
            case NotChecked():
                result.unfinished.append(text)
            case OverBudget():
                result.unfinished.append(text)
                report.outcome = "skipped"
                report.longrepr = (*report.location[:1], report.location[1] or 0, text)
            case Unjudgeable():
                result.errors.append(text)
                report.longrepr = f"could not be judged: {text}"
            case _:  # a defect of ours
                result.errors.append(" ".join(text.split()) or type(error).__name__)
                report.longrepr = fit_to_show(report.longreprtext, self.target.secrets)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Write the report, and let the verdict decide the exit code."""
        if self.verdict is None:
            return
        self.verdict.interrupted = session.exitstatus not in (0, 1)
        if self.options.report is not None:
            self.verdict.write(self.options.report / "verdict.json")
        if not self.verdict.interrupted:
            session.exitstatus = 1 if self.others_failed else self.verdict.exit_code

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the verdict, rule by rule."""
        if self.verdict is None or not self.verdict.requests:
            return
        terminalreporter.section("verdict")
        for line in table.lines(self.verdict, self.target.base_url):
            markup = {line.colour: True} if line.colour else {}
            terminalreporter.write_line(line.text, **markup)

    def pytest_unconfigure(self) -> None:
        """Close the connection, and stop the embedded mock."""
        self._open.close()
        _running.remove(self)


def _make_room_for_report(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # Whoever reads a report must not take an old one for this run's.
        for name in ("verdict.json", "junit.xml"):
            (folder / name).unlink(missing_ok=True)
    except OSError as error:
        raise pytest.UsageError(f"--report {folder}: {error.strerror}") from None


def _rule_of(item: pytest.Item) -> str | None:
    marker = item.get_closest_marker("rule")
    if marker is None:
        return None
    rule: str = marker.args[0]
    if rule == SCENARIOS:
        params: dict[str, Any] = item.callspec.params  # type: ignore[attr-defined]
        return scenario_rule(params["scenario"]).id
    return rule


def _first_violation(error: BaseException) -> BaseException:
    if isinstance(error, EnoughError) and error.__cause__ is not None:
        return error.__cause__
    if isinstance(error, BaseExceptionGroup):
        group = error.subgroup(Violation) or error
        return _first_violation(group.exceptions[0])
    return error
