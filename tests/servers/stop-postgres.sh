#!/usr/bin/env bash
# Ends the PostgreSQL server of the tests and removes its folder. POSTGRES_DIR says which one.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/postgres-common.sh"

# Only a folder that start-postgres.sh made is removed.
[ -d "$data" ] && [ -d "$POSTGRES_DIR/run" ] || { say "No PostgreSQL server in $POSTGRES_DIR."; exit 0; }
cd "$POSTGRES_DIR"
end
cd /
rm -rf "$POSTGRES_DIR"
say "Stopped."
