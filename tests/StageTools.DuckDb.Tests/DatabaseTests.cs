using System.Runtime.InteropServices;
using System.Text;

namespace StageTools.DuckDb.Tests;

public sealed class DatabaseTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("stagetools-duckdb-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_file_keeps_what_was_committed()
    {
        var path = Path.Combine(_folder, "a database with ünïcode 🦆.duckdb");
        using (var database = DuckDbDatabase.Open(path))
        using (var connection = database.Connect())
        {
            connection.Execute("CREATE TABLE t(a INTEGER); INSERT INTO t VALUES (42); BEGIN; INSERT INTO t VALUES (43)", Token);
        }

        Count(path).ShouldBe(1);
        Encoding.ASCII.GetString(File.ReadAllBytes(path), 8, 4).ShouldBe("DUCK");
    }

    [Fact]
    public void A_file_that_is_opened_twice_keeps_what_both_commit()
    {
        var path = Path.Combine(_folder, "twice.duckdb");
        using (var first = DuckDbDatabase.Open(path))
        using (var outer = first.Connect())
        {
            outer.Execute("CREATE TABLE t AS SELECT range AS a FROM range(10)", Token);
            using var rows = outer.Query("SELECT a FROM t", Token);
            var link = Path.Combine(_folder, "link.duckdb");
            File.CreateSymbolicLink(link, path);
            using (var second = DuckDbDatabase.Open(link))
            using (var inner = second.Connect())
            {
                inner.Execute("INSERT INTO t VALUES (10)", Token);
            }

            rows.TryReadChunk(out var chunk).ShouldBeTrue();
            chunk!.RowCount.ShouldBe(10);
            rows.TryReadChunk(out _).ShouldBeFalse();
            outer.Execute("INSERT INTO t VALUES (11)", Token);
        }

        Count(path).ShouldBe(12);
    }

    [Fact]
    public void What_a_database_needs_is_let_go_of_when_the_last_user_closes_it()
    {
        var path = Path.Combine(_folder, "kept.duckdb");
        var (kept, unused) = (new Kept(), new Kept());
        var first = DuckDbDatabase.Open(path, settings: null, kept);
        var second = DuckDbDatabase.Open(path, settings: null, unused);

        unused.IsDisposed.ShouldBeTrue();
        first.Dispose();
        first.Dispose();
        kept.IsDisposed.ShouldBeFalse();
        second.Connect().Dispose();
        second.Dispose();
        kept.IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused_by_its_name()
    {
        var path = Path.Combine(_folder, "broken.duckdb");
        File.WriteAllText(path, string.Concat(Enumerable.Repeat("this is no database\n", 1000)));

        var error = Should.Throw<DuckDbException>(() => DuckDbDatabase.Open(path));

        error.ErrorType.ShouldBe(DuckDBErrorType.Io);
        error.Message.ShouldContain("broken.duckdb");
        error.Message.ShouldContain("not a valid DuckDB database file");
    }

    [Fact]
    public void A_database_whose_blocks_are_damaged_is_an_error_when_they_are_read()
    {
        var path = Path.Combine(_folder, "damaged.duckdb");
        using (var database = DuckDbDatabase.Open(path))
        using (var connection = database.Connect())
        {
            connection.Execute("CREATE TABLE t AS SELECT range AS a, md5(range::VARCHAR) AS text FROM range(100000); CHECKPOINT", Token);
        }

        var bytes = File.ReadAllBytes(path);
        Array.Fill(bytes, (byte)0x5A, 16384, bytes.Length - 16384);
        File.WriteAllBytes(path, bytes);

        Should.Throw<DuckDbException>(() => Count(path));
    }

    [Fact]
    public void A_setting_that_DuckDB_does_not_know_is_refused_by_its_name()
    {
        var error = Should.Throw<DuckDbException>(() => DuckDbDatabase.Open(null, Settings("no_such_setting", "1")));

        error.Message.ShouldContain("no_such_setting");
        Should.Throw<DuckDbException>(() => DuckDbDatabase.Open(null, Settings("memory_limit", "much")));
    }

    [Fact]
    public void Settings_are_used()
    {
        using var database = DuckDbDatabase.Open(null, Settings("threads", "1"));
        using var connection = database.Connect();
        using var result = connection.Query("SELECT current_setting('threads')", Token);
        result.TryReadChunk(out var chunk).ShouldBeTrue();
        chunk.Value(0, 0).ShouldBe(1L);
    }

    [Fact]
    public async Task Several_threads_use_several_connections()
    {
        using var database = DuckDbDatabase.Open(null);
        using (var connection = database.Connect())
        {
            connection.Execute("CREATE TABLE t(worker INTEGER, n INTEGER)", Token);
        }

        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(
            () =>
            {
                using var connection = database.Connect();
                for (var round = 0; round < 10; round++)
                {
                    using var appender = connection.Appender("t");
                    for (var row = 0; row < 100; row++)
                    {
                        appender.Chunk.Write(0, row, worker);
                        appender.Chunk.Write(1, row, (round * 100) + row);
                    }

                    appender.Chunk.RowCount = 100;
                    appender.Append();
                    appender.Close();
                    using var result = connection.Query("SELECT count(*) FROM t", Token);
                    result.TryReadChunk(out var chunk).ShouldBeTrue();
                    ((long)chunk!.Value(0, 0)!).ShouldBeGreaterThanOrEqualTo((round + 1) * 100);
                }
            },
            Token)));

        // Only now by worker: DuckDB 1.5 drops a filter by statistics that others, who append meanwhile, make untrue.
        using var all = database.Connect();
        using var counts = all.Query("SELECT count(*), count(DISTINCT n) FROM t GROUP BY worker", Token);
        var workers = 0;
        while (counts.TryReadChunk(out var found))
        {
            for (var row = 0; row < found.RowCount; row++, workers++)
            {
                (found.Value(0, row), found.Value(1, row)).ShouldBe((1000L, 1000L));
            }
        }

        workers.ShouldBe(8);
    }

    [Fact]
    public void A_library_that_is_not_there_is_named_in_one_sentence_with_what_to_do()
    {
        var path = Path.Combine(_folder, "libduckdb.so");

        var (handle, reason) = DuckDbLibrary.Load(path);

        handle.ShouldBe(IntPtr.Zero);
        reason.ShouldContain(path);
        reason.ShouldContain(DuckDbLibrary.Variable);
        reason.ShouldEndWith(".");
        reason.ShouldNotContain("\n");
    }

    [Fact]
    public void A_library_of_another_kind_is_named_with_the_reason()
    {
        var path = Path.Combine(_folder, "libduckdb.so");
        File.WriteAllText(path, "no library");

        var (handle, reason) = DuckDbLibrary.Load(path);

        handle.ShouldBe(IntPtr.Zero);
        reason.ShouldContain(path);
        reason.ShouldContain("cannot be loaded");
        reason.ShouldNotContain("\n");
    }

    [Fact]
    public void The_library_that_is_brought_is_the_one_that_is_pinned()
    {
        DuckDbLibrary.IsAvailable(out var reason).ShouldBeTrue(reason);
        reason.ShouldBeEmpty();
        using var database = DuckDbDatabase.Open(path: null);
        using var connection = database.Connect();
        using var result = connection.Query("SELECT version()", TestContext.Current.CancellationToken);
        result.TryReadChunk(out var chunk).ShouldBeTrue();
        chunk.Value(0, 0).ShouldBe("v1.5.6");
        DuckDbLibrary.Path.ShouldContain(RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant());
    }

    private static Dictionary<string, string> Settings(string name, string value) => new(StringComparer.Ordinal) { [name] = value };

    private static long Count(string path)
    {
        using var database = DuckDbDatabase.Open(path);
        using var connection = database.Connect();
        using var result = connection.Query("SELECT a, * FROM t", Token);
        var rows = 0L;
        while (result.TryReadChunk(out var chunk))
        {
            rows += chunk.RowCount;
        }

        return rows;
    }

    private sealed class Kept : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}
