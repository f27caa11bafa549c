#!/usr/bin/env bash
# Starts a MariaDB server for the tests, on loopback only, with a password and a certificate that nobody signed but itself.
# Debian: apt-get install --no-install-recommends mariadb-server. The server that Debian makes, at port 3306, is not touched.
#
# Settings, all from the environment: MARIADB_DIR its folder, MARIADB_PORT. Two servers side by side want different ones.
# What a client needs is in $MARIADB_DIR/server.env. Started again on its own folder, it comes up with what it held.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/mariadb-common.sh"

port=${MARIADB_PORT:-7306}
user=stagetools password=testpassword0123456789 database=stagetools

check_programs() {
    local program missing=()
    for program in mariadbd mariadb-install-db mariadb openssl; do
        command -v "$program" >/dev/null || missing+=("$program")
    done
    [ ${#missing[@]} -eq 0 ] || die "Not installed: ${missing[*]}"
}

# A database that is to survive nothing but its tests need not wait for the disk.
write_configuration() {
    cat >"$MARIADB_DIR/server.cnf" <<CONF
[mariadbd]
datadir = $data
bind-address = 127.0.0.1
port = $port
socket = $MARIADB_DIR/run/mariadb.sock
pid-file = $pid_file
log-error = $MARIADB_DIR/log/mariadb.log
ssl-cert = $MARIADB_DIR/run/cert.pem
ssl-key = $MARIADB_DIR/run/key.pem
innodb-flush-log-at-trx-commit = 0
innodb-lock-wait-timeout = 2
innodb-buffer-pool-size = 128M
innodb-log-file-size = 256M
local-infile = ON
CONF
}

make_server() {
    quietly openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=localhost -keyout "$MARIADB_DIR/run/key.pem" -out "$MARIADB_DIR/run/cert.pem"
    write_configuration
    [ -z "$owner" ] || chown -R "$owner" "$MARIADB_DIR"
    quietly run mariadb-install-db --no-defaults --datadir="$data" --auth-root-authentication-method=normal --skip-test-db
}

start_server() {
    local program
    program=$(command -v mariadbd)
    # In a session of its own: Ctrl+C is for who waits, not for the server.
    run setsid "$program" --defaults-file="$MARIADB_DIR/server.cnf" </dev/null >>"$MARIADB_DIR/log/setup.log" 2>&1 &
    local tries
    for ((tries = 0; tries < 300; tries++)); do
        if mariadb-admin --no-defaults --socket="$MARIADB_DIR/run/mariadb.sock" --user=ping ping >/dev/null 2>&1; then return; fi
        sleep 0.1
    done
    die "The server did not come up at port $port; $MARIADB_DIR/log/mariadb.log says why."
}

write_server_env() {
    cat >"$server_env.new" <<ENV
MARIADB_DIR=$MARIADB_DIR
MARIADB_HOST=127.0.0.1
MARIADB_PORT=$port
MARIADB_USER=$user
MARIADB_PASSWORD=$password
MARIADB_DATABASE=$database
MARIADB_CLIENT=$(command -v mariadb)
MARIADB_CA=$MARIADB_DIR/run/cert.pem
MARIADB_PID=$pid_file
ENV
    mv "$server_env.new" "$server_env"
}

if [ -e "$server_env" ] && runs; then
    say "Already running at port $(setting MARIADB_PORT)."
    exit 0
fi

check_programs
if [ -e "$server_env" ] && [ -d "$data/mysql" ]; then
    start_server
    say "MariaDB is back at 127.0.0.1:$(setting MARIADB_PORT)."
    exit 0
fi

"$servers/stop-mariadb.sh" >/dev/null
mkdir -p "$MARIADB_DIR"/{data,run,log}
# From here on nothing half started stays behind, Ctrl+C included.
trap '[ -e "$server_env" ] || end' EXIT
trap 'exit 130' HUP INT TERM

make_server || die "No server could be made; $MARIADB_DIR/log/setup.log says why."
start_server
quietly mariadb --no-defaults --socket="$MARIADB_DIR/run/mariadb.sock" --user=root --execute="
    CREATE DATABASE $database; CREATE USER '$user'@'%' IDENTIFIED BY '$password'; GRANT ALL ON *.* TO '$user'@'%' WITH GRANT OPTION;
    DROP USER root@localhost"
write_server_env
say "MariaDB at 127.0.0.1:$port after $SECONDS s; $server_env says the rest."
