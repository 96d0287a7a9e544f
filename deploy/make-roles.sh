#!/bin/sh
# Run once, by the database's image, on an empty volume: the two roles and the database.
set -eu
psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres \
    --set owner_password="$DATABASE_OWNER_PASSWORD" --set app_password="$DATABASE_APP_PASSWORD" <<'SQL'
-- CREATEDB lets the owner restore a backup beside the live database.
CREATE ROLE crm_owner LOGIN CREATEDB PASSWORD :'owner_password';
CREATE ROLE crm_app LOGIN PASSWORD :'app_password';
CREATE DATABASE crm OWNER crm_owner TEMPLATE template0;
REVOKE ALL ON DATABASE crm FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE crm TO crm_app;
SQL
