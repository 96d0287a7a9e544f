"""An introduction from the first question to the thanks: both sides say yes, and each step owes the next."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import User
from relationships.attention.day_gather import gather_day
from relationships.clients.models import Client
from relationships.contacts.models import Person
from relationships.foundation.firm_day import firm_day
from relationships.interactions.models import Promise
from relationships.network import introduction_actions as actions
from relationships.network.introduction_actions import AlreadyAsked, NotNow
from relationships.network.models import Introduction, PassedOver
from tests import factories as make
from tests.cast import SignIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def peter(novagen: Client) -> Person:
    return make.PositionFactory(person=make.PersonFactory(name="Peter Amrein"), client=novagen, title="CFO").person


@pytest.fixture
def asked(account_manager: User, partner: User, peter: Person, novagen: Client) -> Introduction:
    """Maya asked Henrik."""
    return actions.ask_for_introduction(
        by=account_manager,
        wanted_by=account_manager,
        person=peter,
        client=novagen,
        colleague=partner,
        through=None,
        note="",
    )


def owed(user: User) -> list[tuple[str, str]]:
    rows = Promise.objects.unscoped(reason="test").filter(colleague=user, archived_at__isnull=True)
    return list(rows.order_by("id").values_list("what", "outcome"))


def test_asking_is_owed_by_whoever_asks(asked: Introduction, account_manager: User, partner: User) -> None:
    assert owed(account_manager) == [("Ask Henrik Lindqvist for an introduction to Peter Amrein", "")]
    assert owed(partner) == []
    assert asked.asking is not None
    assert asked.asking.due_on == firm_day().on + timedelta(days=7)


def test_from_yes_to_thanks(asked: Introduction, account_manager: User, partner: User) -> None:
    today = firm_day().on
    accepted = actions.accept_introduction(by=partner, introduction=asked)
    assert owed(account_manager)[0][1] == "kept"
    assert owed(partner) == [("Introduce Maya Okafor to Peter Amrein", "")]
    made = actions.make_introduction(introduction=actions.agree_to_introduction(introduction=accepted))
    assert owed(partner)[0][1] == "kept"
    said = actions.note_outcome(
        by=account_manager,
        introduction=made,
        expected_version=made.version,
        changes={"outcome": "talking", "outcome_note": "", "engagement": None},
    )
    done = actions.thank_for_introduction(introduction=said)
    days = (done.asked_on, done.answered_on, done.agreed_on, done.made_on, done.outcome_on, done.thanked_on)
    assert days == (today,) * 6
    assert done.state == "made"


def test_it_is_not_made_before_both_agreed(asked: Introduction, partner: User) -> None:
    with pytest.raises(NotNow):
        actions.make_introduction(introduction=asked)
    accepted = actions.accept_introduction(by=partner, introduction=asked)
    with pytest.raises(NotNow):
        actions.make_introduction(introduction=accepted)
    with pytest.raises(IntegrityError), transaction.atomic():
        Introduction.objects.unscoped(reason="test").filter(pk=asked.pk).update(state="made", made_on=firm_day().on)


def test_a_no_of_the_other_side_releases_whoever_said_yes(asked: Introduction, partner: User) -> None:
    refused = actions.refuse_introduction(introduction=actions.accept_introduction(by=partner, introduction=asked))
    assert refused.state == "refused"
    assert owed(partner) == [("Introduce Maya Okafor to Peter Amrein", "withdrawn")]


@pytest.mark.parametrize(
    "taken", ["accept", "decline", "accept agree", "accept refuse", "accept agree make", "withdraw"]
)
def test_every_step_can_be_taken_back(taken: str, asked: Introduction, partner: User, account_manager: User) -> None:
    verbs = {
        "accept": lambda each: actions.accept_introduction(by=partner, introduction=each),
        "decline": lambda each: actions.decline_introduction(introduction=each),
        "agree": lambda each: actions.agree_to_introduction(introduction=each),
        "refuse": lambda each: actions.refuse_introduction(introduction=each),
        "make": lambda each: actions.make_introduction(introduction=each),
        "withdraw": lambda each: actions.withdraw_introduction(introduction=each),
    }
    now, before = asked, (asked.state, owed(account_manager), owed(partner))
    for verb in taken.split():
        before = (now.state, owed(account_manager), owed(partner))
        now = verbs[verb](now)
    back = actions.take_back_step(introduction=now)
    assert (back.state, owed(account_manager), owed(partner)) == before


def test_the_same_way_is_asked_once(asked: Introduction, account_manager: User, partner: User, peter: Person) -> None:
    with pytest.raises(AlreadyAsked):
        actions.ask_for_introduction(
            by=account_manager,
            wanted_by=account_manager,
            person=peter,
            client=None,
            colleague=partner,
            through=None,
            note="",
        )
    assert len(owed(account_manager)) == 1


def test_put_away_with_its_promises_and_back(asked: Introduction, account_manager: User) -> None:
    gone = actions.archive_introduction(introduction=asked, expected_version=asked.version)
    assert owed(account_manager) == []
    actions.restore_introduction(introduction=Introduction.objects.unscoped(reason="test").get(pk=gone.pk))
    assert len(owed(account_manager)) == 1


def test_it_stands_on_the_day_of_whoever_is_to_act(asked: Introduction, account_manager: User, partner: User) -> None:
    def told(user: User) -> list[str]:
        found = gather_day(user, user).all_reasons.get(("p", asked.person_id), [])
        return [reason.said.text for reason in found if reason.kind == "introduction"]

    assert told(partner) == ["Maya Okafor asks you for an introduction to them. Yes or no?"]
    assert told(account_manager) == []
    actions.decline_introduction(introduction=asked)
    assert told(partner) == []
    assert told(account_manager) == ["Henrik Lindqvist would rather not introduce you. There may be another way."]


class TestPages:
    @pytest.fixture
    def maya(self, sign_in: SignIn, account_manager: User) -> Browser:
        return sign_in(account_manager)

    @pytest.fixture
    def known(self, partner: User, peter: Person) -> None:
        make.DeclaredTieFactory(person=peter, colleague=partner, strength=80)

    def ask(self, browser: Browser, peter: Person, partner: User) -> Introduction | None:
        form = {"to": peter.public_id, "person": peter.public_id, "colleague": partner.public_id, "through": ""}
        answer = browser.post(reverse("ask_for_introduction"), form)
        assert answer.status_code == 303
        return Introduction.objects.unscoped(reason="test").first()

    def test_asking_makes_a_promise_and_a_note(
        self, maya: Browser, known: None, peter: Person, partner: User, account_manager: User
    ) -> None:
        page = maya.get(reverse("network_path"), {"to": peter.public_id}).content.decode()
        assert "Henrik Lindqvist knows Peter Amrein, strong (as declared)." in page
        made = self.ask(maya, peter, partner)
        assert made is not None
        assert made.note.startswith("Dear Henrik Lindqvist,")
        assert "introduce me to Peter Amrein" in made.note
        assert len(owed(account_manager)) == 1
        detail = maya.get(reverse("introduction_detail", args=[made.public_id])).content.decode()
        assert "mailto:henrik@firm.example?subject=An%20introduction%20to%20Peter%20Amrein" in detail
        assert "Henrik Lindqvist answers next." in detail

    def test_a_way_that_is_gone_asks_nobody(self, maya: Browser, peter: Person, partner: User) -> None:
        assert self.ask(maya, peter, partner) is None

    def test_only_whoever_is_asked_says_yes(
        self, maya: Browser, sign_in: SignIn, asked: Introduction, partner: User, outsider: User
    ) -> None:
        step = reverse("take_introduction_step", args=[asked.public_id])
        assert maya.post(step, {"step": "accept"}).status_code == 403
        assert sign_in(outsider).post(step, {"step": "withdraw"}).status_code == 403
        assert sign_in(partner).post(step, {"step": "accept"}).status_code == 303
        asked.refresh_from_db()
        assert asked.state == "accepted"
        again = sign_in(partner).post(step, {"step": "accept"}, follow=True).content.decode()
        assert "Somebody took another step meanwhile" in again

    def test_work_is_named_only_where_work_came_of_it(self, maya: Browser, asked: Introduction, partner: User) -> None:
        work = make.EngagementFactory(client=asked.client)
        accepted = actions.accept_introduction(by=partner, introduction=asked)
        made = actions.make_introduction(introduction=actions.agree_to_introduction(introduction=accepted))
        here = reverse("note_introduction_outcome", args=[asked.public_id])
        said = {"version": made.version, "outcome": "nothing", "engagement": work.public_id, "outcome_note": ""}
        assert maya.post(here, said).status_code == 422
        assert maya.post(here, {**said, "outcome": "work"}).status_code == 303
        asked.refresh_from_db()
        assert asked.engagement == work

    def test_not_him_leaves_the_way_out_until_allowed_again(
        self, maya: Browser, known: None, peter: Person, partner: User
    ) -> None:
        leave = reverse("pass_over", args=[peter.public_id, "colleague", partner.public_id])
        ways = f"{reverse('network_path')}?to={peter.public_id}"
        assert maya.post(leave, {"reason": ""}).status_code == 422
        assert maya.post(leave, {"reason": "They fell out."}, follow=True).redirect_chain == [(ways, 303)]
        page = maya.get(ways).content.decode()
        assert "No way in yet." in page
        assert "They fell out." in page
        passed = PassedOver.objects.unscoped(reason="test").get()
        maya.post(reverse("allow_again", args=[peter.public_id, passed.public_id]))
        assert "1 way in" in maya.get(ways).content.decode()

    def test_the_list_and_its_file_hide_what_is_hidden(
        self, maya: Browser, sign_in: SignIn, outsider: User, asked: Introduction, walled_client: Client
    ) -> None:
        for page in ("introduction_list", "export_introductions"):
            assert b"Peter Amrein" in b"".join(maya.get(reverse(page)))
        Introduction.objects.unscoped(reason="test").update(client=walled_client)
        for page in ("introduction_list", "export_introductions"):
            assert b"Peter Amrein" in b"".join(maya.get(reverse(page)))
            assert b"Peter Amrein" not in b"".join(sign_in(outsider).get(reverse(page)))
        assert sign_in(outsider).get(reverse("introduction_detail", args=[asked.public_id])).status_code == 404

    def test_hidden_work_that_came_of_one_hides_it(
        self, sign_in: SignIn, outsider: User, partner: User, peter: Person, walled_client: Client
    ) -> None:
        """Whoever is wanted sits in sight too; the work they gave is behind the wall."""
        make.PositionFactory(person=peter, client=walled_client)
        day = firm_day().on
        done = {
            "state": "made",
            "answered_on": day,
            "agreed_on": day,
            "made_on": day,
            "outcome": "work",
            "outcome_on": day,
        }
        work = make.EngagementFactory(client=walled_client, name="Project Heron")
        made = make.IntroductionFactory(person=peter, engagement=work, **done)
        page = reverse("introduction_detail", args=[made.public_id])
        assert "Project Heron" in sign_in(partner).get(page).content.decode()
        assert sign_in(outsider).get(page).status_code == 404

    def test_a_promise_given_to_a_hidden_client_since_is_not_told(
        self, sign_in: SignIn, outsider: User, partner: User, peter: Person, walled_client: Client
    ) -> None:
        owed = make.PromiseFactory(client=walled_client, person=peter, what="The Heron papers")
        asked = make.IntroductionFactory(person=peter, asking=owed)
        page = reverse("introduction_detail", args=[asked.public_id])
        assert "The Heron papers" in sign_in(partner).get(page).content.decode()
        assert "The Heron papers" not in sign_in(outsider).get(page).content.decode()
