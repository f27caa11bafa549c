using System.Data.SQLite;
using System.IO.Compression;
using System.Text;
using StageTools.Databases;
using StageTools.Formats.Files;
using StageTools.Formats.Text;
using StageTools.Import;

namespace StageTools.Core.Tests.Import;

/// <summary>Files that are not what they should be: the file, the line, the reason, and nothing half-loaded.</summary>
public sealed class BadInputTests : IDisposable
{
    private const int Rows = 1_000_000;

    private readonly LoadFolder _files = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Truncated_gzip()
    {
        using var bytes = new MemoryStream();
        await using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest))
            await gzip.WriteAsync(Encoding.UTF8.GetBytes("id\n" + string.Concat(Enumerable.Range(0, 100_000).Select(static id => $"{id}\n"))), Token);
        await File.WriteAllBytesAsync(_files.Folder.At("a.csv.gz"), bytes.ToArray()[..^1000], Token);
        await ShouldFailAsync(StageErrorCode.DataInvalid, "a.csv.gz", "cut off");
    }

    [Fact]
    public async Task Ragged_row()
    {
        _files.Write("a.csv", "a,b\n1,2\n\"x\ny\",3\n4\n");
        (await ShouldFailAsync(StageErrorCode.DataInvalid, "a.csv", "values found: 1, columns: 2")).Line.ShouldBe(5);
    }

    [Fact]
    public async Task Wrong_encoding()
    {
        await File.WriteAllBytesAsync(_files.Folder.At("a.csv"), [.. "name\nAda\nG"u8, 0xFC, .. "n\n"u8], Token);
        (await ShouldFailAsync(StageErrorCode.DataInvalid, "a.csv", "not valid UTF-8")).Line.ShouldBe(3);
    }

    [Fact]
    public async Task Mark_of_an_encoding_is_no_part_of_the_first_name()
    {
        await File.WriteAllBytesAsync(_files.Folder.At("a.csv"), [0xEF, 0xBB, 0xBF, .. "id\n1\n"u8], Token);
        await File.WriteAllBytesAsync(_files.Folder.At("b.csv"), Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("id\n2\n")).ToArray(), Token);
        await _files.LoadAsync("t", "a.csv", "b.csv");
        (await _files.SqliteAsync("SELECT id FROM t")).ShouldBe("1\n2");
    }

    [Fact]
    public async Task Wrong_type_in_row_1000000()
    {
        await File.WriteAllTextAsync(_files.Folder.At("a.csv"), "id\n" + string.Concat(Enumerable.Range(1, Rows - 1).Select(static id => $"{id}\n")) + "x\n", Token);
        var error = await ShouldFailAsync(StageErrorCode.DataInvalid, "a.csv", "'x' is no BIGINT");
        error.ShouldSatisfyAllConditions(() => error.Line.ShouldBe(Rows + 1), () => error.Message.ShouldContain("-SampleSize 0"));
        var all = await _files.LoadAsync(new LoadOptions("t") { SampleSize = 0 }, "a.csv");
        all.Single().RowsLoaded.ShouldBe(Rows);
        (await _files.SqliteAsync("SELECT type, (SELECT max(id) FROM t WHERE id LIKE 'x%') FROM pragma_table_info('t')")).ShouldBe("TEXT|x");
    }

    [Fact]
    public async Task File_that_changes_while_it_is_read()
    {
        _files.Write("a.csv", "id\n" + string.Concat(Enumerable.Range(0, 200_000).Select(static id => $"{id}\n")));
        var file = (await _files.FilesAsync("a.csv")).Single();
        var error = await StageErrorCode.ChecksumMismatch.ShouldFailAsync(async () =>
        {
            await foreach (var row in StageImport.RowsAsync(file, new RowReadOptions(), Token))
            {
                if (row.Line == 100)
                    await File.AppendAllTextAsync(_files.Folder.At("a.csv"), "7\n", Token);
            }
        });
        error.Message.ShouldContain("a.csv");
    }

    [Fact]
    public async Task File_that_is_not_there_any_more()
    {
        _files.Write("a.csv", "id\n1\n");
        _files.Write("b.csv", "id\n2\n");
        var files = await _files.FilesAsync("a.csv", "b.csv");
        File.Delete(_files.Folder.At("a.csv"));
        Directory.CreateDirectory(Path.GetDirectoryName(_files.Sqlite)!);
        await using var database = await DatabaseOpening.OpenFileAsync(_files.Sqlite, create: true, Token);
        await StageErrorCode.FileNotFound.ShouldFailAsync(() => new LoadJob(database, new LoadOptions("t"), new LoadProgress()).RunAsync(files, Token).ToListAsync());
        var loads = await new LoadJob(database, new LoadOptions("t") { OnError = OnLoadError.Skip }, new LoadProgress()).RunAsync(files, Token).ToListAsync();
        loads.Select(static load => load.Status).ShouldBe([LoadStatus.LoadFailed, LoadStatus.Loaded]);
    }

    [Fact]
    public async Task Any_open_connection_takes_rows_and_keeps_the_ledger()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_files.Sqlite)!);
        await using var connection = new SQLiteConnection($"Data Source={_files.Sqlite};Pooling=False");
        await connection.OpenAsync(Token);
        await using var database = DatabaseOpening.From(connection);
        _files.Write("a.csv", "id,\"a \"\"b\",d\n" + string.Concat(Enumerable.Range(0, 5000).Select(static id => $"{id},\"it's\",2026-03-01\n")));
        _files.Write("b.csv", "id,d\n1,x\n2,2026-03-02\n");
        (await _files.LoadAsync(database, new LoadOptions("t x"), "a.csv")).Single().RowsLoaded.ShouldBe(5000);
        (await _files.LoadAsync(database, new LoadOptions("t x"), "a.csv")).Single().Status.ShouldBe(LoadStatus.AlreadyLoaded);
        var load = (await _files.LoadAsync(database, new LoadOptions("t x") { OnError = OnLoadError.Continue }, "b.csv")).Single();
        load.ShouldSatisfyAllConditions(() => load.RowsLoaded.ShouldBe(1), () => load.FirstErrorLine.ShouldBe(2));
        await StageErrorCode.DataInvalid.ShouldFailAsync(() => _files.LoadAsync(database, new LoadOptions("t x") { Force = true }, "a.csv", "b.csv"));
        (await _files.SqliteAsync("SELECT count(*), sum(id), max(\"a \"\"b\"), max(d) FROM \"t x\"")).ShouldBe("5001|12497502|it's|2026-03-02");
    }

    [Fact]
    public async Task Files_whose_columns_stand_in_other_orders_fill_the_columns_of_their_names_by_any_open_connection()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_files.Sqlite)!);
        await using var connection = new SQLiteConnection($"Data Source={_files.Sqlite};Pooling=False");
        await connection.OpenAsync(Token);
        await using var database = DatabaseOpening.From(connection);
        _files.Write("a.csv", "id,name,city\n1,Ada,Rome\n");
        _files.Write("b.csv", "city,name,id\nParis,Grace,2\n");
        _files.Write("c.csv", "name\nAlan\n");
        await _files.LoadAsync(database, new LoadOptions("t"), "a.csv", "b.csv", "c.csv");
        (await _files.SqliteAsync("SELECT id, name, city FROM t ORDER BY rowid")).ShouldBe("1|Ada|Rome\n2|Grace|Paris\n|Alan|");
    }

    private async Task<StageException> ShouldFailAsync(StageErrorCode code, string name, string reason)
    {
        var error = await code.ShouldFailAsync(() => _files.LoadAsync("t", name));
        error.ShouldSatisfyAllConditions(() => error.Message.ShouldContain(_files.Folder.At(name)), () => error.Message.ShouldContain(reason));
        (await _files.SqliteAsync("SELECT count(*) FROM sqlite_master")).ShouldBe("0");
        return error;
    }
}
