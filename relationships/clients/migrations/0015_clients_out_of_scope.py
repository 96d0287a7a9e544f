"""Colleagues limited to an office or practice: asked with every question, as walls are (ADR 0027)."""

from django.db import migrations

# Null: not limited. Else whose clients are in sight: their own, those they log for, and those of whoever shares the places
# that they are limited to. Without such a place that is nobody else.
NEAR = """
CREATE OR REPLACE FUNCTION clients_colleagues_near(reader bigint) RETURNS bigint[]
LANGUAGE plpgsql STABLE AS $$
DECLARE
    me record;
BEGIN
    SELECT u.office_id, u.practice_id, CASE WHEN u.role = 'assistant' THEN u.supports_id END AS supports_id,
        CASE u.clients_seen WHEN '' THEN COALESCE(u.role = ANY (f.office_roles), FALSE)
            ELSE u.clients_seen IN ('office', 'both') END AS by_office,
        CASE u.clients_seen WHEN '' THEN COALESCE(u.role = ANY (f.practice_roles), FALSE)
            ELSE u.clients_seen IN ('practice', 'both') END AS by_practice
    INTO me FROM accounts_user u LEFT JOIN accounts_firm f ON TRUE
    WHERE u.id = reader AND u.role <> 'administrator' AND u.clients_seen <> 'all';
    IF NOT FOUND OR NOT (me.by_office OR me.by_practice) THEN
        RETURN NULL;
    END IF;
    RETURN ARRAY(SELECT u.id FROM accounts_user u WHERE u.id = reader OR u.id = me.supports_id
        OR ((NOT me.by_office OR u.office_id = me.office_id) AND (NOT me.by_practice OR u.practice_id = me.practice_id)));
END $$;
"""
BEYOND = """SELECT c.id FROM clients_client c
        WHERE (c.owner_id IS NULL OR c.owner_id NOT IN (SELECT unnest(near))) AND c.id NOT IN (
            SELECT t.client_id FROM clients_teammember t WHERE t.colleague_id = ANY (near) AND t.archived_at IS NULL)"""
SCOPES = f"""
CREATE OR REPLACE FUNCTION clients_out_of_scope_of(reader bigint) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE ROWS 10 AS $$
DECLARE
    near bigint[] := clients_colleagues_near(reader);
BEGIN
    IF near IS NOT NULL THEN
        RETURN QUERY {BEYOND};
    END IF;
END $$;
CREATE OR REPLACE FUNCTION clients_hidden_from(reader bigint) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE ROWS 10 AS $$
DECLARE
    near bigint[] := clients_colleagues_near(reader);
BEGIN
    RETURN QUERY SELECT w.client_id FROM clients_walled_from(reader) w (client_id);
    IF near IS NOT NULL THEN
        RETURN QUERY {BEYOND};
    END IF;
END $$;
"""
GONE = """
DROP FUNCTION clients_hidden_from(bigint);
DROP FUNCTION clients_out_of_scope_of(bigint);
DROP FUNCTION clients_colleagues_near(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("clients", "0014_clients_by_owner"), ("accounts", "0009_scopes")]

    operations = [migrations.RunSQL(NEAR + SCOPES, GONE)]
