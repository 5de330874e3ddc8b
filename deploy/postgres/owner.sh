#!/bin/sh
# Makes the login that migrates, and its database. Run once by the image of Postgres, on an empty volume. It is no
# superuser: it owns its database, and may make the roles that services log in with.
set -eu
psql --username "$POSTGRES_USER" --dbname postgres --set ON_ERROR_STOP=1 --set password="$OPSLEDGER_PASSWORD" <<'SQL'
CREATE ROLE opsledger LOGIN CREATEROLE PASSWORD :'password';
CREATE DATABASE opsledger OWNER opsledger;
REVOKE CONNECT ON DATABASE opsledger FROM PUBLIC;
SQL
