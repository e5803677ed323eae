"""A stateful mock server of the operation *List client balances*.

The mock is written from the prose of the contract. It does not read the OpenAPI document, because a
mock that is derived from the document would pass the tests of the document by construction.
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
