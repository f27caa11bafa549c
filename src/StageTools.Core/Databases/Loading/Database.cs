namespace StageTools.Databases.Loading;

/// <summary>A database that rows are read from, or loaded into: any open ADO.NET connection, a file, or a server by
/// its connection string.</summary>
/// <remarks>All methods throw <see cref="StageException"/> with <c>DatabaseInvalid</c> for what the database refuses. No error shows a connection
/// string.</remarks>
public abstract class Database : IAsyncDisposable
{
    /// <summary>How messages name it: a file's path, or what the connection says of itself. Never a connection string.</summary>
    public abstract string DisplayName { get; }

    /// <summary>A table's name as SQL: <c>a.b</c> is table b of schema a; a part that has a dot stands in double quotes.</summary>
    /// <exception cref="StageException"><c>OptionInvalid</c> for what is no name.</exception>
    public string QuoteName(string name) => TableName.Parse(name).ToSql(QuotePart);

    /// <summary>The rows of a query: one statement that returns rows, run for reading alone where the database can.</summary>
    /// <exception cref="StageException"><c>DatabaseInvalid</c>.</exception>
    public abstract Task<RowSource> QueryAsync(string sql, CancellationToken cancellationToken);

    /// <summary>The rows of a table or view, all its columns.</summary>
    /// <exception cref="StageException"><c>DatabaseInvalid</c>, <c>OptionInvalid</c>.</exception>
    public Task<RowSource> ReadTableAsync(string table, CancellationToken cancellationToken) =>
        QueryAsync($"SELECT * FROM {QuoteName(table)}", cancellationToken);

    /// <summary>Closes what was opened here.</summary>
    public abstract ValueTask DisposeAsync();

    /// <summary>What loads rows into it.</summary>
    internal abstract DatabaseLoad NewLoad();

    /// <summary>One part of a name as SQL (ANSI: double quotes, doubled inside).</summary>
    private protected virtual string QuotePart(string part) => DuckDbText.Name(part);
}
