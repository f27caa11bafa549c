# CSV into the tables of a database, against the database's own loader: Import-StageData in a session, so that what starts a PowerShell does not count.
if makes csv-to-postgres csv-to-sqlite; then
    columns='id bigint, customer varchar(40), amount numeric(12,2), rate double precision, paid boolean, day date, made timestamp, note text, a bigint, b bigint'
    awk -v rows="$quarter" 'BEGIN {
        print "id,customer,amount,rate,paid,day,made,note,a,b"
        for (i = 0; i < rows; i++)
            printf "%d,Customer %d,%d.%02d,0.%d1,true,2026-03-%02d,2026-03-01T10:%02d:00,some text that is read,%d,%d\n", i, i % 1000, i % 5000, i % 100, i % 900 + 100, i % 28 + 1, i % 60, i * 7, i % 13
    }' >"$work/rows.csv"

    measure csv-to-sqlite 0.8 'sqlite3 .import' "$(session 'Import-Module $env:module' '$null = Import-StageData $env:work/rows.csv -Into t -Database $env:work/rows.db')" \
        'sqlite3 "$work/rows.db" ".mode csv" ".import --skip 1 $work/rows.csv t"' "rm -f \"\$work\"/rows.db*; sqlite3 \"\$work/rows.db\" 'CREATE TABLE t ($columns)'"
    if [ -n "${STAGETOOLS_POSTGRES:-}" ] && makes csv-to-postgres; then
        set -a
        # shellcheck source=/dev/null
        . "$STAGETOOLS_POSTGRES"
        PGPASSWORD=$POSTGRES_PASSWORD PGOPTIONS='-c client_min_messages=warning' psql="$POSTGRES_PSQL -X -q -h $POSTGRES_HOST -p $POSTGRES_PORT -U $POSTGRES_USER -d $POSTGRES_DATABASE"
        set +a
        measure csv-to-postgres 1.1 'psql \copy' "$(session 'Import-Module $env:module' '$null = Import-StageData $env:work/rows.csv -Into bench -Connection $env:POSTGRES_CONNECTION -Force')" \
            '$psql -c "\\copy bench FROM '"'\$work/rows.csv'"' WITH (FORMAT csv, HEADER)"' "\$psql -c 'DROP TABLE IF EXISTS bench; CREATE TABLE bench ($columns)'"
        $psql -c "DROP TABLE IF EXISTS bench; DELETE FROM stagetools_loads WHERE table_name LIKE '%bench%'"
    elif makes csv-to-postgres; then
        echo 'csv-to-postgres is left out: no STAGETOOLS_POSTGRES.'
    fi
    rm -f "$work"/rows.*
fi
