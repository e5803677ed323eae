"""Tests of the benchmark command with fixed figures, because measured times vary between runs."""

from __future__ import annotations

import json
import re
import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, cast
from xml.etree import ElementTree

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from openapi.changes.report import compare_documents
from openapi.document import load

from ..bench.clients.worker import Worker
from ..bench.command import main
from ..bench.peers import client_packages, compared_clients
from ..bench.peers.cache import Cache, Missing, run
from ..bench.peers.client_process import Process, Program
from ..bench.peers.compared_clients import Clients
from ..bench.peers.import_time import import_seconds
from ..bench.processes import timed
from ..bench.questions import client_rounds, mock, paging, start, workflow
from ..bench.questions.client_rounds import figure, measure
from ..bench.results import readme
from ..bench.results.picture import picture
from ..bench.results.question import Figure, Limit, Question, Unmeasurable
from ..bench.results.run import Run
from ..bench.results.statistics import Spread, growth
from ..bench.results.table import table
from ..bench.servers import page_server
from ..bench.servers.http_load import Request, send
from ..bench.servers.response_payload import body
from ..bench.servers.server_process import ServerProcess
from ..bench.setting import QUICK, QUICK_PLAN, Effort, Setting
from ..mock_server import build_world, create_app, serving
from ..mock_server.default_world import MAIN, MEMBER

Answer = Callable[[Setting], Iterator[Question]]

ROUNDS = {"ours": [1.0, 2.0, 3.0], "stock": [4.0, 4.0, 4.0]}
WITHIN_LIMIT = Figure.of("decode", "ms", ROUNDS, size=100, sized="connections")
WITHIN_LIMIT = evolve(WITHIN_LIMIT, limits=[Limit(0.5, "stock")])
ABOVE_LIMIT = evolve(WITHIN_LIMIT, quantity="call", limits=[Limit(0.4, "stock")])
ABSOLUTE = Figure.of("import", "ms", {"ours": [30.0]}, limits=[Limit(20.0)])
PEER_MISSING = evolve(WITHIN_LIMIT, limits=[Limit(0.1, "Steady")])
PROGRAMS = {"ours": "the client of this project", "stock": "the output of a generator"}


def question(*figures: Figure) -> Question:
    missing = {"Steady": "npm cannot be started"}
    return Question("decode", "decode a <body>", "How it is counted.", figures, PROGRAMS, missing)


def measuring(*figures: Figure) -> Answer:
    return lambda _: iter([question(*figures)])


def unmeasurable(_: Setting) -> Iterator[Question]:
    raise Unmeasurable("the generator is missing")


@pytest.mark.parametrize(
    ("figures", "status"),
    [
        ((WITHIN_LIMIT,), 0),
        ((WITHIN_LIMIT, PEER_MISSING), 0),
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
    assert "decode, 100 connections" in printed.out


def test_an_exceeded_limit_exits_with_1_despite_a_failed_measurement() -> None:
    assert main([], {"client": unmeasurable, "suite": measuring(ABOVE_LIMIT)}) == 1


def test_only_the_named_benchmarks_run() -> None:
    assert main(["suite"], {"client": unmeasurable, "suite": measuring(WITHIN_LIMIT)}) == 0


@pytest.mark.parametrize(
    "words", [["clients"], ["--rounds", "0"], ["--rounds", "ten"], ["--x"], ["client", "--publish"]]
)
def test_wrong_usage_exits_with_2_and_one_sentence(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words, {"client": measuring(WITHIN_LIMIT)})

    assert ended.value.code == 2
    assert re.fullmatch(
        r"python -m contract_tests.bench: .+; see --help\n", capsys.readouterr().err
    )


@pytest.mark.parametrize(
    ("words", "effort"),
    [
        ([], Effort()),
        (["--rounds", "3"], Effort(rounds=3)),
        (["--quick"], QUICK),
        (["--quick", "--rounds", "9"], evolve(QUICK, rounds=9)),
    ],
)
def test_the_options_determine_how_precisely_a_benchmark_measures(
    words: list[str], effort: Effort
) -> None:
    passed: list[Setting] = []

    def record(setting: Setting) -> Iterator[Question]:
        passed.append(setting)
        return iter([question(WITHIN_LIMIT)])

    assert main(words, {"client": record}) == 0
    assert [setting.effort for setting in passed] == [effort]


def test_help_lists_the_benchmarks_and_exit_codes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])

    assert ended.value.code == 0
    words = set(capsys.readouterr().out.split())
    assert {"client", "suite", "mock", "workflow", "--json", "--quick", "--upstream"} <= words


