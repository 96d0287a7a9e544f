"""An entry finds the row of its origin itself: nobody asks for it in a statement of its own."""

from django.db import migrations

ORIGIN_OF = """
CREATE FUNCTION trust_origin_of(colleague bigint, whence text, gadget text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    found bigint;
BEGIN
    FOR attempt IN 1..2 LOOP
        SELECT id INTO found FROM trust_origin
        WHERE (user_id = colleague OR colleague IS NULL AND user_id IS NULL) AND address = whence AND device = gadget;
        EXIT WHEN found IS NOT NULL;
        -- Somebody else may write it at this very moment: then the second look finds it.
        INSERT INTO trust_origin (user_id, address, device) VALUES (colleague, whence, gadget)
        ON CONFLICT DO NOTHING RETURNING id INTO found;
        EXIT WHEN found IS NOT NULL;
    END LOOP;
    RETURN found;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("trust", "0005_firm_exports")]

    operations = [migrations.RunSQL(ORIGIN_OF, "DROP FUNCTION trust_origin_of(bigint, text, text)")]
