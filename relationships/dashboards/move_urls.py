"""Addresses of moves."""

from django.urls import path

from relationships.dashboards import move_views

urlpatterns = [
    path("people/moves/", move_views.move_list, name="move_list"),
    path("people/moves/<str:public_id>/not-so/", move_views.dismiss_move, name="dismiss_move"),
    path("people/moves/<str:public_id>/reopen/", move_views.reopen_move, name="reopen_move"),
    path("people/<str:public_id>/move/", move_views.record_person_move, name="record_person_move"),
]
