"""Forms of capture: files, who somebody is, what is kept, a calendar."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from accounts.fields import GatedCharField
from accounts.models import User
from accounts.record_form import RecordForm
from relationships.capture.access_actions import SomebodyElses
from relationships.capture.addresses import normal_address
from relationships.capture.calendar_actions import web_address
from relationships.capture.models import CaptureChoice
from relationships.capture.safe_fetch import Refused
from relationships.clients.client_field import OPTIONS, ClientField
from relationships.contacts.models import Person
from relationships.contacts.queries import find_people

LARGEST = 25 * 1024 * 1024
MOST_FILES = 20
MOST_ADDRESSES = 20


class _Files(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or several; answers a list."""

    def __init__(self, **kwargs: Any) -> None:
        attributes = {"multiple": True, "accept": ".eml,.mbox,.ics,.txt,message/rfc822,text/calendar"}
        super().__init__(widget=_Files(attrs=attributes), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if not given:
            raise ValidationError("Choose a file.", code="required")
        if len(given) > MOST_FILES:
            raise ValidationError(f"Choose at most {MOST_FILES} files at once.", code="many")
        too_large = [each.name for each in given if each.size > LARGEST]
        if too_large or sum(each.size for each in given) > 2 * LARGEST:
            raise ValidationError(
                "At most 25 MB a file, and 50 MB at once. For a larger mailbox ask your administrator to run "
                "“manage.py capture” on the server.",
                code="large",
            )
        return given


class UploadForm(RecordForm):
    """Mail, mailboxes and calendars."""

    taken_once = False
    file = FilesField(
        label="Files", help_text="Mail (.eml), a mailbox (.mbox) or a calendar (.ics). What is read twice counts once."
    )

    def uploaded(self) -> list[UploadedFile[Any]]:
        given: list[UploadedFile[Any]] = self.cleaned_data["file"]
        return given


class ProposalForm(RecordForm):
    """Who an unknown correspondent is: somebody new, at a client or not, or somebody known already."""

    taken_once = False
    rows = ("name", "client", OPTIONS, "known")
    name = GatedCharField(longest=300, label="Name", required=False)
    client = ClientField(label="Client", required=False, help_text="Where they work; leave it out if you don't know.")
    known = GatedCharField(
        longest=300,
        label="Or: already known as",
        required=False,
        help_text="The name of somebody who is there already. Then the address is added to them.",
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        client: Any = self.fields["client"]
        client.user = user

    def clean_known(self) -> Person | None:
        typed = self.cleaned_data["known"]
        if not typed:
            return None
        rows = Person.objects.visible_to(self.user).current()
        by_id = rows.filter(public_id=typed).first() if re.fullmatch(r"[0-9A-Za-z]{12}", typed) else None
        found = [by_id] if by_id else [each for each in find_people(self.user, typed, most=2) if each]
        if len(found) != 1:
            raise ValidationError(
                f"Several people are called {typed}. Add the address on the page of the one you mean."
                if found
                else f"Nobody is called {typed}. Enter the name as it stands in their record."
            )
        return found[0]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("name") and not cleaned.get("known") and not self.errors:
            self.add_error("name", "Enter the name.")
        return cleaned


class CaptureForm(RecordForm):
    """What is kept of mail, and which addresses are one's own."""

    taken_once = False
    keeps = forms.ChoiceField(
        label="What is kept of your mail",
        choices=CaptureChoice.Keeps.choices,
        widget=forms.RadioSelect,
        help_text="Colleagues who may see the client read it in the timeline. It counts for what comes from now on.",
    )
    own_addresses = GatedCharField(
        longest=6_000,
        multiline=True,
        required=False,
        label="Your other addresses",
        help_text="One a line. Mail from them is yours, so that it is told who wrote to whom.",
    )

    @classmethod
    def values_of(cls, record: Any) -> dict[str, Any]:
        return {"keeps": record.keeps, "own_addresses": "\n".join(record.own_addresses), "version": record.version}

    def clean_version(self) -> int | None:
        version: int | None = self.cleaned_data.get("version")
        return version

    def clean_own_addresses(self) -> list[str]:
        lines = [each for each in re.split(r"[\s,;]+", self.cleaned_data["own_addresses"]) if each]
        wrong = [each for each in lines if not normal_address(each)]
        if wrong:
            raise ValidationError(f"{wrong[0][:80]} is no mail address. Write one a line.")
        found = list(dict.fromkeys(normal_address(each) for each in lines))
        if len(found) > MOST_ADDRESSES:
            raise ValidationError(f"At most {MOST_ADDRESSES} addresses.")
        return found

    def explain(self, refused: SomebodyElses) -> None:
        self.add_error("own_addresses", f"{refused.address} is a colleague's address. Take it out.")


class CalendarForm(RecordForm):
    """A calendar to read."""

    rows = ("url", "name")
    url = GatedCharField(
        longest=2_000,
        label="Address of the calendar",
        help_text="The secret iCal address that your calendar program shows under “Share” or “Publish”.",
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )
    name = GatedCharField(longest=120, label="Name", required=False, help_text="What you call it here.")

    def clean_url(self) -> str:
        try:
            return web_address(self.cleaned_data["url"])
        except Refused as refused:
            raise ValidationError(str(refused)) from refused
