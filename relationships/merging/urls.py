"""Addresses of duplicates and merges."""

from django.urls import path

from relationships.merging import compare_views, list_views

urlpatterns = [
    path("duplicates/", list_views.duplicate_list, name="duplicate_list"),
    path("duplicates/people/", list_views.duplicate_people, name="duplicate_people"),
    path("clients/<str:public_id>/merge/", compare_views.merge_clients, name="merge_clients"),
    path("people/<str:public_id>/merge/", compare_views.merge_people, name="merge_people"),
    path("people/<str:public_id>/not-the-same/<str:other_id>/", compare_views.mark_two_people, name="mark_two_people"),
    path(
        "people/<str:public_id>/not-the-same/<str:other_id>/undo/",
        compare_views.forget_two_people,
        name="forget_two_people",
    ),
    path("merges/", list_views.merge_list, name="merge_list"),
    path("merges/<str:public_id>/", list_views.merge_detail, name="merge_detail"),
    path("merges/<str:public_id>/undo/", list_views.undo_merge, name="undo_merge"),
]
