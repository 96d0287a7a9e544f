"""Whoever gives a client to another colleague marks what must be summed anew: a book has a share of its own."""

from django.db import migrations

TRAITS = """
CREATE OR REPLACE FUNCTION scoring_mark_traits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO scoring_repeatmark (client_id)
    SELECT new_rows.id FROM new_rows JOIN old_rows USING (id)
    WHERE ({new}) IS DISTINCT FROM ({old})
        AND EXISTS (SELECT FROM engagements_ledgerentry entry WHERE entry.client_id = new_rows.id);
    RETURN NULL;
END $$;
"""
BEFORE = ("tier", "industry")
SINCE = (*BEFORE, "owner_id")


def _function(columns: tuple[str, ...]) -> str:
    new, old = (", ".join(f"{rows}.{each}" for each in columns) for rows in ("new_rows", "old_rows"))
    return TRAITS.format(new=new, old=old)


class Migration(migrations.Migration):
    dependencies = [("scoring", "0014_marks_of_walled_work")]

    operations = [migrations.RunSQL(_function(SINCE), _function(BEFORE))]
