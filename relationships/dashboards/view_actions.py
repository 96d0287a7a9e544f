"""Writing saved views: keyword-only verbs, one transaction each. Only the owner of a view changes it."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from relationships.dashboards.list_kinds import ListState
from relationships.dashboards.models import DefaultView, SavedView


class NameTaken(Exception):
    """The owner has another view of this list by that name."""


@transaction.atomic
def save_view(*, owner: User, list_key: str, name: str, state: ListState, is_shared: bool) -> SavedView:
    """Keep the state of a list under a name. Raises `NameTaken`."""
    try:
        with transaction.atomic():
            return SavedView.objects.create(
                owner=owner,
                list_key=list_key,
                name=name,
                query=state.saved,
                told=_told(name, state),
                is_shared=is_shared,
            )
    except IntegrityError as error:
        raise NameTaken from error


@transaction.atomic
def edit_view(*, view: SavedView, expected_version: int, name: str, is_shared: bool, state: ListState) -> SavedView:
    """Rename, share or take back. Raises `NameTaken` or `Conflict`."""
    changes = {"name": name, "is_shared": is_shared, "told": _told(name, state)}
    try:
        with transaction.atomic():
            saved = view.save_changes(expected_version=expected_version, changes=changes)
    except IntegrityError as error:
        raise NameTaken from error
    if view.is_shared and not is_shared:
        # Nobody else opens their list in what they no longer see.
        DefaultView.objects.filter(view=view).exclude(user=view.owner).delete()
    return saved


@transaction.atomic
def update_view(*, view: SavedView, state: ListState) -> SavedView:
    """Let the view keep another state of its list; the last choice wins."""
    changes = {"query": state.saved, "told": _told(view.name, state)}
    return view.save_changes(expected_version=view.version, changes=changes)


@transaction.atomic
def archive_view(*, view: SavedView) -> SavedView:
    """Put the view away; pins and defaults come back with it."""
    return view.save_changes(expected_version=view.version, changes={"archived_at": timezone.now()})


@transaction.atomic
def restore_view(*, view: SavedView) -> SavedView:
    """Bring the view back. Raises `NameTaken` when another one has its name by now."""
    try:
        with transaction.atomic():
            return view.save_changes(expected_version=view.version, changes={"archived_at": None})
    except IntegrityError as error:
        raise NameTaken from error


@transaction.atomic
def set_default_view(*, user: User, list_key: str, view: SavedView | None) -> None:
    """Open the list in `view` from now on, or with None as everybody's."""
    if view is None:
        DefaultView.objects.filter(user=user, list_key=list_key).delete()
    else:
        DefaultView.objects.update_or_create(user=user, list_key=list_key, defaults={"view": view})


def _told(name: str, state: ListState) -> str:
    return f"{name} {state.told}"[:500]
