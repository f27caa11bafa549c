# shellcheck shell=bash
# What start-s3.sh, restart-gateway.sh and stop-s3.sh have in common. Sourced, not run.

S3_DIR=${S3_DIR:-${TMPDIR:-/tmp}/stagetools-s3}
server_dir=$S3_DIR
# shellcheck source-path=SCRIPTDIR
. "$(dirname "${BASH_SOURCE[0]}")/server-common.sh"

# Ceph's programs find the cluster by this file; nothing in /etc/ceph is read.
export CEPH_CONF=$S3_DIR/ceph.conf

# Starts a daemon that outlives this script and holds none of its outputs open, and keeps its id in run/NAME.pid.
launch() { # launch NAME COMMAND...
    local name=$1
    shift
    setsid "$@" </dev/null >>"$S3_DIR/log/$name.out" 2>&1 &
    echo $! >"$S3_DIR/run/$name.pid"
}

# Nothing, where it was not started.
pid_of() { cat "$S3_DIR/run/$1.pid" 2>/dev/null || true; }

# Whether a daemon runs. Its id alone would not do: after a crash another program may have it.
runs() { # runs NAME
    local pid
    pid=$(pid_of "$1")
    [ -n "$pid" ] && grep -qsaF "$CEPH_CONF" "/proc/$pid/cmdline"
}

# SIGKILL: all that a server here holds goes with its folder, and it is sure to end one that hangs or is stopped.
end() { # end NAME
    local pid
    pid=$(pid_of "$1")
    if runs "$1"; then
        kill -KILL "$pid"
        while runs "$1"; do sleep 0.05; done
    fi
    rm -f "$S3_DIR/run/$1.pid"
}

# Any HTTP answer will do: 200 is not promised to a stranger.
answers() { curl -s -o /dev/null --noproxy '*' --max-time 5 "http://127.0.0.1:$1/"; }

launch_gateway() { # launch_gateway PORT
    launch rgw radosgw -c "$CEPH_CONF" -n client.rgw.a -f
    for _ in $(seq 240); do
        answers "$1" && return
        runs rgw || break
        sleep 0.25
    done
    tail -n 5 "$S3_DIR/log/rgw.out" >&2
    die "The gateway did not come up; $S3_DIR/log says more."
}

# Sets one key of server.env, whole or not at all: a test may read it at any time.
set_setting() { # set_setting KEY VALUE
    sed "s|^$1=.*|$1=$2|" "$server_env" >"$server_env.new"
    mv "$server_env.new" "$server_env"
}
