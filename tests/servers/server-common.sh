# shellcheck shell=bash
# What the scripts of all servers have in common. Sourced, not run; the one who sources it has set server_dir, the server's own folder.

servers=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck disable=SC2154
server_env=$server_dir/server.env

say() { printf '%s\n' "$*"; }

die() { say "$*" >&2; exit 1; }

# The value of one key of server.env.
setting() { sed -n "s/^$1=//p" "$server_env" 2>/dev/null; }

# Runs one step of the setup; what it says goes to the log.
quietly() { "$@" >>"$server_dir/log/setup.log" 2>&1; }
