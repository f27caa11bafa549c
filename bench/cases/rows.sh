# Rows out of SQLite, out of the pipeline and into it.
if makes sqlite-to-csv sqlite-to-parquet; then
    sqlite3 "$work/bench.db" "
CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT, city TEXT, amount REAL, price DECIMAL(10,2), qty INTEGER, day DATE, at DATETIME, note TEXT, ok BOOLEAN);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $rows)
INSERT INTO t SELECT i, 'Customer number ' || i, CASE i % 7 WHEN 0 THEN 'Berlin' WHEN 1 THEN 'Paris, France' WHEN 2 THEN 'Tokyo' WHEN 3 THEN NULL ELSE 'São Paulo' END,
    i * 1.37 / 3, (i % 100000) / 100.0, i * 7 % 1000, date('2020-01-01', (i % 2000) || ' days'), datetime('2020-01-01', (i % 2000000) || ' seconds'),
    CASE WHEN i % 5 = 0 THEN 'a \"quoted\" note, with commas' ELSE 'plain note text' END, i % 2 FROM n"
    peer='sqlite3 -csv -header "$work/bench.db" "SELECT * FROM t" >"$work/peer.csv"'
    for kind in csv:0.5 parquet:0.6; do
        ours=$(pwsh "Import-Module \$env:module; \$null = Export-StageData @s/t.${kind%:*} -Database \$env:work/bench.db -Table t -Force")
        measure "sqlite-to-${kind%:*}" "${kind#*:}" 'sqlite3 -csv' "$ours" "$peer"
    done
    rm "$work/bench.db" "$work/peer.csv" "$data"/t.*
fi

objects="\$objects = foreach (\$i in 1..$tenth) {
    [pscustomobject]@{ Id = \$i; Name = \"name \$i\"; Price = \$i * 1.1; Flag = (\$i % 2 -eq 0); Date = [datetime]::Now; City = 'Zürich, CH'; Note = 'a \"quoted\" text'; Count = [long]\$i * 1000; Ratio = [double]\$i / 3; Empty = \$null }
}"
# In a session: what makes the objects does not count, but what the first command of a session pays for does.
measure objects-to-csv 0.5 'Export-Csv' "$(session "Import-Module \$env:module; $objects" '$objects | Export-StageData @s/o.csv -Force')" \
    "$(session "$objects" '$objects | Export-Csv $env:work/o.csv')"
if makes import-csv; then
    eval "$(session "$objects; \$objects | Export-Csv \$env:work/o.csv; Copy-Item \$env:work/o.csv \$env:data/o.csv" '')"
    measure import-csv 0.5 'Import-Csv' "$(session 'Import-Module $env:module' '$null = Import-StageData @s/o.csv')" "$(session '' '$null = Import-Csv $env:work/o.csv')"
fi