def test_the_table_has_each_ratio_first_and_each_missing_program() -> None:
    lines = table(question(WITHIN_LIMIT, ABOVE_LIMIT, ABSOLUTE)).splitlines()

    assert lines[0] == "decode: decode a <body>"
    assert [" ".join(line.split()) for line in lines[3:8]] == [
        "decode, 100 connections ours 2 ms (1 to 3)",
        "stock 0.50 (0.25 to 0.75) 4 ms (4 to 4) <= 0.5",
        "call, 100 connections ours 2 ms (1 to 3)",
        "stock 0.50 (0.25 to 0.75) 4 ms (4 to 4) <= 0.4 EXCEEDED",
        "import ours 30 ms (30 to 30) <= 20 ms EXCEEDED",
    ]
    assert "missing: Steady: npm cannot be started" in lines
    assert lines[-1] == "How it is counted."


@pytest.mark.parametrize(
    ("subjects", "holds"),
    [
        ({"client": measuring(WITHIN_LIMIT)}, True),
        ({"client": measuring(ABOVE_LIMIT)}, False),
        ({"client": unmeasurable}, None),
    ],
)
def test_the_json_report_has_the_answers_and_their_limits(
    subjects: dict[str, Answer], holds: bool | None, tmp_path: Path
) -> None:
    file = tmp_path / "bench.json"
    main(["--json", str(file)], subjects)

    report = json.loads(file.read_text("utf-8"))
    assert report["holds"] is holds
    if holds is None:
        assert report["not_measured"] == {"client": "the generator is missing"}
    else:
        (answer,) = report["questions"]
        (measured,) = answer["figures"]
        assert measured["limits"][0]["holds"] is holds
        assert measured["ratios"]["stock"] == {"median": 0.5, "low": 0.25, "high": 0.75}
        assert answer["missing"] == {"Steady": "npm cannot be started"}
        assert Question.from_json(answer).as_json() == answer


