namespace StageTools.Core.Tests.Import;

/// <summary>Texts on their way into a SQLite file.</summary>
public sealed class SqliteTextTests : IDisposable
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
}
