"""The order of the records, learned from small pages, and what any other page must hold then.

The records of a page are members of an object, in no order. What can be seen of their order is
which of them share a page.
"""

from __future__ import annotations

from attrs import frozen

from ...contract import Query
from ..conformance.response_body import Records, pointer_to
from ..conformance.violation import Violation
from ..runner.probe import Probe, Whole


@frozen
class Sequence:
    """The keys of the records, ``unit`` by ``unit``; with a unit of one, their very order.

    ``complete`` is whether the last block ends the records.
    """

    unit: int
    blocks: tuple[frozenset[str], ...]
    complete: bool

    @property
    def length(self) -> int:
        """How many records there are, or are known to be."""
        return sum(map(len, self.blocks))

    def between(self, low: int, high: int) -> tuple[frozenset[str], frozenset[str]]:
        """Return the keys that certainly stand at these places, and those that may."""
        certain: set[str] = set()
        possible: set[str] = set()
        for number, block in enumerate(self.blocks):
            first = number * self.unit
            if first < high and low < first + len(block):
                possible |= block
                if low <= first and first + len(block) <= high:
                    certain |= block
        return frozenset(certain), frozenset(possible)


def unfiltered(probe: Probe) -> Sequence:
    """Return the order of all records. Raises :class:`Violation` if their pages have none."""
    if "sequence" not in probe.learned:
        probe.learned["sequence"] = learn(probe, (), probe.whole())
    found = probe.learned["sequence"]
    assert isinstance(found, Sequence)  # noqa: S101
    return found


def learn(probe: Probe, query: Query, whole: Whole, most: int | None = None) -> Sequence:
    """Read the smallest pages that ``most`` requests are enough for; they must partition the whole.

    By default, the profile says how many.
    """
    most = most or probe.profile.small_pages
    unit = min(-(-len(whole.records) // most) or 1, probe.largest)
    pages = partition(probe, unit, query, whole)
    # Of the pages of an endless walk, the last may have been cut off.
    return Sequence(unit, tuple(frozenset(page) for page in pages), whole.complete)


def partition(probe: Probe, size: int, query: Query, whole: Whole) -> list[Records]:
    """Return the pages of a size.

    Raises :class:`Violation` unless they are disjoint, full but for the last, and together are
    the whole. Of a whole that is not complete, nothing is known about what is not in it.
    """
    pages: list[Records] = []
    union: Records = {}
    for number, (exchange, found) in enumerate(probe.walk(size, query)):
        if len(found) > size:
            raise Violation(f"at most {size} records", f"{len(found)}", exchange)
        repeated = sorted(found.keys() & union.keys())
        if repeated:
            raise Violation(
                f"page {number} holds no record of the pages before it",
                f"{repeated[0]} again",
                exchange,
                part=(pointer_to(repeated[0], probe.pagination), found[repeated[0]]),
            )
        left = len(whole.records) - len(union)
        if whole.complete and len(found) != min(size, left):
            raise Violation(
                f"{min(size, left)} records on page {number} of size {size}, "
                f"as {len(whole.records)} are shown without a size",
                f"{len(found)}",
                exchange,
            )
        union |= found
        pages.append(found)
        foreign = sorted(found.keys() - whole.records.keys())
        if whole.complete and foreign:
            raise Violation("only records that are shown without a size", foreign[0], exchange)
    return [page for page in pages if page]


def check_page(probe: Probe, sequence: Sequence, size: int, number: int, query: Query = ()) -> None:
    """Raise :class:`Violation` unless a page holds the records after those that it skips."""
    low, high = size * number, size * (number + 1)
    if not sequence.complete and high > sequence.length:
        return
    exchange = probe.page(number, size, query)
    found = probe.records(exchange)
    due = max(0, min(high, sequence.length) - low)
    if len(found) != due:
        raise Violation(
            f"{due or 'no'} records on page {number} of size {size}, as there are "
            f"{sequence.length} in all",
            f"{len(found)}",
            exchange,
        )
    certain, possible = sequence.between(low, high)
    unit = sequence.unit
    for key in sorted(certain - found.keys()):
        raise Violation(
            f"page {number} of size {size} holds what smaller pages, of size {unit}, hold in its "
            f"place, such as {key}",
            f"{few(found)}, and not this one",
            exchange,
        )
    for key in sorted(found.keys() - possible):
        raise Violation(
            f"page {number} of size {size} holds nothing but what smaller pages, of size {unit}, "
            "hold in its place",
            f"{key}",
            exchange,
            part=(pointer_to(key, probe.pagination), found[key]),
        )


def few(found: Records) -> str:
    """Name some of the records of a page."""
    keys = sorted(found)
    if not keys:
        return "no records"
    more = f" and {len(keys) - 3} more" if len(keys) > 3 else ""
    return ", ".join(keys[:3]) + more
