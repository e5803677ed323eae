"""Pages are slices of one whole."""

from __future__ import annotations

from hypothesis import strategies as st

from .answers import Records, expect_status, pointer_to, records
from .checks import checks
from .probe import Probe
from .strategies import sizes
from .violation import Violation


@checks("pagination.partition")
def test_pages_partition_the_records(probe: Probe) -> None:
    def check(size: int) -> None:
        whole = probe.whole()
        union: Records = {}
        ended = False
        for number, (exchange, found) in enumerate(probe.walk(size)):
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
            ended = not found
        missing = sorted(whole.records.keys() - union.keys())
        if ended and missing:
            raise Violation(
                f"the pages of size {size} together are the whole",
                f"{missing[0]} is on none of them",
                *whole.pages[:1],
            )

    probe.for_all(sizes(probe), check, share=0.3)


@checks("pagination.slices")
def test_a_page_is_the_slice_after_the_records_it_skips(probe: Probe) -> None:
    def check(drawn: tuple[int, int]) -> None:
        size, place = drawn
        whole = probe.whole()
        number = place // size
        expected = whole.keys[size * number : size * (number + 1)]
        exchange = probe.page(number, size)
        found = list(records(exchange, probe.pagination))
        if not whole.complete and len(expected) < size:
            return
        if found != expected:
            raise Violation(
                f"records {size * number} to {size * number + len(expected)} of the whole: "
                f"{_few(expected)}",
                _few(found),
                exchange,
            )

    places = st.integers(0, len(probe.whole().records))
    probe.for_all(st.tuples(sizes(probe), places), check)


@checks("pagination.first_page")
def test_the_first_page_is_the_default(probe: Probe) -> None:
    def check(size: int) -> None:
        named = probe.page(0, size)
        unnamed = probe.ask(((probe.pagination.size, str(size)),))
        expected = list(records(unnamed, probe.pagination))
        found = list(records(named, probe.pagination))
        if found != expected:
            raise Violation(
                f"the records served when no page is named: {_few(expected)}",
                _few(found),
                unnamed,
                named,
            )

    probe.for_all(sizes(probe), check, share=0.3)


@checks("pagination.past_the_end")
def test_a_page_past_the_end_is_served_without_records(probe: Probe) -> None:
    def check(drawn: tuple[int, int]) -> None:
        size, further = drawn
        whole = probe.whole()
        if not whole.complete:
            return
        number = -(-len(whole.records) // size) + further
        exchange = probe.page(number, size)
        expect_status(exchange, 200)
        found = list(records(exchange, probe.pagination))
        if found:
            raise Violation(f"no record on page {number} of size {size}", _few(found), exchange)

    probe.for_all(st.tuples(sizes(probe), st.integers(0, 10**6)), check, share=0.5)


def _few(keys: list[str]) -> str:
    if not keys:
        return "no records"
    more = f" and {len(keys) - 3} more" if len(keys) > 3 else ""
    return ", ".join(keys[:3]) + more
