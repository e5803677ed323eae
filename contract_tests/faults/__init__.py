"""Named deliberate defects, which prove that the suite finds what it is there to find.

`server` holds those of servers, `client` those of clients. This package
imports neither, so that whoever needs one half does not load the other.
"""

from .catalogue import Catalogue, UnknownNameError, defined_in
from .fault import Fault, Variant, fault, variant

__all__ = ["Catalogue", "Fault", "UnknownNameError", "Variant", "defined_in", "fault", "variant"]
