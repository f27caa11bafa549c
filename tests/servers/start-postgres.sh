#!/usr/bin/env bash
# Starts a PostgreSQL server for the tests, on loopback only, with a password.
# Debian: apt-get install --no-install-recommends postgresql. The cluster that Debian makes and starts by itself, at port 5432, is not touched.
#
# Settings, all from the environment: POSTGRES_DIR its folder, POSTGRES_PORT. Two servers side by side want different ones.
# What a client needs is in $POSTGRES_DIR/server.env.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/postgres-common.sh"

port=${POSTGRES_PORT:-7532}
user=stagetools password=testpassword0123456789 database=stagetools

check_programs() {
    local program missing=()
    for program in initdb pg_ctl psql; do
        [ -x "$programs/$program" ] || missing+=("$program")
    done
    [ ${#missing[@]} -eq 0 ] || die "Not installed: ${missing[*]}"
}

# A database that is to survive nothing but its tests need not wait for the disk; small shared memory does in a container too.
write_configuration() {
    cat >>"$data/postgresql.conf" <<CONF
# Several suites are there at once, one of them with sixty-four clients.
max_connections = 300
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = '$POSTGRES_DIR/run'
fsync = off
synchronous_commit = off
full_page_writes = off
max_wal_size = 4GB
dynamic_shared_memory_type = mmap
logging_collector = off
CONF
}

make_cluster() {
    local password_file=$POSTGRES_DIR/run/password
    printf '%s\n' "$password" >"$password_file"
    [ -z "$owner" ] || chown -R "$owner" "$POSTGRES_DIR"
    quietly run initdb -D "$data" --username="$user" --pwfile="$password_file" --auth=scram-sha-256 --encoding=UTF8 --locale=C --no-sync
    rm "$password_file"
    write_configuration
}

query() { PGPASSWORD=$password "$programs/psql" -X -q -h 127.0.0.1 -p "$port" -U "$user" -d "$1" -c "$2"; }

write_server_env() {
    cat >"$server_env.new" <<ENV
POSTGRES_DIR=$POSTGRES_DIR
POSTGRES_HOST=127.0.0.1
POSTGRES_PORT=$port
POSTGRES_USER=$user
POSTGRES_PASSWORD=$password
POSTGRES_DATABASE=$database
POSTGRES_PSQL=$programs/psql
POSTGRES_CONNECTION='Host=127.0.0.1;Port=$port;Username=$user;Password=$password;Database=$database'
ENV
    mv "$server_env.new" "$server_env"
}

if [ -e "$server_env" ] && runs; then
    say "Already running at port $(setting POSTGRES_PORT)."
    exit 0
fi

check_programs
"$servers/stop-postgres.sh" >/dev/null
mkdir -p "$POSTGRES_DIR"/{data,run,log}
# Where the owner may look, whatever the folder that this was started from.
cd "$POSTGRES_DIR"
# From here on nothing half started stays behind, Ctrl+C included.
trap '[ -e "$server_env" ] || end' EXIT
trap 'exit 130' HUP INT TERM

make_cluster || die "No cluster could be made; $POSTGRES_DIR/log/setup.log says why."
quietly run pg_ctl -D "$data" -l "$POSTGRES_DIR/log/postgres.log" -w -t 60 start </dev/null ||
    die "The server did not come up at port $port; $POSTGRES_DIR/log/postgres.log says why."
quietly query postgres "CREATE DATABASE $database"
write_server_env
say "PostgreSQL at 127.0.0.1:$port after $SECONDS s; $server_env says the rest."
