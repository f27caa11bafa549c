using StageTools.Databases.Columns;

namespace StageTools.Databases.Loading;

/// <summary>Loads rows into a table of one database: one transaction at a time, and in it the rows, the table where it is made, and the
/// ledger.</summary>
internal abstract class DatabaseLoad : IAsyncDisposable
{
    /// <summary>How messages name the database.</summary>
    public abstract string DisplayName { get; }

    /// <summary>Whether rows that were refused can be left out of a transaction that goes on.</summary>
    public abstract bool HasSavepoints { get; }

    /// <summary>How many rows are best given at once.</summary>
    public virtual int BatchSize => 4096;

    /// <summary>Begins a transaction in which nobody else loads into the table.</summary>
    public abstract Task BeginAsync(TableName table, CancellationToken cancellationToken);

    /// <summary>Makes all of it true.</summary>
    public abstract Task CommitAsync(CancellationToken cancellationToken);

    /// <summary>Makes all of it undone.</summary>
    public abstract Task RollbackAsync();

    /// <summary>Marks the place in the transaction that <see cref="RollbackToSavepointAsync"/> goes back to.</summary>
    public abstract Task SaveAsync(CancellationToken cancellationToken);

    /// <summary>Undoes what came since the mark, which stays.</summary>
    public abstract Task RollbackToSavepointAsync(CancellationToken cancellationToken);

    /// <summary>Takes the mark away; what came since stays.</summary>
    public abstract Task ReleaseAsync(CancellationToken cancellationToken);

    /// <summary>Finds a table, by its exact name or, where there is none, by one that differs in case alone.</summary>
    /// <returns>The table as the database names it, and its columns without those that it computes; null where there is none.</returns>
    public abstract Task<TargetTable?> FindTableAsync(TableName table, CancellationToken cancellationToken);

    /// <summary>Makes a table.</summary>
    public Task CreateTableAsync(TableName table, IReadOnlyList<TableColumn> columns, CancellationToken cancellationToken) => ExecuteAsync(
        $"{CreateTable(table)} ({string.Join(", ", columns.Select(column => $"{QuotePart(column.Name)} {NativeType(column.Type)}"))})",
        [],
        cancellationToken);

    /// <summary>The beginning of the statement that makes a table.</summary>
    public virtual string CreateTable(TableName table) => $"CREATE TABLE {Quote(table)}";

    /// <summary>The ledger that files loaded into a table are taken down in: of those in the table's own database, the one that every name of the
    /// table leads to.</summary>
    public virtual TableName LedgerOf(TargetTable table) => TableName.Parse(LoadLedger.Table);

    /// <summary>Says which columns the rows that follow have.</summary>
    public abstract Task BeginInsertAsync(TargetTable table, IReadOnlyList<TableColumn> columns, CancellationToken cancellationToken);

    /// <summary>Inserts rows.</summary>
    /// <exception cref="RefusedRowException">The database does not take one of them. Those before it may be in by now.</exception>
    public abstract Task InsertAsync(IReadOnlyList<LoadRow> rows, CancellationToken cancellationToken);

    /// <summary>The value as this database takes it in this column.</summary>
    /// <exception cref="FormatException">It cannot hold it.</exception>
    public abstract object Accept(object value, TableColumn column);

    /// <summary>Runs a statement; how many rows it changed.</summary>
    public abstract Task<long> ExecuteAsync(string sql, IReadOnlyList<object?> values, CancellationToken cancellationToken);

    /// <summary>The values of a query's first row; null where it has none.</summary>
    public abstract Task<object?[]?> QueryRowAsync(string sql, IReadOnlyList<object?> values, CancellationToken cancellationToken);

    /// <summary>Closes what was opened here.</summary>
    public abstract ValueTask DisposeAsync();

    /// <summary>The name of a type in this database's SQL.</summary>
    public abstract string NativeType(ColumnType type);

    /// <summary>How the value of this number, from 1, is written in a statement.</summary>
    public abstract string Parameter(int number);

    /// <summary>A name as SQL.</summary>
    public virtual string QuotePart(string part) => $"\"{part.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A table's name as SQL.</summary>
    public string Quote(TableName table) => table.ToSql(QuotePart);

    /// <summary>Refuses a moment that is finer than a microsecond, which most databases would round.</summary>
    internal static object WholeMicroseconds(object value, long ticks, string database) => ticks % TimeSpan.TicksPerMicrosecond == 0
        ? value
        : throw new FormatException($"{ValueText.Shown(value)} is finer than a microsecond, which {database} would round");
}
