"""Addresses of key people, of the departure simulator and of second ties."""

from django.urls import path

from relationships.dashboards import key_people_views as views

_KEY = "portfolio/key-people"

urlpatterns = [
    path(f"{_KEY}/", views.key_people, name="key_people"),
    path(f"{_KEY}.csv", views.export_key_people, name="export_key_people"),
    path(f"{_KEY}/ours/<str:public_id>/", views.leaving_colleague, name="leaving_colleague"),
    path(f"{_KEY}/ours/<str:public_id>.csv", views.export_leaving_colleague, name="export_leaving_colleague"),
    path(f"{_KEY}/theirs/<str:public_id>/", views.leaving_person, name="leaving_person"),
    path(f"{_KEY}/theirs/<str:public_id>.csv", views.export_leaving_person, name="export_leaving_person"),
    path("portfolio/threads/", views.thread_list, name="thread_list"),
    path("clients/<str:public_id>/second-tie/", views.add_second_tie, name="add_second_tie"),
    path("second-ties/<str:public_id>/withdraw/", views.withdraw_second_tie_plan, name="withdraw_second_tie_plan"),
]
