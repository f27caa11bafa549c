using StageTools.Errors;

namespace StageTools.Rows;

/// <summary>The rows of a query or a table, read once, from the first to the last.</summary>
public abstract class RowSource : IAsyncDisposable
{
    /// <summary>The columns, in the order of the values.</summary>
    public abstract IReadOnlyList<RowColumn> Columns { get; }

    /// <summary>Fills an empty batch with the rows that follow, until it is full. False at the end, with nothing in it.</summary>
    /// <exception cref="StageException"><c>DatabaseInvalid</c>, <c>ValueNotRepresentable</c>.</exception>
    internal abstract ValueTask<bool> ReadAsync(RowBatch batch, CancellationToken cancellationToken);

    /// <summary>Ends the query.</summary>
    public abstract ValueTask DisposeAsync();
}
