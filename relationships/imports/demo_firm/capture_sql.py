"""SQL that writes what was captured: mail behind touchpoints that are there, mail that became none, and meetings ahead.

For the demo alone: sample data beside somebody's own brings no mail of theirs.
"""

# The last forty mails of each, so that the list begins with what somebody would look for.
MAILS = """
INSERT INTO capture_message (user_id, label, summary, unknown, key, kind, source, occurred_at, sender, parties, subject,
    fate, reason, interaction_id, captured_at)
SELECT u.id, 'drop address', '', '{}', encode(sha256(('demo ' || u.id || ' ' || i.id)::bytea), 'hex'), 'mail', 'drop', i.occurred_at,
       CASE i.direction WHEN 'theirs' THEN them.value ELSE own.email END, ARRAY[them.value],
       left(rtrim(split_part(i.summary, '. ', 1), ': '), 300), 'touched', 'new', i.id, i.occurred_at + interval '2 minutes'
FROM gen_colleague u JOIN accounts_user own ON own.id = u.id
CROSS JOIN LATERAL (
    SELECT i.* FROM interactions_touchcolleague l JOIN interactions_interaction i ON i.id = l.interaction_id
    WHERE l.colleague_id = u.id AND i.kind = 'email' ORDER BY i.occurred_at DESC, i.id DESC LIMIT 40) i
CROSS JOIN LATERAL (
    SELECT c.value FROM interactions_touchperson t JOIN contacts_contactpoint c ON c.person_id = t.person_id
    WHERE t.interaction_id = i.id AND c.kind = 'email' ORDER BY c.id LIMIT 1) them
WHERE u.name = ANY (%(capturing)s) AND %(source)s = 'demo'
ORDER BY u.id, i.occurred_at, i.id
"""

OTHERS = """
INSERT INTO capture_message (user_id, summary, unknown, key, kind, source, label, occurred_at, sender, parties, subject,
    fate, reason, captured_at)
SELECT u.id, '', '{}', encode(sha256(('demo other ' || u.id || ' ' || s.k)::bytea), 'hex'), 'mail', 'drop', 'drop address',
       at, s.sender, CASE s.sender WHEN '' THEN '{}' ELSE ARRAY[s.sender] END, s.subject, s.fate, s.reason, at
FROM gen_colleague u
CROSS JOIN jsonb_to_recordset(%(other_mails)s::jsonb)
    AS s(k bigint, days_ago int, sender text, subject text, fate text, reason text)
CROSS JOIN LATERAL (SELECT (%(today)s::date - s.days_ago + interval '10 hours') AT TIME ZONE %(zone)s AS at) moment
WHERE u.name = ANY (%(capturing)s) AND %(source)s = 'demo' ORDER BY u.id, s.k DESC
"""

STRANGERS = """
WITH said AS (
    SELECT u.id AS user_id, s.*, (%(today)s::date - s.days_ago + interval '15 hours') AT TIME ZONE %(zone)s AS at
    FROM gen_colleague u CROSS JOIN jsonb_to_recordset(%(strangers)s::jsonb)
        AS s(k bigint, address text, name text, times int, days_ago int)
    WHERE u.name = (%(capturing)s)[1] AND %(source)s = 'demo'
), asked AS (
    INSERT INTO capture_proposal (public_id, user_id, address, name, times, last_at)
    SELECT pg_temp.pid(k, 470), user_id, address, name, times, at FROM said ORDER BY k
)
INSERT INTO capture_message (user_id, summary, key, kind, source, label, occurred_at, sender, parties, unknown, subject,
    fate, reason, captured_at)
SELECT user_id, '', encode(sha256(('demo stranger ' || k || ' ' || time)::bytea), 'hex'), 'mail', 'drop', 'drop address',
       at - time * interval '4 days', address, ARRAY[address], ARRAY[address], 'Your question', 'proposed', 'unknown', at
FROM said CROSS JOIN LATERAL generate_series(0, times - 1) time ORDER BY k, time DESC
"""

RUNS = """
INSERT INTO capture_capturerun (user_id, source, name, state, attempts, read, touched, ignored, proposed, refused, made,
    begun_at, done_at)
SELECT m.user_id, 'drop', count(*) || ' from the drop address', 'done', 1, count(*),
       count(*) FILTER (WHERE fate = 'touched'), count(*) FILTER (WHERE fate = 'ignored'),
       count(*) FILTER (WHERE fate = 'proposed'), count(*) FILTER (WHERE fate = 'refused'),
       count(*) FILTER (WHERE fate = 'touched'), max(m.captured_at), max(m.captured_at)
FROM capture_message m WHERE %(source)s = 'demo' GROUP BY m.user_id, date_trunc('week', m.captured_at)
ORDER BY m.user_id, max(m.captured_at)
"""

MEETINGS = """
WITH said AS (
    SELECT s.*, u.id AS colleague_id, c.id AS client_id, p.id AS person_id,
           encode(sha256(('demo meeting ' || s.title)::bytea), 'hex') AS key
    FROM jsonb_to_recordset(%(meetings)s::jsonb) AS s(
        k bigint, client text, seat int, colleague text, days int, hour int, minutes int, title text, others int)
    JOIN clients_client c ON c.name = s.client AND c.source = %(source)s
    JOIN gen_person p ON p.client_id = c.id AND p.slot = s.seat JOIN gen_colleague u ON u.name = s.colleague
    WHERE %(source)s = 'demo'
), meeting AS (
    INSERT INTO interactions_comingmeeting (colleague_id, key, starts_at, minutes, title, others)
    SELECT colleague_id, key, (%(today)s::date + days + make_interval(hours => hour)) AT TIME ZONE %(zone)s, minutes,
           title, others FROM said ORDER BY k RETURNING id, colleague_id, key
)
INSERT INTO interactions_comingperson (meeting_id, person_id, client_id)
SELECT meeting.id, said.person_id, said.client_id FROM meeting JOIN said USING (colleague_id, key) ORDER BY meeting.id
"""

CAPTURE_STEPS = [MAILS, OTHERS, STRANGERS, RUNS, MEETINGS]
