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
    """A standard stream that discards output that cannot be written.

    Attributes:
        error: The reason why output was discarded; None if the reader has closed the pipe, or if
            all output was written.
    """

    error: OSError | None = None

    def write(self, data: Any, /) -> int:
        try:
            return super().write(data)
        except BrokenPipeError:
            return len(data)
        except OSError as error:
            self.error = error
            return len(data)


@contextmanager
def checked_output() -> Iterator[None]:
    """Exit with status 2 after a command if its output could not be written.

    A full disk is an example. Output to a pipe that its reader has closed, such as `head`, is
    discarded and does not change the exit status.
    """
    outputs: dict[str, _Output] = {}
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is not None and stream is getattr(sys, f"__{name}__"):
            stream.flush()
            outputs[name] = _Output(stream.fileno(), "w", closefd=False)
            wrapper = io.TextIOWrapper(
                io.BufferedWriter(outputs[name]),
                encoding=stream.encoding,
                errors=stream.errors,
                line_buffering=stream.line_buffering,
            )
            setattr(sys, name, wrapper)
    try:
        yield
    finally:
        for name, output in outputs.items():
            getattr(sys, name).flush()
            if output.error is not None:
                problem = f"The output cannot be written ({output.error.strerror})"
                print(f"{problem}; write it to another file.", file=sys.stderr, flush=True)
                sys.exit(2)


@contextmanager
def discard_output() -> Iterator[None]:
    """Discard the text that is written to `sys.stdout` or `sys.stderr` during a `with` block."""
    with Path(os.devnull).open("w") as null, redirect_stdout(null), redirect_stderr(null):
        yield
