"""A stateful server of *List client balances*, written from the prose of the contract.

It reads neither the document nor anything made from it: a mock derived from
the document would pass its tests by construction.
"""

from .app import create_app
from .behaviour import CORRECT, Behaviour
from .default_world import build_world
from .serving import serving
from .world import World
from .write_target import render_target

__all__ = [
    "CORRECT",
    "Behaviour",
    "World",
    "build_world",
    "create_app",
    "render_target",
    "serving",
]
