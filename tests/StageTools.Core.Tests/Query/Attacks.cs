using System.Text.RegularExpressions;

namespace StageTools.Core.Tests.Query;

/// <summary>What SQL might be written for that is not to happen, and how it might be hidden from somebody who reads its text.</summary>
internal static partial class Attacks
{
    /// <summary>Queries that read outside, write or go to the network.</summary>
    public static readonly string[] Queries =
    [
        "SELECT * FROM read_text('{out}/secret.csv')",
        "SELECT * FROM read_blob('{out}/secret.csv')",
        "SELECT * FROM read_csv('{out}/secret.csv')",
        "SELECT * FROM read_csv(['{stage}/a.csv', '{out}/secret.csv'], union_by_name = true)",
        "SELECT * FROM read_json_auto('{out}/secret.json')",
        "SELECT * FROM read_parquet('{out}/secret.parquet')",
        "SELECT * FROM parquet_file_metadata('{out}/secret.parquet')",
        "SELECT * FROM read_duckdb('{out}/secret.db', table_name = 't')",
        "SELECT * FROM sniff_csv('{out}/secret.csv')",
        "SELECT * FROM glob('{out}/*')",
        "SELECT * FROM '{out}/secret.csv'",
        "SELECT * FROM query_table('{out}/secret.csv')",
        "SELECT * FROM read_text('{stage}/../outside/secret.csv')",
        "SELECT * FROM read_text('{stage}/link/secret.csv')",
        "SELECT * FROM '{stage}/link/*.csv'",
        "SELECT * FROM read_text('{url}/a.csv')",
        "SELECT * FROM '{url}/a.csv'",
        "SELECT * FROM read_csv('s3://127.0.0.1/a.csv')",
        "SELECT * FROM enable_logging(storage = 'file', storage_path = '{stage}/a.csv')",
        "SELECT * FROM enable_logging('QueryLog', storage = 'file', storage_path = '{out}')",
        "SELECT write_log('x') FROM enable_logging(storage = 'file', storage_path = '{stage}')",
        "SELECT * FROM enable_profiling(format = 'json', save_location = '{stage}/p.json')",
        "SELECT * FROM query('FROM enable_logging(storage = ''file'', storage_path = ''{stage}'')')",
        "SELECT * FROM json_execute_serialized_sql(json_serialize_sql('FROM enable_logging(storage = ''file'', storage_path = ''{stage}'')'))",
    ];

    /// <summary>Other statements of the kind.</summary>
    public static readonly string[] Statements =
    [
        "COPY (SELECT 'written') TO '{stage}/a.csv' (USE_TMP_FILE false)",
        "COPY (SELECT 'written') TO '{stage}/new.parquet'",
        "COPY (SELECT 1 AS a, 2 AS b) TO '{stage}/parts' (FORMAT parquet, PARTITION_BY (a))",
        "COPY kept TO '{out}/secret.csv'",
        "COPY kept FROM '{out}/secret.csv'",
        "EXPORT DATABASE '{stage}/exp'",
        "EXPORT DATABASE '{out}/exp'",
        "IMPORT DATABASE '{stage}/imp'",
        "PRAGMA import_database('{stage}/imp')",
        "COPY FROM DATABASE memory TO temp",
        "ATTACH '{stage}/new.db' AS n",
        "ATTACH '{out}/secret.db' AS n",
        "ATTACH '{url}/x.db' AS n",
        "ATTACH IF NOT EXISTS ':memory:' AS n",
        "INSTALL httpfs",
        "INSTALL '{stage}/a.csv'",
        "INSTALL x FROM '{url}'",
        "FORCE INSTALL x FROM '{url}'",
        "LOAD '{stage}/a.csv'",
        "UPDATE EXTENSIONS",
        "CALL enable_logging(storage = 'file', storage_path = '{stage}/a.csv')",
        "CALL enable_profiling(save_location = '{stage}/p.txt')",
        "PRAGMA enable_profiling",
        "PRAGMA profiling_output = '{stage}/p.json'",
        "PRAGMA json_execute_serialized_sql('{}')",
        "SET profiling_output = '{stage}/p.json'",
        "SET GLOBAL log_query_path = '{stage}/q.log'",
        "SET logging_storage = 'file'",
        "SET temp_directory = '{out}'",
        "SET secret_directory = '{out}'",
        "SET extension_directory = '{stage}'",
        "SET custom_extension_repository = '{url}'",
        "SET home_directory = '{out}'",
        "SET enable_external_access = true",
        "SET allowed_directories = ['{out}']",
        "SET allowed_paths = ['{out}/secret.csv']",
        "RESET enable_external_access",
        "RESET lock_configuration",
        "SET autoinstall_known_extensions = true",
        "CREATE PERSISTENT SECRET x (TYPE http, BEARER_TOKEN 'x')",
        "CREATE TABLE stolen AS SELECT * FROM read_text('{out}/secret.csv')",
        "INSERT INTO kept SELECT k FROM read_csv('{out}/secret.csv')",
        "CREATE OR REPLACE VIEW v AS SELECT * FROM read_csv('{out}/secret.csv')",
        "SET VARIABLE v = (SELECT content FROM read_text('{out}/secret.csv'))",
        "PREPARE p AS COPY (SELECT 1) TO '{stage}/a.csv'",
        "CALL json_execute_serialized_sql('{}')",
        "CALL enable_peg_parser()",
    ];

    private static readonly string[] Blanks = ["\u00a0", "\u200b", "\u3000", "\ufeff", "\u2028", "\u0085", "\t\r\n", "/**/", "/* ' */", "/* /* ; */ \" */", "-- ' ;\n", "\u00a0/*$$*/\u2003"];

