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

/// <summary>A column as a database declares it. SQLite's values may be of other types than that.</summary>
/// <param name="Name">The name.</param>
/// <param name="Type">The .NET type of the values; <see cref="object"/> where nothing is declared.</param>
public sealed record RowColumn(string Name, Type Type)
{
    /// <summary>How many digits a decimal has, where declared.</summary>
    public byte? Precision { get; init; }

    /// <summary>How many of them stand behind the point, where declared.</summary>
    public byte? Scale { get; init; }

    /// <summary>Whether its texts are JSON, by their type.</summary>
    public bool IsJson { get; init; }

    /// <summary>Whether there may be NULLs; true where that is not known.</summary>
    public bool Nullable { get; init; } = true;
}
