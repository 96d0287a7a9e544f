"""What a colleague sets for themselves."""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import available_timezones

from crispy_forms.layout import Div, Fieldset
from django import forms

from accounts.fields import GatedCharField
from accounts.models import User
from accounts.record_form import RecordForm


@lru_cache(maxsize=1)
def zones() -> list[tuple[str, str]]:
    """Every time zone by region and place; the empty one is the firm's."""
    places = sorted(name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "posix/")))
    return [("", "The firm's"), ("UTC", "UTC"), *((name, name.replace("_", " ")) for name in places)]


class ProfileForm(RecordForm):
    """Name, time zone, appearance and keys of the person who is signed in."""

    name = GatedCharField(longest=200, label="Name")
    time_zone = forms.ChoiceField(label="Time zone", required=False, help_text="Days and times are written for it.")
    theme = forms.ChoiceField(label="Colours", choices=User.Theme.choices, widget=forms.RadioSelect)
    density = forms.ChoiceField(label="Rows in lists", choices=User.Density.choices, widget=forms.RadioSelect)
    single_keys = forms.BooleanField(
        label="Single letters are shortcuts",
        required=False,
        help_text="L logs a touchpoint, / finds, J and K walk a list. Off: hold Alt with each of them.",
    )

    rows = (
        Fieldset("You", "name", "time_zone"),
        Fieldset("Appearance", Div("theme", "density", css_class="form-row")),
        Fieldset("Keyboard", "single_keys"),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        chosen = str(self.initial.get("time_zone", ""))
        known = zones()
        zone = self.fields["time_zone"]
        assert isinstance(zone, forms.ChoiceField)
        zone.choices = known if chosen in dict(known) else [*known, (chosen, chosen)]


class ThemeForm(forms.Form):
    """The colours alone, from the menu of every page."""

    theme = forms.ChoiceField(choices=User.Theme.choices)
