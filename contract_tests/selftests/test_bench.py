"""Tests of the benchmark command with fixed figures, because measured times vary between runs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from ..bench import stock_client
from ..bench.command import main
from ..bench.comparison import Comparison, Figure, Unmeasurable, table
from ..bench.response_payload import body
from ..bench.timing import compare

WITHIN_LIMIT = Figure("reading", "ms", 0.25, 1.0, 0.25, 0.45)
ABOVE_LIMIT = Figure("calling", "ms", 0.9, 1.0, 0.9, 0.65)
UNLIMITED = Figure("writing", "ms", 2.0, 1.0, 2.0)
ABSOLUTE = Figure("import", "ms", 30.0, 10.0, 3.0, 20.0, "ours")


def measuring(*figures: Figure) -> Callable[[int | None], Comparison]:
    return lambda _: Comparison("client", "the other client 1.0", "How it is counted.", figures)


def unmeasurable(_: int | None) -> Comparison:
    raise Unmeasurable("the generator is missing")


@pytest.mark.parametrize(
    ("figures", "status"),
    [
        ((WITHIN_LIMIT,), 0),
        ((WITHIN_LIMIT, UNLIMITED), 0),
        ((WITHIN_LIMIT, ABOVE_LIMIT), 1),
        ((ABSOLUTE,), 1),
        ((), 0),
    ],
)
def test_the_exit_code_is_1_if_a_limit_is_exceeded_and_0_otherwise(
    figures: tuple[Figure, ...], status: int
) -> None:
    assert main([], {"client": measuring(*figures)}) == status


def test_a_failed_measurement_exits_with_2_and_one_sentence(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main([], {"client": unmeasurable, "suite": measuring(WITHIN_LIMIT)}) == 2

    printed = capsys.readouterr()
    assert printed.err == "contract_tests.bench: client: the generator is missing\n"
    assert "reading" in printed.out


def test_an_exceeded_limit_exits_with_1_despite_a_failed_measurement() -> None:
    assert main([], {"client": unmeasurable, "suite": measuring(ABOVE_LIMIT)}) == 1


def test_only_the_named_benchmarks_run() -> None:
    assert main(["suite"], {"client": unmeasurable, "suite": measuring(WITHIN_LIMIT)}) == 0


@pytest.mark.parametrize("words", [["clients"], ["--rounds", "0"], ["--rounds", "ten"], ["--x"]])
def test_wrong_usage_exits_with_2_and_one_sentence(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words, {"client": measuring(WITHIN_LIMIT)})

    assert ended.value.code == 2
    assert re.fullmatch(
        r"python -m contract_tests.bench: .+; see --help\n", capsys.readouterr().err
    )


def test_the_option_rounds_is_passed_to_the_benchmark() -> None:
    passed: list[int | None] = []

    def record(rounds: int | None) -> Comparison:
        passed.append(rounds)
        return measuring(WITHIN_LIMIT)(rounds)

    assert main(["--rounds", "3"], {"client": record}) == main([], {"client": record}) == 0
    assert passed == [3, None]


def test_help_lists_the_benchmarks_and_exit_codes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])

    assert ended.value.code == 0
    assert {"client", "suite", "--json", "--rounds", "exit"} <= set(capsys.readouterr().out.split())


def test_the_table_shows_each_figure_beside_its_limit() -> None:
    lines = table(measuring(WITHIN_LIMIT, ABOVE_LIMIT, UNLIMITED, ABSOLUTE)(None)).splitlines()

    assert lines[0] == "client, compared with the other client 1.0"
    assert [line.split() for line in lines[2:7]] == [
        ["figure", "ours", "peer", "ratio", "limit", "holds"],
        ["reading", "0.25", "ms", "1", "ms", "0.25", "<=", "0.45", "yes"],
        ["calling", "0.9", "ms", "1", "ms", "0.90", "<=", "0.65", "NO"],
        ["writing", "2", "ms", "1", "ms", "2.00"],
        ["import", "30", "ms", "10", "ms", "3.00", "<=", "20", "ms", "NO"],
    ]
    assert lines[-1] == "How it is counted."


@pytest.mark.parametrize(
    ("subjects", "holds"),
    [
        ({"client": measuring(WITHIN_LIMIT)}, True),
        ({"client": measuring(ABOVE_LIMIT)}, False),
        ({"client": unmeasurable}, None),
    ],
)
def test_the_json_report_has_the_figures_and_their_limits(
    subjects: dict[str, Callable[[int | None], Comparison]], holds: bool | None, tmp_path: Path
) -> None:
    file = tmp_path / "bench.json"
    main(["--json", str(file)], subjects)

    report = json.loads(file.read_text("utf-8"))
    assert report["holds"] is holds
    if holds is None:
        assert report["not_measured"] == {"client": "the generator is missing"}
    else:
        (comparison,) = report["comparisons"]
        (figure,) = comparison["figures"]
        assert comparison["peer"] == "the other client 1.0"
        assert figure["holds"] is holds
        assert figure["ratio"] == figure["ours"] / figure["peer"]


def test_a_report_that_cannot_be_written_exits_with_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--json", str(tmp_path / "no" / "file")], {"client": measuring(WITHIN_LIMIT)}) == 2
    assert "the report was not written" in capsys.readouterr().err


def test_the_ratio_compares_the_times_of_one_call() -> None:
    now = 0.0

    def taking(seconds: float) -> Callable[[], None]:
        def action() -> None:
            nonlocal now
            now += seconds

        return action

    times = compare(taking(0.003), taking(0.25), 2, clock=lambda: now)

    assert times == pytest.approx((0.003, 0.25, 0.012))


def test_records_have_several_currencies_and_amounts_of_up_to_32_digits() -> None:
    content = json.loads(body(500))
    records = content["networkBalances"].values()
    amounts = [
        amount
        for record in records
        for balance in record["balances"].values()
        for amount in balance.values()
    ]

    assert body(500) == body(500)
    assert len(records) == 500
    assert min(len(record["balances"]) for record in records) > 1
    assert max(map(len, amounts)) == 32
    assert "0" in amounts


def test_a_failing_generator_raises_unmeasurable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "broken.yaml").write_text("openapi: 3.1.0\n", "utf-8")
    monkeypatch.setattr(stock_client, "DOCUMENT", tmp_path / "broken.yaml")

    with pytest.raises(Unmeasurable, match=r"the generator of the stock client fails: .+"):
        stock_client.generate(tmp_path)
