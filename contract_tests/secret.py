"""A value that no output may show."""

from __future__ import annotations

from attrs import field, frozen


@frozen
class Secret:
    """A credential, and the name of the shell variable that stands for it in output.

    Only :meth:`reveal` gives the value away; ``repr`` and ``str`` give the variable.
    """

    _value: str = field(repr=False)
    variable: str

    def reveal(self) -> str:
        """Return the value, to be sent to the target and nowhere else."""
        return self._value

    def __repr__(self) -> str:
        return f"<Secret ${self.variable}>"

    def __str__(self) -> str:
        return f"${self.variable}"
