#!/usr/bin/env bash
# Ends the MariaDB server of the tests and removes its folder. MARIADB_DIR says which one.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/mariadb-common.sh"

# Only a folder that start-mariadb.sh made is removed.
[ -d "$data" ] && [ -d "$MARIADB_DIR/run" ] || { say "No MariaDB server in $MARIADB_DIR."; exit 0; }
end
rm -rf "$MARIADB_DIR"
say "Stopped."
