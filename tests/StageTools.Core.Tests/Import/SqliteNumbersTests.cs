namespace StageTools.Core.Tests.Import;

/// <summary>Numbers, truths and moments in SQLite, which has fewer types than files have.</summary>
public sealed class SqliteNumbersTests : IDisposable
{
    private readonly LoadFolder _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("1234567890123.50", "DECIMAL(15,2)")]
    [InlineData("-999999999999.990", "DECIMAL(15,3)")]
    [InlineData("12345678901234.50", "TEXT")]
    [InlineData("-9999999999999.990", "TEXT")]
    public async Task A_number_of_as_many_digits_as_SQLite_has_is_one_and_of_more_is_text(string number, string type)
    {
        _files.Write("a.csv", $"d\n{number}\n");
        await _files.LoadAsync("t", "a.csv");
        (await _files.SqliteAsync("SELECT type FROM pragma_table_info('t')")).ShouldBe(type);
        (await _files.SqliteAsync($"SELECT typeof(d), d = '{number}', d = {number} FROM t")).ShouldBe(type == "TEXT" ? "text|1|0" : "real|1|1");
    }

    [Fact]
    public async Task Truths_are_the_numbers_that_SQLite_has_for_them()
    {
        _files.Write("a.csv", "b\ntrue\nfalse\nfalse\n");
        _files.Write("a.ndjson", "{\"b\":false}\n{\"b\":true}\n{\"b\":null}\n");
        await _files.LoadAsync("t", "a.csv", "a.ndjson");
        (await _files.SqliteAsync("SELECT group_concat(coalesce(b, 'NULL')), sum(b IS TRUE), sum(b IS FALSE) FROM t")).ShouldBe("1,0,0,0,1,NULL|2|3");
    }

    [Fact]
    public async Task A_moment_in_UTC_is_the_text_that_it_was_in_every_row()
    {
        await _files.SqliteAsync("CREATE TABLE t (a TEXT)");
        _files.Write("a.csv", "a\n2026-03-01T10:00:00Z\n2026-03-01T10:00:00Z\n2026-03-01T10:00:00+00:00\n");
        await _files.LoadAsync("t", "a.csv");
        (await _files.SqliteAsync("SELECT * FROM t")).ShouldBe("2026-03-01T10:00:00Z\n2026-03-01T10:00:00Z\n2026-03-01T10:00:00+00:00");
    }
}
