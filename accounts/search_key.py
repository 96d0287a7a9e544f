"""Accent- and case-insensitive search keys, computed by PostgreSQL and kept in a generated column."""

from django.db.models import Func, TextField


class SearchKey(Func):
    """`search_key(text)`: lower case without accents. Immutable, so it can be generated and indexed."""

    function = "search_key"
    arity = 1
    output_field = TextField()
