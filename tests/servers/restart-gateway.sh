#!/usr/bin/env bash
# Ends the gateway if it still runs and starts it again, with all buckets as they were. S3_DIR says which server's.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/s3-common.sh"

[ -e "$server_env" ] || die "No S3 server in $S3_DIR."
end rgw
launch_gateway "$(setting S3_PORT)"
set_setting S3_RGW_PID "$(pid_of rgw)"
say "The gateway runs again, as process $(pid_of rgw)."