def test_a_saved_run_is_shown_like_the_run_itself(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "bench.json"
    assert main(["--json", str(file)], {"client": measuring(WITHIN_LIMIT, ABOVE_LIMIT)}) == 1
    measured = capsys.readouterr().out

    assert main(["--show", str(file)], {"client": unmeasurable}) == 1
    assert capsys.readouterr().out == measured


@pytest.mark.parametrize("text", [None, "{", "[]", "{}"])
def test_a_saved_run_that_cannot_be_read_exits_with_2(
    text: str | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "bench.json"
    if text is not None:
        file.write_text(text, "utf-8")

    assert main(["--show", str(file)], {}) == 2
    assert capsys.readouterr().err.startswith(f"contract_tests.bench: {file}: ")


def test_a_report_that_cannot_be_written_exits_with_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--json", str(tmp_path / "no" / "file")], {"client": measuring(WITHIN_LIMIT)}) == 2
    assert "the report was not written" in capsys.readouterr().err


def test_the_picture_of_a_question_is_well_formed_and_names_every_program(tmp_path: Path) -> None:
    pictures = tmp_path / "pictures"
    assert main(["--pictures", str(pictures)], {"client": measuring(WITHIN_LIMIT)}) == 0

    root = ElementTree.parse(pictures / "decode.svg").getroot()
    texts = [element.text or "" for element in root.iter() if element.tag.endswith("text")]
    bars = [
        float(element.attrib["width"])
        for element in root.iter()
        if element.tag.endswith("rect") and element.get("class") in {"ours", "peer"}
    ]
    assert {"Decode a <body>", "ours", "stock"} <= set(texts)
    assert "missing: Steady: npm cannot be started" in texts
    assert bars[1] == 2 * bars[0]
    assert "2.0 times ours" in " ".join(texts)


def test_bars_and_texts_stay_inside_the_picture() -> None:
    values = {"ours": [1e-4], "a peer": [123456.0], "another": [0.0]}
    root = ElementTree.fromstring(picture(question(Figure.of("call", "ms", values))))

    width, height = (float(root.attrib[name]) for name in ("width", "height"))
    for element in root:
        if "x" in element.attrib:
            text = element.text or ""
            assert float(element.attrib["x"]) + 7 * len(text) <= width
            assert 0 <= float(element.attrib["y"]) <= height


@pytest.mark.parametrize(
    ("values", "spread"),
    [
        ([2.0], Spread(2.0, 2.0, 2.0)),
        ([3.0, 1.0, 2.0], Spread(2.0, 1.0, 3.0)),
        ([1.0, 2.0, 3.0, 4.0, 5.0], Spread(3.0, 2.0, 4.0)),
    ],
)
def test_the_spread_is_the_median_with_the_quartiles(values: list[float], spread: Spread) -> None:
    assert Spread.of(values) == spread


def test_ratios_are_taken_within_each_round() -> None:
    # The machine is ten times slower in the second round.
    assert Spread.of_ratios([1.0, 10.0], [2.0, 20.0]) == Spread(0.5, 0.5, 0.5)


@given(st.floats(-1, 3), st.floats(0.001, 1000), st.lists(st.integers(1, 10**6), min_size=3))
def test_the_fitted_growth_of_a_power_is_its_exponent(
    exponent: float, factor: float, sizes: list[int]
) -> None:
    distinct = [1, 10, *sizes]

    fitted = growth(distinct, [factor * size**exponent for size in distinct])
    assert fitted == pytest.approx(exponent, abs=1e-6)


@pytest.mark.parametrize(("sizes", "fitted"), [((1, 10, 100), {}), ((10, 100, 1000), {"ours": 2})])
def test_growth_is_fitted_to_three_sizes_above_1(
    sizes: Sequence[int], fitted: dict[str, float]
) -> None:
    figures = [Figure.of("decode", "ms", {"ours": [size**2]}, size=size) for size in sizes]

    assert question(*figures).growth.get("decode", {}) == pytest.approx(fitted)


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


def test_the_pages_of_the_server_have_each_record_once() -> None:
    pages = [json.loads(page_server.page(250, number, 100)) for number in range(4)]

    ids = [list(page["networkBalances"]) for page in pages]
    assert list(map(len, ids)) == [100, 100, 50, 0]
    assert len({each for page in ids for each in page}) == 250


class Decoder:
    """A faulty client for a test: the decoded body always has an empty map of balances."""

    def decoder(self, content: bytes) -> Callable[[], object]:
        return lambda: {**json.loads(content), "balances": {}}

    def encoder(self, payload: object) -> Callable[[], bytes]:
        return lambda: json.dumps(payload).encode()


def test_a_client_that_changes_the_payload_is_not_measured(tmp_path: Path) -> None:
    file = tmp_path / "body.json"
    file.write_bytes(body(1))

    with pytest.raises(ValueError, match="the client changes the body"):
        Worker(Decoder()).prepare(action="decode", seconds=0, body=str(file))


def test_a_client_that_fails_is_missing_and_the_others_are_measured(tmp_path: Path) -> None:
    file = tmp_path / "body.json"
    file.write_bytes(body(1))
    python = Path(sys.executable)
    processes = {
        "ours": Process(Program("httpx + json", "", python)),
        "fails": Process(Program("stock", "", python)),
        "orjson": Process(Program("orjson.loads", "", python)),
    }
    missing: dict[str, str] = {}
    try:
        effort = Effort(rounds=2, seconds=0)
        decoded = measure(processes, effort, missing, action="decode", body=str(file))
        called = measure(processes, effort, missing, action="call", body=str(file))
    finally:
        for process in list(processes.values()):
            process.close()

    assert missing == {"fails": "ModuleNotFoundError: No module named 'stock_client'"}
    assert list(decoded.cpu) == ["ours", "orjson"]
    assert list(called.cpu) == ["ours"]  # orjson makes no calls
    assert figure("decode", decoded).values["ours"].median > 0


def test_a_peer_that_cannot_be_had_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = type("Environment", (), {"python": Path(sys.executable), "version": str})
    monkeypatch.setattr(compared_clients, "PythonEnvironment", lambda _: environment)
    monkeypatch.setattr(client_packages, "STOCK_GENERATOR", "no-generator")

    clients = compared_clients.prepare(Setting(cache=Cache(tmp_path), parent="no-such-revision"))

    assert set(clients.missing) == {"parent", "stock", "openapi-generator"}
    assert clients.missing["stock"] == "no-generator is not installed: use `nox -s bench`"
    assert {"ours", "ours + msgspec"} <= set(clients.programs)
    assert set(clients.question("call", "", "", []).missing) == set(clients.missing)


def test_without_an_environment_the_client_cannot_be_measured(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(_: Cache) -> None:
        raise Missing("uv fails")

    monkeypatch.setattr(compared_clients, "PythonEnvironment", fail)
    with pytest.raises(Unmeasurable, match="uv fails"):
        compared_clients.prepare(Setting(cache=Cache(tmp_path)))


def test_the_cache_keeps_a_filled_entry_and_repeats_a_failed_one(tmp_path: Path) -> None:
    cache, filled = Cache(tmp_path), []

    def fail(folder: Path) -> None:
        filled.append(folder)
        raise Missing("no network")

    with pytest.raises(Missing):
        cache.entry("npm", ["1.0"], fail)
    first = cache.entry("npm", ["1.0"], filled.append)
    assert cache.entry("npm", ["1.0"], filled.append) == first
    assert cache.entry("npm", ["1.1"], filled.append) != first
    assert len(filled) == 3


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["no-such-program"], "no-such-program cannot be started: No such file or directory"),
        ([sys.executable, "-c", "raise SystemExit('not reachable')"], "fails: not reachable"),
    ],
)
def test_a_failed_installation_gives_the_reason(
    words: list[str], reason: str, tmp_path: Path
) -> None:
    with pytest.raises(Missing, match=reason):
        run(words, cwd=tmp_path)


