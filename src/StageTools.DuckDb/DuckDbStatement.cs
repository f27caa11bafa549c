using System.Globalization;
using StageTools.DuckDb.Native;
using StageTools.DuckDb.Values;

namespace StageTools.DuckDb;

/// <summary>A prepared statement: given its parameters' values, run, and run again.</summary>
public sealed unsafe class DuckDbStatement : IDisposable
{
    private readonly DuckDbConnection _connection;
    private readonly StatementHandle _statement;

    private DuckDbStatement(DuckDbConnection connection, StatementHandle statement)
    {
        _connection = connection;
        _statement = statement;
        Kind = (DuckDbStatementKind)NativeMethods.StatementType(statement);
        ParameterCount = (int)NativeMethods.ParameterCount(statement);
    }

    /// <summary>What kind of statement it is.</summary>
    public DuckDbStatementKind Kind { get; }

    /// <summary>How many parameters it has.</summary>
    public int ParameterCount { get; }

    /// <summary>A parameter's name: of <c>?</c> and <c>$1</c> its number. Null where none is the one of that number: a statement may have a <c>$2</c> and no <c>$1</c>.</summary>
    /// <param name="index">Which, the first being 1.</param>
    public string? ParameterName(int index) => Utf8.Take(NativeMethods.ParameterName(_statement, (ulong)index));

    /// <summary>Gives a parameter its value.</summary>
    /// <param name="index">Which, the first being 1.</param>
    /// <param name="value">The value, or null.</param>
    /// <param name="type">Its type; null for the one that the value has by itself (a decimal's own digits, VARCHAR, a list's items all of the first one's type).</param>
    /// <exception cref="DuckDbException">The type cannot hold the value.</exception>
    public void Bind(int index, object? value, DuckDbType? type = null)
    {
        if (index < 1 || index > ParameterCount)
        {
            throw new ArgumentOutOfRangeException(nameof(index), index, $"The statement has {ParameterCount} parameters.");
        }

        try
        {
            using var native = type is null ? NativeValues.Create(value) : NativeValues.Create(type, value);
            if (NativeMethods.BindValue(_statement, (ulong)index, native) != 0)
            {
                throw _connection.Failure(Utf8.Text(NativeMethods.PrepareError(_statement)));
            }
        }
        catch (RefusedException e)
        {
            throw new DuckDbException(DuckDbErrorType.Conversion, string.Create(CultureInfo.InvariantCulture, $"Parameter {index}: {e.Message}."), e);
        }
    }

    /// <summary>Gives a named parameter its value.</summary>
    public void Bind(string name, object? value, DuckDbType? type = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (NativeMethods.ParameterIndex(_statement, out var index, Utf8.ForC(name, "The name of a parameter")) != 0)
        {
            throw new ArgumentException($"The statement has no parameter '{name}'.", nameof(name));
        }

        Bind((int)index, value, type);
    }

    /// <summary>Takes all values back.</summary>
    public void ClearBindings() => _ = NativeMethods.ClearBindings(_statement);

    /// <summary>Runs it; the result is made while it is read.</summary>
    /// <exception cref="DuckDbException">It failed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled, here or while the result is read.</exception>
    public DuckDbResult Query(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_statement.IsClosed, this);
        cancellationToken.ThrowIfCancellationRequested();

        // A cancellation interrupts whatever runs. Before the statement has begun there is nothing yet, so the token is asked again once it has.
        using var registration = _connection.InterruptOn(cancellationToken);
        var state = NativeMethods.PendingStreaming(_statement, out var pending);
        using (pending)
        {
            if (state != 0)
            {
                throw _connection.Failure(Utf8.Text(NativeMethods.PendingError(pending)), cancellationToken: cancellationToken);
            }

            cancellationToken.ThrowIfCancellationRequested();
            var result = new ResultHandle();
            try
            {
                if (NativeMethods.ExecutePending(pending, result.Pointer) != 0)
                {
                    throw _connection.Failure(
                        Utf8.Text(NativeMethods.ResultError(result.Pointer)), (DuckDbErrorType)NativeMethods.ResultErrorType(result.Pointer), cancellationToken);
                }

                return new DuckDbResult(_connection, result, cancellationToken);
            }
            catch
            {
                result.Dispose();
                throw;
            }
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

    internal static DuckDbStatement Prepared(DuckDbConnection connection, StatementHandle statement, int state)
    {
        if (state == 0)
        {
            return new DuckDbStatement(connection, statement);
        }

        using (statement)
        {
            throw connection.Failure(statement.IsInvalid ? "The statement cannot be prepared." : Utf8.Text(NativeMethods.PrepareError(statement)));
        }
    }
}
