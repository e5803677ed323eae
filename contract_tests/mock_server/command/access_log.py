"""The access log of the mock server: a JSON object in one line for each request."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ..control.request_log import LoggedRequest

_STANDARD_OUTPUT = Path("-")


@contextmanager
def access_log(path: Path | None) -> Iterator[Callable[[LoggedRequest], None]]:
    """Open an access log, and yield the function that writes a request to the log.

    Args:
        path: The file to whose end the log is written, `-` for standard output, or None for no
            log.

    Raises:
        OSError: If the file cannot be opened.
    """
    if path is None:
        yield lambda _request: None
    elif path == _STANDARD_OUTPUT:
        yield lambda request: print(_line(request), flush=True)
    else:
        with path.open("a", encoding="utf-8") as stream:
            yield lambda request: print(_line(request), file=stream, flush=True)


def _line(request: LoggedRequest) -> str:
    return json.dumps(
        {
            "time": request.time,
            "method": request.method,
            "path": request.path,
            "query": request.query,
            "status": request.status,
            "milliseconds": request.milliseconds,
            "user_agent": request.user_agent,
            "failure": request.failure,
        },
        ensure_ascii=False,
    )