def test_a_failing_generator_of_the_stock_client_is_missing(tmp_path: Path) -> None:
    document = tmp_path / "broken.yaml"
    document.write_text("openapi: 3.1.0\n", "utf-8")

    with pytest.raises(Missing, match=r"fails: .+"):
        client_packages.generate_stock(document, tmp_path)


def test_the_plan_of_a_quick_run_takes_at_most_60_seconds(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])

    printed = " ".join(capsys.readouterr().out.split())
    for subject, seconds in QUICK_PLAN.items():
        assert f"{subject} {seconds:.0f} s" in printed
    assert sum(QUICK_PLAN.values()) <= 60


def test_only_the_client_with_the_extra_msgspec_imports_msgspec(tmp_path: Path) -> None:
    module = tmp_path / "bitgo_oes" / "api" / "client_balances" / "list_client_balances.py"
    module.parent.mkdir(parents=True)
    module.touch()
    (tmp_path / "bitgo_oes" / "__init__.py").write_text(
        "try: import msgspec\nexcept ImportError: pass\nelse: exit('imported')", "utf-8"
    )
    without = Program("generated", "", Path(sys.executable), [tmp_path])
    cache = str(tmp_path / "cache")

    assert import_seconds(without, "json", cache) > 0
    with pytest.raises(Unmeasurable, match="the import fails: imported"):
        import_seconds(evolve(without, client="generated with msgspec"), "json", cache)


class FailingProcess:
    """A fake process that fails from the second request of a given kind onwards."""

    def __init__(self, fails: str) -> None:
        self.waiting = 2
        self.fails = fails

    def request(self, do: str, **_: object) -> dict[str, float]:
        self.waiting -= do == self.fails
        if self.waiting <= 0:
            raise Unmeasurable("the process ends")
        return {"number": 1, "cpu": 1, "wall": 1, "bytes": 2**20}

    def close(self) -> None:
        pass