    /// <summary>A statement, and the ways to write it so that it looks like something else.</summary>
    public static IEnumerable<string> Disguises(string attack)
    {
        yield return attack;
        yield return Outside(attack, static part => Mixed(part));
        foreach (var blank in Blanks)
            yield return Outside(attack, part => part.Replace(" ", blank, StringComparison.Ordinal));
        yield return Quoted(attack, static text => $"$${text}$$");
        yield return Quoted(attack, static text => $"$q${text}$q$");
        yield return Quoted(attack, static text => $"E'{Escaped(text)}'");
        yield return Quoted(attack, static text => $"'{text[..(text.Length / 2)].Replace("'", "''", StringComparison.Ordinal)}'\n'{text[(text.Length / 2)..].Replace("'", "''", StringComparison.Ordinal)}'");
        yield return Quoted(attack, static text => $"('{text[..(text.Length / 2)].Replace("'", "''", StringComparison.Ordinal)}' || '{text[(text.Length / 2)..].Replace("'", "''", StringComparison.Ordinal)}')");
        yield return FunctionName().Replace(attack, "\"${name}\"${open}");
        yield return FunctionName().Replace(attack, "system.main.${name}${open}");
        yield return FunctionName().Replace(attack, "\"${name}\"\u00a0/* ( */ ${open}");
        yield return $"SELECT 1; {attack}";
        yield return $"{attack}; SELECT 1";
        yield return $"SELECT E'a'\n'\\''; {attack}; SELECT E'a'\n'\\''";
        yield return $"SELECT E'a'\n'\\'' --'; {attack}\n; SELECT 1";
        yield return $"SELECT 'a\\'; {attack}; --'";
        yield return $"SELECT $a$ ' $a$; {attack}; SELECT $a$ ' $a$";
        yield return $"SELECT 1 /* /* */ ' */; {attack} --'";
        yield return $"SELECT 1\u00a0;{attack}";
        yield return $"SELECT 1 AS \"a\"\"; {attack}; --\"";
        yield return $"SELECT 1 AS `a\"; {attack}; --\"`";
        yield return $"EXPLAIN {attack}";
        yield return $"EXPLAIN ANALYZE {attack}";
        yield return $"EXPLAIN/* ' */ANALYZE\u00a0{attack}";
        yield return $"EXPLAIN (ANALYZE, FORMAT json) {attack}";
        yield return $"PREPARE p AS {attack}; EXECUTE p";
        yield return $"BEGIN; {attack}; COMMIT; ROLLBACK";
    }

    /// <summary>A query, put into other statements.</summary>
    public static IEnumerable<string> Wrappings(string query)
    {
        var literal = query.Replace("'", "''", StringComparison.Ordinal);
        yield return $"WITH c AS MATERIALIZED ({query}) SELECT * FROM c";
        yield return $"SELECT * FROM (SELECT 1) a, LATERAL ({query}) b";
        yield return $"SELECT (SELECT count(*) FROM ({query})), EXISTS ({query})";
        yield return $"FROM query($q${query}$q$)";
        yield return $"SELECT * FROM QUERY('{literal[..9]}' || '{literal[9..]}')";
        yield return $"SELECT * FROM \"query\"/* x */\u00a0\n('{literal}')";
        yield return $"SELECT * FROM query(getvariable('q'))";
        yield return $"SET VARIABLE q = '{literal}'; SELECT * FROM query(getvariable('q'))";
        yield return $"CREATE OR REPLACE VIEW w AS {query}; FROM w";
        yield return $"CREATE OR REPLACE TEMP VIEW w AS FROM query('{literal}'); FROM w";
        yield return $"CREATE OR REPLACE MACRO m() AS TABLE {query}; FROM m()";
        yield return $"CREATE OR REPLACE MACRO m(t) AS TABLE FROM query(t); FROM m('{literal}')";
        yield return $"CREATE OR REPLACE TABLE made AS {query}; FROM made";
        yield return $"CREATE OR REPLACE MACRO n() AS (SELECT count(*) FROM ({query})); SELECT n()";
        yield return $"UPDATE kept SET x = (SELECT count(*) FROM ({query}))";
        yield return $"DELETE FROM kept WHERE x = (SELECT 99 FROM ({query}) LIMIT 1)";
        yield return $"DESCRIBE {query}";
        yield return $"SUMMARIZE {query}";
        yield return $"PIVOT (SELECT 1 AS p, (SELECT count(*) FROM ({query})) AS q) ON p USING sum(q)";
        yield return $"FROM json_execute_serialized_sql(json_serialize_sql('{literal}'))";
        yield return $"COPY ({query}) TO '{{stage}}/stolen.csv'";
    }

    [GeneratedRegex(@"\b(?<name>read_\w+|sniff_csv|glob|query_table|query|enable_\w+|json_execute_serialized_sql|parquet_file_metadata)(?<open>\()", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex FunctionName();

    [GeneratedRegex("'(?:[^']|'')*'", RegexOptions.NonBacktracking)]
    private static partial Regex Literal();

    private static string Quoted(string sql, Func<string, string> written) => Literal().Replace(sql, m => written(m.Value[1..^1].Replace("''", "'", StringComparison.Ordinal)));

    private static string Outside(string sql, Func<string, string> change)
    {
        var literals = Literal().Matches(sql).Select(static m => m.Value).ToArray();
        return string.Concat(Literal().Split(sql).Select((part, i) => change(part) + (i < literals.Length ? literals[i] : string.Empty)));
    }

    private static string Mixed(string text) => string.Concat(text.Select(static (c, i) => i % 2 == 0 ? char.ToUpperInvariant(c) : char.ToLowerInvariant(c)));

    private static string Escaped(string text) => string.Concat(text.Select(static (c, i) => i % 3 == 0 || c is '\'' or '\\' ? $"\\x{(int)c:x2}" : c.ToString()));
}
