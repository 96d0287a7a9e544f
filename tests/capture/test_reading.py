"""What is read from mail and calendars that programs write oddly."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest

from relationships.capture.addresses import normal_address, other_spelling
from relationships.capture.file_reading import read_file
from relationships.capture.found import Found
from relationships.capture.mail_reading import Reader, read_mail
from relationships.capture.recurrence import NotRead, times
from tests.capture.letters import calendar, letter, mailbox, meeting

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
READER = Reader(frozenset({"maya@firm.example"}), UTC, NOW, keeps_body=True)


def read(content: bytes) -> list[Found]:
    return list(read_file(BytesIO(content), READER, name="file"))


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        (" <Ana@Novagen.Example> ", "ana@novagen.example"),
        ("ana@münchen.example", "ana@xn--mnchen-3ya.example"),
        ("ANA@XN--MNCHEN-3YA.example", "ana@xn--mnchen-3ya.example"),
        ("a\u202eb@x.example", "ab@x.example"),
        ("no address", ""),
        ("a@b", ""),
        ("a@b@c.example", ""),
        ("a" * 250 + "@x.example", ""),
        ("x@" + "a" * 70 + "ü.example", ""),
    ],
)
def test_one_address_however_it_is_written(written, normal):
    assert normal_address(written) == normal


def test_a_domain_in_letters_and_in_punycode_are_one():
    assert other_spelling("ana@xn--mnchen-3ya.example") == "ana@münchen.example"


@pytest.mark.parametrize(
    ("head", "sender", "others"),
    [
        ("From: =?utf-8?q?Ana_=C3=9C?= <ana@x.example>\nTo: m@x.example", ("ana@x.example", "Ana Ü"), 1),
        ("From: ana@x.example\nTo: unlisted-recipients:; (no To-header on input)", ("ana@x.example", ""), 0),
        ("From: =?x-unknown?q?A=FF?= <ana@x.example>\nTo: Team: a@x.example, b@x.example;", ("ana@x.example", "Aÿ"), 2),
        ('From: "Ruiz, Ana" <ana@x.example>\nTo: a@x.example\nCc: A <A@X.example>', ("ana@x.example", "Ruiz, Ana"), 1),
        ("From: ana@x.example\nTo: a@b.c,evil@x,,<>", ("ana@x.example", ""), 1),
    ],
)
def test_headers_are_read_one_by_one(head, sender, others):
    (found,) = read(f"{head}\nDate: Mon, 2 Nov 2026 09:30:00 +0000\n\nx".encode("latin-1"))
    assert (found.sender.address, found.sender.name) == sender
    assert len(found.others) == others
    assert found.refused == found.ignored == ""


def test_the_same_mail_has_one_key_with_and_without_an_id():
    one, again = read_mail(letter(), READER), read_mail(b"Received: by x\n" + letter(), READER)
    assert one.key == again.key
    bare = letter(message_id=None)
    assert read_mail(bare, READER).key == read_mail(b"X-Moved: yes\n" + bare, READER).key
    assert read_mail(bare, READER).key != read_mail(letter(message_id=None, body="Other"), READER).key


def test_a_mailbox_is_taken_apart_where_mails_begin():
    first = letter(body="Hello\n\nFrom here on it is text.\n>From quoted")
    box = b"From a@x Mon Nov  2 09:30:00 2026\n" + first + b"\nFrom b@x Mon Nov  2 09:31:00 2026\n" + letter()
    for variant in (box, box.replace(b"\n", b"\r\n"), box[:-40]):
        assert [each.subject for each in read(variant)] == ["The audit"] * 2


@pytest.mark.parametrize("before", [b"\xef\xbb\xbf", b"\r\n\n", b" "])
@pytest.mark.parametrize(
    "content", [letter(), mailbox(letter()), calendar(meeting())], ids=["mail", "mailbox", "calendar"]
)
def test_a_mark_or_blanks_before_it_cost_nothing(before, content):
    assert [each.key for each in read(before + content)] == [each.key for each in read(content)]
    assert [each.refused for each in read(before + content)] == [""]


@pytest.mark.parametrize(
    "content",
    [
        b"From " + b"1:11a" * 20_000 + b"\n" + letter(),
        b"From: a at " + b"." * 60_000 + b" x\n\n",
        b"To: " + b"(" * 60_000 + b"\n\n",
        b"To: " + b"(a" * 30_000 + b"\n\n",
        letter(body="x").replace(b"text/plain", b"text/html") + b"<script " * 40_000,
        b"BEGIN:VCALENDAR\nno colon\n" + b"BEGIN:VEVENT\n" * 20_000,
    ],
    ids=["mailbox", "list", "comments", "more comments", "script", "events"],
)
def test_what_is_written_to_take_forever_takes_no_time(content):
    began = time.process_time()
    assert read(content)
    assert time.process_time() - began < 1.5


def test_of_a_broken_calendar_the_rest_is_kept():
    good = "BEGIN:VEVENT\nUID:1\nDTSTART:20261102T093000Z\nATTENDEE:mailto:a@x.example\nEND:VEVENT\n"
    bad = "BEGIN:VEVENT\nUID:2\nDTSTART:not a date\nRRULE:FREQ=;;\nEND:VEVENT\n"
    found = read(f"BEGIN:VCALENDAR\n{bad}{good}END:VCALENDAR\n".encode())
    assert sorted(each.refused for each in found) in (["", "unreadable"], ["", "no_date"])


def test_of_a_calendar_that_breaks_off_the_whole_events_are_kept():
    found = read(calendar(meeting(), meeting("m2"))[:-60])
    assert [each.refused for each in found] == ["", "unreadable"]


@pytest.mark.parametrize("zone", [UTC, ZoneInfo("Europe/Zurich")])
@pytest.mark.parametrize("start", ["20261102T093000Z", "20261102T093000", "20261102"])
def test_meetings_of_a_series_that_were_moved_are_each_one_meeting(start, zone):
    reader = replace(READER, zone=zone)
    later = [start.replace("1102", day) for day in ("1104", "1109", "1111")]
    series = meeting("s", start, "RRULE:FREQ=WEEKLY;COUNT=2\n")
    moved = [meeting("s", later[0], f"RECURRENCE-ID:{start}\n"), meeting("s", later[2], f"RECURRENCE-ID:{later[1]}\n")]
    before, after = (
        list(read_file(BytesIO(calendar(*events)), reader, name="x")) for events in ([series], [series, *moved])
    )
    assert [each.occurred_at.day for each in before] == [2, 9]
    assert [each.occurred_at.day for each in after] == [4, 11]
    assert [each.key for each in before] == [each.key for each in after], "known already before they were moved"
    assert len({each.key for each in after}) == 2


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("RDATE:20261103T093000Z,20261104T093000Z\n", ["", "", ""]),
        ("RRULE:FREQ=WEEKLY;COUNT=1\nEXDATE:20261102T093000Z\n", ["cancelled"]),
        ("RRULE:FREQ=WEEKLY;COUNT=2\nEXDATE:20261102T093000Z\n", [""]),
    ],
)
def test_dates_added_and_taken_out_leave_none_without_a_fate(more, said):
    found = read(calendar(meeting("s", "20261102T093000Z", more)))
    assert [each.ignored for each in found] == said
    assert len({each.key for each in found}) == len(said)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY", "FREQ=HOURLY", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYMONTHDAY=1;BYSETPOS=5", "FREQ=DAILY;BYSETPOS=2", "FREQ=YEARLY;BYWEEKNO=53;BYDAY=XX", "nonsense",
        "FREQ=DAILY;COUNT=x", "FREQ=DAILY;INTERVAL=0;UNTIL=2026", "FREQ=MONTHLY;BYDAY=9MO;BYMONTHDAY=x",
        "FREQ=DAILY;INTERVAL=0", "FREQ=YEARLY;INTERVAL=0", "FREQ=MONTHLY;INTERVAL=00", "FREQ=DAILY;INTERVAL=-1",
        "FREQ=MONTHLY;BYDAY=6MO", "FREQ=YEARLY;BYDAY=54SU", "FREQ=YEARLY;BYMONTH=2;BYDAY=-6MO", "FREQ=YEARLY;BYMONTH=13",
        "FREQ=DAILY;BYMONTH=0", "FREQ=DAILY;BYMONTH=2,13", "FREQ=DAILY;INTERVAL=99999999999999999999",
    ],
)  # fmt: skip
def test_rules_that_never_end_or_never_come_true_are_refused_at_once(rule):
    with pytest.raises(NotRead):
        times(rule, datetime(2026, 1, 5, 9, tzinfo=UTC), NOW)


@pytest.mark.parametrize(
    ("rule", "count"),
    [
        ("FREQ=WEEKLY;BYDAY=MO,WE;COUNT=5", 5),
        ("FREQ=MONTHLY;BYDAY=-1FR", 10),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", 10),
        ("FREQ=DAILY;COUNT=1000000000", 322),
        ("FREQ=WEEKLY;UNTIL=20260201T000000Z", 4),
        ("FREQ=YEARLY", 1),
        ("FREQ=YEARLY;BYDAY=2MO", 1),
        ("FREQ=MONTHLY;BYDAY=+1MO", 11),
        ("FREQ=DAILY;INTERVAL=07", 46),
    ],
)
def test_a_repeated_meeting_was_so_many_times(rule, count):
    found = times(rule, datetime(2026, 1, 5, 9, tzinfo=UTC), NOW)
    assert len(found) == count
    assert all(each <= NOW for each in found)


def test_no_more_than_two_years_and_a_thousand():
    found = times("FREQ=DAILY", datetime(1990, 1, 5, 9, tzinfo=UTC), NOW)
    assert len(found) == 731
    assert min(found) >= NOW - timedelta(days=731)


def test_a_meeting_keeps_its_hour_over_the_change_of_clocks():
    zone = ZoneInfo("Europe/Zurich")
    found = times("FREQ=WEEKLY;COUNT=2", datetime(2026, 10, 20, 9, tzinfo=zone), NOW)
    assert [(each.hour, each.astimezone(UTC).hour) for each in found] == [(9, 7), (9, 8)]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"), (b"   \n", "empty"), (b"\xd0\xcf\x11\xe0abc", "outlook"), (b"PK\x03\x04", "outlook"),
        (b"\x89PNG\r\n", "not_mail"), (b"just words", "not_mail"), (b"BEGIN:VCALENDAR\nEND:VCALENDAR\n", "empty"),
        (b"From: a@x.example\nTo: b@x.example\nDate: Mon, 2 Nov 2099 09:30:00 +0000\n\n", "odd_date"),
    ],
)  # fmt: skip
def test_what_can_not_be_read_says_why(content, reason):
    assert [each.refused for each in read(content)] == [reason]
