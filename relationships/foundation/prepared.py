"""`Prepared`, under the name by which the floors of the product know it."""

from accounts.prepared import Prepared

__all__ = ["Prepared"]
