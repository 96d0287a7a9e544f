"""SQL functions of the running session: draws, ids and names that depend on the seed alone.

`hashint8extended` gives the same 64 bits for the same key and seed on every supported PostgreSQL.
"""

DRAW = """
CREATE OR REPLACE FUNCTION pg_temp.draw(key bigint, salt int) RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT (hashint8extended(key, %(seed)s * 4096 + salt) & 9007199254740991)::float8 / 9007199254740992 $$
"""

# The same alphabet as `new_public_id()`, but reproducible: an invented firm keeps its addresses.
PUBLIC_ID = """
CREATE OR REPLACE FUNCTION pg_temp.pid(key bigint, salt int) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT translate(encode(substring(
    int8send(hashint8extended(key, %(seed)s * 4096 + salt)) || int8send(hashint8extended(key, %(seed)s * 4096 - salt))
    FROM 1 FOR 9), 'base64'), '+/Il', 'xyzw') $$
"""

PICK = """
CREATE OR REPLACE FUNCTION pg_temp.pick(words text[], key bigint, salt int) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT words[1 + floor(pg_temp.draw(key, salt) * cardinality(words))::int] $$
"""

# Standard normal, by Box and Muller.
NORMAL = """
CREATE OR REPLACE FUNCTION pg_temp.normal(key bigint, salt int) RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT sqrt(-2 * ln(1 - pg_temp.draw(key, salt))) * cos(2 * pi() * pg_temp.draw(key, salt + 1)) $$
"""

# Every combination once before any comes again: 100003 is prime and divides no number of combinations.
COMPANY = """
CREATE OR REPLACE FUNCTION pg_temp.company(n bigint) RETURNS TABLE (name text, industry text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT starts[1 + j %% s] || ends[1 + (j / s) %% e] || ' ' || words[1 + j / (s * e)]
           || CASE WHEN n >= s * e * w THEN ' ' || n / (s * e * w) + 1 ELSE '' END,
           industries[1 + j / (s * e)]
    FROM (SELECT starts, ends, words, industries, s, e, w, (n * 100003 + %(seed)s * 7919) %% (s * e * w) AS j
          FROM (SELECT starts, ends, words, industries, cardinality(starts)::bigint AS s,
                       cardinality(ends)::bigint AS e, cardinality(words)::bigint AS w
                FROM (SELECT %(stem_starts)s::text[] AS starts, %(stem_ends)s::text[] AS ends,
                             %(sector_words)s::text[] AS words, %(industries)s::text[] AS industries) given) sized
         ) numbered
$$
"""

# Where in an activity of one or two spans of days a share of it falls.
DAY_AT = """
CREATE OR REPLACE FUNCTION pg_temp.day_at(share float8, a1 float8, b1 float8, a2 float8, b2 float8) RETURNS float8
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT CASE WHEN share * (b1 - a1 + b2 - a2) < b1 - a1 THEN a1 + share * (b1 - a1 + b2 - a2)
             ELSE a2 + share * (b1 - a1 + b2 - a2) - (b1 - a1) END $$
"""

FUNCTIONS = [DRAW, PUBLIC_ID, PICK, NORMAL, COMPANY, DAY_AT]
