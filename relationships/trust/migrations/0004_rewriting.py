"""Rewriting what is append-only, for erasing alone: functions of the owner's, each of which leaves an audit entry."""

from django.db import migrations

# Columns that are names of organisations and work, or of other people: an erased person's name in them is theirs.
OTHERS = """
CREATE FUNCTION trust_text_columns() RETURNS TABLE (place regclass, named name, col name, kind text)
LANGUAGE sql STABLE AS $$
    SELECT c.oid::regclass, c.relname, a.attname, t.typname::text
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid JOIN pg_type t ON t.oid = a.atttypid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
      AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
      AND t.typname IN ('text', 'varchar', 'bpchar', 'jsonb', '_text', '_varchar')
      -- What is as short as that is a choice or a code, not a text.
      AND NOT (t.typname = 'varchar' AND a.atttypmod BETWEEN 1 AND 68)
      AND a.attname NOT IN ('public_id', 'pgh_label', 'password', 'digest', 'token', 'token_hash')
      AND c.relname !~ '^(django_|auth_|crm_cache|trust_|mfa_|socialaccount_)'
      AND (c.relname, a.attname) NOT IN (
          ('clients_client', 'name'), ('clients_clientevent', 'name'),
          ('clients_alias', 'name'), ('clients_aliasevent', 'name'),
          ('clients_namekey', 'core'), ('clients_namekey', 'skeleton'),
          ('engagements_engagement', 'name'), ('engagements_engagementevent', 'name'),
          ('contacts_person', 'name'), ('contacts_personevent', 'name'),
          ('contacts_personalias', 'name'), ('contacts_personaliasevent', 'name'),
          ('accounts_user', 'name'), ('accounts_userevent', 'name'))
$$;
"""
GUARD = """
CREATE FUNCTION trust_begin_rewriting(erasure bigint, what text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM trust_erasure WHERE id = erasure AND done_at IS NULL) THEN
        RAISE EXCEPTION 'Nobody asked for this: erasure % is not under way', erasure;
    END IF;
    PERFORM set_config('pgtrigger.ignore',
        (SELECT array_agg(DISTINCT tgname)::text FROM pg_trigger WHERE tgname LIKE 'pgtrigger%'), true);
    PERFORM set_config('trust.erasing', 'yes', true);
    INSERT INTO trust_auditentry (kind, act, details)
    VALUES ('privacy', 'rewrite_history', jsonb_build_object('table', what, 'erasure', erasure));
END $$;
"""
EVENTS = """
CREATE FUNCTION trust_rewrite_events(erasure bigint, named text, ids bigint[], blanks jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    events regclass := to_regclass(quote_ident(named || 'event'));
    done bigint;
    sets text;
BEGIN
    IF events IS NULL OR cardinality(ids) = 0 THEN
        RETURN 0;
    END IF;
    PERFORM trust_begin_rewriting(erasure, named || 'event');
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
"""
SWEEP = """
CREATE FUNCTION trust_sweep(erasure bigint, pattern text, only_table text, ids bigint[])
RETURNS TABLE (named name, rows bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    each record;
    done bigint;
BEGIN
    PERFORM trust_begin_rewriting(erasure, coalesce(only_table, 'every text'));
    FOR each IN
        SELECT t.place, t.named,
            string_agg(format('%1$I = %2$s', t.col, CASE
                WHEN t.kind = 'jsonb' THEN format('regexp_replace(%I::text, $1, ''[erased]'', ''gi'')::jsonb', t.col)
                WHEN t.kind LIKE '\\_%' THEN format('regexp_replace(%I::text, $1, ''[erased]'', ''gi'')::text[]', t.col)
                ELSE format('regexp_replace(%I, $1, ''[erased]'', ''gi'')', t.col) END), ', ') AS sets,
            string_agg(format('%I::text ~* $1', t.col), ' OR ') AS finds
        FROM trust_text_columns() t
        WHERE only_table IS NULL OR t.named IN (only_table, only_table || 'event')
        GROUP BY t.place, t.named
    LOOP
        EXECUTE format('UPDATE %s SET %s WHERE (%s) AND ($2 IS NULL OR %s = ANY ($2))', each.place, each.sets, each.finds,
            CASE WHEN only_table IS NULL THEN '0' WHEN each.named = only_table THEN 'id' ELSE 'pgh_obj_id' END)
            USING pattern, ids;
        GET DIAGNOSTICS done = ROW_COUNT;
        IF done > 0 THEN
            named := each.named;
            rows := done;
            RETURN NEXT;
        END IF;
    END LOOP;
END $$;
CREATE FUNCTION trust_hits(pattern text) RETURNS TABLE (named name, rows bigint) LANGUAGE plpgsql STABLE AS $$
DECLARE
    each record;
    found bigint;
BEGIN
    FOR each IN
        SELECT c.oid::regclass AS place, c.relname, string_agg(format('%I::text ~* $1', a.attname), ' OR ') AS finds
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid JOIN pg_type t ON t.oid = a.atttypid
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
          AND a.attnum > 0 AND NOT a.attisdropped
          AND t.typname IN ('text', 'varchar', 'bpchar', 'jsonb', '_text', '_varchar')
          AND c.relname !~ '^(django_migrations|django_content|auth_)'
        GROUP BY c.oid, c.relname ORDER BY c.relname
    LOOP
        EXECUTE format('SELECT count(*) FROM %s WHERE %s', each.place, each.finds) INTO found USING pattern;
        IF found > 0 THEN
            named := each.relname;
            rows := found;
            RETURN NEXT;
        END IF;
    END LOOP;
END $$;
"""
ORIGINS = """
CREATE FUNCTION trust_forget_origins(erasure bigint, colleague bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM trust_begin_rewriting(erasure, 'trust_origin');
    UPDATE trust_origin SET address = 'erased', device = id::text WHERE user_id = colleague;
END $$;
"""
UNDO = """
DROP FUNCTION trust_forget_origins(bigint, bigint), trust_hits(text), trust_sweep(bigint, text, text, bigint[]),
    trust_rewrite_events(bigint, text, bigint[], jsonb), trust_begin_rewriting(bigint, text), trust_text_columns();
"""


class Migration(migrations.Migration):
    dependencies = [("trust", "0003_erasures")]

    operations = [migrations.RunSQL(OTHERS + GUARD + EVENTS + SWEEP + ORIGINS, UNDO)]
