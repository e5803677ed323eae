"""Confirmation of violations: a failed check is repeated with newly read data."""

from __future__ import annotations

from collections.abc import Callable

from ..conformance.violation import Violation


def confirm(check: Callable[[], None], read_data_again: Callable[[], None]) -> None:
    """Run a check, and repeat a failed check after the data has been read again.

    The data of the server may have changed during the first check. Only a violation that the
    repeated check finds is raised.
    """
    try:
        check()
    except Violation:
        read_data_again()
        check()
