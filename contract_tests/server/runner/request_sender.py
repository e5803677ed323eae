"""A sender of requests to one operation. The sender also extracts records from responses."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial

from attrs import define, field

from ...contract import Contract, Json, Operation, Pagination, Query
from ...pointer import without
from ...target_file import Target
from ..conformance import response_body
from ..conformance.certainty import RecurringViolation
from ..conformance.response_body import Records
from ..conformance.response_monitor import ResponseMonitor
from ..conformance.violation import NotApplicable, NotChecked
from ..transport.exchange import Exchange
from ..transport.request import Credential, Request
from ..transport.session import ConnectionClosed, Session
from .prefetcher import Prefetcher
from .profile import Profile


@define
class RequestSender:
    """A sender of requests to one operation. A monitor looks for violations in the responses."""

    contract: Contract
    operation: Operation
    session: Session
    profile: Profile = Profile.DEFAULT
    prefetches: bool = field(default=False, kw_only=True)
    """Whether the requests of several checks are under way at the same time."""
    prefetcher: Prefetcher = field(init=False)
    monitor: ResponseMonitor = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.prefetcher = Prefetcher(
            self.session, self.session.concurrency if self.prefetches else 1
        )
        self.monitor = ResponseMonitor(self.contract, self.operation, self.target, self.path)

    @property
    def sent_requests(self) -> int:
        """The number of requests that the run has sent, on average for one operation."""
        return self.session.requests // len(self.contract.tested)

    @property
    def target(self) -> Target:
        """The server under test, with the token and the ids for the operation."""
        return self.session.target.of_operation(self.operation.id)

    @property
    def credential(self) -> Credential:
        """The credential of a caller who may read the data."""
        return Credential.bearer(self.target.token)

    @property
    def path(self) -> Mapping[str, str]:
        """The values of the path parameters for requests to the enterprise that the run tests."""
        return self.path_to(self.target.enterprise_id)

    def path_to(self, enterprise_id: str) -> dict[str, str]:
        """Return the path parameters of an enterprise.

        The target file supplies the values of other path parameters than the enterprise id.

        Raises:
            NotChecked: If the target file lacks the value of a path parameter.
        """
        names = [parameter.name for parameter in self.operation.in_path()]
        supplied = self.target.path
        # A single path parameter is the enterprise id, whatever the name of the parameter.
        if len(names) == 1 and names[0] not in supplied:
            return {names[0]: enterprise_id}
        values = {"enterpriseId": enterprise_id, **supplied}
        for name in names:
            if name not in values:
                raise NotChecked(f"the target file has no path.{name}")
        return {name: values[name] for name in names}

    @property
    def pagination(self) -> Pagination:
        """The pagination of the operation.

        Raises:
            NotApplicable: If the operation has no pagination.
        """
        if self.operation.pagination is None:
            raise NotApplicable(f"{self.operation.id} is not paged")
        return self.operation.pagination

    def send(
        self,
        query: Query = (),
        *,
        path: Mapping[str, str] | None = None,
        credential: Credential | None = None,
        method: str | None = None,
        verbatim: bool = False,
    ) -> Exchange:
        """Send a request, by default for the enterprise under test and with a valid credential."""
        return self.send_request(self.request(query, path, credential, method, verbatim))

    def send_request(self, request: Request) -> Exchange:
        """Send a request, and return the request together with the response.

        The response is also checked against the OpenAPI document, to find suspected violations.
        If the server fails, the request is repeated.

        Raises:
            NotChecked: If the server keeps failing, or if the run may send no more requests.
        """
        self._expect_requests_left()
        exchange = self.prefetcher.receive(request)
        failed = self.monitor.is_failure(exchange)
        if self.prefetcher.is_recording:
            if failed:
                self.prefetcher.end_recording()
            return exchange
        self.monitor.judge(exchange)
        return self._wait_out(exchange) if failed else exchange

    def send_together(self, requests: Sequence[Request]) -> list[Exchange]:
        """Send requests at the same time, as many as the concurrency of the run allows.

        The result has the order of the requests. The responses are also checked as those of
        `send_request`, but no request is repeated.
        """
        self._expect_requests_left(len(requests))
        with ThreadPoolExecutor(self.session.concurrency) as pool:
            exchanges = list(pool.map(self.session.send, requests))
        for exchange in exchanges:
            self.monitor.judge(exchange)
        return exchanges

    def _expect_requests_left(self, needed: int = 1) -> None:
        left = self.profile.max_requests(len(self.operation.filters)) - self.sent_requests
        # Each thread may have a request that is not counted yet. A lost request is sent twice.
        if left < 2 * self.session.concurrency:
            self.prefetcher.end_recording()
        if left < 2 * needed:
            raise NotChecked("the run has sent all requests that its profile allows")

    def _wait_out(self, exchange: Exchange) -> Exchange:
        """Repeat a request, at once and then after pauses, until the server does not fail."""
        while True:
            failed = exchange
            exchange = self.session.send(failed.request, fresh=True)
            self.monitor.judge(exchange)
            if not self.monitor.is_failure(exchange):
                return exchange
            if not self.session.wait_out(f"the target responded with {exchange.status}"):
                raise NotChecked(f"the server keeps responding with {exchange.status}")

    def send_hostile(
        self,
        query: Query = (),
        *,
        path: Mapping[str, str] | None = None,
        credential: Credential | None = None,
        method: str | None = None,
        verbatim: bool = False,
    ) -> Exchange:
        """Send a request that may make the server fail, without judging the response.

        The response is not judged because a gateway may reject such a request with any body.

        Raises:
            Violation: If the server closes the connection only for this request.
        """
        self._expect_requests_left()
        request = self.request(query, path, credential, method, verbatim)
        try:
            return self.prefetcher.receive(request)
        except ConnectionClosed as closed:
            self.send()
            raise RecurringViolation(
                "a response", "the server closes the connection without a response", closed.exchange
            ) from None

    def request(
        self,
        query: Query = (),
        path: Mapping[str, str] | None = None,
        credential: Credential | None = None,
        method: str | None = None,
        verbatim: bool = False,
    ) -> Request:
        """Return a request, by default to the enterprise under test with a valid credential."""
        return Request(
            self.operation,
            self.path if path is None else path,
            query,
            self.credential if credential is None else credential,
            self.operation.method if method is None else method,
            verbatim,
        )

    def send_page(self, number: int, size: int | None = None, query: Query = ()) -> Exchange:
        """Request a page by its index; the first page has index 0.

        Without a size, the server's default page size applies. For every second page, the
        pagination parameters are in reverse order, and between the parameters of ``query``, since
        the order of the parameters has no meaning.
        """
        page = page_query(self.pagination, number, size)
        if number % 2 == 0:
            return self.send(query + page)
        middle = len(query) // 2
        return self.send((*query[:middle], *page[::-1], *query[middle:]))

    def read_pages(
        self,
        size: int | None = None,
        query: Query = (),
        *,
        first: Exchange | None = None,
        most: int | None = None,
        expected: int = 0,
    ) -> Generator[tuple[Exchange, Records], None, None]:
        """Request page after page until a page is empty, and yield each page with its records.

        At most ``most`` pages are requested; by default, the profile of the run limits the number
        of pages. If the caller has read the first page already, the caller passes this page as
        ``first``. Up to ``expected`` pages may be requested at the same time.
        """

        def send(number: int) -> Exchange:
            if number or size is not None:
                return self.send_page(number, size, query)
            # Without a size, the first request has no pagination parameter.
            return self.send(query) if first is None else first

        most = self.profile.max_pages if most is None else most
        pages = (partial(send, number) for number in range(most))
        with closing(self.prefetcher.run_ahead(pages, most=expected)) as runs:
            for read_page in runs:
                exchange = read_page()
                records = self.records(exchange)
                yield exchange, records
                if not records:
                    return

    def records(self, exchange: Exchange) -> Records:
        """Return the records in the body of a successful response, as a dict by record key.

        Undocumented properties are left out.

        Raises:
            Violation: If the status is not 200, or the body has no object with the records.
        """
        return response_body.records(self._documented(exchange), self.pagination, exchange)

    def constant_part(self, exchange: Exchange) -> Json:
        """Return the part of a successful response that must be the same in every response.

        Records, undocumented properties, and data that the document lists under ``x-live`` are left
        out.
        """
        paged = (self.operation.pagination.records,) if self.operation.pagination else ()
        return without(self._documented(exchange), self.operation.live + paged)

    def _documented(self, exchange: Exchange) -> Json:
        response_body.expect_status(exchange, 200)
        decoded = response_body.decode(exchange)
        return self.contract.documented(decoded, self.operation.bodies[200])


def page_query(pagination: Pagination, number: int, size: int | None = None) -> Query:
    """Return the query string of a page by its index; the first page has index 0.

    Without a size, the server's default page size applies.
    """
    page: Query = ((pagination.page, str(pagination.first + number)),)
    return page if size is None else (*page, (pagination.size, str(size)))
