#!/usr/bin/env bash
# Starts an S3 server for the tests: Ceph's gateway over one monitor and one object store, on loopback only.
# Debian: apt-get install --no-install-recommends ceph-mon ceph-osd radosgw ceph-common libnss-myhostname curl openssl
#
# Settings, all from the environment: S3_DIR its folder, S3_PORT, S3_TLS_PORT, S3_MON_PORT, S3_STORE (memstore or bluestore).
# Two servers side by side want different ones of the first four. What a client needs is in $S3_DIR/server.env.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/s3-common.sh"

port=${S3_PORT:-7580}
tls_port=${S3_TLS_PORT:-7543}
mon_port=${S3_MON_PORT:-6890}
store=${S3_STORE:-memstore}
domain=s3.localhost
access_key=testaccesskey secret_key=testsecretkey0123456789
other_access_key=otheraccesskey other_secret_key=othersecretkey0123456789
role=stager
# AWS' two for the archive tests, and Google's: a client may not be told "no such class" where it speaks to Google.
storage_classes="STANDARD_IA GLACIER NEARLINE COLDLINE ARCHIVE"

check_programs() {
    local program missing=()
    for program in ceph-mon ceph-osd radosgw radosgw-admin monmaptool ceph openssl curl; do
        command -v "$program" >/dev/null || missing+=("$program")
    done
    [ ${#missing[@]} -eq 0 ] || die "Not installed: ${missing[*]}"
}

# A private authority, and one certificate by it. Clients trust ca.crt.
make_certificates() {
    quietly openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj "/CN=StageTools test authority" \
        -addext "basicConstraints=critical,CA:TRUE" -addext "keyUsage=critical,keyCertSign,cRLSign" \
        -keyout "$S3_DIR/ca.key" -out "$S3_DIR/ca.crt"
    quietly openssl req -newkey rsa:2048 -nodes -subj "/CN=$domain" -keyout "$S3_DIR/tls.key" -out "$S3_DIR/tls.csr"
    quietly openssl x509 -req -in "$S3_DIR/tls.csr" -days 30 -CA "$S3_DIR/ca.crt" -CAkey "$S3_DIR/ca.key" -CAcreateserial \
        -extfile <(echo "subjectAltName=DNS:$domain,DNS:*.$domain,DNS:localhost,IP:127.0.0.1") -out "$S3_DIR/tls.crt"
}

# One copy of everything, no passwords between the daemons, logs in the folder. The usual order of authentication would answer
# AccessDenied to an unknown key and to a wrong secret once STS is on; by this one they have their own codes, as everywhere.
# The watch timeout: a gateway that was killed is waited for by each change of a user, for half a minute otherwise.
write_configuration() {
    cat >"$CEPH_CONF" <<CONF
[global]
fsid = $1
mon host = v2:127.0.0.1:$mon_port/0
mon initial members = a
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind msgr1 = false
auth cluster required = none
auth service required = none
auth client required = none
ms mon client mode = crc
ms client mode = crc
ms service mode = crc
ms cluster mode = crc
ms mon cluster mode = crc
ms mon service mode = crc
run dir = $S3_DIR/run
admin socket = $S3_DIR/run/\$name.asok
crash dir = $S3_DIR/log
log file = $S3_DIR/log/\$name.log
log to stderr = false
debug ms = 0/0
debug osd = 0/1
debug mon = 0/1
debug rgw = 0/1
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 8
osd pool default pgp num = 8
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon max pg per osd = 1000
mon data avail warn = 1
mon data avail crit = 1
[mon.a]
mon data = $S3_DIR/mon
mon cluster log file = $S3_DIR/log/cluster.log
[osd.0]
osd data = $S3_DIR/osd
osd objectstore = $store
memstore device bytes = 8589934592
bluestore block size = 21474836480
bluestore block db create = false
osd memory target = 1073741824
osd op num shards = 2
osd op num threads per shard = 2
osd client watch timeout = 5
[client]
objecter tick interval = 1
rgw rados pool pg num min = 8
[client.rgw.a]
rgw data = $S3_DIR/rgw
rgw frontends = beast endpoint=127.0.0.1:$port ssl_endpoint=127.0.0.1:$tls_port ssl_certificate=$S3_DIR/tls.crt ssl_private_key=$S3_DIR/tls.key
rgw dns name = $domain
rgw thread pool size = 64
rgw override bucket index max shards = 1
rgw bucket quota ttl = 1
rgw s3 auth use sts = true
rgw s3 auth order = sts, local, external
rgw sts key = 0123456789abcdef
rgw gc obj min wait = 30
rgw gc processor period = 30
rgw gc processor max time = 30
CONF
}

start_cluster() { # start_cluster FSID
    local osd_id
    osd_id=$(cat /proc/sys/kernel/random/uuid)
    quietly monmaptool --create --fsid "$1" --addv a "[v2:127.0.0.1:$mon_port]" "$S3_DIR/monmap"
    quietly ceph-mon -c "$CEPH_CONF" --mkfs -i a --monmap "$S3_DIR/monmap" --mon-data "$S3_DIR/mon"
    launch mon ceph-mon -c "$CEPH_CONF" -i a -f
    quietly timeout 60 ceph osd new "$osd_id"
    quietly ceph-osd -c "$CEPH_CONF" -i 0 --mkfs --osd-uuid "$osd_id" --no-mon-config
    launch osd ceph-osd -c "$CEPH_CONF" -i 0 -f
    for _ in $(seq 60); do
        timeout 10 ceph osd stat 2>/dev/null | grep -q '1 up' && return
        sleep 0.5
    done
    die "The object store did not come up; $S3_DIR/log says more."
}

admin() { quietly timeout 120 radosgw-admin -c "$CEPH_CONF" "$@"; }

add_users() {
    admin user create --uid=test --display-name=test --access-key="$access_key" --secret-key="$secret_key" --caps="roles=*"
    admin user create --uid=other --display-name=other --access-key="$other_access_key" --secret-key="$other_secret_key"
}

add_storage_classes() {
    local class place="--placement-id default-placement --storage-class"
    for class in $storage_classes; do
        # shellcheck disable=SC2086
        admin zonegroup placement add --rgw-zonegroup default $place "$class"
        # shellcheck disable=SC2086
        admin zone placement add --rgw-zone default $place "$class" --data-pool default.rgw.buckets.data
    done
}

# What the first user may assume (sts:AssumeRole), and with it do everything in S3.
add_role() {
    admin role create --role-name=$role --path=/ --assume-role-policy-doc='{"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": ["arn:aws:iam:::user/test"]}, "Action": ["sts:AssumeRole"]}]}'
    admin role-policy put --role-name=$role --policy-name=s3 --policy-doc='{"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": ["s3:*"], "Resource": "arn:aws:s3:::*"}]}'
}

write_server_env() {
    cat >"$server_env.new" <<ENV
S3_DIR=$S3_DIR
S3_ENDPOINT=http://$domain:$port
S3_TLS_ENDPOINT=https://$domain:$tls_port
S3_CA=$S3_DIR/ca.crt
S3_PORT=$port
S3_TLS_PORT=$tls_port
S3_ACCESS_KEY=$access_key
S3_SECRET_KEY=$secret_key
S3_OTHER_ACCESS_KEY=$other_access_key
S3_OTHER_SECRET_KEY=$other_secret_key
S3_ROLE_ARN=arn:aws:iam:::role/$role
S3_RGW_PID=$(pid_of rgw)
S3_OSD_PID=$(pid_of osd)
S3_MON_PID=$(pid_of mon)
S3_RGW_COMMAND='radosgw -c $CEPH_CONF -n client.rgw.a -f'
S3_RGW_RESTART=$servers/restart-gateway.sh
ENV
    mv "$server_env.new" "$server_env"
}

if [ -e "$server_env" ] && runs mon && runs osd && runs rgw; then
    answers "$(setting S3_PORT)" || die "A server is there in $S3_DIR, but does not answer: stop-s3.sh ends it."
    say "Already running at $(setting S3_ENDPOINT)."
    exit 0
fi

check_programs
! answers "$port" || die "Something else answers at port $port; S3_PORT chooses another one."
"$servers/stop-s3.sh" >/dev/null
mkdir -p "$S3_DIR"/{mon,osd,rgw,run,log}
# From here on nothing half started stays behind, Ctrl+C included.
trap '[ -e "$server_env" ] || for daemon in rgw osd mon; do end $daemon; done' EXIT
trap 'exit 130' HUP INT TERM

cluster=$(cat /proc/sys/kernel/random/uuid)
make_certificates
write_configuration "$cluster"
start_cluster "$cluster"
add_users
add_storage_classes
add_role
launch_gateway "$port"
write_server_env
say "S3 at $(setting S3_ENDPOINT) and $(setting S3_TLS_ENDPOINT) ($store) after $SECONDS s; $server_env says the rest."
