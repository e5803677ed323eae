"""The difference between the expected records and the records in a response, by key."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from attrs import field, frozen

#: The largest number of keys of each kind that a text lists.
_MAX_LISTED = 5

_Keys = frozenset[str]


def _frozen(keys: Collection[str]) -> _Keys:
    return frozenset(keys)


@frozen
class RecordDifference:
    """The keys of the records that are missing, unexpected, repeated, changed or correct."""

    missing: _Keys = field(default=frozenset(), converter=_frozen)
    """Expected records that the response lacks."""
    extra: _Keys = field(default=frozenset(), converter=_frozen)
    """Records of the response that are not expected."""
    repeated: _Keys = field(default=frozenset(), converter=_frozen)
    """Records of the response that an earlier page also has."""
    changed: _Keys = field(default=frozenset(), converter=_frozen)
    """Records with another content than in another response."""
    common: _Keys = field(default=frozenset(), converter=_frozen)
    """The keys of the expected records that the response contains."""

    @classmethod
    def between(cls, expected: Collection[str], seen: Collection[str]) -> RecordDifference:
        """Compare the keys of the expected records with the keys of the actual records."""
        wanted, found = frozenset(expected), frozenset(seen)
        return cls(missing=wanted - found, extra=found - wanted, common=wanted & found)

    @property
    def wrong(self) -> list[str]:
        """The sorted keys of all records that are wrong or missing."""
        return sorted(self.missing | self.extra | self.repeated | self.changed)

    def describe(self, total: int) -> str:
        """Return the number of records in a response, and the number of wrong records of each kind.

        An example is ``25 records: 1 missing, 2 unexpected``. If all records are unexpected, the
        text is only their number.
        """
        if len(self.extra) == total and not self.missing:
            return count(total)
        parts = [
            f"{len(keys)} {'unexpected' if kind == 'extra' else kind}"
            for kind, keys in self._kinds()
            if keys and kind != "common"
        ]
        return f"{count(total)}: {', '.join(parts)}" if parts else count(total)

    def lines(self) -> Iterator[str]:
        """Yield a text line for each kind of wrong record, such as missing records, with some keys.

        If the response also has correct records, the last line states their number.
        """
        for kind, keys in self._kinds():
            if keys and kind != "common":
                yield f"{kind:<10}{list_some(keys, _MAX_LISTED)}"
        if self.common and self.wrong:
            yield f"in both   {count(len(self.common))}"

    def as_json(self) -> dict[str, list[str]]:
        """Return the sorted record keys by kind, such as missing, as JSON for `verdict.json`."""
        return {kind: sorted(keys) for kind, keys in self._kinds()}

    def _kinds(self) -> Iterator[tuple[str, _Keys]]:
        for kind in KINDS:
            yield kind, getattr(self, kind)


KINDS = ("missing", "extra", "repeated", "changed", "common")
"""The kinds of difference between expected and actual records, as in `verdict.json`."""


@frozen
class RecordCount:
    """The expected and the actual number of records in a response."""

    expected: str
    """The expected number of records, or a limit such as ``at most 1``."""
    seen: int


def list_some(keys: Collection[str], most: int = 3) -> str:
    """Return a text with the alphabetically first keys, and the number of the omitted keys."""
    listed = ", ".join(sorted(keys)[:most]) or "none"
    return f"{listed} and {len(keys) - most} more" if len(keys) > most else listed


def count(number: int, noun: str = "record") -> str:
    """Return a number of records as text, such as ``no records``, ``1 record`` or ``2 records``."""
    return f"{number or 'no'} {noun}{'s' * (number != 1)}"
