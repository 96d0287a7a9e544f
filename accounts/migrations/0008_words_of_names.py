"""The words of a search key, for indexes that find names by the first letters of words."""

from django.db import migrations

# Said to be costly, which keeps the planner from computing it for every row of a table instead of asking the index.
NAME_WORDS = """
CREATE FUNCTION name_words(key text) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1000
AS $$ BEGIN RETURN array_to_tsvector(array_remove(regexp_split_to_array(key, '[^[:alnum:]]+'), '')); END $$
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_api_tokens")]

    operations = [migrations.RunSQL(NAME_WORDS, "DROP FUNCTION name_words(text)")]
