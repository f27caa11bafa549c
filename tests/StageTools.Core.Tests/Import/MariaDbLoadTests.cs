using System.Text;
using StageTools.Core.Tests.Servers;
using StageTools.Databases;
using StageTools.Databases.Loading;
using StageTools.Import;

namespace StageTools.Core.Tests.Import;

/// <summary>COPY INTO table: a real MariaDB server, looked at with its own client.</summary>
public sealed class MariaDbLoadTests : IAsyncLifetime
{
    private readonly LoadFolder _files = new();
    private MariaDbDatabase? _place;
    private Database? _database;

    public async ValueTask InitializeAsync()
    {
        _place = await MariaDbServer.Required.CreateDatabaseAsync();
        _database = await DatabaseOpening.OpenAsync(_place.Url, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _files.Dispose();
        if (_database is not null)
            await _database.DisposeAsync();
        if (_place is not null)
            await _place.DisposeAsync();
    }

    [Fact]
    public async Task Table_is_made_with_the_types_that_the_values_have()
    {
        _files.Write("a.csv", "i,d,f,b,day,at,moment,id,t\n1,1200.50,0.25,true,2026-03-01,2026-03-01T10:00:00.5,2026-03-01T10:00:00+02:00,0f8fad5b-d9cb-469f-a165-70867728950e,007\n");
        await LoadAsync("t", "a.csv");
        (await RunAsync("SELECT GROUP_CONCAT(column_name, ' ', column_type ORDER BY ordinal_position SEPARATOR ', ') FROM information_schema.columns WHERE table_name = 't' AND table_schema = database()")).ShouldBe(
            "i bigint(20), d decimal(6,2), f double, b tinyint(1), day date, at datetime(6), moment varchar(40), id char(36), t longtext");
        (await RunAsync("SELECT * FROM t")).ShouldBe(
            "1\t1200.50\t0.25\t1\t2026-03-01\t2026-03-01 10:00:00.500000\t2026-03-01T10:00:00+02:00\t0f8fad5b-d9cb-469f-a165-70867728950e\t007");
    }

    [Theory]
    [InlineData("ENUM")]
    [InlineData("SET")]
    public async Task Members_whatever_they_hold_are_members(string type)
    {
        await RunAsync($"CREATE TABLE t (v {type}('a\\\\b', 'it''s', 'x\\ny', '\\\\n', '\"', '\\r'))");
        _files.Write("a.csv", "v\na\\b\nit's\n\"x\ny\"\n\\n\n\"\"\"\"\n\"\r\"\n");
        await LoadAsync("t", "a.csv");
        (await RunAsync("SELECT HEX(v) FROM t")).ShouldBe(string.Join('\n', new[] { "a\\b", "it's", "x\ny", "\\n", "\"", "\r" }.Select(static v => Hex(v).ToUpperInvariant())));
        _files.Write("b.csv", "v\na\\\\b\n");
        await StageErrorCode.DataInvalid.ShouldFailAsync(() => LoadAsync("t", "b.csv"));
    }

    // A few rows go by INSERT, many by LOAD DATA.
    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    public async Task Text_and_bytes_come_through_whatever_they_hold(int times)
    {
        await RunAsync("CREATE TABLE t (n INT, t LONGTEXT CHARACTER SET utf8mb4, b BLOB, bits BIT(12), flag BIT(1))");
        var content = new StringBuilder("n,t,b,bits,flag\n");
        for (var i = 0; i < times; i++)
            content.Append("1,\"it's \"\"x\"\", a\r\nb\\N \\. \t\0 @p1 ; DROP TABLE t;--\",0027005cff0a,2053,true\n2,\"\",,,\n3,,\"\",5,false\n4,Grüße 😀,00,4095,1\n5,\"\\N\",4e,0,0\n");

        _files.Write("a.csv", content.ToString());
        await LoadAsync("t", "a.csv");
        (await RunAsync("SELECT n, COALESCE(HEX(t), 'NULL'), COALESCE(HEX(b), 'NULL'), COALESCE(bits + 0, 'NULL'), COALESCE(flag + 0, 'NULL'), COUNT(*) FROM t GROUP BY 1, 2, 3, 4, 5 ORDER BY n")).ShouldBe(
            string.Join('\n', [
                $"1\t{Hex("it's \"x\", a\r\nb\\N \\. \t\0 @p1 ; DROP TABLE t;--")}\t0027005CFF0A\t2053\t1\t{times}", $"2\t\tNULL\tNULL\tNULL\t{times}",
                $"3\tNULL\t\t5\t0\t{times}", $"4\t{Hex("Grüße 😀")}\t00\t4095\t1\t{times}", $"5\t{Hex("\\N")}\t4E\t0\t0\t{times}"]));
    }

    [Fact]
    public async Task Values_of_every_type_are_exact()
    {
        await RunAsync("CREATE TABLE t (d DECIMAL(65,30), u BIGINT UNSIGNED, n DECIMAL(10,2), span TIME(3), at DATETIME(6), moment TIMESTAMP(6) NULL, y YEAR, e ENUM('a','it''s','1'), s SET('x','y'), j JSON, i INET6, k INT AUTO_INCREMENT PRIMARY KEY, g INT AS (LENGTH(e)) STORED)");
        _files.Write("a.csv", "d,u,n,span,at,moment,y,e,s,j,i,k\n-12345678901234567890123456789012345.123456789012345678901234567891,18446744073709551615,-0.07,-34.22:59:59.123,2026-12-31T23:59:59.999999,2026-03-01T10:00:00.000001+02:00,2155,it's,\"x,y\",\"{\"\"k\"\":[1,null]}\",10::1,0\n"
            + "1.5,0,1.00,26:00:00,1000-01-01T00:00:00,1970-01-01T00:00:01Z,0,1,,[],::,7\n");
        await LoadAsync("t", "a.csv");
        (await RunAsync("SET time_zone = '+00:00'; SELECT * FROM t ORDER BY k")).ShouldBe(string.Join('\n', [
            "-12345678901234567890123456789012345.123456789012345678901234567891\t18446744073709551615\t-0.07\t-838:59:59.123\t2026-12-31 23:59:59.999999\t2026-03-01 08:00:00.000001\t2155\tit's\tx,y\t{\"k\":[1,null]}\t10::1\t0\t4",
            "1.500000000000000000000000000000\t0\t1.00\t26:00:00.000\t1000-01-01 00:00:00.000000\t1970-01-01 00:00:01.000000\t0000\t1\tNULL\t[]\t::\t7\t1"]));
    }

    [Theory]
    [InlineData("int", "99999999999", "Out of range")]
    [InlineData("bigint", "x", "no BIGINT")]
    [InlineData("decimal(4,1)", "12.55", "no DECIMAL(4,1)")]
    [InlineData("decimal(50,2)", "1.555", "no decimal(50,2)")]
    [InlineData("double(6,2)", "1.555", "no DECIMAL(6,2)")]
    [InlineData("float(6,2)", "12345.5", "no DECIMAL(6,2)")]
    [InlineData("varchar(3)", "abcd", "no VARCHAR(3)")]
    [InlineData("datetime", "2026-03-01T10:00:00.1", "no datetime")]
    [InlineData("datetime(6)", "2026-03-01T10:00:00.1234567", "no datetime(6)")]
    [InlineData("timestamp", "2039-03-01T10:00:00Z", "Incorrect datetime value")]
    [InlineData("date", "2026-02-30", "no DATE")]
    [InlineData("time", "1 month 2 days 00:00:03", "no time")]
    [InlineData("int check (v < 5)", "7", "CONSTRAINT")]
    [InlineData("json", "[1", "CONSTRAINT")]
    [InlineData("year", "69", "no year")]
    [InlineData("enum('a','b')", "1", "no enum('a','b')")]
    [InlineData("enum('a','b')", "A", "no enum('a','b')")]
    [InlineData("set('a','b')", "\"a,c\"", "no set('a','b')")]
    [InlineData("double", "NaN", "no double")]
    [InlineData("double", "9007199254740993", "has no exact DOUBLE")]
    [InlineData("float", "16777217", "has no exact REAL")]
    [InlineData("varchar(9) character set latin1", "日本", "Incorrect string value")]
    [InlineData("int not null", "", "cannot be null")]
    [InlineData("int unique", "1\n1", "Duplicate entry")]
    public async Task Value_that_a_column_cannot_hold_is_an_error_with_its_line(string type, string value, string reason)
    {
        await RunAsync($"CREATE TABLE t (n int, v {type})");
        var rows = $"n,v\n{string.Concat(Enumerable.Repeat("0,\n", type.Contains("not null", StringComparison.Ordinal) ? 0 : 50))}7,{value.Replace("\n", "\n7,", StringComparison.Ordinal)}\n";
        _files.Write("a.csv", rows);
        (await StageErrorCode.DataInvalid.ShouldFailAsync(() => LoadAsync("t", "a.csv"))).ShouldSatisfyAllConditions(
            error => error.Message.ShouldContain(reason), error => error.Line.ShouldNotBeNull(), error => error.Message.ShouldContain("a.csv"));
        (await RunAsync("SELECT COUNT(*) FROM t")).ShouldBe("0");
    }

    // A server that is given them cuts off the blanks at the end of what is too long, and says nothing.
    [Theory]
    [InlineData("varchar(3)", 3)]
    [InlineData("char(3)", 3)]
    [InlineData("tinytext", 255)]
    [InlineData("text", 65_535)]
    public async Task Text_is_kept_to_its_last_blank_or_refused(string type, int most)
    {
        await RunAsync($"CREATE TABLE t (n INT, v {type}) CHARACTER SET utf8mb4");
        var texts = EdgeText.Around(most);
        _files.Write("a.csv", EdgeText.Csv(texts));
        await _files.LoadAsync(_database!, new LoadOptions("t") { OnError = OnLoadError.Continue }, "a.csv");
        (await RunAsync("SELECT n, LOWER(HEX(v)) FROM t ORDER BY n")).ShouldBe(
            EdgeText.Kept(texts, most, trims: type == "char(3)", isInBytes: type.EndsWith("text", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Rows_that_are_refused_among_many_are_left_out_alone()
    {
        await RunAsync("CREATE TABLE t (n INT PRIMARY KEY, v VARCHAR(5))");
        _files.Write("a.csv", "n,v\n" + string.Concat(Enumerable.Range(0, 500).Select(static i => i switch { 77 => "76,twice\n", 300 => "300,too long\n", _ => $"{i},ok\n" })));
        var loads = await _files.LoadAsync(_database!, new LoadOptions("t") { OnError = OnLoadError.Continue }, "a.csv");
        loads.ShouldHaveSingleItem().ShouldSatisfyAllConditions(load => load.RowsLoaded.ShouldBe(498, load.ToString()), load => load.ErrorsSeen.ShouldBe(2));
        (await RunAsync("SELECT COUNT(*), SUM(n) FROM t")).ShouldBe($"498\t{(499 * 500 / 2) - 77 - 300}");
    }

    [Fact]
    public async Task File_is_loaded_once_by_whichever_connection_names_the_table()
    {
        _files.Write("a.csv", "n\n1\n2\n");
        await LoadAsync("t", "a.csv");
        await using var other = await MariaDbServer.Required.CreateDatabaseAsync();
        await using (var database = await DatabaseOpening.OpenAsync(other.Url, TestContext.Current.CancellationToken))
        {
            (await _files.LoadAsync(database, new LoadOptions($"{_place!.Name}.T"), "a.csv")).ShouldHaveSingleItem().Status.ShouldBe(LoadStatus.AlreadyLoaded);
        }

        (await RunAsync("SELECT COUNT(*) FROM t")).ShouldBe("2");
        (await other.RunAsync("SHOW TABLES")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_at_once_load_each_file_once()
    {
        var names = Enumerable.Range(0, 20).Select(static i => $"{i}.csv").ToArray();
        foreach (var name in names)
            _files.Write(name, string.Concat(Enumerable.Range(0, 100).Select(static i => $"{i}\n").Prepend("n\n")));

        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            await using var database = await DatabaseOpening.OpenAsync(_place!.Url, TestContext.Current.CancellationToken);
            await _files.LoadAsync(database, new LoadOptions("t") { OnError = OnLoadError.Skip }, names);
        }));
        (await RunAsync("SELECT COUNT(*) FROM t")).ShouldBe("2000");
        (await RunAsync("SELECT COUNT(*), SUM(rows_loaded) FROM stagetools_loads")).ShouldBe("20\t2000");
    }

    [Fact]
    public async Task Load_that_fails_leaves_no_table_and_what_was_there_as_it_was()
    {
        _files.Write("good.csv", "n\n1\n");
        _files.Write("bad.csv", "n\n2\nx\n");
        await StageErrorCode.DataInvalid.ShouldFailAsync(() => _files.LoadAsync(_database!, new LoadOptions("t") { SampleSize = 1 }, "good.csv", "bad.csv"));
        (await RunAsync("SHOW TABLES LIKE 't'")).ShouldBeEmpty();
        await RunAsync("CREATE TABLE t (n INT)");
        await StageErrorCode.DataInvalid.ShouldFailAsync(() => LoadAsync("t", "good.csv", "bad.csv"));
        (await RunAsync("SELECT COUNT(*) FROM t")).ShouldBe("0");
        (await LoadAsync("t", "good.csv")).ShouldHaveSingleItem().Status.ShouldBe(LoadStatus.Loaded);
    }

    [Fact]
    public async Task Table_that_cannot_undo_a_load_is_refused()
    {
        await RunAsync("CREATE TABLE t (n INT) ENGINE=MyISAM");
        _files.Write("a.csv", "n\n1\n");
        (await StageErrorCode.DatabaseInvalid.ShouldFailAsync(() => LoadAsync("t", "a.csv"))).Message.ShouldContain("InnoDB");
    }

    [Fact]
    public async Task Names_that_try_to_be_SQL_are_names()
    {
        _files.Write("a.csv", "a`b,\"c'd \\\"\n1,x\n");
        await LoadAsync("\"x`; DROP TABLE t;-- '\\\"", "a.csv");
        (await RunAsync("SELECT `a``b`, `c'd \\` FROM `x``; DROP TABLE t;-- '\\`")).ShouldBe("1\tx");
    }

    [Fact]
    public async Task Large_values_come_through()
    {
        await RunAsync("CREATE TABLE t (n INT, t LONGTEXT)");
        _files.Write("a.csv", $"n,t\n1,{new string('a', 3 << 20)}\n" + string.Concat(Enumerable.Range(2, 40).Select(static i => $"{i},{new string('b', 300_000)}\n")));
        await LoadAsync("t", "a.csv");
        (await RunAsync("SELECT COUNT(*), MAX(LENGTH(t)), SUM(LENGTH(t)) FROM t")).ShouldBe($"41\t{3 << 20}\t{(3 << 20) + (40 * 300_000)}");
    }

    private static string Hex(string text) => Convert.ToHexString(Encoding.UTF8.GetBytes(text));

    private Task<List<StageLoad>> LoadAsync(string table, params string[] names) => _files.LoadAsync(_database!, new LoadOptions(table), names);

    private Task<string> RunAsync(string sql) => _place!.RunAsync(sql);
}
