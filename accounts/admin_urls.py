"""Addresses where the firm is run."""

from django.urls import path

from accounts import colleague_views as people
from accounts import place_views as places
from accounts.second_step_views import start_over_second_step
from accounts.session_views import end_sessions_of


def _places(kind: str, base: str) -> list[object]:
    here = {"kind": kind}
    return [
        path(f"{base}/", places.place_list, here, name=f"{kind}_list"),
        path(f"{base}/new/", places.add_place, here, name=f"add_{kind}"),
        path(f"{base}/<str:public_id>/", places.edit_place, here, name=f"edit_{kind}"),
        path(f"{base}/<str:public_id>/archive/", places.archive_place, here, name=f"archive_{kind}"),
        path(f"{base}/<str:public_id>/restore/", places.restore_place, here, name=f"restore_{kind}"),
    ]


urlpatterns = [
    *_places("office", "settings/offices"),
    *_places("practice", "settings/practices"),
    path("settings/colleagues/", people.colleague_list, name="colleague_list"),
    path("settings/colleagues/new/", people.add_colleague, name="add_colleague"),
    path("settings/colleagues/<str:public_id>/", people.colleague_detail, name="colleague_detail"),
    path("settings/colleagues/<str:public_id>/edit/", people.edit_colleague, name="edit_colleague"),
    path("settings/colleagues/<str:public_id>/close/", people.close_account, name="close_account"),
    path("settings/colleagues/<str:public_id>/reopen/", people.reopen_account, name="reopen_account"),
    path("settings/colleagues/<str:public_id>/sign-out/", end_sessions_of, name="end_sessions_of"),
    path("settings/colleagues/<str:public_id>/second-step/", start_over_second_step, name="start_over_second_step"),
    path("settings/colleagues/<str:public_id>/link/", people.send_sign_in_link, name="send_sign_in_link"),
]
