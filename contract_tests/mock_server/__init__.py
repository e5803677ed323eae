"""A stateful mock server of the operation *List client balances*.

The mock does not read the OpenAPI document. Tests can therefore find errors in the document.
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
