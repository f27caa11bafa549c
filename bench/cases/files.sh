# A folder: listing 100,000 files, copying 1 GiB so that it is on the disk.
if makes list-files list-files-find; then
    mkdir "$data/tree"
    tree "$data/tree" $((100 * size)) 1000
    measure list-files 0.6 'rclone lsf' '"$stagesql" -c "LIST @s/tree" >"$work/list"' 'rclone lsf -R --files-only --format pst "$data/tree" >"$work/list"'
    measure list-files-find 1.2 find '"$stagesql" -c "LIST @s/tree" >"$work/list"' 'find "$data/tree" -type f -printf "%P %s %T@\n" >"$work/list"'
    rm -r "$data/tree"
fi
if makes copy-1-gib copy-1-gib-cp; then
    mkdir "$work/large"
    head -c $((size << 30)) /dev/urandom >"$work/large/one.bin"
    clear='rm -rf "$data/large" "$work/copy"; mkdir "$work/copy"; sync'
    put='"$stagesql" -c "PUT file://$work/large/one.bin @s/large"'
    measure copy-1-gib 0.53 'rclone copy' "$put" 'rclone copy "$work/large" "$work/copy"' "$clear"
    measure copy-1-gib-cp 1.02 'cp; sync' "$put" 'cp "$work/large/one.bin" "$work/copy" && sync "$work/copy/one.bin" "$work/copy"' "$clear"
    rm -rf "$work/large" "$data/large" "$work/copy"
fi
