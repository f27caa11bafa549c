using StageTools.DuckDb.Native;

namespace StageTools.DuckDb;

/// <summary>A text of statements, parsed and told apart by DuckDB itself.</summary>
public sealed class DuckDbScript : IDisposable
{
    private readonly DuckDbConnection _connection;
    private readonly ExtractedHandle _extracted;

    internal DuckDbScript(DuckDbConnection connection, ExtractedHandle extracted, int count)
    {
        _connection = connection;
        _extracted = extracted;
        Count = count;
    }

    /// <summary>How many statements there are.</summary>
    public int Count { get; }

    /// <summary>Prepares one, once.</summary>
    /// <param name="index">Which, the first being 0.</param>
    /// <exception cref="DuckDbException">It names what is not there.</exception>
    public DuckDbStatement Prepare(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        var state = NativeMethods.PrepareExtracted(_connection.Handle, _extracted, (ulong)index, out var statement);
        return DuckDbStatement.Prepared(_connection, statement, state);
    }

    /// <summary>Prepares the last one, once: the one whose result is the text's.</summary>
    /// <exception cref="DuckDbException">There is none (DuckDB's idea of a blank is a wide one), or it names what is not there.</exception>
    public DuckDbStatement PrepareLast() =>
        Count > 0 ? Prepare(Count - 1) : throw new DuckDbException(DuckDbErrorType.Parser, "Parser Error: There is no statement in the text.");

    /// <summary>Forgets the statements; those that were prepared stay.</summary>
    public void Dispose() => _extracted.Dispose();
}
