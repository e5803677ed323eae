"""What it means that pages partition a set of records."""

from __future__ import annotations

from ..contract import Query
from .answers import Records, pointer_to
from .probe import Probe
from .violation import Violation


def check_partition(probe: Probe, size: int, query: Query, whole: Records, complete: bool) -> None:
    """Raise :class:`Violation` unless the pages of a size are disjoint, full, and the whole.

    Of a whole that is not ``complete``, nothing is known about what is not in it.
    """
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
        left = len(whole) - len(union)
        if complete and len(found) != min(size, left):
            raise Violation(
                f"{min(size, left)} records on page {number} of size {size}, "
                f"as {len(whole)} are shown without a size",
                f"{len(found)}",
                exchange,
            )
        union |= found
        foreign = sorted(found.keys() - whole.keys())
        if complete and foreign:
            raise Violation("only records that are shown without a size", foreign[0], exchange)
