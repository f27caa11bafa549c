# shellcheck shell=bash
# What start-postgres.sh and stop-postgres.sh have in common. Sourced, not run.

POSTGRES_DIR=${POSTGRES_DIR:-${TMPDIR:-/tmp}/stagetools-postgres}
server_dir=$POSTGRES_DIR
# shellcheck source-path=SCRIPTDIR
. "$(dirname "${BASH_SOURCE[0]}")/server-common.sh"

data=$POSTGRES_DIR/data

# The newest of the installed versions. Debian keeps them out of PATH.
programs=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
[ -x "$programs/initdb" ] || programs=$(dirname "$(command -v initdb || echo /)")

# PostgreSQL refuses to run as root: somebody with fewer rights owns it then.
if [ "$(id -u)" -ne 0 ]; then owner=; elif id postgres >/dev/null 2>&1; then owner=postgres; else owner=nobody; fi

# Runs one of PostgreSQL's programs as the owner of the server.
run() {
    local program=$programs/$1
    shift
    if [ -n "$owner" ]; then
        setpriv --reuid="$owner" --regid="$(id -g "$owner")" --clear-groups "$program" "$@"
    else
        "$program" "$@"
    fi
}

runs() { [ -e "$data/postmaster.pid" ] && run pg_ctl -D "$data" status >/dev/null 2>&1; }

# At once and without a checkpoint: all that the server holds goes with its folder.
end() { ! runs || run pg_ctl -D "$data" -m immediate -w stop >/dev/null; }
