using StageTools.Databases;
using StageTools.Formats.Files;
using StageTools.Import;

namespace StageTools.Core.Tests.Import;

/// <summary>COPY INTO table: a SQLite file, looked at with sqlite3.</summary>
public sealed class SqliteLoadTests : IDisposable
{
    private readonly LoadFolder _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Table_is_made_with_the_types_that_the_values_have()
    {
        _files.Write("a.csv", "i,d,f,b,day,at,moment,span,id,t\n1,1200.50,0.25,true,2026-03-01,2026-03-01T10:00:00.5,2026-03-01T10:00:00+02:00,01:30:00,0f8fad5b-d9cb-469f-a165-70867728950e,007\n");
        (await _files.LoadAsync("t", "a.csv")).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            load => load.Status.ShouldBe(LoadStatus.Loaded), load => load.RowsLoaded.ShouldBe(1), load => load.File.ShouldBe(_files.Folder.At("a.csv")));
        (await _files.SqliteAsync("SELECT group_concat(name || ' ' || type, ', ') FROM pragma_table_info('t')")).ShouldBe(
            "i BIGINT, d DECIMAL(6,2), f DOUBLE, b BOOLEAN, day DATE, at TIMESTAMP, moment TIMESTAMP WITH TIME ZONE, span TEXT, id TEXT, t TEXT");
        (await _files.SqliteAsync("SELECT * FROM t")).ShouldBe(
            "1|1200.5|0.25|1|2026-03-01|2026-03-01T10:00:00.5|2026-03-01T10:00:00+02:00|01:30:00|0f8fad5b-d9cb-469f-a165-70867728950e|007");
        (await _files.SqliteAsync("SELECT group_concat(typeof(i) || typeof(d) || typeof(f) || typeof(b) || typeof(t)) FROM t")).ShouldBe("integerrealrealintegertext");
    }

    [Fact]
    public async Task Names_that_try_to_be_SQL_are_names()
    {
        _files.Write("a.csv", "\"a\"\"; DROP TABLE x;--\",\"b]\"\n1,2\n");
        const string table = "x\"; DROP TABLE t;--";
        await _files.LoadAsync(table, "a.csv");
        (await _files.SqliteAsync("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")).ShouldBe($"stagetools_loads\n{table}");
        (await _files.SqliteAsync("SELECT * FROM \"x\"\"; DROP TABLE t;--\"")).ShouldBe("1|2");
    }

    [Fact]
    public async Task Columns_of_a_table_are_found_by_name_without_case_and_in_any_order()
    {
        await _files.SqliteAsync("CREATE TABLE T (Id INTEGER PRIMARY KEY, Name TEXT DEFAULT 'x', Made TEXT DEFAULT 'now')");
        _files.Write("a.csv", "NAME,id\nAda,7\n");
        await _files.LoadAsync("t", "a.csv");
        (await _files.SqliteAsync("SELECT * FROM t")).ShouldBe("7|Ada|now");
    }

    [Theory]
    [InlineData(10)]
    [InlineData(512)]
    [InlineData(600)]
    [InlineData(2_000_000)]
    public async Task Text_with_NUL_is_kept_to_its_end(int length)
    {
        var half = new string('x', length / 2);
        _files.Write("a.ndjson", $"{{\"t\":\"{half}\\u0000{half}\",\"any\":[\"{half}\"]}}\n");
        await _files.LoadAsync("t", "a.ndjson");
        (await _files.SqliteAsync("SELECT length(CAST(t AS BLOB)), instr(CAST(t AS BLOB), x'00') FROM t")).ShouldBe($"{(length / 2 * 2) + 1}|{(length / 2) + 1}");
    }

    [Fact]
    public async Task Column_that_the_table_does_not_have_is_an_error()
    {
        await _files.SqliteAsync("CREATE TABLE t (id)");
        _files.Write("a.csv", "id,other\n1,2\n");
        (await FailAsync(StageErrorCode.DataInvalid, "a.csv")).Message.ShouldContain("no column 'other'");
        (await _files.SqliteAsync("SELECT count(*) FROM t")).ShouldBe("0");
    }

    [Fact]
    public async Task Rows_of_JSON_may_each_have_columns_of_their_own()
    {
        _files.Write("a.ndjson", "{\"a\":1}\n{\"b\":\"x\"}\n{\"b\":\"y\",\"a\":2,\"c\":[1,{\"z\":null}]}\n");
        await _files.LoadAsync("t", "a.ndjson");
        (await _files.SqliteAsync("SELECT a, b, c FROM t")).ShouldBe("1||\n|x|\n2|y|[1,{\"z\":null}]");
    }

    [Theory]
    [InlineData("INTEGER", "x", "BIGINT")]
    [InlineData("INTEGER", "1.5", "BIGINT")]
    [InlineData("REAL", "x", "DOUBLE")]
    [InlineData("REAL", "NaN", "NaN")]
    [InlineData("BOOLEAN", "2", "BOOLEAN")]
    [InlineData("DATE", "2026-02-30", "DATE")]
    [InlineData("DATETIME", "2026-02-01T00:00:00+02:00", "TIMESTAMP")]
    [InlineData("DECIMAL(30,10)", "12345678901234567890.5", "more digits")]
    public async Task Value_that_is_none_of_its_columns_type_is_an_error_with_file_line_and_column(string type, string value, string reason)
    {
        await _files.SqliteAsync($"CREATE TABLE t (v {type})");
        _files.Write("a.csv", $"v\n{value}\n");
        (await FailAsync(StageErrorCode.DataInvalid, "a.csv")).ShouldSatisfyAllConditions(
            error => error.Message.ShouldContain(reason), error => error.Message.ShouldContain("line 2: column 'v'"), error => error.Line.ShouldBe(2), error => error.Message.ShouldContain("a.csv"));
        (await _files.SqliteAsync("SELECT count(*) FROM t")).ShouldBe("0");
    }

    [Fact]
    public async Task Decimals_keep_all_their_digits()
    {
        _files.Write("a.csv", "d,big\n0.1234567890123456789,92233720368547758070\n-1.5,1\n");
        await _files.LoadAsync("t", "a.csv");
        (await _files.SqliteAsync("SELECT d, big FROM t")).ShouldBe("0.1234567890123456789|92233720368547758070\n-1.5|1");
    }

    [Fact]
    public async Task File_is_loaded_once_and_again_when_forced_or_changed()
    {
        _files.Write("a.csv", "id\n1\n");
        (await _files.LoadAsync("t", "a.csv")).Single().Status.ShouldBe(LoadStatus.Loaded);
        (await _files.LoadAsync("T", "a.csv")).Single().ShouldSatisfyAllConditions(load => load.Status.ShouldBe(LoadStatus.AlreadyLoaded), load => load.RowsLoaded.ShouldBe(0));
        (await _files.LoadAsync(new LoadOptions("t") { Force = true }, "a.csv")).Single().Status.ShouldBe(LoadStatus.Loaded);
        (await _files.LoadAsync("t", "a.csv")).Single().Status.ShouldBe(LoadStatus.AlreadyLoaded);
        _files.Write("a.csv", "id\n1\n2\n");
        (await _files.LoadAsync("t", "a.csv")).Single().RowsLoaded.ShouldBe(2);
        (await _files.SqliteAsync("SELECT count(*) FROM t")).ShouldBe("4");
        (await _files.SqliteAsync("SELECT count(*), sum(rows_loaded) FROM stagetools_loads")).ShouldBe("1|2");
        (await _files.LoadAsync("other", "a.csv")).Single().Status.ShouldBe(LoadStatus.Loaded);
    }

    [Fact]
    public async Task Purge_removes_what_was_loaded_and_nothing_else()
    {
        _files.Write("a.csv", "id\n1\n");
        _files.Write("b.csv", "id\nx,y\n2\n");
        await _files.LoadAsync(new LoadOptions("t") { Purge = true, OnError = OnLoadError.Continue }, "a.csv", "b.csv");
        _files.Folder.Files.Where(static file => file.EndsWith(".csv", StringComparison.Ordinal)).ShouldBe(["b.csv"]);
        (await _files.SqliteAsync("SELECT id FROM t ORDER BY id")).ShouldBe("1\n2");
    }

    [Fact]
    public async Task Abort_loads_nothing_of_any_file()
    {
        _files.Write("a.csv", "id\n1\n");
        _files.Write("b.csv", "id\n2\n3,4\n");
        (await FailAsync(StageErrorCode.DataInvalid, "a.csv", "b.csv")).Message.ShouldContain("Nothing was loaded");
        (await _files.SqliteAsync("SELECT count(*) FROM sqlite_master")).ShouldBe("0");
        _files.Write("b.csv", "id\n2\n");
        (await _files.LoadAsync("t", "a.csv", "b.csv")).Select(static load => load.RowsLoaded).ShouldBe([1L, 1L]);
    }

    [Fact]
    public async Task Continue_leaves_bad_rows_out_and_counts_them()
    {
        await _files.SqliteAsync("CREATE TABLE t (id INTEGER PRIMARY KEY, v INTEGER NOT NULL)");
        _files.Write("a.csv", "id,v\n1,1\n2\n3,x\n1,5\n4,\n5,5\n");
        var load = (await _files.LoadAsync(new LoadOptions("t") { OnError = OnLoadError.Continue }, "a.csv")).Single();
        load.ShouldSatisfyAllConditions(
            () => load.Status.ShouldBe(LoadStatus.PartiallyLoaded), () => load.RowsLoaded.ShouldBe(2), () => load.ErrorsSeen.ShouldBe(4),
            () => load.FirstErrorLine.ShouldBe(3), () => load.FirstError!.ShouldContain("line 3: values found: 1, columns: 2"));
        (await _files.SqliteAsync("SELECT id FROM t")).ShouldBe("1\n5");
    }

    [Fact]
    public async Task Continue_leaves_broken_lines_of_JSON_out()
    {
        _files.Write("a.ndjson", "{\"a\":1}\n{\"a\":\n{\"a\":3}\n");
        var load = (await _files.LoadAsync(new LoadOptions("t") { OnError = OnLoadError.Continue }, "a.ndjson")).Single();
        load.ShouldSatisfyAllConditions(() => load.RowsLoaded.ShouldBe(2), () => load.ErrorsSeen.ShouldBe(1), () => load.FirstErrorLine.ShouldBe(2));
    }

    [Fact]
    public async Task Skip_leaves_out_the_file_with_an_error_and_loads_the_others()
    {
        _files.Write("a.csv", "id\n1\n");
        _files.Write("b.csv", "id\n2\n3,4\n");
        _files.Write("c.csv", "id\n5\n");
        var loads = await _files.LoadAsync(new LoadOptions("t") { OnError = OnLoadError.Skip }, "a.csv", "b.csv", "c.csv");
        loads.Select(static load => load.Status).ShouldBe([LoadStatus.Loaded, LoadStatus.LoadFailed, LoadStatus.Loaded]);
        loads[1].ShouldSatisfyAllConditions(() => loads[1].RowsLoaded.ShouldBe(0), () => loads[1].FirstErrorLine.ShouldBe(3));
        (await _files.SqliteAsync("SELECT id FROM t")).ShouldBe("1\n5");
        _files.Write("b.csv", "id\n2\n3\n");
        (await _files.LoadAsync("t", "a.csv", "b.csv", "c.csv")).Select(static load => load.RowsLoaded).ShouldBe([0L, 2L, 0L]);
    }

    [Fact]
    public async Task File_without_a_header_goes_into_the_tables_columns_by_position()
    {
        await _files.SqliteAsync("CREATE TABLE t (x INTEGER, y TEXT)");
        _files.Write("a.csv", "1,one\n");
        var file = (await _files.FilesAsync("a.csv")).Single();
        await using var database = await DatabaseOpening.OpenFileAsync(_files.Sqlite, create: true, TestContext.Current.CancellationToken);
        await new LoadJob(database, new LoadOptions("t"), new LoadProgress()).RunAsync([file with { Format = file.Format with { Header = false } }], TestContext.Current.CancellationToken).ToListAsync();
        (await _files.SqliteAsync("SELECT * FROM t")).ShouldBe("1|one");
    }

    [Fact]
    public async Task Purge_leaves_what_was_loaded_before()
    {
        _files.Write("a.csv", "id\n1\n");
        await _files.LoadAsync("t", "a.csv");
        (await _files.LoadAsync(new LoadOptions("t") { Purge = true }, "a.csv")).Single()
            .ShouldSatisfyAllConditions(load => load.Status.ShouldBe(LoadStatus.AlreadyLoaded), load => (load.RowsLoaded, load.ErrorsSeen).ShouldBe((0, 0)));
        _files.Folder.Files.Where(static file => file.EndsWith(".csv", StringComparison.Ordinal)).ShouldBe(["a.csv"]);
    }

    [Fact]
    public async Task A_table_of_ones_own_by_the_name_of_the_account_is_told_of_and_left()
    {
        _files.Write("a.csv", "id\n1\n");
        await _files.LoadAsync("t", "a.csv");
        await _files.SqliteAsync("DROP TABLE stagetools_loads; CREATE TABLE stagetools_loads (mine int)");
        var error = await StageErrorCode.DatabaseInvalid.ShouldFailAsync(() => _files.LoadAsync("t", "a.csv"));
        error.Message.ShouldContain("'stagetools_loads'");
        (await _files.SqliteAsync("SELECT count(*) FROM pragma_table_info('stagetools_loads')")).ShouldBe("1");
    }

    [Fact]
    public async Task Table_that_was_dropped_and_is_made_again_is_loaded_again()
    {
        _files.Write("a.csv", "id\n1\n");
        await _files.LoadAsync("t", "a.csv");
        await _files.SqliteAsync("DROP TABLE t");
        (await _files.LoadAsync(new LoadOptions("T") { Purge = true }, "a.csv")).ShouldHaveSingleItem().Status.ShouldBe(LoadStatus.Loaded);
        (await _files.SqliteAsync("SELECT id FROM t")).ShouldBe("1");
    }

    [Theory]
    [InlineData(OnLoadError.Abort)]
    [InlineData(OnLoadError.Skip)]
    public async Task File_that_is_named_twice_is_loaded_once(OnLoadError onError)
    {
        _files.Write("a.csv", "id\n1\n");
        var loads = await _files.LoadAsync(new LoadOptions("t") { OnError = onError, Force = true, Purge = true }, "a.csv", "a.csv");
        loads.ShouldHaveSingleItem().ShouldSatisfyAllConditions(load => load.Status.ShouldBe(LoadStatus.Loaded), load => load.Error.ShouldBeNull());
        (await _files.SqliteAsync("SELECT id FROM t")).ShouldBe("1");
    }

    [Theory]
    [InlineData("007")]
    [InlineData("1e5")]
    [InlineData("\" 7\"")]
    [InlineData("12345678901234567890x1", true)]
    [InlineData("x7", true)]
    public async Task Text_that_SQLite_would_make_another_number_of_is_refused(string text, bool isKept = false)
    {
        await _files.SqliteAsync("CREATE TABLE t (v STRING)");
        _files.Write("a.csv", $"v\n{text}\n");
        if (isKept)
            (await _files.LoadAsync("t", "a.csv")).ShouldHaveSingleItem().RowsLoaded.ShouldBe(1);
        else
            (await FailAsync(StageErrorCode.DataInvalid, "a.csv")).Message.ShouldContain("STRING");
        (await _files.SqliteAsync("SELECT coalesce(max(v), '') FROM t")).ShouldBe(isKept ? text : string.Empty);
    }

    private Task<StageException> FailAsync(StageErrorCode code, params string[] names) => code.ShouldFailAsync(() => _files.LoadAsync("t", names));
}
