# COPY INTO between CSV and Parquet, and SQL over both, against DuckDB's own client for Node.
if makes csv-to-parquet csv-to-parquets parquet-to-csv sql-over-csv group-by; then
    cat >"$work/peer.js" <<'PEER'
const { DuckDBInstance } = require('@duckdb/node-api');
(async () => { await (await (await DuckDBInstance.create(':memory:')).connect()).run(process.argv[2]); })();
PEER
    (cd "$work" && echo '{"private": true}' >package.json && npm install --silent '@duckdb/node-api@1.5.6-r.1' >/dev/null)
    table="SELECT i AS id, 'name ' || (i % 5000) AS name, hash(i) % 1000000 AS qty, (hash(i) % 100000) / 100 AS price, i / 3 AS ratio,
        DATE '2020-01-01' + (i % 2000)::INT AS day, TIMESTAMP '2024-01-01' + INTERVAL (i) SECOND AS moment, i % 3 = 0 AS flag,
        'city-' || (i % 97) AS city, 'a, longer text with \"quotes\" ' || i AS note FROM range($rows) t(i)"
    node "$work/peer.js" "COPY ($table) TO '$data/t.csv' (HEADER)"
    node "$work/peer.js" "COPY (SELECT * FROM '$data/t.csv') TO '$data/t.parquet'"

    # duckdb CASE WANTED OURS PEER
    duckdb() { ours=$3 peer=$4 measure "$1" "$2" "DuckDB's client" '"$stagesql" -c "$ours"' 'node "$work/peer.js" "$peer"' 'rm -rf "$data/out" "$work/peer.out"'; }
    export ours peer
    duckdb csv-to-parquet 1.1 "COPY INTO @s/out/ FROM (SELECT * FROM '@s/t.csv') FILE_FORMAT = (TYPE = PARQUET) SINGLE = TRUE" \
        "COPY (SELECT * FROM '$data/t.csv') TO '$work/peer.out' (FORMAT parquet, COMPRESSION zstd)"
    duckdb csv-to-parquets 1.1 "COPY INTO @s/out/ FROM (SELECT * FROM '@s/t.csv')" \
        "COPY (SELECT * FROM '$data/t.csv') TO '$work/peer.out' (FORMAT parquet, COMPRESSION zstd)"
    duckdb parquet-to-csv 1.1 "COPY INTO @s/out/ FROM (SELECT * FROM '@s/t.parquet') FILE_FORMAT = (TYPE = CSV) SINGLE = TRUE" \
        "COPY (SELECT * FROM '$data/t.parquet') TO '$work/peer.out' (HEADER)"
    query='SELECT count(id), max(name), sum(qty), sum(price), max(ratio), max(day), max(moment), count(flag), max(city), max(note) FROM'
    duckdb sql-over-csv 1.1 "$query '@s/t.csv'" "$query '$data/t.csv'"
    group='SELECT city, sum(price) FROM'
    duckdb group-by 0.7 "$group '@s/t.parquet' GROUP BY 1" "$group '$data/t.parquet' GROUP BY 1"
    rm -rf "$data"/t.* "$data/out" "$work/peer.out"
fi
