"""Asks a server about one operation, and lets properties be checked against its answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import TypeVar

from attrs import define, field, frozen
from hypothesis.strategies import SearchStrategy

from ...contract import Contract, Json, Operation, Pagination, Query
from ...pointer import without
from ..conformance import response_body
from ..conformance.every_response import Witness
from ..conformance.response_body import Records
from ..conformance.violation import NotApplicable, NotChecked, Violation
from ..transport.exchange import Case, Credential, Exchange
from ..transport.session import Closed, Session
from . import hypothesis_runs
from .profile import Profile

T = TypeVar("T")

#: How many requests at most are spent on finding the largest page size.
SIZE_TRIES = 8


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
    witness: Witness = field(init=False)
    learned: dict[str, object] = field(factory=dict, init=False)
    """What checks found out about the records; forgotten when they are read anew."""
    _whole: Whole | None = field(default=None, init=False)
    _largest: int | None = field(default=None, init=False)

    def __attrs_post_init__(self) -> None:
        self.witness = Witness(self.contract, self.operation, self.session.target, self.path)

    @property
    def credential(self) -> Credential:
        """The credential of a caller who may see the data."""
        return Credential.bearer(self.session.target.token)

    @property
    def path(self) -> Mapping[str, str]:
        """The path parameters that lead to the data."""
        return self.path_to(self.session.target.enterprise_id)

    def path_to(self, enterprise_id: str) -> dict[str, str]:
        """Return the path parameters that lead to an enterprise.

        If there is but one, it is the enterprise's id, whatever its name. Raises
        :class:`NotChecked` for others that the target file does not supply.
        """
        names = [parameter.name for parameter in self.operation.in_path()]
        supplied = self.session.target.path
        if len(names) == 1 and names[0] not in supplied:
            return {names[0]: enterprise_id}
        known = {"enterpriseId": enterprise_id, **supplied}
        for name in names:
            if name not in known:
                raise NotChecked(f"the target file has no path.{name}")
        return {name: known[name] for name in names}

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
        method: str | None = None,
    ) -> Exchange:
        """Send one request: with the data's path and a good credential, unless told otherwise."""
        return self.send(self._case(query, path, credential, method))

    def _case(
        self,
        query: Query,
        path: Mapping[str, str] | None,
        credential: Credential | None,
        method: str | None,
    ) -> Case:
        return Case(
            self.operation,
            self.path if path is None else path,
            query,
            self.credential if credential is None else credential,
            self.operation.method if method is None else method,
        )

    def send(self, case: Case) -> Exchange:
        """Send one request, and judge the answer in passing."""
        exchange = self.session.send(case)
        self.witness.see(exchange)
        return exchange

    def ask_crashing(
        self,
        query: Query,
        path: Mapping[str, str] | None = None,
        method: str | None = None,
        credential: Credential | None = None,
    ) -> Exchange:
        """Send what may make a server fail: to close the connection instead of answering is that.

        But only if others are answered, and this is not, over and over. What refuses it may be a
        gateway with errors of its own, so that nothing but the status is judged.
        """
        case = self._case(query, path, credential, method)
        try:
            return self.session.send(case)
        except Closed as closed:
            self.ask()
            raise Violation("an answer", "the connection is closed", closed.exchange) from None

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
        return response_body.records(self._documented(exchange), self.pagination, exchange)

    def rest(self, exchange: Exchange) -> Json:
        """Return what a successful answer documents besides its records and what is live."""
        paged = (self.operation.pagination.records,) if self.operation.pagination else ()
        return without(self._documented(exchange), self.operation.live + paged)

    def _documented(self, exchange: Exchange) -> Json:
        response_body.expect_status(exchange, 200)
        return self.contract.documented(response_body.body(exchange), self.operation.bodies[200])

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
                self._whole = self.read()
            except Violation:
                # As everywhere, what is seen once may be a passing trouble.
                self._whole = self.read()
        return self._whole

    def read(self, query: Query = ()) -> Whole:
        """Return the records that a server shows under some filters, page by page."""
        union: Records = {}
        pages: list[Exchange] = []
        for exchange, found in self.walk(query=query):
            pages.append(exchange)
            if not found.keys() - union.keys():
                # The end, or a server that repeats itself: for the pagination rules to judge.
                return Whole(union, tuple(pages), complete=True)
            union |= found
        return Whole(union, tuple(pages), complete=False)

    def for_all(
        self,
        strategy: SearchStrategy[T],
        check: Callable[[T], None],
        *,
        share: float = 1.0,
    ) -> None:
        """Check a property on generated values; the smallest value that violates it is reported.

        ``share`` scales the profile's number of examples, for checks that cost many requests. A
        violation counts when it is seen again after the whole has been read anew, so that a
        change in mid-run accuses nobody.
        """
        hypothesis_runs.holds_for_generated(
            strategy,
            check,
            lambda value: self.twice(partial(check, value)),
            self.profile.share(share),
            self.seed,
        )

    def for_each(
        self,
        values: Iterable[T],
        check: Callable[[T], None],
        smaller: Callable[[T], Iterable[T]] = hypothesis_runs.whole,
    ) -> None:
        """Check a property on given values, in every run, as :meth:`for_all` does."""
        hypothesis_runs.holds_for_each(
            values, check, lambda value: self.twice(partial(check, value)), smaller
        )

    def twice(self, check: Callable[[], None]) -> None:
        """Run a check; if it finds a violation, read the whole anew and let it find it again."""
        try:
            check()
        except Violation:
            self.forget()
            check()

    def forget(self) -> None:
        """Have everything about the records read anew when it is needed."""
        self._whole = self._largest = None
        self.learned.clear()

    @property
    def largest(self) -> int:
        """The largest page size that is certain to be served as asked, as far as can be told.

        A server may have a largest size, and refuse what is larger or count it as that. There is
        no need to know more than one that holds all records and has room for one more.
        """
        if self._largest is None:
            self._largest = self._find_largest()
        return self._largest

    def _find_largest(self) -> int:
        everything = len(self.whole().records) + 1
        exchange = self.page(0, everything)
        if exchange.status == 200:
            found = len(self.records(exchange))
            return everything if found >= everything - 1 else max(1, found)
        low, high = 1, everything
        size = len(self.records(self.whole().pages[0]))
        for _ in range(SIZE_TRIES):
            if not low < size < high:
                break
            exchange = self.page(0, size)
            if exchange.status == 200:
                low = max(low, min(size, len(self.records(exchange))))
            else:
                high = size
            size = (low + high) // 2
        return low
