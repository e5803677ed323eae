"""Asks a server about one operation, and lets properties be checked against its answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from functools import partial
from typing import TypeVar

import hypothesis
from attrs import define, field, frozen
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Flaky
from hypothesis.strategies import SearchStrategy

from ..contract import Contract, Json, Operation, Pagination, Query, without
from . import answers
from .answers import Records
from .exchange import Case, Credential, Exchange
from .session import Session
from .violation import NotApplicable, NotChecked, Violation

T = TypeVar("T")

#: Once a violation is found, how many smaller values are tried: each costs requests.
SHRINK_TRIES = 40


class EnoughError(BaseException):
    """Ends a property at once: hypothesis catches, and tries to shrink, any Exception."""


class Profile(Enum):
    """How much a run tries: the number of examples for each property."""

    QUICK = "quick"
    DEFAULT = "default"
    DEEP = "deep"

    @property
    def examples(self) -> int:
        """Examples for a property that costs one request each."""
        return {Profile.QUICK: 6, Profile.DEFAULT: 15, Profile.DEEP: 100}[self]

    @property
    def step(self) -> int:
        """Of long lists of fixed values, every which one is tried."""
        return 8 if self is Profile.QUICK else 1

    @property
    def pages(self) -> int:
        """How many pages one walk reads at most."""
        return {Profile.QUICK: 30, Profile.DEFAULT: 100, Profile.DEEP: 1000}[self]


@frozen
class Whole:
    """What the server shows under some filters, or none, page by page of its default size.

    ``complete`` is whether the walk came to its end.
    """

    records: Records
    pages: tuple[Exchange, ...]
    complete: bool

    @property
    def values(self) -> list[tuple[str, Json]]:
        """Keys and records."""
        return list(self.records.items())


@define
class Probe:
    """One operation of one target, as checks see it."""

    contract: Contract
    operation: Operation
    session: Session
    profile: Profile = Profile.DEFAULT
    seed: int = 0
    _whole: Whole | None = field(default=None, init=False)
    _certain_size: int | None = field(default=None, init=False)

    @property
    def credential(self) -> Credential:
        """The credential of a caller who may see the data."""
        return Credential.bearer(self.session.target.token)

    @property
    def path(self) -> Mapping[str, str]:
        """The path parameters that lead to the data."""
        supplied = {"enterprise_id": self.session.target.enterprise_id}
        try:
            return {p.name: supplied[p.supply_name] for p in self.operation.in_path()}
        except KeyError as missing:
            raise NotChecked(f"no target file can supply {missing}") from None

    @property
    def pagination(self) -> Pagination:
        """The operation's paging. Raises :class:`NotApplicable` if it has none."""
        if self.operation.pagination is None:
            raise NotApplicable(f"{self.operation.id} is not paged")
        return self.operation.pagination

    def ask(
        self,
        query: Query = (),
        *,
        path: Mapping[str, str] | None = None,
        credential: Credential | None = None,
    ) -> Exchange:
        """Send one request: with the data's path and a good credential, unless told otherwise."""
        case = Case(
            self.operation,
            self.path if path is None else path,
            query,
            self.credential if credential is None else credential,
        )
        return self.session.send(case)

    def page(self, number: int, size: int | None = None, query: Query = ()) -> Exchange:
        """Ask for one page, counted from the operation's first; no size means the default's."""
        paging = self.pagination
        asked: Query = ((paging.page, str(paging.first + number)),)
        if size is not None:
            asked += ((paging.size, str(size)),)
        return self.ask(query + asked)

    def records(self, exchange: Exchange) -> Records:
        """Return the records of a successful answer, as far as they are documented, by key.

        Raises :class:`Violation` if the answer is not a success, or not what ``x-pagination``
        says.
        """
        return answers.records(self._documented(exchange), self.pagination, exchange)

    def rest(self, exchange: Exchange) -> Json:
        """Return what a successful answer documents besides its records and what is live."""
        paged = (self.operation.pagination.records,) if self.operation.pagination else ()
        return without(self._documented(exchange), self.operation.live + paged)

    def _documented(self, exchange: Exchange) -> Json:
        answers.expect_status(exchange, 200)
        return self.contract.documented(answers.body(exchange), self.operation.bodies[200])

    def walk(
        self, size: int | None = None, query: Query = ()
    ) -> Iterator[tuple[Exchange, Records]]:
        """Read pages until one has no records, or until the profile's bound on pages.

        Without a size, the first page is asked for without any paging parameter.
        """
        for number in range(self.profile.pages):
            first = number == 0 and size is None
            exchange = self.ask(query) if first else self.page(number, size, query)
            found = self.records(exchange)
            yield exchange, found
            if not found:
                return

    def whole(self) -> Whole:
        """Return the records of the unfiltered view, read once and then remembered."""
        if self._whole is None:
            try:
                self._whole = self._read()
            except Violation:
                # As everywhere, what is seen once may be a passing trouble.
                self._whole = self._read()
        return self._whole

    def filtered(self, query: Query) -> tuple[Exchange, Whole]:
        """Return the first page of a filtered view, and all that it shows."""
        view = self._read(query)
        return view.pages[0], view

    def for_all(
        self,
        strategy: SearchStrategy[T],
        check: Callable[[T], None],
        *,
        always: Iterable[T] = (),
        share: float = 1.0,
    ) -> None:
        """Check a property on generated values; the smallest value that violates it is reported.

        ``always`` are values to try first in every run. ``share`` scales the profile's number of
        examples, for checks that cost many requests. A violation counts when it is seen again
        after the whole has been read anew, so that a change in mid-run accuses nobody.
        """
        for value in always:
            self.twice(partial(check, value))
        found: list[Violation] = []
        tries = 0

        @settings(
            max_examples=max(2, round(self.profile.examples * share)),
            database=None,
            deadline=None,
            derandomize=False,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
            report_multiple_bugs=False,
            print_blob=False,
        )
        @hypothesis.seed(self.seed)
        @given(strategy)
        def the_property(value: T) -> None:
            nonlocal tries
            tries += bool(found)
            if tries > SHRINK_TRIES:
                raise EnoughError
            try:
                self.twice(partial(check, value))
            except Violation as violation:
                found.append(violation)
                raise
            except Exception as reason:
                raise EnoughError from reason

        try:
            the_property()
        except (Violation, Flaky, EnoughError) as end:
            if found:
                # The last one is the smallest so far.
                raise found[-1].with_traceback(None) from None
            if isinstance(end.__cause__, Exception):
                raise end.__cause__ from None
            raise

    def twice(self, check: Callable[[], None]) -> None:
        """Run a check; if it finds a violation, read the whole anew and let it find it again."""
        try:
            check()
        except Violation:
            self._whole = self._certain_size = None
            check()

    def _read(self, query: Query = ()) -> Whole:
        union: Records = {}
        pages: list[Exchange] = []
        for exchange, found in self.walk(query=query):
            pages.append(exchange)
            if not found.keys() - union.keys():
                # The end, or a server that repeats itself: for the pagination rules to judge.
                return Whole(union, tuple(pages), complete=True)
            union |= found
        return Whole(union, tuple(pages), complete=False)

    @property
    def certain_size(self) -> int:
        """The largest page size that is certain to be served as asked, as far as can be told.

        A server may have a largest size, and refuse what is larger or count it as that; so this
        is what the first page holds, or as much of it as can be had by asking for it.
        """
        if self._certain_size is None:
            self._certain_size = self._find_certain_size()
        return self._certain_size

    def _find_certain_size(self) -> int:
        size = len(self.records(self.whole().pages[0]))
        while size > 1:
            exchange = self.page(0, size)
            if exchange.status == 200:
                return max(1, min(size, len(self.records(exchange))))
            if exchange.status != 400:
                return size
            size //= 2
        return 1
