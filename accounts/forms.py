"""What a colleague sets for themselves."""

from __future__ import annotations

from collections.abc import Sequence
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
    """The name of the person who is signed in."""

    name = GatedCharField(longest=200, label="Name")


class AppearanceForm(RecordForm):
    """Colours, rows, time zone, and where one begins."""

    start_page = forms.ChoiceField(label="After signing in", required=False)
    time_zone = forms.ChoiceField(label="Time zone", required=False, help_text="Days and times are written for it.")
    theme = forms.ChoiceField(label="Colours", choices=User.Theme.choices, widget=forms.RadioSelect)
    density = forms.ChoiceField(label="Rows in lists", choices=User.Density.choices, widget=forms.RadioSelect)

    rows = (
        Fieldset("Look", Div("theme", "density", css_class="form-row")),
        Fieldset("Place and time", "time_zone", "start_page"),
    )

    def __init__(self, *args: object, start_pages: Sequence[tuple[str, str]] = (), **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        start = self.fields["start_page"]
        assert isinstance(start, forms.ChoiceField)
        start.choices = [("", "Where my role begins"), *start_pages]
        if self.initial.get("start_page") not in dict(start_pages):
            self.initial["start_page"] = ""
        chosen = str(self.initial.get("time_zone", ""))
        known = zones()
        zone = self.fields["time_zone"]
        assert isinstance(zone, forms.ChoiceField)
        zone.choices = known if chosen in dict(known) else [*known, (chosen, chosen)]


class KeyboardForm(RecordForm):
    """Whether single letters do something, and in which language the log line is typed."""

    single_keys = forms.BooleanField(
        label="Single letters are shortcuts",
        required=False,
        help_text="Off: hold Alt with each of them. Ctrl K, Ctrl Z, Enter and Esc always work.",
    )
    log_language = forms.ChoiceField(
        label="The log line is typed in",
        required=False,
        choices=User.LogLanguage.choices,
        widget=forms.RadioSelect,
        help_text="Its short verbs, days and small words. Names are found in any language.",
    )


class ThemeForm(forms.Form):
    """The colours alone, from the menu of every page."""

    theme = forms.ChoiceField(choices=User.Theme.choices)
