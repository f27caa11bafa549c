using StageTools.Core.Tests.Export;
using StageTools.Core.Tests.Stages;
using StageTools.Databases;
using StageTools.Export;
using StageTools.Export.Parts;
using StageTools.Formats.Options;
using StageTools.Import;

namespace StageTools.Core.Tests.Import;

/// <summary>Rows of CSV on their way into a SQLite file: its cells go there as they are read.</summary>
public sealed class SqliteRowsTests : IDisposable
{
    private readonly LoadFolder _files = new();
    private readonly TestStages _stages = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _files.Dispose();
        _stages.Dispose();
    }

    [Theory]
    [InlineData("UTF-8")]
    [InlineData("UTF-16le")]
    public async Task Texts_of_many_rows_are_each_its_own_also_where_something_else_reads_them(string encoding)
    {
        await _files.SqliteAsync(
            $"PRAGMA encoding = '{encoding}'; CREATE TABLE t (n NUMERIC, t TEXT, twice AS (t || t)); CREATE TABLE log (t); "
                + "CREATE TRIGGER x AFTER INSERT ON t BEGIN INSERT INTO log VALUES (new.t || new.n); END");
        const int count = 20_000;
        _files.Write("a.csv", $"n,t\n{string.Concat(Enumerable.Range(0, count).Select(static i => $"\"{i}\",{new string('ü', i % 7)}{i} 😀\n"))}");
        await _files.LoadAsync("t", "a.csv");
        (await _files.SqliteAsync(
            $"WITH r AS (SELECT value AS i, substr('üüüüüü', 1, value % 7) || value || ' 😀' AS w FROM generate_series(0, {count - 1})) "
                + "SELECT count(*), sum(typeof(n) = 'integer'), sum(t = w), sum(twice = w || w), (SELECT count(*) FROM log, r WHERE log.t = w || i) "
                + "FROM t JOIN r ON i = n")).ShouldBe($"{count}|{count}|{count}|{count}|{count}");
    }

    [Fact]
    public async Task Text_comes_through_whatever_it_holds()
    {
        _files.Write("a.csv", "n,t\n1,\"it's \"\"x\"\", a\nb; DROP TABLE t;--\"\n2,\"\"\n3,\n4,Grüße 😀\n");
        await _files.LoadAsync("t", "a.csv");
        (await _files.SqliteAsync("SELECT n, quote(t) FROM t")).ShouldBe("1|'it''s \"x\", a\nb; DROP TABLE t;--'\n2|''\n3|NULL\n4|'Grüße 😀'");
    }

    [Theory]
    [InlineData("a.csv", "n,b\n1,00ff\n2,\"00FF\"\n3,1234\n4,\"\"\n5,\n6,\\x0a\n", "1|X'00FF',2|X'00FF',3|X'1234',4|X'',5|NULL,6|X'0A'")]
    [InlineData("a.ndjson", "{\"n\":1,\"b\":\"AP8=\"}\n{\"n\":2,\"b\":\"\"}\n{\"n\":3,\"b\":null}\n", "1|X'00FF',2|X'',3|NULL")]
    public async Task Bytes_are_read_as_the_file_writes_them(string file, string content, string kept)
    {
        await _files.SqliteAsync("CREATE TABLE t (n INT, b MEDIUMBLOB)");
        _files.Write(file, content);
        await _files.LoadAsync("t", file);
        (await _files.SqliteAsync("SELECT group_concat(n || '|' || quote(b)) FROM t")).ShouldBe(kept);
    }

    [Theory]
    [InlineData("a.csv", "b\nhello\n")]
    [InlineData("a.csv", "b\n123\n")]
    [InlineData("a.ndjson", "{\"b\":\"héllo\"}\n")]
    [InlineData("a.ndjson", "{\"b\":5}\n")]
    public async Task Text_that_is_no_bytes_is_refused_in_a_column_of_bytes_and_kept_in_one_without_a_type(string file, string content)
    {
        await _files.SqliteAsync("CREATE TABLE t (b BLOB); CREATE TABLE u (b)");
        _files.Write(file, content);
        (await StageErrorCode.DataInvalid.ShouldFailAsync(() => _files.LoadAsync("t", file))).Message.ShouldContain("is no BLOB");
        await _files.LoadAsync("u", file);
        (await _files.SqliteAsync("SELECT typeof(b) <> 'blob' FROM u")).ShouldBe("1");
    }

    public static TheoryData<string, string, string> NoBytes =>
    [
        .. from file in new[] { "a.csv", "a.tsv", "a.ndjson", "a.json", "a.parquet" }
        from value in new[] { ("'abcd'", "X'61626364'"), ("12", "X'3132'"), ("0.5", "X'302E35'"), ("''", "X''") }
        select new TheoryDataRow<string, string, string>(file, value.Item1, value.Item2),
    ];

    // As text or a number in a file it would be read back as bytes, abcd as X'ABCD'.
    [Theory]
    [MemberData(nameof(NoBytes))]
    public async Task What_is_no_bytes_in_a_column_of_bytes_is_refused_on_its_way_out_until_the_query_casts_it(string file, string value, string bytes)
    {
        await _files.SqliteAsync(
            $"CREATE TABLE t (n INT, b MediumBlob, c); CREATE TABLE u (n INT, b BLOB, c); INSERT INTO t VALUES (1, X'00FF', 'x'), (2, NULL, 'y'), (3, {value}, 'z')");
        (await StageErrorCode.ValueNotRepresentable.ShouldFailAsync(() => ExportAsync("SELECT * FROM t", file))).Message.ShouldStartWith("Column 'b', row 3: the value is ");
        await ExportAsync("SELECT n, CAST(b AS BLOB) AS b, c FROM t", file);
        await _files.LoadAsync("u", file);
        (await _files.SqliteAsync("SELECT group_concat(n || quote(b) || c) FROM u")).ShouldBe($"1X'00FF'x,2NULLy,3{bytes}z");
    }

    [Theory]
    [InlineData("a.csv")]
    [InlineData("a.ndjson")]
    public async Task Values_of_several_kinds_are_exported_as_they_are_from_a_column_of_no_type(string file)
    {
        await _files.SqliteAsync("CREATE TABLE t (v); INSERT INTO t VALUES ('abcd'), (12), (0.5), (NULL); CREATE TABLE u (v)");
        await ExportAsync("SELECT * FROM t", file);
        await _files.LoadAsync("u", file);
        (await _files.SqliteAsync("SELECT group_concat(quote(v)) FROM u")).ShouldBe("'abcd',12,0.5,NULL");
    }

    [Fact]
    public async Task ANY_of_a_STRICT_table_keeps_text_as_it_is_and_of_another_would_make_numbers_of_it()
    {
        await _files.SqliteAsync("CREATE TABLE t (a any) STRICT; CREATE TABLE u (a any)");
        _files.Write("a.csv", "a\n007\n1.50\n12\n");
        await _files.LoadAsync("t", "a.csv");
        (await _files.SqliteAsync("SELECT group_concat(quote(a)) FROM t")).ShouldBe("'007',1.5,12");
        (await StageErrorCode.DataInvalid.ShouldFailAsync(() => _files.LoadAsync("u", "a.csv"))).Message.ShouldContain("SQLite would make a number of '007'");
    }

    [Theory]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(8192)]
    [InlineData(8200)]
    public async Task Bad_row_is_left_out_alone_also_where_a_batch_ends(int bad)
    {
        await _files.SqliteAsync("CREATE TABLE t (n BIGINT, t TEXT)");
        const int count = 8200;
        _files.Write("a.csv", $"n,t\n{string.Concat(Enumerable.Range(1, count).Select(i => i == bad ? "none,x\n" : $"{i},t{i}\n"))}");
        (await _files.LoadAsync(new LoadOptions("t") { OnError = OnLoadError.Continue }, "a.csv")).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            load => load.RowsLoaded.ShouldBe(count - 1), load => load.ErrorsSeen.ShouldBe(1), load => load.FirstErrorLine.ShouldBe(bad + 1));
        (await _files.SqliteAsync("SELECT count(DISTINCT n), sum(t = 't' || n), sum(n) FROM t")).ShouldBe(
            $"{count - 1}|{count - 1}|{(count * (count + 1) / 2) - bad}");
    }

    private async Task ExportAsync(string query, string file)
    {
        await using var database = await DatabaseOpening.OpenFileAsync(_files.Sqlite, create: false, Token);
        await using var source = await database.QueryAsync(query, Token);
        var target = await _stages.Engine.ToLocalAsync(_files.Folder.At(file), FileFormat.Unspecified);
        await using var job = await ExportJob.BeginAsync(target, source, new ExportOptions(), Token);
        await job.CopyAsync(source, Token);
        await job.CompleteAsync(Token);
    }
}
