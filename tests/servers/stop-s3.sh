#!/usr/bin/env bash
# Ends the S3 server of the tests, by the ids of its processes, and removes its folder. S3_DIR says which one.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/s3-common.sh"

# Only a folder that start-s3.sh made is removed.
[ -e "$S3_DIR/ceph.conf" ] || { say "No S3 server in $S3_DIR."; exit 0; }
for daemon in rgw osd mon; do end $daemon; done
rm -rf "$S3_DIR"
say "Stopped."
