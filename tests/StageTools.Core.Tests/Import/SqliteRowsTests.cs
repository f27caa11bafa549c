using StageTools.Import;

namespace StageTools.Core.Tests.Import;

/// <summary>Rows of CSV on their way into a SQLite file: its cells go there as they are read.</summary>
public sealed class SqliteRowsTests : IDisposable
{
    private readonly LoadFolder _files = new();

    public void Dispose() => _files.Dispose();

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
}
