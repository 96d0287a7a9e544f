"""SQL that finds look-alikes: by the same core of a name, the same skeleton of it, or the same website.

Equality alone, so that 100,000 names take seconds: walking a trigram index for each took a hundred times as long.
"""

STALE_NAMES = """
SELECT c.id, NULL::bigint, c.name, c.website FROM clients_client c
LEFT JOIN clients_namekey k ON k.client_id = c.id AND k.alias_id IS NULL
WHERE c.merged_into_id IS NULL AND (k.id IS NULL OR k.of_name <> c.name OR k.of_website <> c.website)
ORDER BY c.id LIMIT %(most)s
"""
STALE_ALIASES = """
SELECT a.client_id, a.id, a.name, '' FROM clients_alias a LEFT JOIN clients_namekey k ON k.alias_id = a.id
JOIN clients_client c ON c.id = a.client_id AND c.merged_into_id IS NULL
WHERE a.archived_at IS NULL AND (k.id IS NULL OR k.of_name <> a.name) ORDER BY a.id LIMIT %(most)s
"""
GONE_ALIASES = """
DELETE FROM clients_namekey k USING clients_alias a WHERE a.id = k.alias_id AND a.archived_at IS NOT NULL
"""
KEEP = """
INSERT INTO clients_namekey (client_id, alias_id, core, skeleton, host, of_name, of_website, compared)
SELECT client_id, alias_id, core, skeleton, host, of_name, of_website, FALSE
FROM unnest(%(clients)s::bigint[], %(aliases)s::bigint[], %(cores)s::text[], %(skeletons)s::text[], %(hosts)s::text[],
            %(names)s::text[], %(websites)s::text[])
    AS n (client_id, alias_id, core, skeleton, host, of_name, of_website)
ON CONFLICT (client_id, alias_id) DO UPDATE SET core = EXCLUDED.core, skeleton = EXCLUDED.skeleton,
    host = EXCLUDED.host, of_name = EXCLUDED.of_name, of_website = EXCLUDED.of_website, compared = FALSE
"""
# What people say of their clients is found, and forgotten, elsewhere.
FORGET = """
DELETE FROM clients_lookalike
WHERE (one_id = ANY(%(clients)s) OR other_id = ANY(%(clients)s)) AND reason IN ('name', 'spelling', 'website')
"""
NEXT = "SELECT id FROM clients_namekey WHERE NOT compared ORDER BY id LIMIT %(most)s"
# Each arm walks its own index, and a name that hundreds share names no more than twenty of them.
CANDIDATES = """
SELECT k.client_id, o.client_id, o.reason, k.core, o.core, o.likeness
FROM clients_namekey k CROSS JOIN LATERAL (
    (SELECT s.client_id, 'name' AS reason, s.core, 1.0::float8 AS likeness FROM clients_namekey s
     WHERE s.core = k.core AND s.client_id <> k.client_id ORDER BY s.id LIMIT 20)
    UNION ALL
    (SELECT s.client_id, 'website', s.core, 0.9::float8 FROM clients_namekey s
     WHERE k.host <> '' AND s.host = k.host AND s.client_id <> k.client_id ORDER BY s.id LIMIT 20)
    UNION ALL
    (SELECT s.client_id, 'spelling', s.core, similarity(s.core, k.core)::float8 FROM clients_namekey s
     WHERE k.skeleton <> '' AND s.skeleton = k.skeleton AND s.core <> k.core AND s.client_id <> k.client_id
       AND similarity(s.core, k.core) >= %(nearly)s
     ORDER BY s.id LIMIT 20)
) o
WHERE k.id = ANY(%(keys)s)
"""
FOUND = """
INSERT INTO clients_lookalike (one_id, other_id, reason, likeness)
SELECT DISTINCT ON (one_id, other_id) one_id, other_id, reason, likeness
FROM unnest(%(ones)s::bigint[], %(others)s::bigint[], %(reasons)s::text[], %(likenesses)s::float8[])
    AS f (one_id, other_id, reason, likeness)
JOIN clients_client one ON one.id = one_id JOIN clients_client other ON other.id = other_id
ORDER BY one_id, other_id, likeness DESC
ON CONFLICT (one_id, other_id) DO UPDATE SET reason = EXCLUDED.reason, likeness = EXCLUDED.likeness
WHERE EXCLUDED.likeness > clients_lookalike.likeness
RETURNING one_id, other_id
"""
COMPARED = "UPDATE clients_namekey SET compared = TRUE WHERE id = ANY(%(keys)s)"
