"""Functions that change where a command writes its standard output and standard error."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any


class _Output(io.FileIO):
    """A standard stream that discards output after its reader has closed the pipe."""

    def write(self, data: Any, /) -> int:
        try:
            return super().write(data)
        except BrokenPipeError:
            return len(data)


def ignore_closed_pipes() -> None:
    """Make standard output and standard error discard output after their pipe is closed.

    A reader such as `head` may close the pipe early. This does not change the exit status.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is not None and stream is getattr(sys, f"__{name}__"):
            stream.flush()
            wrapper = io.TextIOWrapper(
                io.BufferedWriter(_Output(stream.fileno(), "w", closefd=False)),
                encoding=stream.encoding,
                errors=stream.errors,
                line_buffering=stream.line_buffering,
            )
            setattr(sys, name, wrapper)


@contextmanager
def discard_output() -> Iterator[None]:
    """Discard the text that is written to `sys.stdout` or `sys.stderr` during a `with` block."""
    with Path(os.devnull).open("w") as null, redirect_stdout(null), redirect_stderr(null):
        yield
