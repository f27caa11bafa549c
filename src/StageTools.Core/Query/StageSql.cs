using StageTools.Catalog;
using StageTools.Stages;

namespace StageTools.Query;

/// <summary>SQL over staged files, run in DuckDB. Tables live as long as the engine, or in the file that is named.</summary>
public sealed class StageSql : IDisposable
{
    private readonly CatalogHome _home;
    private readonly StagedFiles _files;
    private readonly StagedTables _tables;
    private readonly Lazy<DuckDbSession> _session;

    internal StageSql(CatalogHome home, StageRegistry stages, FileCache cache)
    {
        _home = home;
        _files = new StagedFiles(stages, cache);
        _tables = new StagedTables(cache);

        // What fails now, a missing library or a bad setting, may work when it is asked for again.
        _session = new Lazy<DuckDbSession>(() => DuckDbSession.Open(home, file: null), LazyThreadSafetyMode.PublicationOnly);
    }

    /// <summary>The statements of a text.</summary>
    /// <exception cref="StageException"><c>QueryInvalid</c> where there is none; <c>OptionInvalid</c> for options of staged files that cannot be read.</exception>
    public static IReadOnlyList<SqlStep> Read(string text)
    {
        var statements = SqlReader.Read(text).ToList();
        return statements.Count > 0
            ? [.. statements.Select((s, i) => new SqlStep(s, i + 1, statements.Count))]
            : throw new StageException(StageErrorCode.QueryInvalid, "There is no statement in the text; write one, such as SELECT * FROM '@stage/file.csv'.", text);
    }

    /// <summary>Begins to run statements.</summary>
    /// <param name="database">The DuckDB file they are run in, with its full path, made where there is none and closed afterwards; null for the session's own tables, in memory.</param>
    /// <exception cref="StageException"><c>DuckDbUnavailable</c>; <c>QueryInvalid</c> for a file that is no DuckDB database.</exception>
    public SqlRun Begin(string? database) => database is null
        ? new SqlRun(_files, _tables, _session.Value, ownsSession: false)
        : new SqlRun(_files, _tables, DuckDbSession.Open(_home, database), ownsSession: true);

    /// <summary>Closes the session's database: its tables are gone.</summary>
    public void Dispose()
    {
        if (_session.IsValueCreated)
        {
            _session.Value.Dispose();
        }
    }
}
