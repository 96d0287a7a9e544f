"""What this floor keeps, one family of tables a module."""

from relationships.hospitality.card_models import CardLink, CardProposal
from relationships.hospitality.exchange_models import Exchange, Gift, GiftLimit
from relationships.hospitality.guest_models import GuestFact

__all__ = ["CardLink", "CardProposal", "Exchange", "Gift", "GiftLimit", "GuestFact"]
