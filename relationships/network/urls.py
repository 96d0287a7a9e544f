"""Addresses where ties are written. They are read at `dashboards.people_urls`."""

from django.urls import path

from relationships.network import views

_TIE = "people/<str:public_id>/ties/<str:tie_id>"

urlpatterns = [
    path("people/<str:public_id>/ties/new/", views.declare_tie, name="declare_tie"),
    path(f"{_TIE}/edit/", views.edit_declared_tie, name="edit_declared_tie"),
    path(f"{_TIE}/withdraw/", views.withdraw_declared_tie, name="withdraw_declared_tie"),
    path(f"{_TIE}/restore/", views.restore_declared_tie, name="restore_declared_tie"),
    path("people/<str:public_id>/ties/take-out/", views.take_out_of_graph, name="take_out_of_graph"),
    path("people/<str:public_id>/ties/put-back/", views.put_back_into_graph, name="put_back_into_graph"),
]
