namespace StageTools.DuckDb.Tests;

/// <summary>A database in memory for all tests of a class.</summary>
public sealed class SharedDatabase : IDisposable
{
    internal DuckDbDatabase Database { get; } = DuckDbDatabase.Open(null);

    public void Dispose() => Database.Dispose();
}
