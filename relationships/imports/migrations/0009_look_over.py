"""Only a table's owner may ANALYZE it before PostgreSQL 17, and an import must be able to, for the tables it fills.

Where a table was filled in vain once (a check of a large file) and then cleaned, PostgreSQL takes it for empty, and looks
up each foreign key in the next best index: a whole scan of it for every row.
"""

from django.db import migrations

LOOK_OVER = """
CREATE FUNCTION imports_look_over(places text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    place text;
BEGIN
    FOREACH place IN ARRAY places LOOP
        IF NOT EXISTS (SELECT FROM pg_trigger WHERE tgname = 'imports_added' AND tgrelid = to_regclass(place)) THEN
            RAISE EXCEPTION '% is no table that imports fill.', place;
        END IF;
        EXECUTE format('ANALYZE %I', place);
    END LOOP;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("imports", "0008_numbers_in_one_spelling")]

    operations = [migrations.RunSQL(LOOK_OVER, "DROP FUNCTION imports_look_over")]
