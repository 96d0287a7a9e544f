"""What alumni do on their own page: whom they let see what, what they agree to, what they tell us."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.policy import Capability, Role, can
from accounts.vocabulary import speak
from relationships.alumni.consent_actions import record_consent
from relationships.alumni.consent_queries import CHANNELS, PURPOSES, standing_grid
from relationships.alumni.models import Alumnus, AlumnusWord, Consent, ConsentText
from relationships.contacts.move_actions import note_told
from relationships.interactions.actions import NotAmongTheirs, log_interaction
from relationships.interactions.models import Promise
from relationships.interactions.touch import NewPromise, Participants, Touch

ANSWER_WITHIN_DAYS = {"instruct": 2, "refer": 3, "help": 5, "return": 5}
"""So soon somebody of ours answers, by what they offer. What else they say is no promise of ours."""
MOST_WAITING = 20
SAID = {
    "refer": "Wants to refer somebody to us",
    "instruct": "Wants to instruct us",
    "return": "Thinks of coming back to us",
    "help": "Offers help",
    "moved": "Has a new post",
    "other": "Wrote to us",
}


class TooManyWords(Exception):
    """So much waits already that somebody should read it first."""


@transaction.atomic
def choose_visibility(*, alumnus: Alumnus, choices: dict[str, str]) -> Alumnus:
    """Let the alumnus decide who sees what; `choices` by field: name_for, email_for, phone_for, job_for."""
    current = Alumnus.objects.unscoped(reason="their own choice about their own record").get(pk=alumnus.pk)
    return current.save_changes(expected_version=current.version, changes=choices)


@transaction.atomic
def answer_consent(
    *, alumnus: Alumnus, wanted: Iterable[tuple[str, str]], today: date, text: ConsentText | None, through: str
) -> int:
    """Record what they want now, as pairs of purpose and channel; everything else they do not want.

    What they still want is given anew from today. Answers how many rows were written.
    """
    chosen, stands = set(wanted), standing_grid(alumnus, today)
    rows = _everything(chosen, stands) or [row for purpose in PURPOSES for row in _of_purpose(purpose, chosen, stands)]
    for purpose, channel, state in rows:
        record_consent(
            alumnus=alumnus,
            state=state,
            said_on=today,
            recorded_by=None,
            channel=channel,
            purpose=purpose,
            heard_through=through,
            text_version=text.name if text else "",
        )
    return len(rows)


@transaction.atomic
def stop_mail(*, alumnus: Alumnus, purpose: str, today: date) -> bool:
    """No more mail about `purpose`; answers whether that was new. Twice is the same as once."""
    concerned = [each for each in PURPOSES if purpose in ("all", each)]
    stands = standing_grid(alumnus, today)
    if all(stands[each, Consent.Channel.EMAIL] in ("withdrawn", "declined") for each in concerned):
        return False
    record_consent(
        alumnus=alumnus,
        state=Consent.State.WITHDRAWN,
        said_on=today,
        recorded_by=None,
        channel=Consent.Channel.EMAIL,
        purpose=purpose,
        heard_through="the link in a mail",
    )
    return True


@transaction.atomic
def say(*, alumnus: Alumnus, kind: str, said: str = "", today: date, **post: object) -> AlumnusWord:
    """Keep what they told us: a touchpoint of whoever keeps in touch, and a promise to answer where it is an offer.

    A new post (`employer`, `title`, `since`) waits for a colleague: nothing is changed by it. The same words, still
    waiting, are kept once. Raises `TooManyWords`.
    """
    rows = AlumnusWord.objects.unscoped(reason="their own words")
    Alumnus.objects.unscoped(reason="locks the row the caller was given").select_for_update().get(pk=alumnus.pk)
    waiting = rows.filter(alumnus=alumnus, state="waiting", archived_at__isnull=True)
    if same := waiting.filter(kind=kind, said=said, **post).first():
        return same
    if waiting.count() >= MOST_WAITING:
        raise TooManyWords
    word = AlumnusWord.objects.create(alumnus=alumnus, kind=kind, said=said, **post)
    if kind == AlumnusWord.Kind.MOVED:
        signal = note_told(person=alumnus.person, employer=word.employer, title=word.title, on=today)
        word = word.save_changes(expected_version=word.version, changes={"signal": signal})
    return _told(word, today)


def receiver_of(alumnus: Alumnus) -> User | None:
    """Who hears what they say: their keeper, else whoever looks after alumni and may know of them."""
    here = User.objects.filter(is_active=True, left_on=None, archived_at=None)
    ranks = [
        here.filter(pk=alumnus.keeper_id or 0),
        here.filter(role=Role.ALUMNI_ADMIN),
        here.filter(role=Role.ADMINISTRATOR),
    ]
    for rank in ranks:
        for user in rank.order_by("pk")[:5]:
            knows = Alumnus.objects.visible_to(user).filter(pk=alumnus.pk).exists()
            if knows and can(user, Capability.LOG_INTERACTIONS):
                return user
    return None


def _told(word: AlumnusWord, today: date) -> AlumnusWord:
    receiver, person = receiver_of(word.alumnus), word.alumnus.person
    if receiver is None:
        return word
    touch = Touch(
        "message",
        "theirs",
        timezone.now(),
        summary=f"{SAID[word.kind]}, on their page.\n{_words_of(word)}",
        confidential=word.kind == AlumnusWord.Kind.RETURN,
    )
    days, promise = ANSWER_WITHIN_DAYS.get(word.kind), None
    if days:
        what = speak(f"Answer {person.name}: {SAID[word.kind][0].lower()}{SAID[word.kind][1:]}")[:300]
        promise = NewPromise(what, _working_day(today, days), "ours", receiver.pk, person_id=person.pk)
    who = Participants(person_ids=frozenset({person.pk}), colleague_ids=frozenset({receiver.pk}))
    try:
        with transaction.atomic():
            interaction = log_interaction(user=receiver, touch=touch, participants=who, promise=promise)
    except NotAmongTheirs:
        return word
    made_at = Promise.objects.unscoped(reason="just made, at this touchpoint").filter(touch=interaction)
    changes = {"interaction": interaction, "promise": made_at.order_by("-pk").first()}
    return word.save_changes(expected_version=word.version, changes=changes)


def _words_of(word: AlumnusWord) -> str:
    if word.kind != AlumnusWord.Kind.MOVED:
        return word.said
    post = f"{word.title}, {word.employer}" if word.title else word.employer
    since = f", since {word.since:%d %B %Y}" if word.since else ""
    return "\n".join(part for part in (f"{post}{since}.", word.said) if part)


def _working_day(today: date, days: int) -> date:
    day = today
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return day


def _everything(chosen: set[tuple[str, str]], stands: dict[tuple[str, str], str]) -> list[tuple[str, str, str]]:
    if not chosen:
        return [("all", "any", _no(stands.values()))]
    return [("all", "any", "given")] if chosen >= set(stands) else []


def _of_purpose(
    purpose: str, chosen: set[tuple[str, str]], stands: dict[tuple[str, str], str]
) -> list[tuple[str, str, str]]:
    ways = [way for way in CHANNELS if (purpose, way) in chosen]
    if not ways:
        return [(purpose, "any", _no(stands[purpose, way] for way in CHANNELS))]
    if len(ways) == len(CHANNELS):
        return [(purpose, "any", "given")]
    return [(purpose, way, "given" if way in ways else _no([stands[purpose, way]])) for way in CHANNELS]


def _no(stood: Iterable[str]) -> str:
    """Taken back when it had been given, else declined."""
    return "withdrawn" if set(stood) & {"given", "expired", "withdrawn"} else "declined"
