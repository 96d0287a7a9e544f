"""The doorbell: the one thing that travels up the floors.

Whoever writes a fact that a score reads sends `facts_changed(sender=..., client_ids=[...])` inside the same
transaction. Receivers on higher floors answer in that transaction (a stale mark), never by enqueueing work
that the transaction could outlive.
"""

from django.dispatch import Signal

facts_changed = Signal()
