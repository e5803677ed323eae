"""Functions that all commands share: option errors, output, exit status and file names."""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn


class Parser(argparse.ArgumentParser):
    """A parser of command-line options that reports an error in one sentence, without the usage."""

    def error(self, message: str) -> NoReturn:
        """Print an error to standard error and exit with status 2."""
        self.exit(2, f"{self.prog}: {message}; see --help\n")


def run(main: Callable[[], int]) -> NoReturn:
    """Run the main function of a command and exit with the status that it returns.

    The exit status is 130 if the user interrupts the command. Output to a closed pipe is dropped
    without an error.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if isinstance(stream, io.TextIOWrapper):
            setattr(sys, name, _without_errors(stream))
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)


def from_here(path: Path) -> Path:
    """Make an absolute path relative if the path is inside the current folder.

    Other paths are returned unchanged.
    """
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


class _Output(io.FileIO):
    """A standard stream that drops output once its reader has closed the pipe."""

    def write(self, data: Any, /) -> int:
        try:
            return super().write(data)
        except BrokenPipeError:
            return len(data)


def _without_errors(stream: io.TextIOWrapper) -> io.TextIOWrapper:
    """Return a stream to the same file that ignores closed pipes and encoding errors."""
    stream.flush()
    return io.TextIOWrapper(
        io.BufferedWriter(_Output(stream.fileno(), "w", closefd=False)),
        encoding=stream.encoding,
        errors="backslashreplace",
        line_buffering=stream.line_buffering,
    )
