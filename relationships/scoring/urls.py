"""Addresses of health."""

from django.urls import path

from relationships.scoring import doubt_views, part_views, views

urlpatterns = [
    path("clients/<str:public_id>/health/", views.client_health, name="client_health"),
    path("clients/<str:public_id>/health/history/", views.client_health_history, name="client_health_history"),
    path("clients/<str:public_id>/health/vital/", views.client_health_vital, name="client_health_vital"),
    path("clients/<str:public_id>/health/parts/<str:part>/", part_views.health_part, name="health_part"),
    path(
        "clients/<str:public_id>/ties/<str:person_id>/<str:colleague_id>/", part_views.tie_touches, name="tie_touches"
    ),
    path("clients/<str:public_id>/health/wrong/", doubt_views.raise_doubt, name="raise_doubt"),
    path("clients/<str:public_id>/health/wrong/<str:doubt_id>/", doubt_views.answer_doubt, name="answer_doubt"),
    path(
        "clients/<str:public_id>/health/wrong/<str:doubt_id>/take-back/",
        doubt_views.take_back_doubt,
        name="take_back_doubt",
    ),
    path(
        "clients/<str:public_id>/health/wrong/<str:doubt_id>/restore/", doubt_views.restore_doubt, name="restore_doubt"
    ),
    path("portfolio/past/", views.past_portfolio, name="past_portfolio"),
    path("portfolio/past/exact/", views.work_out_past_day, name="work_out_past_day"),
    path("health/doubts/", doubt_views.doubt_list, name="doubt_list"),
]
