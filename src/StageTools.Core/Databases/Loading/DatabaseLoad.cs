namespace StageTools.Databases.Loading;

/// <summary>Loads rows into a table of one database: one transaction at a time, and in it the rows, the table where it is made, and the
/// ledger.</summary>
/// <param name="displayName">How messages name the database.</param>
/// <param name="parameterMark">What stands before the number of a value in a statement.</param>
internal abstract class DatabaseLoad(string displayName, string parameterMark) : IAsyncDisposable
{
    private protected const string SavepointName = "stagetools";

    /// <summary>How messages name the database.</summary>
    public string DisplayName => displayName;

    /// <summary>Whether rows that were refused can be left out of a transaction that goes on.</summary>
    public abstract bool HasSavepoints { get; }

    /// <summary>Whether a few rows cost as much as many: rows of several files may then wait for each other.</summary>
    public virtual bool CanGather => false;

    /// <summary>Whether rows wait for others, at most until the transaction is committed: one that is refused may be of an earlier file.</summary>
    public bool Gathers { get; set; }

    /// <summary>How many rows are best given at once.</summary>
    public virtual int BatchSize => 4096;

    /// <summary>What others do not do at the same time, where they may load into the table otherwise; null where nobody else is to load into
    /// it. A database that has one load at a time need not know.</summary>
    public string? Claim { get; set; }

    /// <summary>Begins a transaction in which nobody else loads into the table, or nobody does what is claimed.</summary>
    public abstract Task BeginAsync(TableName table, CancellationToken cancellationToken);

    /// <summary>Makes all of it true.</summary>
    public abstract Task CommitAsync(CancellationToken cancellationToken);

    /// <summary>Makes all of it undone.</summary>
    public abstract Task RollbackAsync();

    /// <summary>Marks the place in the transaction that <see cref="RollbackToSavepointAsync"/> goes back to.</summary>
    public virtual Task SaveAsync(CancellationToken cancellationToken) => ExecuteAsync($"SAVEPOINT {SavepointName}", [], cancellationToken);

    /// <summary>Undoes what came since the mark, which stays.</summary>
    public virtual Task RollbackToSavepointAsync(CancellationToken cancellationToken) =>
        ExecuteAsync($"ROLLBACK TO {SavepointName}", [], cancellationToken);

    /// <summary>Takes the mark away; what came since stays.</summary>
    public virtual Task ReleaseAsync(CancellationToken cancellationToken) => ExecuteAsync($"RELEASE {SavepointName}", [], cancellationToken);

    /// <summary>Finds a table, by its exact name or, where there is none, by one that differs in case alone.</summary>
    /// <returns>The table as the database names it, and its columns without those that it computes; null where there is none.</returns>
    public abstract Task<TargetTable?> FindTableAsync(TableName table, CancellationToken cancellationToken);

    /// <summary>Whether what makes or alters a table is committed by itself: it comes before all else, and what must be true by then is settled
    /// first.</summary>
    public virtual bool DefinesAtOnce => false;

    /// <summary>The table that <see cref="CreateTableAsync"/> would make, without its columns; asked where <see cref="DefinesAtOnce"/>.</summary>
    public virtual Task<TargetTable> ForeseeAsync(TableName table, CancellationToken cancellationToken) =>
        throw new NotSupportedException(DisplayName);

    /// <summary>Makes true what was done so far; a transaction goes on in which nobody else does what this one keeps others from.</summary>
    public virtual Task SettleAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Makes a table.</summary>
    public virtual Task CreateTableAsync(TableName table, IReadOnlyList<TableColumn> columns, CancellationToken cancellationToken) => DefineAsync(
        $"{CreateTable(table)} ({string.Join(", ", columns.Select(column => $"{QuotePart(column.Name)} {NativeType(column.Type)}"))})",
        cancellationToken);

    /// <summary>Runs a statement that makes or alters a table; the transaction goes on.</summary>
    public virtual Task DefineAsync(string sql, CancellationToken cancellationToken) => ExecuteAsync(sql, [], cancellationToken);

    /// <summary>The beginning of the statement that makes a table.</summary>
    public virtual string CreateTable(TableName table) => $"CREATE TABLE {Quote(table)}";

    /// <summary>The ledger that files loaded into a table are taken down in: of those in the table's own database, the one that every name of the
    /// table leads to.</summary>
    public virtual TableName LedgerOf(TargetTable table) => TableName.Parse(LoadLedger.Table);

