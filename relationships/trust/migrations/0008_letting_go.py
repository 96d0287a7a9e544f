"""Letting go of what was kept long enough: whom a hold protects, and functions of the owner's that rewrite history."""

from django.db import migrations

HELD = """
CREATE FUNCTION trust_held() RETURNS TABLE (client_id bigint) LANGUAGE sql STABLE ROWS 5 AS $$
    WITH RECURSIVE below AS (
        SELECT client_id FROM trust_legalhold WHERE archived_at IS NULL
        UNION
        SELECT e.client_id FROM below JOIN clients_groupedge e ON e.parent_id = below.client_id
        WHERE e.archived_at IS NULL
    )
    SELECT client_id FROM below
$$;
CREATE FUNCTION trust_is_held(person bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM contacts_position o WHERE o.person_id = person AND o.client_id IN (SELECT * FROM trust_held()))
$$;
"""
GUARD = """
CREATE FUNCTION trust_begin_letting_go(run bigint, what text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM trust_keepingrun WHERE id = run AND done_at IS NULL) THEN
        RAISE EXCEPTION 'No rule asks for this: run % is not under way', run;
    END IF;
    PERFORM set_config('pgtrigger.ignore',
        (SELECT array_agg(DISTINCT tgname)::text FROM pg_trigger WHERE tgname LIKE 'pgtrigger%'), true);
    PERFORM set_config('trust.erasing', 'yes', true);
    INSERT INTO trust_auditentry (kind, act, details)
    VALUES ('privacy', 'let_history_go', jsonb_build_object('table', what, 'run', run));
END $$;
"""
# What erasing does to the history of some rows, and what letting go does: the same.
CHANGE = """
CREATE FUNCTION trust_change_events(named text, ids bigint[], blanks jsonb) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    events regclass := to_regclass(quote_ident(named || 'event'));
    done bigint;
    sets text;
BEGIN
    IF blanks IS NULL THEN
        EXECUTE format('DELETE FROM %s WHERE pgh_obj_id = ANY ($1)', events) USING ids;
    ELSE
        SELECT string_agg(format('%I = b.%I', key, key), ', ') INTO sets
        FROM jsonb_object_keys(blanks) key
        WHERE EXISTS (SELECT FROM pg_attribute WHERE attrelid = events AND attname = key AND NOT attisdropped);
        IF sets IS NULL THEN
            RETURN 0;
        END IF;
        EXECUTE format('UPDATE %s e SET %s FROM jsonb_populate_record(NULL::%s, $2) b WHERE e.pgh_obj_id = ANY ($1)',
            events, sets, events) USING ids, blanks;
    END IF;
    GET DIAGNOSTICS done = ROW_COUNT;
    RETURN done;
END $$;
REVOKE ALL ON FUNCTION trust_change_events(text, bigint[], jsonb) FROM PUBLIC;
CREATE OR REPLACE FUNCTION trust_rewrite_events(erasure bigint, named text, ids bigint[], blanks jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF to_regclass(quote_ident(named || 'event')) IS NULL OR cardinality(ids) = 0 THEN
        RETURN 0;
    END IF;
    PERFORM trust_begin_rewriting(erasure, named || 'event');
    RETURN trust_change_events(named, ids, blanks);
END $$;
"""
# Proofs are no business of these functions, whatever they are asked.
LET_GO = """
CREATE FUNCTION trust_refuse_proof(named text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF named ~ '^(accounts|engagements|scoring|trust)_|^clients_(wall|glass|dispute)|^alumni_consent' THEN
        RAISE EXCEPTION 'The history of % is kept for good', named;
    END IF;
END $$;
CREATE FUNCTION trust_let_go_of_events(run bigint, named text, ids bigint[], blanks jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM trust_refuse_proof(named);
    IF to_regclass(quote_ident(named || 'event')) IS NULL OR cardinality(ids) = 0 THEN
        RETURN 0;
    END IF;
    PERFORM trust_begin_letting_go(run, named || 'event');
    RETURN trust_change_events(named, ids, blanks);
END $$;
CREATE FUNCTION trust_let_go_of_old_events(run bigint, named text, events bigint[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    done bigint;
BEGIN
    PERFORM trust_refuse_proof(named);
    PERFORM trust_begin_letting_go(run, named || 'event');
    EXECUTE format('DELETE FROM %s WHERE pgh_id = ANY ($1) AND pgh_created_at < now() - interval ''1 year''',
        to_regclass(quote_ident(named || 'event'))) USING events;
    GET DIAGNOSTICS done = ROW_COUNT;
    RETURN done;
END $$;
CREATE FUNCTION trust_let_go_of_origins(run bigint, ids bigint[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    done bigint;
BEGIN
    PERFORM trust_begin_letting_go(run, 'trust_origin');
    UPDATE trust_origin SET address = 'erased', device = id::text WHERE id = ANY (ids);
    GET DIAGNOSTICS done = ROW_COUNT;
    RETURN done;
END $$;
"""
UNDO = """
DROP FUNCTION trust_let_go_of_origins(bigint, bigint[]), trust_let_go_of_old_events(bigint, text, bigint[]),
    trust_let_go_of_events(bigint, text, bigint[], jsonb), trust_refuse_proof(text), trust_begin_letting_go(bigint, text),
    trust_is_held(bigint), trust_held();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("trust", "0007_keeping"),
        ("clients", "0009_one_tier_in_order"),
        ("contacts", "0001_initial"),
    ]

    operations = [migrations.RunSQL(HELD + GUARD + CHANGE + LET_GO, UNDO)]
