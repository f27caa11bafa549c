namespace StageTools.Query;

/// <summary>SQL over staged files, run in DuckDB. Tables live as long as the engine, or in the file that is named.</summary>
internal sealed class StageSql(MachineHome home, StageRegistry stages, FileCache cache) : IDisposable
{
    private readonly StagedFiles _files = new(stages, cache);
    private readonly DuckDbSession _session = new(home, file: null);

    /// <summary>The statements of a text.</summary>
    /// <exception cref="StageException"><c>QueryInvalid</c> where there is none; <c>OptionInvalid</c> for options of staged files that cannot be
    /// read.</exception>
    public static IReadOnlyList<SqlStatement> Read(string text) => Read(new SqlTokens(text));

    /// <summary>The statements of a text that is taken apart already.</summary>
    /// <exception cref="StageException">As in the other.</exception>
    public static IReadOnlyList<SqlStatement> Read(SqlTokens tokens)
    {
        var statements = SqlReader.Read(tokens).ToList();
        return statements.Count > 0
            ? [.. statements.Select((statement, i) => statement with { Number = statements.Count == 1 ? 0 : i + 1 })]
            : throw StageErrorCode.QueryInvalid.Error(
                "There is no statement in the text; write one, such as SELECT * FROM '@stage/file.csv'.", tokens.Sql);
    }

    /// <summary>Begins to run statements.</summary>
    /// <param name="database">The DuckDB file they are run in, with its full path, made where there is none and closed afterwards; null for the
    /// session's own tables.</param>
    /// <param name="allowed">What may be read beside stages: full paths of folders, or of single files.</param>
    /// <param name="shard">Which part of the staged files is meant that a statement reads; null for all.</param>
    /// <exception cref="StageException"><c>FileNotFound</c> for what is not there to be read.</exception>
    public SqlRun Begin(string? database, IReadOnlyList<string>? allowed = null, Shard? shard = null) => new(
        _files.Of(shard),
        database is null ? _session : new DuckDbSession(home, database),
        AllowedPaths.Require(allowed ?? []),
        ownsSession: database is not null);

    /// <summary>Closes the session's database: its tables are gone.</summary>
    public void Dispose() => _session.Dispose();
}
