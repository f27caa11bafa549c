using DuckDB.NET.Native;

namespace StageTools.DuckDb;

/// <summary>A connection to a database: its statements, transaction and temporary tables. Used by one thread at a time; only <see cref="Interrupt"/>
/// by any.</summary>
internal sealed class DuckDbConnection(OpenedDatabase opened) : IDisposable
{
    private readonly DuckDBNativeConnection _connection = DuckDbDatabase.Connect(opened.Handle);
    private readonly List<DuckDbSource> _sources = [];

    /// <summary>Whether an error inside DuckDB has ended its database.</summary>
    public bool IsBroken => opened.IsBroken;

    /// <summary>The memory of its database.</summary>
    public DuckDbMemory Memory => opened.Memory;

    internal DuckDBNativeConnection Handle
    {
        get
        {
            ObjectDisposedException.ThrowIf(_connection.IsClosed, this);
            return _connection;
        }
    }

    /// <summary>Runs one or several statements, one after the other; the result is the last one's, made while it is read.</summary>
    /// <exception cref="DuckDbException">A statement failed; the ones before it were run.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled, here or while the result is read; the connection lives on.</exception>
    public DuckDbResult Query(string sql, CancellationToken cancellationToken = default)
    {
        using var script = Script(sql);
        script.Execute(script.Count - 1, cancellationToken);
        using var last = script.PrepareLast();
        return last.Query(cancellationToken);
    }

    /// <summary>Runs one or several statements to their end.</summary>
    /// <returns>How many rows the last one changed.</returns>
    /// <exception cref="DuckDbException">A statement failed; the ones before it were run.</exception>
    public long Execute(string sql, CancellationToken cancellationToken = default)
    {
        using var script = Script(sql);
        return script.Execute(script.Count, cancellationToken);
    }

    /// <summary>Prepares one statement, with parameters <c>?</c>, <c>$1</c> or <c>$name</c>.</summary>
    /// <exception cref="DuckDbException">It is no statement, several, or names what is not there.</exception>
    public DuckDbStatement Prepare(string sql)
    {
        var state = NativeMethods.PreparedStatements.DuckDBPrepare(Handle, StrictUtf8.ForC(sql, "The statement"), out var statement);
        return new(this, statement, state);
    }

    /// <summary>Parses a text of several statements. None is prepared or run yet: what one makes, the next may use.</summary>
    /// <exception cref="DuckDbException">The text does not parse.</exception>
    public DuckDbScript Script(string sql)
    {
        var count = NativeMethods.ExtractStatements.DuckDBExtractStatements(Handle, StrictUtf8.ForC(sql, "The statement"), out var extracted);
        if (NativeMethods.ExtractStatements.DuckDBExtractStatementsError(extracted) is not { } error)
            return new DuckDbScript(this, extracted, count);

        extracted.Dispose();
        throw Failure(error);
    }

    /// <summary>Gives chunks of rows to a statement, which is run when the appender is closed, and before for some hundred thousand.</summary>
    /// <param name="statement">The statement, <c>INSERT INTO t FROM appended</c>: the table <c>appended</c> has the rows.</param>
    /// <param name="columns">The names of the rows' columns, and those of their types in SQL.</param>
    /// <exception cref="DuckDbException">There is no such type.</exception>
    public DuckDbAppender Appender(string statement, IReadOnlyList<(string Name, string Type)> columns) =>
        DuckDbAppender.Open(this, statement, columns);

