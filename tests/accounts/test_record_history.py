"""The history of a record, page by page."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Office, User
from accounts.record_events import Place
from accounts.record_history import history_of
from tests.cast import SignIn
from tests.factories import OfficeFactory

pytestmark = pytest.mark.django_db
NAME = {"name": "Name"}


def renamed(times: int) -> Office:
    office: Office = OfficeFactory(name="Office 0")
    for number in range(1, times + 1):
        Office.objects.filter(pk=office.pk).update(name=f"Office {number}")
    return office


def test_pages_follow_each_other_without_gap_or_repeat() -> None:
    """All in one moment: the place in the order is a moment and how many of it were shown."""
    office, told, before = renamed(70), [], ""
    while True:
        page = history_of(office, fields=NAME, before=before)
        told += [change.fields[0].after for change in page]
        before = page.older
        if not before:
            break
    assert told == [f"Office {number}" for number in range(70, -1, -1)]


def test_one_change_and_many_take_the_same_statements() -> None:
    few, many = renamed(1), Office.objects.create(name="Many")
    for number in range(40):
        Office.objects.filter(pk=many.pk).update(name=f"Many {number}")
    counts = []
    for office in (few, many):
        with CaptureQueriesContext(connection) as asked:
            history_of(office, fields=NAME)
        counts.append(len(asked))
    assert counts == [1, 1]


def test_saves_that_only_count_the_version_up_are_not_told() -> None:
    office = OfficeFactory(name="Basel")
    Office.objects.filter(pk=office.pk).update(version=7)
    assert [change.act for change in history_of(office, fields=NAME)] == ["added this office"]


@pytest.mark.parametrize("text", ["", "x", "1-", "-1", "1-2-3", "9" * 39, "9" * 30 + "-1", "٣-1", "1-²"])
def test_nonsense_in_the_address_begins_at_the_newest(text: str) -> None:
    assert Place.read(text) is None
    assert history_of(renamed(1), fields=NAME, before=text).continued is False


def test_a_place_reads_as_it_was_written() -> None:
    office = renamed(40)
    place = Place.read(history_of(office, fields=NAME).older)
    assert place is not None
    assert Place.read(str(place)) == place


def test_the_page_goes_on_by_a_link_that_works_without_scripts(sign_in: SignIn, administrator: User) -> None:
    office = renamed(40)
    browser, address = sign_in(administrator), f"/settings/offices/{office.public_id}/"
    first = browser.get(address)
    older = first.context["changes"].older
    assert f'href="?before={older}#history"' in first.content.decode()
    rest = browser.get(address, {"before": older}).content.decode()
    assert "Back to the newest changes" in rest
    assert "Office 0" in rest
    assert "Office 40" not in rest.split('id="history"')[1]
