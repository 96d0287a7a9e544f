"""The doorbell: the one thing that travels up the floors.

Whoever writes a fact that a score reads sends `facts_changed(sender=..., client_ids=[...])` inside the same
transaction. Receivers on higher floors answer in that transaction (a stale mark), never by enqueueing work
that the transaction could outlive.
"""

from django.dispatch import Signal

facts_changed = Signal()

walls_changed = Signal()
"""`walls_changed(sender=…, client_ids=[…])`: a wall around these clients was put up, changed or taken down. Floors that
know which other clients they share facts with ring `facts_changed` for those."""
