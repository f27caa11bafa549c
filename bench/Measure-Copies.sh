#!/usr/bin/env bash
# Measures COPY INTO between CSV and Parquet, and SQL over CSV, against DuckDB's own client, whole commands, the sides taking turns; prints the
# medians of CPU seconds and wall seconds, the most memory, and the ratios.
# Needs node, npm and a built tree (dotnet build StageTools.sln -c Release). Compare ratios, and only those of one run.
#   bench/Measure-Copies.sh [ROWS [ROUNDS]]
set -euo pipefail
cd "$(dirname "$0")/.."

rows=${1:-2000000}
rounds=${2:-5}
client=${STAGESQL:-$PWD/out/stagesql/stagesql}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export STAGETOOLS_HOME=$work/home

cat >"$work/peer.js" <<'PEER'
const { DuckDBInstance } = require('@duckdb/node-api');
(async () => { await (await (await DuckDBInstance.create(':memory:')).connect()).run(process.argv[2]); })();
PEER
(cd "$work" && echo '{"private": true}' >package.json && npm install --silent '@duckdb/node-api@1.5.6-r.1' >/dev/null)
mkdir "$work/data"
table="SELECT i AS id, 'name ' || (i % 5000) AS name, hash(i) % 1000000 AS qty, (hash(i) % 100000) / 100 AS price, i / 3 AS ratio,
    DATE '2020-01-01' + (i % 2000)::INT AS day, TIMESTAMP '2024-01-01' + INTERVAL (i) SECOND AS moment, i % 3 = 0 AS flag,
    'city-' || (i % 97) AS city, 'a, longer text with \"quotes\" ' || i AS note FROM range($rows) t(i)"
node "$work/peer.js" "COPY ($table) TO '$work/data/t.csv' (HEADER)"
node "$work/peer.js" "COPY (SELECT * FROM '$work/data/t.csv') TO '$work/data/t.parquet'"
"$client" -c "CREATE STAGE s URL = 'file://$work/data/'"

# once CASE SIDE COMMAND...: a line of the times of a command: CPU seconds, wall seconds, memory in KiB.
once() {
    local file=$work/$1.$2
    shift 2
    /usr/bin/time -a -o "$file" -f '%U %S %e %M' "$@" >/dev/null
    rm -rf "$work/data/out" "$work/peer.out"
}

median() { sort -n | awk '{ line[NR] = $1 } END { print line[int((NR + 1) / 2)] }'; }

# measure CASE WANTED OURS PEER
measure() {
    for _ in $(seq "$rounds"); do
        once "$1" ours "$client" -c "$3"
        once "$1" peer node "$work/peer.js" "$4"
    done
    for side in ours peer; do
        declare "$side=$(awk '{ print $1 + $2 }' "$work/$1.$side" | median)"
        declare "${side}_wall=$(awk '{ print $3 }' "$work/$1.$side" | median)"
        declare "${side}_memory=$(awk '{ print $4 / 1024 }' "$work/$1.$side" | sort -n | tail -1)"
    done
    echo "$1 $2 $ours $peer $ours_wall $peer_wall $ours_memory $peer_memory" | awk '{
        printf "%-25s CPU %5.2f s, DuckDB'"'"'s client %5.2f s: %.2f (wanted: %s)", $1, $3, $4, $3 / $4, $2
        printf "   wall %.2f s: %.2f   memory %.0f and %.0f MiB\n", $5, $5 / $6, $7, $8
    }'
}

measure csv-to-parquet 1.1 "COPY INTO @s/out/ FROM (SELECT * FROM '@s/t.csv') FILE_FORMAT = (TYPE = PARQUET) SINGLE = TRUE" \
    "COPY (SELECT * FROM '$work/data/t.csv') TO '$work/peer.out' (FORMAT parquet, COMPRESSION zstd)"
measure csv-to-parquets-of-64-MB 1.1 "COPY INTO @s/out/ FROM (SELECT * FROM '@s/t.csv')" \
    "COPY (SELECT * FROM '$work/data/t.csv') TO '$work/peer.out' (FORMAT parquet, COMPRESSION zstd)"
measure parquet-to-csv 1.1 "COPY INTO @s/out/ FROM (SELECT * FROM '@s/t.parquet') FILE_FORMAT = (TYPE = CSV) SINGLE = TRUE" \
    "COPY (SELECT * FROM '$work/data/t.parquet') TO '$work/peer.out' (HEADER)"
query='SELECT count(id), max(name), sum(qty), sum(price), max(ratio), max(day), max(moment), count(flag), max(city), max(note) FROM'
measure sql-over-csv 1.1 "$query '@s/t.csv'" "$query '$work/data/t.csv'"
group='SELECT city, sum(price) FROM'
measure group-by-over-parquet 0.7 "$group '@s/t.parquet' GROUP BY 1" "$group '$work/data/t.parquet' GROUP BY 1"
