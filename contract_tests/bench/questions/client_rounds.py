"""Measure an action, such as decoding, with all clients in turn. Each has its own process."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from time import monotonic
from typing import Any, TypeAlias

from attrs import field, frozen

from ..peers.client_process import Process
from ..results.question import OURS, Figure, Limit, Unmeasurable
from ..servers.response_payload import body
from ..setting import Effort

Processes: TypeAlias = dict[str, Process]
"""The processes of the clients by name. A client that fails is removed."""


@frozen
class Rounds:
    """How many seconds one call of an action takes: for each client, one value per round.

    Attributes:
        cpu: The CPU times.
        wall: The elapsed times.
    """

    cpu: dict[str, list[float]] = field(factory=dict)
    wall: dict[str, list[float]] = field(factory=dict)


def bodies(folder: Path, sizes: Sequence[int]) -> Iterator[tuple[int, Path]]:
    """Write response bodies with the given numbers of connections to files in a folder.

    Yields each number of connections with the file.
    """
    for size in sizes:
        file = folder / f"body-{size}.json"
        if not file.exists():
            file.write_bytes(body(size))
        yield size, file


def measure(
    processes: Processes,
    effort: Effort,
    missing: dict[str, str],
    *,
    slow: bool = False,
    **arguments: Any,
) -> Rounds:
    """Measure an action of all clients in turn.

    Args:
        processes: The processes of the clients.
        effort: The precision of the measurements.
        missing: The reasons why clients are missing. The function adds each client that fails.
        slow: Whether the action is slow, so that fewer rounds are enough.
        **arguments: The name of the action and its arguments.

    Raises:
        Unmeasurable: If this project's client fails.
    """

    def request(name: str, do: str, **options: Any) -> dict[str, Any] | None:
        try:
            return processes[name].request(do, **options)
        except Unmeasurable as error:
            if name == OURS:
                raise
            missing[name] = str(error)
            processes.pop(name).close()
            return None

    numbers: dict[str, int] = {}
    for name in list(processes):
        prepared = request(name, "prepare", seconds=effort.seconds, **arguments)
        if prepared is not None:
            numbers[name] = prepared["number"]
    rounds = Rounds({name: [] for name in numbers}, {name: [] for name in numbers})
    began = monotonic()
    for done in range(effort.rounds_of(slow=slow)):
        if done and monotonic() - began > effort.longest:
            break
        for name, number in list(numbers.items()):
            sample = request(name, "sample", number=number)
            if sample is None:
                del numbers[name], rounds.cpu[name], rounds.wall[name]
                continue
            rounds.cpu[name].append(sample["cpu"] / number)
            rounds.wall[name].append(sample["wall"] / number)
    return rounds


def figure(
    quantity: str,
    rounds: Rounds,
    *,
    size: int | None = None,
    sized: str = "connections",
    limits: Sequence[Limit] = (),
) -> Figure:
    """Return the CPU times and elapsed times of an action as a figure, in milliseconds."""
    cpu, wall = (
        {name: [1000 * seconds for seconds in values] for name, values in each.items()}
        for each in (rounds.cpu, rounds.wall)
    )
    return Figure.of(quantity, "ms", cpu, wall=wall, size=size, sized=sized, limits=limits)
