#!/usr/bin/env bash
# Ends the Slurm of the tests with all that runs in it, and removes its folder. SLURM_DIR says which one.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/slurm-common.sh"

# Only a folder that start-slurm.sh made is removed.
[ -d "$SLURM_DIR/state" ] && [ -d "$SLURM_DIR/run" ] || { say "No Slurm in $SLURM_DIR."; exit 0; }
end
rm -rf "$SLURM_DIR"
say "Stopped."
