"""The server suite as a pytest plugin: what is run, the verdict, and the exit code."""

from __future__ import annotations

import gc
import logging
import signal
import sys
import time
from collections.abc import Generator
from contextlib import suppress
from types import FrameType
from typing import Any

import pytest
from attrs import define, field

from . import outcome
from .contract import Operation
from .options import Options
from .report import terminal
from .report.verdict import Verdict
from .rules import RULES, SCENARIOS, scenario_rule
from .run import ServerSuite
from .server.checks.registry import LAST
from .server.conformance.violation import NotChecked
from .server.transport.session import Unjudgeable

_RULE = pytest.StashKey[str]()


def start(config: pytest.Config) -> None:
    """Make a suite of the options, and let it take part in the run."""

    def say(text: str) -> None:
        terminal = config.pluginmanager.get_plugin("terminalreporter")
        if terminal is not None:
            terminal.ensure_newline()
            terminal.write_line(text)

    suite = ServerSuite(Options.of(config), say)
    workers = getattr(config.option, "numprocesses", None)
    if workers and (suite.options.target or suite.options.report):
        raise pytest.UsageError("one run gives one verdict: leave -n out")
    # What schemathesis generates by itself follows the seed of hypothesis.
    if config.option.hypothesis_seed is None:
        config.option.hypothesis_seed = str(suite.options.seed)
    # A document or a file that cannot be read is wrong usage, before anything is collected.
    suite.contract  # noqa: B018
    suite.known  # noqa: B018
    if suite.report is not None:
        config.option.xmlpath = str(suite.report.junit_part)
    # At their lowest levels, these log headers, tokens and all.
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
    config.pluginmanager.register(ServerPlugin(suite), "server-suite")


@define(slots=False, eq=False)
class ServerPlugin:
    """Takes part in one run of pytest."""

    suite: ServerSuite
    verdict: Verdict | None = None
    """None if no test of the server is run."""
    others_failed: bool = False
    _began: float = field(factory=time.monotonic)

    def __attrs_post_init__(self) -> None:
        self.suite.__enter__()
        # What is imported stays to the end of the process: to look through it for garbage, again
        # and again, takes a sixth of a run. This is before the tests are collected, and after.
        gc.freeze()

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Run each check once for every operation, or once for every scenario of each."""
        if metafunc.definition.get_closest_marker("rule") is None:
            return
        operations = self.suite.contract.tested
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
        selected = {rule.id for rule in self.suite.rules}
        for item in items:
            rule = _rule_of(item)
            if rule is not None:
                item.stash[_RULE] = rule
            (kept if rule is None or rule in selected else left_out).append(item)
        if left_out:
            config.hook.pytest_deselected(items=left_out)
            items[:] = kept
        # A rule about all answers is judged when there are some.
        items.sort(key=lambda item: _order(item.stash.get(_RULE, None)))
        if any(_RULE in item.stash for item in items) and not config.option.collectonly:
            self.verdict = Verdict.of(self.suite.rules, self.suite.options.seed, self.suite.known)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self) -> None:
        """Before the first test, make sure that the target can be judged at all."""
        if self.verdict is None:
            return
        gc.freeze()
        # Whoever ends a run kindly gets what it has found so far, as with Ctrl-C.
        with suppress(ValueError):  # not in the main thread
            signal.signal(signal.SIGTERM, _interrupt)
        try:
            for operation in self.suite.contract.tested:
                with suppress(NotChecked):
                    self._refuse_a_target_without_data(operation)
        except Unjudgeable as reason:
            text = self.suite.fit_to_show(str(reason))
            print(f"error: {text}", file=sys.stderr)
            pytest.exit(text, returncode=2)

    def _refuse_a_target_without_data(self, operation: Operation) -> None:
        probe = self.suite.probe(operation)
        status = probe.ask().status
        if status == 400 and operation.pagination is not None:
            # Perhaps it takes for granted what is optional, which is for the rules to say.
            status = probe.page(0, 1).status
        if status in (400, 401, 403, 404):
            raise Unjudgeable(
                f"{self.suite.target.base_url} answers {status} to the token and enterprise_id of "
                "the target file; with base_url, they must lead to data for the rules to be judged"
            )

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, None, None]:
        """Count the requests that a check makes as its rule's cases."""
        if self.verdict is None or _RULE not in item.stash:
            return (yield)
        before = self.suite.session.requests
        try:
            return (yield)
        finally:
            made = self.suite.session.requests - before
            self.verdict.rules[item.stash[_RULE]].cases += made

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Enter what a check found into the verdict."""
        report = yield
        if self.verdict is None or _RULE not in item.stash:
            self.others_failed |= report.failed
            return report
        rule = item.stash[_RULE]
        if call.excinfo is not None:
            outcome.enter(self.suite, self.verdict, rule, report, call.excinfo.value)
        elif call.when == "call":
            self.verdict.rules[rule].held += 1
        return report

    def pytest_runtest_logfinish(self) -> None:
        """Save the verdict as far as it has come, should the run be ended by force."""
        if self.verdict is not None and self.suite.report is not None:
            self._measure(self.verdict)
            self.suite.report.save(self.verdict)

    # The innermost of those who come after pytest's XML: the next one is the terminal's summary.
    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Generator[None, None, None]:
        """Let the verdict decide the exit code, and write the reports."""
        verdict, report = self.verdict, self.suite.report
        if verdict is not None:
            verdict.interrupted = session.exitstatus not in (0, 1)
            self._measure(verdict)
            if not verdict.interrupted or verdict.word == "violated":
                session.exitstatus = 1 if self.others_failed else verdict.exit_code
        try:
            return (yield)
        finally:
            if report is not None:
                report.take_junit(session.config)
                if verdict is not None:
                    report.save(verdict)
                    if verdict.requests:
                        options = self.suite.options
                        document, again = str(options.document), options.again
                        report.finish(verdict, self.suite.target.base_url, document, again)

    def _measure(self, verdict: Verdict) -> None:
        verdict.seconds = time.monotonic() - self._began
        verdict.requests = self.suite.session.requests if "session" in vars(self.suite) else 0

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the verdict, rule by rule."""
        if self.verdict is None or not self.verdict.requests:
            return
        terminalreporter.section("verdict")
        for line in terminal.lines(self.verdict, self.suite.target.base_url):
            markup = {line.colour: True} if line.colour else {}
            terminalreporter.write_line(line.text, **markup)
        if self.suite.rate_log is not None:
            terminalreporter.write_line(f"rate: {self.suite.rate_log}")
        if self.suite.mask is not None:
            terminalreporter.write_line("amounts and names are masked; --show-amounts shows them")

    def pytest_unconfigure(self) -> None:
        """Close the connection, and stop the embedded mock."""
        self.suite.__exit__()


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _order(rule: str | None) -> tuple[bool, int]:
    areas = [rule.area for rule in RULES]
    area = "" if rule is None else rule.partition(".")[0]
    return rule in LAST, areas.index(area) if area in areas else 0


def _rule_of(item: pytest.Item) -> str | None:
    marker = item.get_closest_marker("rule")
    if marker is None:
        return None
    rule: str = marker.args[0]
    if rule == SCENARIOS:
        params: dict[str, Any] = item.callspec.params  # type: ignore[attr-defined]
        return scenario_rule(params["scenario"]).id
    return rule
