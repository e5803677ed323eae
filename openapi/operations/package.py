"""Import the generated package of one operation, and call its functions with JSON values."""

from __future__ import annotations

import importlib
import inspect
import re
import sys
import typing
from collections.abc import Iterable
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from types import NoneType, UnionType
from typing import Any
from uuid import UUID

# The types of an argument, in the order in which they are tried for a JSON value. `str` comes
# before UUID, because a UUID does not keep the letter case.
_ORDER = (Enum, datetime, date, bool, int, float, str, UUID)


class ArgumentMismatchError(Exception):
    """Raised if a generated function has no argument for a parameter or value of the document."""


class Package:
    """A generated package with one operation.

    Args:
        folder: The folder that contains the package `bitgo_oes`. The folder is itself a package.
    """

    def __init__(self, folder: Path) -> None:
        self._name = folder.name
        sys.path.insert(0, str(folder.parent))
        try:
            self.root = importlib.import_module(f"{folder.name}.bitgo_oes")
            (file,) = (
                path
                for path in (folder / "bitgo_oes" / "api").glob("*/*.py")
                if path.name != "__init__.py"
            )
            self.operation = importlib.import_module(
                f"{folder.name}.bitgo_oes.api.{file.parent.name}.{file.stem}"
            )
        finally:
            sys.path.remove(str(folder.parent))
        self.signature = inspect.signature(self.operation.sync_detailed)
        self.hints = typing.get_type_hints(self.operation.sync_detailed)

    def forget(self) -> None:
        """Remove the modules of the package from the interpreter."""
        for name in [each for each in sys.modules if each.split(".")[0] == self._name]:
            del sys.modules[name]

    def argument_name(self, location: str, name: str) -> str:
        """Return the name of the argument for a parameter of the document.

        Raises:
            ArgumentMismatchError: If no argument or more than one argument has such a name.
        """
        wanted = {_plain(name), _plain(f"{name}_{location}")}
        found = [
            each
            for each in self.signature.parameters
            if _plain(each) in wanted and each not in {"client", "body"}
        ]
        located = [each for each in found if _plain(each) == _plain(f"{name}_{location}")]
        found = located or found
        if len(found) != 1:
            raise ArgumentMismatchError(f"{len(found)} arguments are named after {name}")
        return found[0]

    def argument(self, name: str, value: Any) -> Any:
        """Convert a JSON value to the type of a function's argument, such as `UUID`.

        Raises:
            ArgumentMismatchError: If the type of the argument has no such value.
        """
        return _converted(self.hints[name], value)


def to_json(value: Any) -> Any:
    """Convert a value of the generated client, such as a model, to a JSON value."""
    if hasattr(value, "to_dict"):
        return value.to_dict()
    if isinstance(value, list):
        return [to_json(item) for item in value]
    if isinstance(value, dict):
        return {key: to_json(item) for key, item in value.items()}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _plain(name: str) -> str:
    return re.sub(r"[\W_]", "", name.casefold())


def _converted(hint: Any, value: Any) -> Any:
    origin = typing.get_origin(hint)
    if hint is Any:
        return value
    if origin is typing.Annotated:
        return _converted(typing.get_args(hint)[0], value)
    if origin in {typing.Union, UnionType}:
        return _alternative(typing.get_args(hint), value)
    if origin is typing.Literal:
        if value in typing.get_args(hint):
            return value
    elif origin is not None and isinstance(value, list) and issubclass(origin, Iterable):
        (item, *_) = typing.get_args(hint)
        return [_converted(item, each) for each in value]
    elif origin is not None and isinstance(value, dict) and not issubclass(origin, list):
        return value
    elif isinstance(hint, type):
        return _instance(hint, value)
    raise ArgumentMismatchError(f"{hint} has no value for {value!r}")


def _alternative(hints: tuple[Any, ...], value: Any) -> Any:
    def place(hint: Any) -> int:
        kinds = [
            index
            for index, kind in enumerate(_ORDER)
            if isinstance(hint, type) and issubclass(hint, kind)
        ]
        return kinds[0] if kinds else -1

    for hint in sorted(hints, key=place):
        try:
            return _converted(hint, value)
        except Exception:  # noqa: S112 - the next alternative may fit
            continue
    raise ArgumentMismatchError(f"{' | '.join(map(str, hints))} has no value for {value!r}")


def _instance(hint: type, value: Any) -> Any:
    if hint is NoneType and value is None:
        return None
    if hasattr(hint, "from_dict") and isinstance(value, dict):
        return hint.from_dict(value)
    if issubclass(hint, Enum):
        return next(x for x in hint if x.value == value and type(x.value) is type(value))
    if isinstance(value, str):
        if issubclass(hint, datetime):
            return datetime.fromisoformat(value)
        if issubclass(hint, date):
            return date.fromisoformat(value)
        if hint is UUID:
            return UUID(value)
    if isinstance(value, bool):
        if hint is bool:
            return value
    elif isinstance(value, hint) or (hint is float and isinstance(value, int)):
        return value
    raise ArgumentMismatchError(f"{hint.__name__} has no value for {value!r}")
