# An S3 server on this machine: much of the time is the server's. Everybody takes its address and the keys from the environment.
if makes list-objects upload-small download-small remove-objects; then
    if [ -z "${STAGETOOLS_S3:-}" ]; then
        echo 'The cases of buckets are left out: no STAGETOOLS_S3.'
        return 0
    fi
    # shellcheck source=/dev/null
    . "$STAGETOOLS_S3"
    unset AWS_CA_BUNDLE # rclone takes none
    bucket=bench-$$
    export AWS_ACCESS_KEY_ID=$S3_ACCESS_KEY AWS_SECRET_ACCESS_KEY=$S3_SECRET_KEY AWS_DEFAULT_REGION=us-east-1 AWS_ENDPOINT_URL=http://127.0.0.1:$S3_PORT
    export RCLONE_CONFIG_S_TYPE=s3 RCLONE_CONFIG_S_PROVIDER=Ceph RCLONE_CONFIG_S_ENV_AUTH=true RCLONE_CONFIG_S_ENDPOINT=$AWS_ENDPOINT_URL
    export peer=S:$bucket
    rclone mkdir "$peer"
    trap 'rclone purge "$peer" 2>/dev/null; rm -rf "$work"' EXIT
    "$stagesql" -c "CREATE STAGE b URL = 's3://$bucket/'"
    mkdir "$work/small"
    tree "$work/small" $((100 * size)) 100

    measure upload-small 0.7 'rclone copy --transfers 16' '"$stagesql" -c "PUT file://$work/small/ @b/ours"' 'rclone copy --transfers 16 "$work/small" "$peer/theirs"' \
        'rclone purge "$peer/ours" 2>/dev/null || true; rclone purge "$peer/theirs" 2>/dev/null || true'
    rclone copy --transfers 16 "$work/small" "$peer/tree"
    measure list-objects 0.8 'rclone lsf --fast-list --use-server-modtime' '"$stagesql" -c "LIST @b/tree" >"$work/list"' \
        'rclone lsf -R --fast-list --use-server-modtime --files-only --format pst "$peer/tree" >"$work/list"'
    measure download-small 0.7 'rclone copy --transfers 16; sync' '"$stagesql" -c "GET @b/tree/ file://$work/back/"' \
        'rclone copy --transfers 16 "$peer/tree" "$work/back" && sync -f "$work/back"' 'rm -rf "$work/back"; mkdir "$work/back"; sync'
    measure remove-objects 0.4 'rclone delete' '"$stagesql" -c "REMOVE @b/ours"' 'rclone delete "$peer/theirs"' \
        'rclone copy --transfers 16 "$work/small" "$peer/ours"; rclone copy --transfers 16 "$work/small" "$peer/theirs"'
fi
