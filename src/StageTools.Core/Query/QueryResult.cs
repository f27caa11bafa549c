using StageTools.DuckDb;
using StageTools.Errors;
using StageTools.Formats.Files;
using StageTools.Sql;

namespace StageTools.Query;

/// <summary>What a statement gives: rows, made while they are read, or how many rows it changed.</summary>
public sealed class QueryResult : IDisposable
{
    private readonly StatementPlan _plan;
    private readonly DuckDbResult _result;
    private readonly SqlStep _step;
    private readonly ColumnReader.Read[] _readers;
    private IReadOnlyList<IDisposable> _kept = [];

    internal QueryResult(StatementPlan plan, DuckDbResult result, DuckDbStatementKind kind, SqlStep step)
    {
        (_plan, _result, _step) = (plan, result, step);
        HasRows = HoldsRows(result, kind);
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        Columns = [.. result.Columns.Select(c => new QueryColumn(NameOf(c.Name, names), ColumnReader.TypeOf(c.Type), c.Type.ToString()))];
        _readers = [.. result.Columns.Select(static c => ColumnReader.Of(c.Type))];
    }

    /// <summary>The columns.</summary>
    public IReadOnlyList<QueryColumn> Columns { get; }

    /// <summary>Whether the statement gives rows; if not, it made, changed or set something.</summary>
    public bool HasRows { get; }

    /// <summary>How many rows it inserted, changed or deleted.</summary>
    public long RowsChanged => _result.RowsChanged;

    /// <summary>Room for rows of this result.</summary>
    public QueryRows NewRows() => new(Columns);

    /// <summary>The columns with DuckDB's types.</summary>
    internal IReadOnlyList<DuckDbColumn> Typed => _result.Columns;

    /// <summary>The staged files that it reads, as they were when they were brought.</summary>
    internal IReadOnlyList<StagedFile> StagedFiles => [.. _plan.Read.Select(static r => r.File).Distinct()];

    /// <summary>What the statement calls them.</summary>
    internal IReadOnlyList<string> StagedPaths => [.. _plan.Statement.References.Select(static r => r.Path)];

    /// <summary>Reads the next rows.</summary>
    /// <returns>Whether there are any.</returns>
    /// <exception cref="StageException"><c>QueryInvalid</c>; <c>ValueNotRepresentable</c>; <c>DataInvalid</c> for a file that is not what its first
    /// rows told; <c>ChecksumMismatch</c> for one that changed meanwhile.</exception>
    public async ValueTask<bool> ReadAsync(QueryRows rows, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rows);
        rows.Count = 0;
        if (await ReadChunkAsync(cancellationToken).ConfigureAwait(false) is not { } chunk)
            return false;

        try
        {
            for (var i = 0; i < _readers.Length; i++)
                _readers[i](chunk, i, rows.Columns[i]);
        }
        catch (DuckDbException e)
        {
            throw OfValue(e);
        }

        rows.Count = chunk.RowCount;
        return true;
    }

    /// <summary>Reads the next rows as DuckDB has them; they stay until the next ones are read. Null at the end.</summary>
    internal async ValueTask<DuckDbChunk?> ReadChunkAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_result.TryReadChunk(out var chunk))
                return chunk;
        }
        catch (DuckDbException e)
        {
            throw _step.Name(await QueryErrors.ExplainAsync(e, _plan, cancellationToken).ConfigureAwait(false));
        }

        return _plan.FindChange() is { } change ? throw _step.Name(change) : null;
    }

    /// <summary>The error of a value that DuckDB has and .NET has no form for.</summary>
    internal StageException OfValue(DuckDbException error) =>
        _step.Name(new StageException(StageErrorCode.ValueNotRepresentable, error.Message, inner: error));

    /// <summary>Takes what the statement reads, to be disposed of when it ends.</summary>
    internal void Keep(IReadOnlyList<IDisposable> tables) => _kept = tables;

    /// <summary>Ends the statement, wherever it is.</summary>
    public void Dispose()
    {
        _result.Dispose();
        _plan.Dispose();
        foreach (var kept in _kept)
            kept.Dispose();
    }

    /// <summary>What makes or changes something tells of it in one column of DuckDB's, unless it says RETURNING.</summary>
    private static bool HoldsRows(DuckDbResult result, DuckDbStatementKind kind) => kind switch
    {
        DuckDbStatementKind.Select or DuckDbStatementKind.Explain or DuckDbStatementKind.Pragma or DuckDbStatementKind.Call
            or DuckDbStatementKind.Execute
            or DuckDbStatementKind.Relation or DuckDbStatementKind.LogicalPlan => true,
        _ => result.HasRows,
    };

    private static string NameOf(string name, HashSet<string> taken)
    {
        var free = name;
        for (var i = 1; !taken.Add(free); i++)
            free = $"{name}_{i}";

        return free;
    }
}