    /// <summary>Makes a table function without parameters, <c>FROM name()</c>, whose rows come from here, chunk after chunk while DuckDB runs the
    /// query.</summary>
    /// <param name="name">Its name, not used before in this database: DuckDB keeps it until the database is closed.</param>
    /// <param name="columns">Its columns, at least one.</param>
    /// <param name="fill">Writes rows into the chunk, sets its RowCount and tells whether there are more. One thread of DuckDB's at a time calls it,
    /// and it may block; what it throws is the query's error, with the exception in <see cref="Exception.InnerException"/>.</param>
    /// <param name="readAgain">Makes the exception of a query that reads it a second time; null for one that is worded here.</param>
    /// <returns>What lets go of <paramref name="fill"/> when it is disposed; the table can be read once.</returns>
    public DuckDbSource RegisterSource(
        string name, IReadOnlyList<DuckDbColumn> columns, Func<DuckDbChunk, bool> fill, Func<Exception>? readAgain = null)
    {
        var source = new DuckDbSource(this, StrictUtf8.ForC(name, "The name of a source"), columns, fill, readAgain, opened.SourceNames);
        _sources.Add(source);
        return source;
    }

    /// <summary>Stops the running statement, which then fails with <see cref="DuckDBErrorType.Interrupt"/>.</summary>
    public void Interrupt() => Handle.Interrupt();

    /// <summary>Closes it. What is not committed is rolled back.</summary>
    public void Dispose() => _connection.Dispose();

    /// <summary>Interrupts when the token is cancelled, for as long as what is returned is kept.</summary>
    internal CancellationTokenRegistration InterruptOn(CancellationToken cancellationToken) =>
        cancellationToken.UnsafeRegister(static state => ((DuckDBNativeConnection)state!).Interrupt(), _connection);

    internal void Forget(DuckDbSource source) => _sources.Remove(source);

    /// <summary>DuckDB's own form of a type, which it makes by reading the type's name.</summary>
    /// <exception cref="DuckDbException">It makes no such type.</exception>
    internal DuckDBLogicalType TypeOf(DuckDbType type) => TypesOf([type.ToString()])[0];

    /// <summary>DuckDB's own forms of several types, by their names.</summary>
    /// <exception cref="DuckDbException">It makes no such type.</exception>
    internal DuckDBLogicalType[] TypesOf(IReadOnlyList<string> types)
    {
        if (types.Count == 0)
            return [];

        // On a connection of its own: this one's open result would end. And all at once: a connection costs more than a thousand of them.
        using var connection = DuckDbDatabase.Connect(opened.Handle);
        var result = default(DuckDBResult);
        try
        {
            var sql = StrictUtf8.ForC($"SELECT {string.Join(", ", types.Select(static type => $"NULL::{type}"))}", "A name in a type");
            if (NativeMethods.Query.DuckDBQuery(connection, sql, out result) != DuckDBState.Success)
            {
                var names = string.Join(", ", types.Distinct(StringComparer.Ordinal));
                throw new DuckDbException(
                    DuckDBErrorType.InvalidType, $"DuckDB makes no type {names}: {NativeMethods.Query.DuckDBResultError(ref result)}");
            }

            var made = new DuckDBLogicalType[types.Count];
            for (var i = 0; i < made.Length; i++)
                made[i] = NativeMethods.Query.DuckDBColumnLogicalType(ref result, i);

            return made;
        }
        finally
        {
            result.Close();
        }
    }

    /// <summary>The exception for an error of DuckDB's: with what was thrown in a source that it read, and as a cancellation where that was asked
    /// for.</summary>
    internal Exception Failure(string message, CancellationToken cancellationToken = default)
    {
        var inner = _sources.Select(static source => source.Thrown)
            .FirstOrDefault(thrown => thrown is not null && message.EndsWith(DuckDbSource.MessageOf(thrown), StringComparison.Ordinal));
        var error = new DuckDbException(message, inner);
        if (error.ErrorType is DuckDBErrorType.Internal or DuckDBErrorType.Fatal && !DuckDbDatabase.IsAlive(opened.Handle))
        {
            opened.IsBroken = true;
            error = new DuckDbException(message, inner) { EndsDatabase = true };
        }

        return cancellationToken.IsCancellationRequested && (error.ErrorType == DuckDBErrorType.Interrupt || inner is OperationCanceledException)
            ? new OperationCanceledException(message, error, cancellationToken)
            : error;
    }
}
