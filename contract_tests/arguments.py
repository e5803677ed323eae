"""Reads the arguments of command lines."""

from __future__ import annotations

import argparse
from collections.abc import Callable


def count(things: str) -> Callable[[str], int]:
    """Return what reads a number of things, of which there is one at least."""

    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and int(text)):
            raise argparse.ArgumentTypeError(f"{text!r} is not a number of {things}")
        return int(text)

    return read