def test_a_client_that_fails_in_a_later_round_is_missing() -> None:
    processes: Any = {"ours": FailingProcess(""), "fails": FailingProcess("sample")}
    missing: dict[str, str] = {}

    rounds = measure(processes, Effort(rounds=3), missing, action="decode")

    assert rounds.cpu == {"ours": [1, 1, 1]}
    assert missing == {"fails": "the process ends"}
    with pytest.raises(Unmeasurable):
        measure({"ours": cast(Any, FailingProcess("sample"))}, Effort(), {}, action="decode")


class FailingServer:
    """A fake server whose response times can be measured a limited number of times.

    Args:
        samples: The number of measurements. Each further measurement raises an error.
    """

    def __init__(self, samples: int) -> None:
        self.samples = samples

    def seconds(self, _: int) -> tuple[float, float]:
        self.samples -= 1
        if self.samples < 0:
            raise Unmeasurable("a connection fails")
        return 1, 2


@pytest.mark.parametrize("samples", [0, 3])
def test_a_mock_server_that_fails_is_missing_and_the_others_are_measured(samples: int) -> None:
    servers: Any = {50: FailingServer(4), mock.PRISM: FailingServer(samples)}
    missing: dict[str, str] = {}

    assert mock._rounds(servers, 2, 1, missing) == {50: [(1, 2), (1, 2)]}
    assert missing == {mock.PRISM: "a connection fails"}
    with pytest.raises(Unmeasurable):
        mock._rounds(servers, 1, 1, {})


def test_a_client_whose_memory_cannot_be_measured_in_a_later_round_is_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    processes: Any = {"ours": FailingProcess(""), "fails": FailingProcess("peak")}
    monkeypatch.setattr(start, "Process", lambda program: processes[program.client])
    monkeypatch.setattr(start, "RECORDS", ())
    clients = Clients({name: Program(name, "", Path()) for name in processes})

    answer = start.memory(clients, Effort(), tmp_path)

    assert {name for figure in answer.figures for name in figure.values} == {"ours"}
    assert answer.missing == {"fails": "the process ends"}


class SlowProcess:
    """A fake process. Each sample that the process measures takes one second of the fake clock."""

    def __init__(self) -> None:
        self.now = 0.0
        self.samples = 0

    def request(self, do: str, **_: object) -> dict[str, float]:
        if do == "sample":
            self.now += 1
            self.samples += 1
        return {"number": 1, "cpu": 1, "wall": 1}


def test_a_quick_run_measures_a_slow_figure_once(monkeypatch: pytest.MonkeyPatch) -> None:
    process: Any = SlowProcess()
    monkeypatch.setattr(client_rounds, "monotonic", lambda: process.now)

    measure({"ours": process}, QUICK, {}, action="decode")
    assert process.samples == 1
    measure({"ours": process}, Effort(rounds=5), {}, action="decode")
    assert process.samples == 1 + 5


class Iterators:
    """A fake client that simulates how long it takes to read all pages.

    Args:
        seconds: The seconds without prefetch, and the seconds with prefetch.
    """

    def __init__(self, seconds: tuple[float, float]) -> None:
        self.seconds = seconds
        self.prefetch = False

    def request(self, do: str, *, prefetch: bool = False, **_: object) -> dict[str, float]:
        self.prefetch = prefetch if do == "prepare" else self.prefetch
        return {"number": 1, "wall": self.seconds[self.prefetch]}


@pytest.mark.parametrize(("seconds", "ratio"), [((2.0, 1.0), 0.5), ((1.0, 2.0), 2.0)])
def test_prefetch_is_compared_with_the_same_iterator_without_it(
    seconds: tuple[float, float], ratio: float
) -> None:
    process: Any = Iterators(seconds)
    answer = paging.prefetching(Clients({}), {"ours": process}, QUICK, Path())

    assert [f.ratios[paging.WITHOUT].median for f in answer.figures] == [ratio, ratio]
    assert answer.holds is (ratio < 0.6)


def test_the_server_process_ends_with_the_context(tmp_path: Path) -> None:
    code = "import sys; from http.server import *; "
    code += "HTTPServer(('127.0.0.1', int(sys.argv[1])), BaseHTTPRequestHandler).serve_forever()"
    with ServerProcess([sys.executable, "-c", code, "{port}"], tmp_path) as server:
        assert server.cpu_seconds() > 0

    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", server.port))


