"""What PostgreSQL itself sees to: nothing audited is changed or deleted, changes leave an entry, entries are chained."""

from django.db import migrations

APPEND_ONLY = """
CREATE FUNCTION trust_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('trust.erasing', true) = 'yes' AND TG_TABLE_NAME = 'trust_origin' AND TG_OP = 'UPDATE' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Cannot % rows of %: the audit record is append-only', lower(TG_OP), TG_TABLE_NAME;
END $$;
CREATE TRIGGER trust_append_only BEFORE UPDATE OR DELETE ON trust_auditentry
    FOR EACH ROW EXECUTE FUNCTION trust_refuse();
CREATE TRIGGER trust_append_only BEFORE UPDATE OR DELETE ON trust_auditlink
    FOR EACH ROW EXECUTE FUNCTION trust_refuse();
CREATE TRIGGER trust_append_only BEFORE UPDATE OR DELETE ON trust_origin
    FOR EACH ROW EXECUTE FUNCTION trust_refuse();
"""
# Whatever writes, by page, job, command or hand: the first change in a context leaves the entry for all of them.
CHANGES = """
CREATE FUNCTION trust_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO trust_auditentry (kind, who, act, about, context, origin)
    VALUES (
        left(coalesce(NEW.metadata ->> 'sort', 'change'), 12),
        CASE WHEN NEW.metadata ->> 'user' ~ '^[0-9]{1,18}$' THEN (NEW.metadata ->> 'user')::bigint END,
        left(coalesce(NEW.metadata ->> 'act', NEW.metadata ->> 'job', ''), 80),
        left(coalesce(NEW.metadata ->> 'about', ''), 12),
        NEW.id,
        CASE WHEN NEW.metadata ->> 'origin' ~ '^[0-9]{1,18}$' THEN (NEW.metadata ->> 'origin')::bigint END
    );
    RETURN NULL;
END $$;
CREATE TRIGGER trust_note_change AFTER INSERT ON pghistory_context
    FOR EACH ROW EXECUTE FUNCTION trust_note_change();
"""
CHAIN = """
CREATE FUNCTION trust_digest(e trust_auditentry) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT sha256(convert_to(jsonb_build_array(
        e.id, extract(epoch FROM e.at), e.kind, e.who, e.act, e.about, e.context, e.origin, e.details
    )::text, 'UTF8'))
$$;
-- Nobody who writes an entry waits for this: it takes what is committed, also late, and one sealer works at a time.
CREATE FUNCTION trust_seal(most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    place bigint;
    hashed bytea;
    entry trust_auditentry;
    digested bytea;
    sealed integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(7281905);
    SELECT number, hash INTO place, hashed FROM trust_auditlink ORDER BY number DESC LIMIT 1;
    place := coalesce(place, 0);
    hashed := coalesce(hashed, ''::bytea);
    FOR entry IN
        SELECT e.* FROM trust_auditentry e
        WHERE e.id > (SELECT coalesce(max(entry_id), 0) - 200000 FROM trust_auditlink)
          AND NOT EXISTS (SELECT FROM trust_auditlink l WHERE l.entry_id = e.id)
        ORDER BY e.id LIMIT most
    LOOP
        place := place + 1;
        digested := trust_digest(entry);
        hashed := sha256(hashed || digested);
        INSERT INTO trust_auditlink (number, entry_id, digest, hash) VALUES (place, entry.id, digested, hashed);
        sealed := sealed + 1;
    END LOOP;
    RETURN sealed;
END $$;
"""
WALLS = """
CREATE FUNCTION trust_is_walled(asked bigint[]) RETURNS boolean LANGUAGE sql STABLE AS $$
    WITH RECURSIVE standing AS (
        SELECT client_id, covers_group FROM clients_wall
        WHERE archived_at IS NULL AND starts_at <= now() AND (ends_at IS NULL OR ends_at > now())
    ), above AS (
        SELECT unnest(asked) AS id
        UNION
        SELECT e.parent_id FROM above JOIN clients_groupedge e ON e.client_id = above.id
        WHERE e.archived_at IS NULL AND EXISTS (SELECT FROM standing WHERE covers_group)
    )
    SELECT EXISTS (SELECT FROM standing s WHERE s.client_id = ANY (asked))
        OR EXISTS (SELECT FROM standing s JOIN above ON above.id = s.client_id WHERE s.covers_group)
$$;
CREATE FUNCTION trust_about_walled(place text, public text) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM clients_wall WHERE archived_at IS NULL) THEN
        RETURN false;
    END IF;
    RETURN CASE place
        WHEN 'clients' THEN trust_is_walled(ARRAY(SELECT id FROM clients_client WHERE public_id = public))
        WHEN 'people' THEN trust_is_walled(ARRAY(
            SELECT o.client_id FROM contacts_position o JOIN contacts_person p ON p.id = o.person_id
            WHERE p.public_id = public))
        WHEN 'engagements' THEN trust_is_walled(ARRAY(
            SELECT client_id FROM engagements_engagement WHERE public_id = public))
        WHEN 'entries' THEN trust_is_walled(ARRAY(
            SELECT client_id FROM engagements_ledgerentry WHERE public_id = public))
        WHEN 'touchpoints' THEN trust_is_walled(ARRAY(
            SELECT t.client_id FROM interactions_touchclient t
            JOIN interactions_interaction i ON i.id = t.interaction_id WHERE i.public_id = public))
        WHEN 'promises' THEN trust_is_walled(ARRAY(
            SELECT client_id FROM interactions_promise WHERE public_id = public AND client_id IS NOT NULL))
        ELSE false
    END;
END $$;
"""
# Earlier versions kept the address of each change, and some addresses are secrets.
ADDRESSES = "UPDATE pghistory_context SET metadata = metadata - 'url' WHERE metadata ? 'url'"
UNDO = """
DROP TRIGGER trust_note_change ON pghistory_context;
DROP FUNCTION trust_note_change(), trust_seal(integer), trust_digest(trust_auditentry),
    trust_about_walled(text, text), trust_is_walled(bigint[]);
DROP FUNCTION trust_refuse() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("trust", "0001_audit"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("clients", "0009_one_tier_in_order"),
        ("contacts", "0001_initial"),
        ("engagements", "0001_initial"),
        ("interactions", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(APPEND_ONLY + CHANGES + CHAIN + WALLS, UNDO),
        migrations.RunSQL(ADDRESSES, migrations.RunSQL.noop),
    ]
