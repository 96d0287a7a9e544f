"""Addresses of hospitality: the guest book, give and ask, the register of gifts, the mutual card."""

from django.urls import path

from relationships.hospitality import card_views, exchange_views, gift_views, guest_views, own_card_views

_FACT = "people/<str:public_id>/guest-book/<str:fact_id>"
_EXCHANGE = "people/<str:public_id>/give-and-ask/<str:exchange_id>"
_CARD = "people/<str:public_id>/card"

urlpatterns = [
    path("people/<str:public_id>/guest-book/", guest_views.guest_book, name="guest_book"),
    path("people/<str:public_id>/guest-book/history/", guest_views.guest_book_history, name="guest_book_history"),
    path("people/<str:public_id>/guest-book/new/", guest_views.add_guest_fact, name="add_guest_fact"),
    path(f"{_FACT}/edit/", guest_views.edit_guest_fact, name="edit_guest_fact"),
    path(f"{_FACT}/still-true/", guest_views.confirm_guest_fact, name="confirm_guest_fact"),
    path(f"{_FACT}/as-before/", guest_views.unconfirm_guest_fact, name="unconfirm_guest_fact"),
    path(f"{_FACT}/archive/", guest_views.archive_guest_fact, name="archive_guest_fact"),
    path(f"{_FACT}/restore/", guest_views.restore_guest_fact, name="restore_guest_fact"),
    path("people/<str:public_id>/give-and-ask/", exchange_views.give_and_ask, name="give_and_ask"),
    path("people/<str:public_id>/give-and-ask/give/", exchange_views.add_give, name="add_give"),
    path("people/<str:public_id>/give-and-ask/ask/", exchange_views.add_ask, name="add_ask"),
    path(f"{_EXCHANGE}/edit/", exchange_views.edit_exchange, name="edit_exchange"),
    path(f"{_EXCHANGE}/archive/", exchange_views.archive_exchange, name="archive_exchange"),
    path(f"{_EXCHANGE}/restore/", exchange_views.restore_exchange, name="restore_exchange"),
    path("gifts/", gift_views.gift_list, name="gift_list"),
    path("gifts/export/", gift_views.export_gifts, name="export_gifts"),
    path("people/<str:public_id>/gifts/new/", gift_views.add_gift, name="add_gift"),
    path("gifts/<str:public_id>/edit/", gift_views.edit_gift, name="edit_gift"),
    path("gifts/<str:public_id>/approve/", gift_views.approve_gift, name="approve_gift"),
    path("gifts/<str:public_id>/refuse/", gift_views.refuse_gift, name="refuse_gift"),
    path("gifts/<str:public_id>/undecide/", gift_views.undecide_gift, name="undecide_gift"),
    path("gifts/<str:public_id>/archive/", gift_views.archive_gift, name="archive_gift"),
    path("gifts/<str:public_id>/restore/", gift_views.restore_gift, name="restore_gift"),
    path(f"{_CARD}/", card_views.mutual_card, name="mutual_card"),
    path(f"{_CARD}/link/", card_views.make_card_link, name="make_card_link"),
    path(f"{_CARD}/<str:link_id>/revoke/", card_views.revoke_card_link, name="revoke_card_link"),
    path("cards/", card_views.proposal_list, name="proposal_list"),
    path("cards/<str:public_id>/accept/", card_views.accept_proposal, name="accept_proposal"),
    path("cards/<str:public_id>/decline/", card_views.decline_proposal, name="decline_proposal"),
    path("cards/<str:public_id>/undecide/", card_views.undecide_proposal, name="undecide_proposal"),
    path("card/<str:token>/", own_card_views.own_card, name="own_card"),
]
