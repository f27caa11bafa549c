namespace StageTools.DuckDb.Tests;

/// <summary>Alone, for what other tests take would count as well.</summary>
[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
[Collection(nameof(MemoryTests))]
public sealed class MemoryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void What_is_opened_is_given_back()
    {
        Round(100);
        var before = Resident();
        Round(1000);

        // A leak of a connection alone would be some 20 KiB a round, of a chunk 200 KiB.
        (Resident() - before).ShouldBeLessThan(20 * 1024 * 1024);
    }

    private static void Round(int times)
    {
        using var database = DuckDbDatabase.Open(null, new Dictionary<string, string>(StringComparer.Ordinal) { ["threads"] = "1" });
        using (var connection = database.Connect())
        {
            connection.Execute("CREATE TABLE t(a INTEGER, b VARCHAR)", Token);
        }

        for (var i = 0; i < times; i++)
        {
            using var connection = database.Connect();
            using var statement = connection.Prepare("SELECT $1, ['a text of more than twelve bytes'], {'a': 1} FROM range(10000)");
            statement.Bind(1, "another text of more than twelve bytes");
            using var result = statement.Query(Token);
            result.TryReadChunk(out var chunk).ShouldBeTrue();
            chunk.Value(1, 0).ShouldNotBeNull();
            using var other = database.Connect();
            using var appender = other.Appender("t");
        }
    }

    private static long Resident()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
