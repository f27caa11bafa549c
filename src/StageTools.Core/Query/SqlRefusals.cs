using System.Collections.Frozen;
using StageTools.Stages;

namespace StageTools.Query;

/// <summary>What no statement of DuckDB's may do here: write files, keep the text of a query over staged files, fetch from the network, or change the settings that see to that.</summary>
internal static class SqlRefusals
{
    private static readonly FrozenSet<string> Setting = new[] { "SET", "RESET", "PRAGMA", "PREPARE" }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Fixed = new[]
    {
        "allow_community_extensions", "allow_extensions_metadata_mismatch", "allow_persistent_secrets", "allow_unredacted_secrets", "allow_unsigned_extensions",
        "allowed_configs", "allowed_directories", "allowed_paths", "autoinstall_extension_repository", "autoinstall_known_extensions", "autoload_known_extensions",
        "custom_extension_repository", "disabled_filesystems", "enable_external_access", "enable_http_logging", "enable_logging",
        "extension_directories", "extension_directory", "http_logging_output", "http_proxy", "lock_configuration", "log_query_path", "logging_storage", "profile_output",
        "profiling_output", "secret_directory", "temp_directory",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    // Functions that write where they are told to, wherever they stand.
    private static readonly FrozenSet<string> Writing = new[] { "enable_logging", "enable_profiling" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> Kept = new[] { "ALTER", "CALL", "CREATE", "DROP", "TRUNCATE" }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Called = new[] { "generate_series", "range", "sql_auto_complete", "test_all_types" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Refuses a statement that would.</summary>
    /// <exception cref="StageException"><c>QueryInvalid</c>.</exception>
    public static void Require(SqlStatement statement)
    {
        if (statement.IsExport || statement.Verb is "EXPORT")
        {
            throw Refused(
                statement, "SQL of DuckDB's own writes no files here, whole or half; export the query's rows with COPY INTO @stage/folder/ FROM (SELECT …) FILE_FORMAT = (TYPE = CSV).");
        }

        if ((statement.References.Count > 0 || statement.Edits.Count > 0) && (statement.KeepsText || statement.Verb is "PREPARE"))
        {
            throw Refused(
                statement, "A view, a macro or a prepared statement would keep the staged files of this moment, and not those of its use; make a table with CREATE TABLE … AS.");
        }

        if (statement.Verb is "INSTALL" or "FORCE")
        {
            throw Refused(statement, "Extensions come from the network, which a query does not go to; what DuckDB has built in is there: csv, json, parquet, icu.");
        }

        if (FindWriting(statement) is { } function)
        {
            throw Refused(statement, $"{function} would have DuckDB write files of its own, which a query does not do here; leave it out.");
        }

        if (statement.Verb is "CALL" && !IsReading(statement))
        {
            throw Refused(statement, "CALL runs only functions that tell of the database (pragma_…, duckdb_…) here; to read what a function gives write SELECT * FROM it.");
        }

        if (statement.Verb is "PREPARE" && FindPrepared(statement) is { } verb)
        {
            throw Refused(statement, $"{verb} is not prepared here, so that it is known which tables hold which loaded files; write the statement itself in the place of EXECUTE.");
        }

        if (Setting.Contains(statement.Verb) && FindFixed(statement) is { } name)
        {
            throw Refused(statement, $"The setting '{name}' stays as it is: a query writes no files of its own and does not go to the network; leave the statement out.");
        }
    }

    private static string? FindFixed(SqlStatement statement)
    {
        var tokens = new SqlTokenizer(statement.Sql, statement.Start);
        while (tokens.Next(takesStagePath: false) is var token && token.Kind is not SqlTokenKind.End && token.Start < statement.End)
        {
            if (token.Name(statement.Sql) is { } name && Fixed.Contains(name))
            {
                return name;
            }
        }

        return null;
    }

    /// <summary>A function that writes files; it may also stand in the text that query('…') runs.</summary>
    private static string? FindWriting(SqlStatement statement)
    {
        var written = Writing.FirstOrDefault(name => statement.Text.Contains(name, StringComparison.OrdinalIgnoreCase));
        if (written is null)
        {
            return null;
        }

        var cursor = new SqlCursor(statement.Sql, statement.Start);
        var (runsText, hasText) = (false, false);
        while (cursor.Take().Kind is not SqlTokenKind.End && cursor.Current.Start < statement.End)
        {
            var isCall = cursor.Peek().IsSymbol(statement.Sql, '(');
            if (isCall && cursor.Current.Name(statement.Sql) is { } name)
            {
                if (Writing.Contains(name))
                {
                    return name;
                }

                runsText |= name.Equals("query", StringComparison.OrdinalIgnoreCase);
            }

            hasText |= cursor.Current.Kind is SqlTokenKind.Text && Writing.Any(w => cursor.Current.Of(statement.Sql).Contains(w, StringComparison.OrdinalIgnoreCase));
        }

        return runsText && hasText ? written : null;
    }

    private static bool IsReading(SqlStatement statement)
    {
        var cursor = new SqlCursor(statement.Sql, statement.Start);
        while (!cursor.Take().IsWord(statement.Sql, "CALL"))
        {
            // EXPLAIN, and what stands behind it.
        }

        string? name;
        do
        {
            name = cursor.Take().Name(statement.Sql);
        }
        while (cursor.TryTake('.'));
        return name is not null
            && (Called.Contains(name) || name.StartsWith("pragma_", StringComparison.OrdinalIgnoreCase) || name.StartsWith("duckdb_", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The word that a prepared statement begins with, where it is none to be kept.</summary>
    private static string? FindPrepared(SqlStatement statement)
    {
        var cursor = new SqlCursor(statement.Sql, statement.Start);
        while (cursor.Take().Kind is not SqlTokenKind.End && cursor.Current.Start < statement.End)
        {
            if (cursor.Previous.IsWord(statement.Sql, "AS"))
            {
                return cursor.Current.IsWord(statement.Sql, Kept) ? cursor.Current.Of(statement.Sql).ToString().ToUpperInvariant() : null;
            }
        }

        return null;
    }

    private static StageException Refused(SqlStatement statement, string why) => new(StageErrorCode.QueryInvalid, why, SecretTexts.Masked(statement.Text));
}
