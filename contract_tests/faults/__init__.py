"""Catalogues of faults: deliberate bugs that the contract suite must catch.

`faults.server` holds faulty servers, which the rules must catch, and valid but unusual servers, for
which no rule may report a violation. `faults.client` holds faulty clients, which the tests of the
client must catch. This package imports neither of them, because each has dependencies of its own.
"""

from .catalogue import Catalogue, UnknownNameError, defined_in
from .fault import Fault, Variant, fault, variant

__all__ = ["Catalogue", "Fault", "UnknownNameError", "Variant", "defined_in", "fault", "variant"]
