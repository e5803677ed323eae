"""A stateful mock server of the operation *List client balances*.

The mock is written from the prose of the contract and does not read the OpenAPI document.
Otherwise, the mock would have every error of the document, and tests would not find the errors.
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
