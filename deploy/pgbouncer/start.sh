#!/bin/sh
# Writes PgBouncer's configuration from the environment into a folder that is gone with the container, and becomes it.
# DATABASE_HOST, DATABASE_PORT, DATABASE_NAME, DATABASE_USER, DATABASE_PASSWORD; LISTEN_ADDRESS, LISTEN_PORT, CONFIG_DIR.
set -eu
umask 077
dir="${CONFIG_DIR:-/tmp}"
quoted() { printf '%s' "$1" | sed 's/"/""/g'; }

printf '"%s" "%s"\n' "$(quoted "$DATABASE_USER")" "$(quoted "$DATABASE_PASSWORD")" >"$dir/userlist.txt"
cat >"$dir/pgbouncer.ini" <<END
[databases]
; The servers ask for these limits as startup parameters, which a shared session cannot take from one of them: so all have them.
${DATABASE_NAME} = host=${DATABASE_HOST} port=${DATABASE_PORT:-5432} connect_query='set statement_timeout = 30000; set idle_in_transaction_session_timeout = 60000'

[pgbouncer]
listen_addr = ${LISTEN_ADDRESS:-0.0.0.0}
listen_port = ${LISTEN_PORT:-6432}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = $dir/userlist.txt
pool_mode = transaction
default_pool_size = ${POOL_SIZE:-20}
max_client_conn = ${CLIENTS_MAX:-1000}
ignore_startup_parameters = statement_timeout,idle_in_transaction_session_timeout,extra_float_digits
; A server that waits longer for a connection answers with an error instead of a queue without end.
query_wait_timeout = 10
server_idle_timeout = 300
log_connections = 0
log_disconnections = 0
END
exec pgbouncer "$dir/pgbouncer.ini"
