using System.Text;
using StageTools.Core.Tests.Formats;
using StageTools.Core.Tests.Query;
using StageTools.Core.Tests.Servers;
using StageTools.Core.Tests.Stages;
using StageTools.Databases;
using StageTools.Databases.Loading;
using StageTools.DuckDb;
using StageTools.Formats;
using StageTools.Formats.Files;
using StageTools.Formats.Options;
using StageTools.Formats.Text;
using StageTools.Import;
using StageTools.Rows;

namespace StageTools.Core.Tests.Import;

/// <summary>One value of many megabytes: no more copies of it are made than must be. Alone in the process, since what it allocates is counted.</summary>
[Collection(MachineEnvironment.Name)]
public sealed class LongValueTests : IDisposable
{
    private const int Times = 1 << 20;
    private const int Slack = 6 << 20;

    private readonly LoadFolder _files = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("a.csv", false)]
    [InlineData("a.csv", true)]
    [InlineData("a.tsv", false)]
    [InlineData("a.tsv", true)]
    [InlineData("a.ndjson", false)]
    [InlineData("a.ndjson", true)]
    [InlineData("a.json", false)]
    [InlineData("a.json", true)]
    public async Task Row_has_it_as_a_string_and_nothing_else_is_allocated_for_it(string name, bool isEscaped)
    {
        var unit = Write(name, isEscaped);
        var (before, rows) = (GC.GetTotalAllocatedBytes(precise: true), 0);
        await foreach (var row in StageImport.RowsAsync((await _files.FilesAsync(name))[0], new(), Token))
        {
            rows++;
            (row.Values[1] as string)!.Length.ShouldBe(rows == 1 ? unit.Length * Times : 1);
        }

        rows.ShouldBe(2);
        (GC.GetTotalAllocatedBytes(precise: true) - before).ShouldBeLessThan((sizeof(char) * (long)unit.Length * Times) + Slack);
    }

    [Theory]
    [InlineData("a.csv", false, 1)]
    [InlineData("a.csv", true, 0)]
    [InlineData("a.tsv", true, 2)]
    [InlineData("a.ndjson", true, 0)]
    public async Task Query_makes_no_string_of_it(string name, bool isEscaped, int buffers)
    {
        Assert.SkipUnless(DuckDbLibrary.IsAvailable(out var reason), reason);
        var unit = Write(name, isEscaped);
        using var stages = new TestStages();
        await stages.CreateExternalAsync("s", "data");
        File.Copy(_files.Folder.At(name), stages.Folder.At($"data/{name}"));
        await stages.RowsAsync("SELECT 1");
        var before = GC.GetTotalAllocatedBytes(precise: true);
        (await stages.RowsAsync($"SELECT max(length(t)) FROM '@s/{name}'")).ShouldBe([$"{unit.Length * Times}"]);

        // What DuckDB does not read as it stands is written into a copy.
        (GC.GetTotalAllocatedBytes(precise: true) - before).ShouldBeLessThan((buffers * Encoding.UTF8.GetByteCount(unit) * Times) + Slack);
    }

    [Theory]
    [InlineData("a.csv", false)]
    [InlineData("a.csv", true)]
    [InlineData("a.tsv", false)]
    [InlineData("a.tsv", true)]
    [InlineData("a.ndjson", false)]
    [InlineData("a.ndjson", true)]
    [InlineData("a.json", false)]
    [InlineData("a.json", true)]
    public async Task Load_into_SQLite_makes_no_string_of_it(string name, bool isEscaped)
    {
        var unit = Write(name, isEscaped);
        await LoadAsync(_files.Sqlite, name);
        (await _files.SqliteAsync($"SELECT t = replace(hex(zeroblob({Times / 2})), '0', '{unit}') FROM t WHERE id = 1")).ShouldBe("1");
    }

    [Theory]
    [InlineData("a.csv", false)]
    [InlineData("a.csv", true)]
    [InlineData("a.ndjson", false)]
    [InlineData("a.ndjson", true)]
    public async Task Load_into_DuckDB_makes_no_string_of_it(string name, bool isEscaped)
    {
        Assert.SkipUnless(DuckDbLibrary.IsAvailable(out var reason), reason);
        var unit = Write(name, isEscaped);
        var file = _files.Folder.At("db/test.duckdb");
        await LoadAsync(file, name);
        (await DuckDbQuery.RunAsync(file, $"SELECT t = repeat('{unit}', {Times}) FROM t WHERE id = 1")).ShouldBe("True");
    }

    [Theory]
    [InlineData("a.csv", false)]
    [InlineData("a.csv", true)]
    [InlineData("a.ndjson", false)]
    [InlineData("a.ndjson", true)]
    public async Task Load_into_PostgreSQL_makes_no_string_of_it(string name, bool isEscaped)
    {
        await using var schema = await PostgresServer.Required.CreateSchemaAsync();
        await using var database = await DatabaseOpening.OpenAsync(schema.ConnectionString, Token);
        var unit = Write(name, isEscaped);
        await LoadAsync(database, name);
        await using var load = database.NewLoad();
        (await load.QueryRowAsync("SELECT t = repeat($1::text, $2::int) FROM t WHERE id = 1", [unit, (long)Times], Token)).ShouldBe([true]);
    }

    [Fact]
    public async Task Value_that_the_column_wants_otherwise_is_made_of_it()
    {
        _files.Write("a.ndjson", $"{{\"id\":1,\"t\":\"{new string('7', LongText.Least)}\"}}\n");
        await _files.LoadAsync("t", "a.ndjson");
        await _files.SqliteAsync("CREATE TABLE n (id INTEGER, t INTEGER)");
        (await StageErrorCode.DataInvalid.ShouldFailAsync(() => _files.LoadAsync("n", "a.ndjson"))).Message.ShouldContain("column 't'");
    }

    [Theory]
    [InlineData("a.csv")]
    [InlineData("a.ndjson")]
    public void Writer_has_room_for_its_escapes_at_once(string name)
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("a \"word\"", Times)));
        var output = new Utf8Buffer();
        var writer = RowWriters.Create(FileFormat.FromFileName(name), output, ["t"]);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        writer.BeginRow();
        writer.AddUtf8(text);
        writer.EndRow();
        output.Length.ShouldBeGreaterThan(text.Length + (2 * Times));
        (GC.GetTotalAllocatedBytes(precise: true) - before).ShouldBeLessThan(output.Length + (output.Length / 2));
    }

    [Theory]
    [InlineData("a.csv", "a,b\n", "\"{0}\"\"\",é\n")]
    [InlineData("a.ndjson", "", "{{\"a\":\"{0}\\\"\",\"b\":1e999}}\n")]
    public async Task What_a_refused_row_had_of_it_is_given_back(string name, string header, string row)
    {
        const int rows = 16;
        var refused = string.Format(System.Globalization.CultureInfo.InvariantCulture, row, new string('x', 8 * LongText.Least));
        await using (var writer = new StreamWriter(_files.Folder.At(name), append: false, Encoding.Latin1))
        {
            await writer.WriteAsync(header);
            for (var i = 0; i < rows; i++)
                await writer.WriteAsync(refused);
        }

        var (count, before) = (0, Environment.WorkingSet);
        var options = new RowReadOptions { LongTexts = true, OnBadRecord = _ => count++ };
        (await StageImport.RowsAsync((await _files.FilesAsync(name))[0], options, Token).ToListAsync()).ShouldBeEmpty();
        count.ShouldBe(rows);
        (Environment.WorkingSet - before).ShouldBeLessThan(rows * 8L * LongText.Least / 2);
    }

    [Fact]
    public async Task File_goes_on_behind_it_and_its_lines_are_counted()
    {
        var longest = new string('x', 3 * LongText.Least) + "\n";
        var text = string.Concat(Enumerable.Repeat($"1,\"{longest}\"\n2,y\n", 3));
        var rows = await RowFile.ReadAsync(RowFile.Csv with { Header = false }, new MemoryStream(Encoding.UTF8.GetBytes(text)));
        rows.Select(static row => row.Line).ShouldBe([1, 3, 4, 6, 7, 9]);
        rows.Select(static row => ((string)row.Values[1]!).Length).ShouldBe([longest.Length, 1, longest.Length, 1, longest.Length, 1]);
    }

    private async Task LoadAsync(string file, string name)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await using var database = await DatabaseOpening.OpenFileAsync(file, create: true, Token);
        await LoadAsync(database, name);
    }

    private async Task LoadAsync(Database database, string name)
    {
        var files = await _files.FilesAsync(name);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await new LoadJob(database, new LoadOptions("t"), new LoadProgress()).RunAsync(files, Token).ToListAsync();
        (GC.GetTotalAllocatedBytes(precise: true) - before).ShouldBeLessThan(Slack);
    }

    // Where the format need not write them otherwise, with the characters that COPY does.
    private string Write(string name, bool isEscaped = false)
    {
        var suffix = Path.GetExtension(name);
        var (unit, written) = (suffix, isEscaped) switch
        {
            (".tsv", true) => ("ä€\tb", @"ä€\tb"),
            (".csv", true) => ("ä€\"b", "ä€\"\"b"),
            (_, true) => ("ä€\"b", "ä€\\\"b"),
            (".csv", _) => ("ä€\\\tb", "ä€\\\tb"),
            _ => ("ä€b", "ä€b"),
        };
        var text = string.Concat(Enumerable.Repeat(written, Times));
        _files.Write(name, suffix switch
        {
            ".csv" => isEscaped ? $"id,t\n1,\"{text}\"\n2,x\n" : $"id,t\n1,{text}\n2,x\n",
            ".tsv" => $"id\tt\n1\t{text}\n2\tx\n",
            ".json" => $"[{{\"id\":1,\"t\":\"{text}\"}},\n{{\"id\":2,\"t\":\"x\"}}]\n",
            _ => $"{{\"id\":1,\"t\":\"{text}\"}}\n{{\"id\":2,\"t\":\"x\"}}\n",
        });
        return unit;
    }
}
