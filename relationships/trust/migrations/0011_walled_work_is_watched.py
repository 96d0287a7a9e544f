"""Who reads of work behind a wall of its own leaves an entry, as whoever reads of a walled client does."""

from django.db import migrations

_STANDING = "w.archived_at IS NULL AND w.starts_at <= now() AND (w.ends_at IS NULL OR w.ends_at > now())"
_CLIENTS = """
CREATE OR REPLACE FUNCTION trust_is_walled(asked bigint[]) RETURNS boolean LANGUAGE sql STABLE AS $$
    WITH RECURSIVE standing AS (
        SELECT client_id, covers_group FROM clients_wall w WHERE {standing}
    ), above AS (
        SELECT unnest(asked) AS id
        UNION
        SELECT e.parent_id FROM above JOIN clients_groupedge e ON e.client_id = above.id
        WHERE e.archived_at IS NULL AND EXISTS (SELECT FROM standing WHERE covers_group)
    )
    SELECT EXISTS (SELECT FROM standing s WHERE s.client_id = ANY (asked))
        OR EXISTS (SELECT FROM standing s JOIN above ON above.id = s.client_id WHERE s.covers_group)
$$;
"""
_WORK = f"""
CREATE OR REPLACE FUNCTION trust_is_walled_work(asked bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM engagements_walledwork k JOIN clients_wall w ON w.id = k.wall_id
                   WHERE k.engagement_id = asked AND {_STANDING})
$$;
"""  # noqa: S608 - constants only
_ABOUT = """
CREATE OR REPLACE FUNCTION trust_about_walled(place text, public text) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
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
            SELECT client_id FROM engagements_engagement WHERE public_id = public)){engagements}
        WHEN 'entries' THEN trust_is_walled(ARRAY(
            SELECT client_id FROM engagements_ledgerentry WHERE public_id = public)){entries}
        WHEN 'touchpoints' THEN trust_is_walled(ARRAY(
            SELECT t.client_id FROM interactions_touchclient t
            JOIN interactions_interaction i ON i.id = t.interaction_id WHERE i.public_id = public)){touchpoints}
        WHEN 'promises' THEN trust_is_walled(ARRAY(
            SELECT client_id FROM interactions_promise WHERE public_id = public AND client_id IS NOT NULL)){promises}
        ELSE false
    END;
END $$;
"""
_OR = "\n            OR EXISTS (SELECT FROM {rows} WHERE {row}.public_id = public AND trust_is_walled_work({work}))"
_ALSO = {
    "engagements": _OR.format(rows="engagements_engagement g", row="g", work="g.id"),
    "entries": _OR.format(rows="engagements_ledgerentry l", row="l", work="l.engagement_id"),
    "touchpoints": _OR.format(rows="interactions_interaction i", row="i", work="i.engagement_id"),
    "promises": _OR.format(
        rows="interactions_promise p JOIN interactions_interaction i ON i.id = p.touch_id", row="p", work="i.engagement_id"
    ),
}
AFTER = _CLIENTS.format(standing=f"NOT w.around_work AND {_STANDING}") + _WORK + _ABOUT.format(**_ALSO)
BEFORE = (
    _CLIENTS.format(standing=_STANDING)
    + _ABOUT.format(**dict.fromkeys(_ALSO, ""))
    + "DROP FUNCTION trust_is_walled_work(bigint);"
)


class Migration(migrations.Migration):
    dependencies = [
        ("trust", "0010_what_an_export_left_out"),
        ("clients", "0017_walls_around_work"),
        ("engagements", "0009_walled_work"),
        ("interactions", "0008_files_of_a_touch"),
    ]

    operations = [migrations.RunSQL(AFTER, BEFORE)]
