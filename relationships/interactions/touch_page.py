"""The page of one touchpoint: what it shows and what may be done with it."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.urls import NoReverseMatch, reverse

from accounts.models import User
from relationships.interactions.attachment_models import Attachment
from relationships.interactions.kinds import FEELINGS, KINDS, Kind
from relationships.interactions.models import Interaction
from relationships.interactions.queries.rights import may_change
from relationships.interactions.queries.timeline import Entry, entries
from relationships.interactions.sentences import lasted, titled, told


@dataclass(frozen=True)
class TouchPage:
    """One touchpoint for one reader."""

    entry: Entry
    may_change: bool
    trail: list[tuple[str, str]]
    files: list[Attachment] = field(default_factory=list)

    @property
    def whole_trail(self) -> list[tuple[str, str]]:
        """The way to a page below this one."""
        return [*self.trail, (self.title, reverse("interaction_detail", args=[self.touch.public_id]))]

    @property
    def touch(self) -> Interaction:
        return self.entry.touch

    @property
    def look(self) -> Kind:
        return KINDS[self.touch.kind]

    @property
    def title(self) -> str:
        """ "Call with Ana Ruiz"."""
        title = titled(self.touch.kind, [each.name for each in self.entry.people or self.entry.clients])
        return title[0].upper() + title[1:]

    @property
    def sentence(self) -> str:
        ours = [each.get_short_name() for each in self.entry.colleagues]
        others = [each.name for each in self.entry.people or self.entry.clients]
        return told(self.touch.kind, self.touch.direction, ours, others)

    @property
    def lasted(self) -> str:
        return lasted(self.touch.duration_minutes)

    @property
    def feeling(self) -> tuple[str, str] | None:
        """Icon and word."""
        return None if self.touch.sentiment is None else FEELINGS[self.touch.sentiment]

    @property
    def log_context(self) -> str:
        """For the log line: this page is about these clients and people."""
        clients = [f"client={each.public_id}" for each in self.entry.clients]
        return "&".join([*clients, *(f"person={each.public_id}" for each in self.entry.people)])


def touch_page(user: User, touch: Interaction) -> TouchPage:
    """Everything about `touch` that `user` may know."""
    entry = entries(user, [touch.pk], undone=True)[0]
    files = Attachment.objects.filter(interaction=touch, archived_at__isnull=True).select_related("added_by")
    return TouchPage(entry, may_change(user, touch), _trail(entry), list(files.order_by("created_at", "pk")))


def _trail(entry: Entry) -> list[tuple[str, str]]:
    """The way here: through its first client."""
    try:
        clients = [("Clients", reverse("client_list"))]
        return [
            *clients,
            *((each.name, reverse("client_timeline", args=[each.public_id])) for each in entry.clients[:1]),
        ]
    except NoReverseMatch:
        return []
