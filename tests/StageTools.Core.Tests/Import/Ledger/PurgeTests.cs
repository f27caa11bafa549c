using StageTools.Import;

namespace StageTools.Core.Tests.Import.Ledger;

/// <summary>PURGE: what was loaded goes, now or with the next one, and nothing else does.</summary>
public sealed class PurgeTests : IDisposable
{
    private readonly LoadFolder _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Purge_removes_what_a_purge_before_it_loaded_and_left_unless_it_was_replaced_since()
    {
        _files.Write("a.csv", "id\n1\n");
        _files.Write("b.csv", "id\n2\n");
        _files.Write("c.csv", "id\n3\n");
        await _files.LoadAsync("t", "c.csv");
        var times = new[] { "a.csv", "b.csv" }.ToDictionary(static name => name, name => File.GetLastWriteTimeUtc(_files.Folder.At(name)), StringComparer.Ordinal);
        await _files.LoadAsync(new LoadOptions("t") { Purge = true }, "a.csv", "b.csv");
        Csv().ShouldBe(["c.csv"]);

        // As a process leaves them that dies before it removes them.
        _files.Write("a.csv", "id\n1\n");
        File.SetLastWriteTimeUtc(_files.Folder.At("a.csv"), times["a.csv"]);
        _files.Write("b.csv", "id\n2\n");
        (await _files.LoadAsync(new LoadOptions("t") { Purge = true, OnError = OnLoadError.Skip, MaxFiles = 0 }, "a.csv", "b.csv", "c.csv")).ShouldBeEmpty();
        var loads = await _files.LoadAsync("t", "a.csv");
        loads.Single().Status.ShouldBe(LoadStatus.AlreadyLoaded);
        Csv().ShouldBe(["a.csv", "b.csv", "c.csv"], "nobody asked");
        loads = await _files.LoadAsync(new LoadOptions("t") { Purge = true }, "a.csv", "c.csv");
        loads.ShouldAllBe(static load => load.Status == LoadStatus.AlreadyLoaded && load.RowsLoaded == 0 && load.ErrorsSeen == 0);
        Csv().ShouldBe(["b.csv", "c.csv"], "c.csv was loaded without PURGE");
        (await _files.SqliteAsync("SELECT group_concat(id) FROM (SELECT id FROM t ORDER BY id)")).ShouldBe("1,2,3");
    }

    [Fact]
    public async Task Ledger_of_an_older_version_is_added_to_by_the_first_purge()
    {
        _files.Write("a.csv", "id\n1\n");
        await _files.LoadAsync("t", "a.csv");
        await _files.SqliteAsync("ALTER TABLE stagetools_loads DROP COLUMN with_purge");
        (await _files.LoadAsync("t", "a.csv")).Single().Status.ShouldBe(LoadStatus.AlreadyLoaded);
        _files.Write("b.csv", "id\n2\n");
        await _files.LoadAsync("t", "b.csv");
        _files.Write("c.csv", "id\n3\n");
        await _files.LoadAsync(new LoadOptions("t") { Purge = true }, "a.csv", "c.csv");
        Csv().ShouldBe(["a.csv", "b.csv"]);
        (await _files.SqliteAsync("SELECT group_concat(coalesce(with_purge, 'none')) FROM (SELECT with_purge FROM stagetools_loads ORDER BY file_name)")).ShouldBe("none,none,1");
    }

    private IEnumerable<string> Csv() => _files.Folder.Files.Where(static file => file.EndsWith(".csv", StringComparison.Ordinal));
}
