"""The undo that survives one redirect."""

from django.test import RequestFactory

from relationships.foundation.undo import Undo, offer_undo, take_undo


def test_an_undo_is_offered_once():
    request = RequestFactory().get("/")
    request.session = {}
    offer_undo(request, text="Logged: call with Ana Ruiz", address="/touchpoints/abc/undo/")
    assert take_undo(request) == Undo("Logged: call with Ana Ruiz", "/touchpoints/abc/undo/")
    assert take_undo(request) is None


def test_a_visitor_without_a_session_has_nothing_to_undo():
    assert take_undo(RequestFactory().get("/")) is None
