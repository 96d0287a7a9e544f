"""Which rows are due, kind by kind. Each asks for at most `most` ids after `place`, in ascending order.

`before`: the moment, `on`: the day so many months ago. Nothing that a legal hold protects.
"""

from __future__ import annotations

_PAGE = "ORDER BY 1 LIMIT %(most)s"
_HELD = "(SELECT client_id FROM trust_held())"


def _asked(sql: str) -> str:
    return sql.replace("{page}", _PAGE).replace("{held}", _HELD).replace("{unknown}", _UNKNOWN)


_UNKNOWN = """p.merged_into_id IS NULL AND p.created_at < %(before)s
  AND NOT EXISTS (SELECT FROM contacts_position o
      WHERE o.person_id = p.id AND o.archived_at IS NULL AND o.ended_on IS NULL)
  AND NOT EXISTS (SELECT FROM interactions_touchperson t WHERE t.person_id = p.id AND t.occurred_at >= %(before)s)
  AND NOT EXISTS (SELECT FROM interactions_promise q
      WHERE q.person_id = p.id AND q.outcome = '' AND q.archived_at IS NULL)
  AND NOT EXISTS (SELECT FROM trust_erasure e WHERE e.kind = 'person' AND e.subject = p.id)
  AND NOT trust_is_held(p.id)"""

TOUCH_TEXTS = _asked("""SELECT i.id FROM interactions_interaction i
WHERE i.id > %(place)s AND i.occurred_at < %(before)s AND i.summary <> ''
  AND NOT EXISTS (SELECT FROM interactions_touchclient t WHERE t.interaction_id = i.id AND t.client_id IN {held})
{page}""")
TOUCH_FILES = _asked("""SELECT a.id FROM interactions_attachment a JOIN interactions_interaction i ON i.id = a.interaction_id
WHERE a.id > %(place)s AND i.occurred_at < %(before)s
  AND NOT EXISTS (SELECT FROM interactions_touchclient t WHERE t.interaction_id = i.id AND t.client_id IN {held})
{page}""")
FATES = _asked("""SELECT id FROM capture_message
WHERE id > %(place)s AND fate IN ('ignored', 'refused') AND captured_at < %(before)s {page}""")
CAPTURE_RUNS = _asked("""SELECT id FROM capture_capturerun
WHERE id > %(place)s AND state = 'done' AND begun_at < %(before)s {page}""")
STRANGERS_MAIL = _asked("""SELECT id FROM capture_message
WHERE id > %(place)s AND fate = 'proposed' AND captured_at < %(before)s {page}""")
STRANGERS = _asked("""SELECT id FROM capture_proposal
WHERE id > %(place)s AND person_id IS NULL AND coalesce(last_at, created_at) < %(before)s
  AND updated_at < %(before)s {page}""")
# A line fades two years after it was last confirmed (`hospitality.believing`): the term runs from then.
GUEST_FACTS = _asked("""SELECT f.id FROM hospitality_guestfact f
WHERE f.id > %(place)s AND (f.archived_at < %(before)s OR f.confirmed_on < %(on)s - interval '24 months')
  AND NOT trust_is_held(f.person_id) AND (f.client_id IS NULL OR f.client_id NOT IN {held}) {page}""")
NOTICES = _asked("SELECT id FROM attention_notice WHERE id > %(place)s AND done_at < %(before)s {page}")
NOTICE_MAILS = _asked("SELECT id FROM attention_noticemail WHERE id > %(place)s AND sent_at < %(before)s {page}")
WEEKLY_MAILS = _asked("SELECT id FROM dashboards_weeklymailsent WHERE id > %(place)s AND sent_at < %(before)s {page}")
LETTERS = _asked("""SELECT l.id FROM alumni_letter l
WHERE l.id > %(place)s AND l.state <> 'waiting' AND l.asked_at < %(before)s AND NOT trust_is_held(l.person_id) {page}""")
ALUMNI_LINKS = _asked("""SELECT id FROM alumni_alumnuslink
WHERE id > %(place)s AND expires_at < %(before)s AND (visit_ends_at IS NULL OR visit_ends_at < %(before)s) {page}""")
CARD_LINKS = _asked("""SELECT l.id FROM hospitality_cardlink l
WHERE l.id > %(place)s AND l.expires_at < %(before)s
  AND NOT EXISTS (SELECT FROM hospitality_cardproposal p WHERE p.link_id = l.id) {page}""")
IMPORT_REFUSALS = _asked("""SELECT r.id FROM imports_importrun r
WHERE r.id > %(place)s AND r.finished_at < %(before)s AND EXISTS (SELECT FROM imports_error e WHERE e.run_id = r.id)
{page}""")
# An agreement that was taken back, or whose review passed so long ago, is none.
ALUMNI = _asked("""SELECT p.id FROM alumni_alumnus a JOIN contacts_person p ON p.id = a.person_id
LEFT JOIN accounts_user u ON u.id = a.colleague_id
WHERE p.id > %(place)s AND coalesce(a.left_on, a.created_at::date) < %(on)s AND (u.id IS NULL OR NOT u.is_active)
  AND NOT EXISTS (
      SELECT FROM alumni_consent c
      WHERE c.alumnus_id = a.id AND c.archived_at IS NULL AND c.state = 'given'
        AND (c.review_on IS NULL OR c.review_on >= %(on)s)
        AND NOT EXISTS (SELECT FROM alumni_consent o
            WHERE o.alumnus_id = a.id AND o.archived_at IS NULL AND o.state <> 'given'
              AND o.purpose IN ('all', c.purpose) AND o.channel IN ('any', c.channel)
              AND (coalesce(o.said_on, o.created_at::date), o.id) > (coalesce(c.said_on, c.created_at::date), c.id)))
  AND NOT EXISTS (SELECT FROM alumni_consent c WHERE c.alumnus_id = a.id AND c.created_at >= %(before)s)
  AND {unknown} {page}""")
PEOPLE = _asked("""SELECT p.id FROM contacts_person p
WHERE p.id > %(place)s AND p.updated_at < %(before)s
  AND NOT EXISTS (SELECT FROM alumni_alumnus a WHERE a.person_id = p.id)
  AND NOT EXISTS (SELECT FROM hospitality_guestfact f
      WHERE f.person_id = p.id AND f.archived_at IS NULL AND f.confirmed_on >= %(on)s)
  AND NOT EXISTS (SELECT FROM network_declaredtie d
      WHERE d.person_id = p.id AND d.archived_at IS NULL AND d.updated_at >= %(before)s)
  AND {unknown} {page}""")
HISTORY = (
    "SELECT pgh_id AS id FROM {table}event WHERE pgh_id > %(place)s AND pgh_created_at < %(before)s "
    "ORDER BY 1 LIMIT %(most)s"
)
ORIGINS = _asked("""SELECT o.id FROM trust_origin o
WHERE o.id > %(place)s AND o.address <> 'erased' AND o.first_at < %(before)s
  AND NOT EXISTS (SELECT FROM trust_auditentry e WHERE e.origin = o.id AND e.at >= %(before)s) {page}""")
