"""The form of a wall around one piece of work."""

from __future__ import annotations

from typing import Any, ClassVar

from crispy_forms.layout import Div, Field, Fieldset

from accounts.models import User
from accounts.vocabulary import speak
from relationships.clients.wall_forms import NOTICE, EditWallForm
from relationships.engagements.models import Engagement


class WallAroundWorkForm(EditWallForm):
    """As around a client, but for the group."""

    rows: ClassVar[tuple[Any, ...]] = (
        Fieldset(
            "The wall",
            "reason",
            Div("reference", "approved_by", css_class="form-row"),
            Div("starts_at", "ends_at", "attest_months", css_class="form-row"),
        ),
        Fieldset("Inside", Field("insiders", wrapper_class="choose-many"), "notice"),
        Fieldset("Told that they stand outside", Field("outside", wrapper_class="choose-many"), "outside_notice"),
    )

    def __init__(self, *args: Any, user: User, work: Engagement, **kwargs: Any) -> None:
        inside = list({each.pk: each for each in (user, work.partner) if each is not None}.values())
        super().__init__(*args, initial={"insiders": inside, "notice": NOTICE, "approved_by": user}, **kwargs)
        del self.fields["covers_group"]
        self.fields["insiders"].help_text = speak("Everybody else sees the client as if this work had never been.")
