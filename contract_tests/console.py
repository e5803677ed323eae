"""The standard streams of the commands."""

from __future__ import annotations

import io
import sys
from typing import Any


class _Output(io.FileIO):
    """A standard stream that drops output once its reader has closed the pipe."""

    def write(self, data: Any, /) -> int:
        try:
            return super().write(data)
        except BrokenPipeError:
            return len(data)


def ignore_closed_pipes() -> None:
    """Replace standard output and standard error with streams that outlive their readers.

    A reader that closes the pipe early, such as `head`, then changes neither the exit status of the
    command nor the rest of its run. Streams that pytest captures stay as they are.
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