def test_a_server_that_does_not_start_is_missing(tmp_path: Path) -> None:
    words = [sys.executable, "-c", "raise SystemExit('the port is invalid')"]

    with pytest.raises(Missing, match="the server does not start: the port is invalid"):
        ServerProcess(words, tmp_path)


def test_the_load_sends_every_request_and_rejects_other_status_codes() -> None:
    world = build_world()
    with serving(create_app(world)) as base_url:
        port = int(base_url.rpartition(":")[2])
        path = f"/api/network/v1/enterprises/{MAIN}/clients/balances?pageSize=10"
        content = send(Request(port, path, MEMBER), 20)

        assert len(json.loads(content)["networkBalances"]) == 10
        assert world.next_call_number() == 24 + 1  # eight connections send three requests each
        with pytest.raises(Unmeasurable, match="the status code 401"):
            send(Request(port, path, "no token"), 1)


def test_a_command_is_measured_with_its_output_and_status(tmp_path: Path) -> None:
    code = "import sys; print('text'); sum(range(10**6)); sys.exit(3)"
    ended = timed([sys.executable, "-c", code], tmp_path)

    assert (ended.status, ended.output) == (3, "text\n")
    assert ended.cpu > 0
    assert ended.wall > 0


def test_documents_with_several_operations_are_valid_and_their_copies_are_breaking(
    tmp_path: Path,
) -> None:
    document, changed = workflow._documents(3, tmp_path)

    assert len(list(load(document).operations())) == 3
    assert compare_documents(load(document), load(changed)).is_breaking


def test_readme_has_the_tables_and_pictures_of_the_published_run() -> None:
    run = readme.published()
    text = readme.README.read_text("utf-8")

    assert readme.with_tables(text, run) == text
    assert {file.stem for file in readme.PUBLISHED.glob("*.svg")} == {q.id for q in run.questions}
    for answer in run.questions:
        assert (readme.PUBLISHED / f"{answer.id}.svg").read_text("utf-8") == picture(answer)
        assert f"(contract_tests/bench/published/{answer.id}.svg)" in text


def test_publishing_replaces_only_the_lines_between_the_comments(tmp_path: Path) -> None:
    page, run = tmp_path / "README.md", Run([question(WITHIN_LIMIT, ABOVE_LIMIT)], {}, quick=True)
    page.write_text(f"# Title\n\n{readme._BEGIN}\nold\n{readme._END}\n\nThe end.\n", "utf-8")
    for _ in range(2):
        readme.publish(run, page, tmp_path / "published")

    lines = page.read_text("utf-8").splitlines()
    assert (lines[0], lines[-1], "old" in lines) == ("# Title", "The end.", False)
    assert "| decode, 100 connections | 2 ms | 0.50 to stock |" in lines
    assert "Not measured: Steady: npm cannot be started" in lines
    assert (tmp_path / "published" / "decode.svg").exists()
    assert json.loads((tmp_path / "published" / "figures.json").read_text("utf-8"))["quick"]


def test_readme_lists_where_other_programs_are_ahead() -> None:
    ahead = Figure.of("decode", "ms", {"ours": [3.0], "json": [1.0], "stock": [9.0]}, size=1)
    ahead = evolve(ahead, sized="connections")

    text = readme.tables(Run([question(ahead)]))
    assert "- json: decode (3.00)." in text
    assert "- stock" not in text


def test_a_constant_time_has_a_growth_of_0_without_a_sign() -> None:
    times = {10: 1.0, 100: 0.999, 1000: 0.998}
    flat = question(*(Figure.of("decode", "ms", {"ours": [times[n]]}, size=n) for n in times))

    assert flat.growth["decode"]["ours"] < 0
    assert "growth of decode, as an exponent of the size: ours 0.00\n" in table(flat)
    assert "| decode | 0.00 |  |" in readme.tables(Run([flat]))


def test_readme_without_the_comments_is_not_changed() -> None:
    with pytest.raises(ValueError, match="does not have the comments"):
        readme.with_tables("# Title\n", Run([]))
