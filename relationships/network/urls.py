"""Addresses where ties are written. They are read at `dashboards.people_urls`."""

from django.urls import path

from relationships.network import introduction_views, passed_over_views, value_views, views

_BROUGHT = "people/<str:public_id>/brought/<str:contribution_id>"
_INTRODUCTION = "introductions/<str:public_id>"
_TIE = "people/<str:public_id>/ties/<str:tie_id>"

urlpatterns = [
    path("people/<str:public_id>/ties/new/", views.declare_tie, name="declare_tie"),
    path(f"{_TIE}/edit/", views.edit_declared_tie, name="edit_declared_tie"),
    path(f"{_TIE}/withdraw/", views.withdraw_declared_tie, name="withdraw_declared_tie"),
    path(f"{_TIE}/restore/", views.restore_declared_tie, name="restore_declared_tie"),
    path("people/<str:public_id>/ties/take-out/", views.take_out_of_graph, name="take_out_of_graph"),
    path("people/<str:public_id>/ties/put-back/", views.put_back_into_graph, name="put_back_into_graph"),
    path("people/<str:public_id>/brought/new/", value_views.add_contribution, name="add_contribution"),
    path(f"{_BROUGHT}/edit/", value_views.edit_contribution, name="edit_contribution"),
    path(f"{_BROUGHT}/archive/", value_views.archive_contribution, name="archive_contribution"),
    path(f"{_BROUGHT}/thank/", value_views.thank_for_contribution, name="thank_for_contribution"),
    path(f"{_BROUGHT}/not-thanked/", value_views.take_back_thanks, name="take_back_thanks"),
    path(f"{_BROUGHT}/restore/", value_views.restore_contribution, name="restore_contribution"),
    path(
        "people/<str:public_id>/pass-over/<str:between>/<str:between_id>/",
        passed_over_views.pass_over,
        name="pass_over",
    ),
    path(
        "people/<str:public_id>/passed-over/<str:passed_id>/allow/", passed_over_views.allow_again, name="allow_again"
    ),
    path(f"{_INTRODUCTION}/", introduction_views.introduction_detail, name="introduction_detail"),
    path(f"{_INTRODUCTION}/edit/", introduction_views.edit_introduction, name="edit_introduction"),
    path(f"{_INTRODUCTION}/step/", introduction_views.take_introduction_step, name="take_introduction_step"),
    path(f"{_INTRODUCTION}/outcome/", introduction_views.note_introduction_outcome, name="note_introduction_outcome"),
    path(f"{_INTRODUCTION}/archive/", introduction_views.archive_introduction, name="archive_introduction"),
    path(f"{_INTRODUCTION}/restore/", introduction_views.restore_introduction, name="restore_introduction"),
]
