"""App configuration."""

from __future__ import annotations

from django.apps import AppConfig


class EngagementsConfig(AppConfig):
    name = "relationships.engagements"
    label = "engagements"

    def ready(self) -> None:
        from relationships.clients.wall_subject import AroundWork
        from relationships.engagements import walled_work

        AroundWork.places = staticmethod(walled_work.places_of_work)
        AroundWork.subject = staticmethod(walled_work.subject_of_work)
        AroundWork.walls = staticmethod(walled_work.walls_hiding)
