"""Reading the firm and its people."""

from __future__ import annotations

from accounts.models import Firm


def the_firm() -> Firm:
    """The firm's settings; the defaults (unsaved) before anybody has set them."""
    return Firm.objects.first() or Firm()
