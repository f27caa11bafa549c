# shellcheck shell=bash
# What start-mariadb.sh and stop-mariadb.sh have in common. Sourced, not run.

MARIADB_DIR=${MARIADB_DIR:-${TMPDIR:-/tmp}/stagetools-mariadb}
server_dir=$MARIADB_DIR
# shellcheck source-path=SCRIPTDIR
. "$(dirname "${BASH_SOURCE[0]}")/server-common.sh"

data=$MARIADB_DIR/data
pid_file=$MARIADB_DIR/run/mariadb.pid

# Debian keeps the server's program where only root looks.
PATH=$PATH:/usr/sbin

# MariaDB refuses to run as root: somebody with fewer rights owns it then.
if [ "$(id -u)" -ne 0 ]; then owner=; elif id mysql >/dev/null 2>&1; then owner=mysql; else owner=nobody; fi

# Runs a program as the owner of the server.
run() {
    if [ -n "$owner" ]; then
        setpriv --reuid="$owner" --regid="$(id -g "$owner")" --clear-groups "$@"
    else
        "$@"
    fi
}

# An id alone may be somebody else's by now.
runs() { [ -s "$pid_file" ] && grep -qs "$MARIADB_DIR/server.cnf" "/proc/$(cat "$pid_file")/cmdline"; }

# At once: all that the server holds goes with its folder.
end() {
    runs || return 0
    local pid
    pid=$(cat "$pid_file")
    kill -KILL "$pid"
    while kill -0 "$pid" 2>/dev/null; do sleep 0.05; done
}
