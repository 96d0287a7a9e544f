"""The form of the first administrator."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password

from accounts.admin_forms import AddressField
from accounts.fields import GatedCharField
from accounts.models import User
from accounts.record_form import RecordForm


class FirstAdministratorForm(RecordForm):
    """The key from the server, and who is there."""

    key = GatedCharField(
        longest=60,
        label="Key",
        help_text="The server printed it when it started. `manage.py welcome` prints a new one.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    name = GatedCharField(longest=200, label="Your name", widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = AddressField(
        label="Your e-mail",
        max_length=254,
        help_text="What you sign in with.",
        error_messages={"invalid": "Enter an address such as gerd@firm.example."},
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    password = forms.CharField(
        label="Password",
        strip=False,
        max_length=1000,
        help_text="12 characters or more; three or four words are easiest to remember.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        password = cleaned.get("password")
        if password:
            known = User(email=cleaned.get("email"), name=cleaned.get("name") or "")
            try:
                validate_password(password, known)
            except forms.ValidationError as problem:
                self.add_error("password", problem)
        return cleaned
