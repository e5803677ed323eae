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

    The exit status is 130 if the user interrupts the command, and 2 if the output cannot be
    written, for example to a full disk. Output to a closed pipe is dropped without an error.
    """
    streams = {name: getattr(sys, name) for name in ("stdout", "stderr")}
    outputs = {
        name: _Output(stream.fileno(), "w", closefd=False)
        for name, stream in streams.items()
        if isinstance(stream, io.TextIOWrapper)
    }
    for name, output in outputs.items():
        setattr(sys, name, _text_stream(output, streams[name]))
    status: int | str | None
    try:
        status = main()
    except KeyboardInterrupt:
        status = 130
    except SystemExit as ended:  # of the parser of the options
        status = ended.code
    for name, output in outputs.items():
        getattr(sys, name).flush()
        if output.error is not None:
            problem = f"the output cannot be written ({output.error.strerror})"
            print(f"{problem}; write it to another file", file=sys.stderr, flush=True)
            status = 2
    sys.exit(status)


def from_here(path: Path) -> Path:
    """Make an absolute path relative if the path is inside the current folder.

    Other paths are returned unchanged.
    """
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


class _Output(io.FileIO):
    """A standard stream that drops output that cannot be written.

    Attributes:
        error: The reason why output was dropped; None if the reader has closed the pipe, or if all
            output was written.
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


def _text_stream(output: _Output, stream: io.TextIOWrapper) -> io.TextIOWrapper:
    """Return a text stream to an output that escapes the characters outside its encoding."""
    stream.flush()
    return io.TextIOWrapper(
        io.BufferedWriter(output),
        encoding=stream.encoding,
        errors="backslashreplace",
        line_buffering=stream.line_buffering,
    )