    /// <summary>The name by which ledgers were found before they were those of the table's schema; null where they always were.</summary>
    public virtual TableName? FormerLedger => null;

    /// <summary>Whether this user may make a ledger.</summary>
    public virtual Task<bool> MayMakeAsync(TableName ledger, CancellationToken cancellationToken) => Task.FromResult(true);

    /// <summary>Whether an error says that this user has no right to what was asked.</summary>
    public virtual bool IsDenied(Exception? error) => false;

    /// <summary>Keeps others from making a ledger too, until the transaction ends.</summary>
    public virtual Task HoldAsync(TableName ledger, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Says which columns the rows that follow have.</summary>
    public abstract Task BeginInsertAsync(TargetTable table, IReadOnlyList<TableColumn> columns, CancellationToken cancellationToken);

    /// <summary>Inserts rows of a batch.</summary>
    /// <param name="rows">The batch; its values are what <see cref="Accept"/> made of them.</param>
    /// <param name="from">The first row.</param>
    /// <param name="to">The one behind the last.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>How many went in, as far as the database tells: a trigger may leave rows out, or a key that ignores what it has.</returns>
    /// <exception cref="RefusedRowException">The database does not take one of them. Those before it may be in by now.</exception>
    public abstract Task<int> InsertAsync(RowBatch rows, int from, int to, CancellationToken cancellationToken);

    /// <summary>The value as this database takes it in this column.</summary>
    /// <exception cref="FormatException">It cannot hold it.</exception>
    public abstract object Accept(object value, TableColumn column);

    /// <summary>Takes a cell's text as it stands in the file, to the same effect as its value would have; false where a value is to be made of
    /// it.</summary>
    /// <param name="text">UTF-8, without quotes.</param>
    /// <param name="isBare">Whether it stood without quotes.</param>
    /// <param name="column">The column.</param>
    /// <param name="cells">Where it goes.</param>
    /// <param name="row">Which of them.</param>
    public virtual bool TryTake(ReadOnlySpan<byte> text, bool isBare, TableColumn column, RowBatchColumn cells, int row) => false;

    /// <summary>Whether a text of a megabyte or more may come as a <see cref="LongText"/> that has no NUL.</summary>
    public virtual bool TakesLongTexts => false;

    /// <summary>Runs a statement; how many rows it changed.</summary>
    public abstract Task<long> ExecuteAsync(string sql, IReadOnlyList<object?> values, CancellationToken cancellationToken);

    /// <summary>The rows of a query.</summary>
    public abstract Task<List<object?[]>> QueryAsync(string sql, IReadOnlyList<object?> values, CancellationToken cancellationToken);

    /// <summary>The values of a query's first row; null where it has none.</summary>
    public async Task<object?[]?> QueryRowAsync(string sql, IReadOnlyList<object?> values, CancellationToken cancellationToken) =>
        (await QueryAsync(sql, values, cancellationToken).ConfigureAwait(false)).FirstOrDefault();

    /// <summary>Closes what was opened here.</summary>
    public abstract ValueTask DisposeAsync();

    /// <summary>The name of a type in this database's SQL.</summary>
    public abstract string NativeType(ColumnType type);

    /// <summary>How the value of this number, from 1, is written in a statement.</summary>
    public string Parameter(int number) => string.Create(CultureInfo.InvariantCulture, $"{parameterMark}{number}");

    /// <summary>The condition that a column has this very text, to the last letter.</summary>
    public virtual string IsExactly(string column, string value) => $"{column} = {value}";

    /// <summary>A name as SQL.</summary>
    public virtual string QuotePart(string part) => DuckDbText.Name(part);

    /// <summary>A table's name as SQL.</summary>
    public string Quote(TableName table) => table.ToSql(QuotePart);

    /// <summary>A table and some of its columns, as a statement that fills them names them.</summary>
    public string Into(TargetTable table, IReadOnlyList<TableColumn> columns) =>
        $"{Quote(table.Name)} ({string.Join(", ", columns.Select(column => QuotePart(column.Name)))})";
}

/// <summary>A database did not take a row: a constraint, a type of its own.</summary>
/// <param name="row">Which of the batch; -1 where the database does not say.</param>
/// <param name="reason">What the database says.</param>
/// <param name="inner">Its error.</param>
internal sealed class RefusedRowException(int row, string reason, Exception inner) : Exception(reason, inner)
{
    public int Row => row;
}
