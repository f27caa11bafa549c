using StageTools.Errors;
using StageTools.Machine;
using StageTools.Query.Cache;
using StageTools.Query.Sandbox;
using StageTools.Sql;
using StageTools.Stages;

namespace StageTools.Query;

/// <summary>SQL over staged files, run in DuckDB. Tables live as long as the engine, or in the file that is named.</summary>
public sealed class StageSql : IDisposable
{
    private readonly MachineHome _home;
    private readonly StagedFiles _files;
    private readonly StagedTables _tables;
    private readonly DuckDbSession _session;

    internal StageSql(MachineHome home, StageRegistry stages, FileCache cache)
    {
        _home = home;
        _files = new StagedFiles(stages, cache);
        _tables = new StagedTables(cache);
        _session = new DuckDbSession(home, file: null);
    }

    /// <summary>The statements of a text.</summary>
    /// <exception cref="StageException"><c>QueryInvalid</c> where there is none; <c>OptionInvalid</c> for options of staged files that cannot be
    /// read.</exception>
    public static IReadOnlyList<SqlStep> Read(string text) => Read(new SqlTokens(text));

    internal static IReadOnlyList<SqlStep> Read(SqlTokens tokens)
    {
        var statements = SqlReader.Read(tokens).ToList();
        return statements.Count > 0
            ? [.. statements.Select((s, i) => new SqlStep(s, i + 1, statements.Count))]
            : throw new StageException(
                StageErrorCode.QueryInvalid, "There is no statement in the text; write one, such as SELECT * FROM '@stage/file.csv'.", tokens.Sql);
    }

    /// <summary>Begins to run statements.</summary>
    /// <param name="database">The DuckDB file they are run in, with its full path, made where there is none and closed afterwards; null for the
    /// session's own tables.</param>
    /// <param name="allowed">What may be read beside stages: full paths of folders, or of single files.</param>
    /// <exception cref="StageException"><c>FileNotFound</c> for what is not there to be read.</exception>
    public SqlRun Begin(string? database, IReadOnlyList<string>? allowed = null) =>
        new(
            _files, _tables, database is null
                ? _session
                : new DuckDbSession(_home, database), AllowedPaths.Require(allowed ?? []), ownsSession: database is not null);

    /// <summary>Closes the session's database: its tables are gone.</summary>
    public void Dispose() => _session.Dispose();
}
