# shellcheck shell=bash
# What start-slurm.sh and stop-slurm.sh have in common. Sourced, not run.

SLURM_DIR=${SLURM_DIR:-${TMPDIR:-/tmp}/stagetools-slurm}
server_dir=$SLURM_DIR
# shellcheck source-path=SCRIPTDIR
. "$(dirname "${BASH_SOURCE[0]}")/server-common.sh"

export SLURM_CONF=$SLURM_DIR/slurm.conf

runs() { [ -e "$SLURM_CONF" ] && timeout 10 sinfo --noheader >/dev/null 2>&1; }

# Daemons, and what they started: a task goes on when its node's daemon is gone. All of them have this cluster in their environment.
processes() {
    local folder
    for folder in /proc/[0-9]*; do
        [ "${folder#/proc/}" != "$$" ] && grep -qzxF "SLURM_CONF=$SLURM_CONF" "$folder/environ" 2>/dev/null && printf '%s\n' "${folder#/proc/}"
    done
    cat "$SLURM_DIR"/run/munged.pid 2>/dev/null || true
}

end() {
    local process
    # As long as there are some: one may start another meanwhile.
    for _ in 1 2 3; do
        for process in $(processes); do kill -KILL "$process" 2>/dev/null || true; done
    done
}
