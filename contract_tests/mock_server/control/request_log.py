"""The last requests to the mock server, in a log of bounded length."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Mapping
from datetime import UTC, datetime
from time import monotonic
from typing import Any

import attrs

MOST_KEPT = 1000
"""The number of requests that a log keeps by default."""

_LONGEST_TEXT = 2000
"""The largest number of characters that a log keeps of a query string or of a header."""

_SECRET_HEADERS = frozenset({"authorization", "proxy-authorization", "cookie"})


@attrs.define
class LoggedRequest:
    """A request to the mock server, and the status of its response.

    Attributes:
        number: The number of the request in the log, counted from 1.
        time: The time at which the request arrived, in ISO 8601 and UTC.
        method: The HTTP method.
        path: The path, decoded, and shortened to 2000 characters.
        query: The query string as received, shortened to 2000 characters.
        headers: The headers, without the values of credentials and cookies.
        failure: The step of the script that applied to the request, or None.
        status: The status code of the response; None before the response, or if there is none.
        milliseconds: The duration until the end of the response; None before the end.
    """

    number: int
    time: str
    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    failure: Mapping[str, Any] | None = None
    status: int | None = None
    milliseconds: float | None = None
    _began: float = attrs.field(factory=monotonic, init=False, repr=False)

    @property
    def user_agent(self) -> str:
        """The value of the header `User-Agent`, or an empty string."""
        return self.headers.get("user-agent", "")

    def end(self) -> None:
        """Set the duration of the request. Called when the response has ended."""
        self.milliseconds = round((monotonic() - self._began) * 1000, 3)

    def to_dict(self) -> dict[str, Any]:
        """Return the logged request as a dictionary of JSON values."""
        return attrs.asdict(self, filter=lambda field, _: field.init)


class RequestLog:
    """The last requests to a mock server. Threads may use one log at the same time.

    Args:
        most: The largest number of requests that the log keeps.
    """

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._kept: deque[LoggedRequest] = deque(maxlen=most)
        self._count = 0
        self._lock = threading.Lock()

    def add(
        self,
        method: str,
        path: str,
        query: str,
        headers: Mapping[str, str],
        failure: Mapping[str, Any] | None = None,
    ) -> LoggedRequest:
        """Add a request that has arrived, and return its entry in the log.

        The arguments are those of `LoggedRequest`. The values of secret headers are removed.
        """
        with self._lock:
            self._count += 1
            request = LoggedRequest(
                number=self._count,
                time=datetime.now(UTC).isoformat(timespec="milliseconds"),
                method=method,
                path=path[:_LONGEST_TEXT],
                query=query[:_LONGEST_TEXT],
                headers={
                    name: "(removed)" if name in _SECRET_HEADERS else value[:_LONGEST_TEXT]
                    for name, value in headers.items()
                },
                failure=failure,
            )
            self._kept.append(request)
            return request

    def requests(self, after: int = 0) -> list[LoggedRequest]:
        """Return the requests in the log with numbers above `after`, oldest first."""
        with self._lock:
            return [request for request in self._kept if request.number > after]

    def clear(self) -> None:
        """Remove all requests from the log. The next request has the number 1."""
        with self._lock:
            self._kept.clear()
            self._count = 0
