using DuckDB.NET.Native;
using Native = DuckDB.NET.Native.NativeMethods.PreparedStatements;

namespace StageTools.DuckDb;

/// <summary>The kinds of statements, in the order of <c>duckdb.h</c> (DuckDB.NET's own have one more in their middle).</summary>
internal enum DuckDbStatementKind
{
    Invalid, Select, Insert, Update, Explain, Delete, Prepare, Create, Execute, Alter, Transaction, Copy, Analyze, VariableSet, CreateFunc, Drop,
    Export, Pragma, Vacuum, Call, Set, Load, Relation, Extension, LogicalPlan, Attach, Detach, Multi, CopyDatabase, UpdateExtensions, MergeInto,
}

/// <summary>A text of statements, parsed and told apart by DuckDB itself.</summary>
internal sealed class DuckDbScript(DuckDbConnection connection, DuckDBExtractedStatements extracted, int count) : IDisposable
{
    /// <summary>How many statements there are.</summary>
    public int Count => count;

    /// <summary>Prepares one, once.</summary>
    /// <param name="index">Which, the first being 0.</param>
    /// <exception cref="DuckDbException">It names what is not there.</exception>
    public DuckDbStatement Prepare(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        var state = NativeMethods.ExtractStatements.DuckDBPrepareExtractedStatement(connection.Handle, extracted, index, out var statement);
        return new(connection, statement, state);
    }

    /// <summary>Prepares the last one, once: the one whose result is the text's.</summary>
    /// <exception cref="DuckDbException">There is none (DuckDB's idea of a blank is a wide one), or it names what is not there.</exception>
    public DuckDbStatement PrepareLast() =>
        Count > 0 ? Prepare(Count - 1) : throw new DuckDbException("Parser Error: There is no statement in the text.");

    /// <summary>Forgets the statements; those that were prepared stay.</summary>
    public void Dispose() => extracted.Dispose();

    /// <summary>Runs the first ones to their end.</summary>
    /// <returns>How many rows the last of them changed.</returns>
    internal long Execute(int first, CancellationToken cancellationToken)
    {
        var changed = 0L;
        for (var i = 0; i < first; i++)
        {
            using var statement = Prepare(i);
            changed = statement.Execute(cancellationToken);
        }

        return changed;
    }
}

/// <summary>A prepared statement: given its parameters' values, run, and run again.</summary>
internal sealed unsafe class DuckDbStatement : IDisposable
{
    private readonly DuckDbConnection _connection;
    private readonly DuckDBPreparedStatement _statement;

    internal DuckDbStatement(DuckDbConnection connection, DuckDBPreparedStatement statement, DuckDBState state)
    {
        (_connection, _statement) = (connection, statement);
        if (state != DuckDBState.Success)
        {
            var error = statement.IsInvalid ? "The statement cannot be prepared." : Native.DuckDBPrepareError(statement);
            statement.Dispose();
            throw connection.Failure(error);
        }
    }

    /// <summary>What kind of statement it is.</summary>
    public DuckDbStatementKind Kind => DuckDbNative.StatementKind(_statement);

    /// <summary>The columns of its rows; none while the type of a parameter is not known.</summary>
    public IReadOnlyList<DuckDbColumn> Columns
    {
        get
        {
            var columns = new DuckDbColumn[(int)DuckDbNative.StatementColumnCount(_statement)];
            for (var i = 0; i < columns.Length; i++)
            {
                var type = DuckDbNative.StatementColumnType(_statement, (ulong)i);
                if (type.IsInvalid)
                    return [];

                columns[i] = new(DuckDbNative.StatementColumnName(_statement, (ulong)i)!, DuckDbType.Take(type));
            }

            return columns;
        }
    }

    /// <summary>How many parameters it has.</summary>
    public int ParameterCount => (int)Native.DuckDBParams(_statement);

    /// <summary>A parameter's name: of <c>?</c> and <c>$1</c> its number. Null where none has that number: there may be a <c>$2</c> and no
    /// <c>$1</c>.</summary>
    /// <param name="index">Which, the first being 1.</param>
    public string? ParameterName(int index) => DuckDbNative.ParameterName(_statement, (ulong)index);

    /// <summary>Gives a parameter its value, of the value's own type: a decimal's own digits, VARCHAR, a list's items all of the
    /// type that holds each of them.</summary>
    /// <param name="index">Which, the first being 1.</param>
    /// <param name="value">The value, or null.</param>
    /// <exception cref="DuckDbException">No type can hold the value.</exception>
    public void Bind(int index, object? value)
    {
        if (index < 1 || index > ParameterCount)
            throw new ArgumentOutOfRangeException(nameof(index), index, $"The statement has {ParameterCount} parameters.");

        try
        {
            using var native = DuckDbVectors.For(DuckDbType.Of(value)).ValueOf(value, _connection);
            if (Native.DuckDBBindValue(_statement, index, native) != DuckDBState.Success)
                throw _connection.Failure(Native.DuckDBPrepareError(_statement));
        }
        catch (RefusedException e)
        {
            throw e.Writing($"Parameter ${ParameterName(index)}");
        }
    }

    /// <summary>Runs it; the result is made while it is read.</summary>
    /// <exception cref="DuckDbException">It failed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled, here or while the result is read.</exception>
    public DuckDbResult Query(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_statement.IsClosed, this);
        cancellationToken.ThrowIfCancellationRequested();

        // A cancellation interrupts whatever runs. Before the statement has begun there is nothing yet, so the token is asked again once it has.
        using var registration = _connection.InterruptOn(cancellationToken);
        var state = DuckDbNative.BeginStreaming(_statement, out var pending);
        try
        {
            if (state != DuckDBState.Success)
                throw _connection.Failure(DuckDbNative.PendingError(pending), cancellationToken);

            cancellationToken.ThrowIfCancellationRequested();
            DuckDBResult result;
            state = DuckDbNative.ExecutePending(pending, &result);
            return new DuckDbResult(_connection, result, state, cancellationToken);
        }
        finally
        {
            DuckDbNative.DestroyPending(ref pending);
        }
    }

    /// <summary>Runs it to its end.</summary>
    /// <returns>How many rows it changed.</returns>
    public long Execute(CancellationToken cancellationToken = default)
    {
        using var result = Query(cancellationToken);
        while (result.TryReadChunk(out _))
        {
        }

        return result.RowsChanged;
    }

    /// <summary>Forgets the statement; a result of it stays.</summary>
    public void Dispose() => _statement.Dispose();
}
