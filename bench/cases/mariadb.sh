# MariaDB, against its own client: CSV into a table, and a table to CSV.
if makes csv-to-mariadb mariadb-to-csv; then
    if [ -n "${STAGETOOLS_MARIADB:-}" ]; then
        set -a
        # shellcheck source=/dev/null
        . "$STAGETOOLS_MARIADB"
        MYSQL_PWD=$MARIADB_PASSWORD mariadb="$MARIADB_CLIENT --no-defaults --local-infile -h $MARIADB_HOST -P $MARIADB_PORT -u $MARIADB_USER $MARIADB_DATABASE"
        MARIADB_URL=mariadb://$MARIADB_USER@$MARIADB_HOST:$MARIADB_PORT/$MARIADB_DATABASE
        set +a
        columns='id bigint, customer varchar(40), amount decimal(12,2), rate double, paid boolean, day date, made datetime, note text, a bigint, b bigint'
        awk -v rows="$quarter" 'BEGIN {
            print "id,customer,amount,rate,paid,day,made,note,a,b"
            for (i = 0; i < rows; i++)
                printf "%d,Customer %d,%d.%02d,0.%d1,1,2026-03-%02d,2026-03-01T10:%02d:00,some text that is read,%d,%d\n", i, i % 1000, i % 5000, i % 100, i % 900 + 100, i % 28 + 1, i % 60, i * 7, i % 13
        }' >"$work/rows.csv"
        # shellcheck disable=SC2016
        load='$mariadb -e "LOAD DATA LOCAL INFILE '"'\$work/rows.csv'"' INTO TABLE bench FIELDS TERMINATED BY '"','"' IGNORE 1 LINES"'
        measure csv-to-mariadb 1.2 'LOAD DATA LOCAL' "$(session 'Import-Module $env:module' '$null = Import-StageData $env:work/rows.csv -Into bench -Connection $env:MARIADB_URL -Force')" \
            "$load" "\$mariadb -e 'DROP TABLE IF EXISTS bench; CREATE TABLE bench ($columns)'"
        $mariadb -e "DROP TABLE IF EXISTS bench; CREATE TABLE bench ($columns)"
        eval "$load"
        measure mariadb-to-csv 1.5 'mariadb -B' "$(session 'Import-Module $env:module' '$null = Export-StageData "@s/out.csv" -Table bench -Connection $env:MARIADB_URL -Force')" \
            '$mariadb -B --quick -e "SELECT * FROM bench" >"$work/out.tsv"'
        $mariadb -e "DROP TABLE IF EXISTS bench, stagetools_loads"
        rm -f "$work"/rows.* "$work"/out.* "$data"/out.*
    else
        echo 'csv-to-mariadb and mariadb-to-csv are left out: no STAGETOOLS_MARIADB.'
    fi
fi
