#!/usr/bin/env bash
# Starts Slurm for the tests: a controller and two nodes, stage1 and stage2, on loopback only, with a key of its own. As root.
# Debian: apt-get install --no-install-recommends slurmctld slurmd slurm-client munge. What Debian starts by itself is not touched.
#
# Settings, all from the environment: SLURM_DIR its folder; SLURM_PORT, the first of three ports. Two clusters side by side want different ones.
# What a client needs is in $SLURM_DIR/server.env.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/slurm-common.sh"

port=${SLURM_PORT:-7817}
host=$(hostname -s)

check_programs() {
    local program missing=()
    [ "$(id -u)" -eq 0 ] || die "Slurm's nodes run as root."
    for program in slurmctld slurmd munged sbatch scontrol; do
        command -v "$program" >/dev/null || missing+=("$program")
    done
    [ ${#missing[@]} -eq 0 ] || die "Not installed: ${missing[*]}"
}

# No accounts, no groups of the kernel's, no shares of a machine: a node takes two tasks. A task that is queued again may begin at once.
write_configuration() {
    cat >"$SLURM_CONF" <<CONF
ClusterName=stagetools
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$SLURM_DIR/run/munge.socket,cred_expire=5
CredType=cred/munge
MpiDefault=none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SwitchType=switch/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
SchedulerParameters=batch_sched_delay=0,sched_interval=1,sched_min_interval=0
ReturnToService=2
JobRequeue=1
KillWait=1
MessageTimeout=10
StateSaveLocation=$SLURM_DIR/state
SlurmctldPidFile=$SLURM_DIR/run/slurmctld.pid
SlurmctldLogFile=$SLURM_DIR/log/slurmctld.log
SlurmdSpoolDir=$SLURM_DIR/spool/%n
SlurmdPidFile=$SLURM_DIR/run/%n.pid
SlurmdLogFile=$SLURM_DIR/log/%n.log
NodeName=stage1 NodeHostname=$host NodeAddr=127.0.0.1 Port=$((port + 1)) CPUs=2 State=UNKNOWN
NodeName=stage2 NodeHostname=$host NodeAddr=127.0.0.1 Port=$((port + 2)) CPUs=2 State=UNKNOWN
PartitionName=all Nodes=stage1,stage2 Default=YES LLN=YES MaxTime=INFINITE State=UP
CONF
    printf 'CgroupAutomount=no\n' >"$SLURM_DIR/cgroup.conf"
}

start_key() {
    (umask 077 && head -c 128 /dev/urandom >"$SLURM_DIR/run/munge.key")
    quietly munged --force --key-file="$SLURM_DIR/run/munge.key" --socket="$SLURM_DIR/run/munge.socket" --pid-file="$SLURM_DIR/run/munged.pid" \
        --log-file="$SLURM_DIR/log/munged.log" --seed-file="$SLURM_DIR/run/munge.seed"
}

wait_until_idle() {
    local deadline=$((SECONDS + 60))
    until [ "$(timeout 10 sinfo --noheader --Node --format=%t 2>/dev/null | grep -c idle)" = 2 ]; do
        [ $SECONDS -lt $deadline ] || return 1
        sleep 0.3
    done
}

if [ -e "$server_env" ] && runs; then
    say "Already running at port $port."
    exit 0
fi

check_programs
"$servers/stop-slurm.sh" >/dev/null
mkdir -p "$SLURM_DIR"/{run,log,state,spool/stage1,spool/stage2}
chmod 755 "$SLURM_DIR" "$SLURM_DIR/run"
# From here on nothing half started stays behind, Ctrl+C included.
trap '[ -e "$server_env" ] || end' EXIT
trap 'exit 130' HUP INT TERM

write_configuration
start_key || die "No key daemon could be started; $SLURM_DIR/log/munged.log says why."
quietly slurmctld -c </dev/null || die "The controller did not start; $SLURM_DIR/log/slurmctld.log says why."
for node in stage1 stage2; do
    quietly slurmd -N "$node" </dev/null || die "The node $node did not start; $SLURM_DIR/log/$node.log says why."
done
wait_until_idle || die "The nodes did not come up; $SLURM_DIR/log says why."
printf 'SLURM_DIR=%s\nSLURM_CONF=%s\n' "$SLURM_DIR" "$SLURM_CONF" >"$server_env.new"
mv "$server_env.new" "$server_env"
say "Slurm at 127.0.0.1:$port after $SECONDS s; $server_env says the rest."
