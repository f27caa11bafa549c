using StageTools.Paths;
using StageTools.Statements.Parts;
using StageTools.Statements.Running;

namespace StageTools.Core.Tests.Statements.Running;

/// <summary>LIST, REMOVE and PRESIGN.</summary>
public sealed class FileStatementsTests : IDisposable
{
    private readonly TestRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task LIST_has_Databends_columns_and_tells_of_each_file()
    {
        await FillAsync();
        var result = await _run.RunAsync("LIST @s/2026/a.csv");
        result.Names.ShouldBe(["name", "size", "md5", "last_modified", "creator"]);
        var row = result.Rows.ShouldHaveSingleItem();
        (row[0], row[1], row[2], row[4]).ShouldBe(("2026/a.csv", 7L, null, null));
        row[3].ShouldBeOfType<DateTimeOffset>().ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(5));
    }

    [Theory]
    [InlineData("LIST @s", "2025.csv", "2026/a.csv", "2026/ab/c.txt", "2026/it's; 100%.csv", "2026x.csv")]
    [InlineData("LIST @s/2026", "2026/a.csv", "2026/ab/c.txt", "2026/it's; 100%.csv", "2026x.csv")]
    [InlineData("LIST @s/2026/", "2026/a.csv", "2026/ab/c.txt", "2026/it's; 100%.csv")]
    [InlineData("LIST @s/2026/a", "2026/a.csv", "2026/ab/c.txt")]
    [InlineData("LIST @s/2026/ PATTERN = '.*[.]csv'", "2026/a.csv", "2026/it's; 100%.csv")]
    [InlineData("LIST @s/2026 PATTERN = '.*[.]csv'", "2026/a.csv", "2026/it's; 100%.csv", "2026x.csv")]
    [InlineData("LIST @s PATTERN = 'a.csv'")]
    [InlineData("LIST '@s/2026/it''s; 100%'", "2026/it's; 100%.csv")]
    [InlineData("LIST @s/*")]
    [InlineData("LIST @s/gone/")]
    public async Task LIST_takes_the_path_for_a_prefix_and_the_pattern_for_all_that_follows(string sql, params string[] expected)
    {
        await FillAsync();
        (await _run.RunAsync(sql))["name"].ShouldBe(expected, ignoreOrder: true);
    }

    [Fact]
    public async Task LIST_gives_more_files_than_one_batch_holds()
    {
        await _run.RunAsync("CREATE STAGE s");
        var folder = await _run.Stages.FolderOfAsync("s");
        Directory.CreateDirectory(folder);
        for (var i = 0; i < 4500; i++)
            await File.WriteAllTextAsync(Path.Combine(folder, $"{i:0000}.csv"), string.Empty, TestContext.Current.CancellationToken);
        (await _run.RunAsync("LIST @s"))["name"].ShouldBe(Enumerable.Range(0, 4500).Select(static i => (object)$"{i:0000}.csv"));
    }

    [Theory]
    [InlineData("LIST @s/../x", StageErrorCode.PathOutsideStage)]
    [InlineData("LIST @gone", StageErrorCode.StageNotFound)]
    [InlineData("LIST @s PATTERN = '('", StageErrorCode.PatternInvalid)]
    [InlineData("LIST @s PATTERN = '(a)\\\\1'", StageErrorCode.PatternInvalid)]
    [InlineData("REMOVE @s/%2e%2e/x", StageErrorCode.PathOutsideStage)]
    [InlineData("REMOVE @gone", StageErrorCode.StageNotFound)]
    [InlineData("REMOVE FILES IF EXISTS FROM STAGE 'stage://gone/*'", StageErrorCode.StageNotFound)]
    [InlineData("REMOVE FILES FROM STAGE 'stage://s/../*'", StageErrorCode.PathOutsideStage)]
    [InlineData("REMOVE FILES FROM STAGE 'stage://s/2026'", StageErrorCode.ItemKindMismatch)]
    [InlineData("REMOVE FILES IF EXISTS FROM STAGE 'stage://s/2026/'", StageErrorCode.ItemKindMismatch)]
    [InlineData("REMOVE FILES FROM STAGE 'stage://s'", StageErrorCode.ItemKindMismatch)]
    [InlineData("LIST @s//2026", StageErrorCode.PathInvalid)]
    [InlineData("REMOVE @s//2026/", StageErrorCode.PathInvalid)]
    [InlineData("COPY INTO @s//etc/x FROM (SELECT 1) FILE_FORMAT = (TYPE = CSV)", StageErrorCode.PathInvalid)]
    [InlineData("SELECT * FROM '@s//2025.csv'", StageErrorCode.PathInvalid)]
    [InlineData("PRESIGN @s//2025.csv", StageErrorCode.PathInvalid)]
    [InlineData("PRESIGN @s/../x", StageErrorCode.PathOutsideStage)]
    [InlineData("PRESIGN @s/2025.csv", StageErrorCode.StorageNotServed)]
    public async Task What_cannot_be_is_refused(string sql, StageErrorCode code)
    {
        await FillAsync();
        await _run.ShouldFailAsync(code, sql);
        (await _run.RunAsync("LIST @s")).Rows.Count.ShouldBe(5);
    }

    [Fact]
    public async Task A_disabled_stage_can_be_listed_and_emptied()
    {
        await FillAsync();
        await _run.RunAsync("ALTER STAGE s SET ENABLE = FALSE");
        (await _run.RunAsync("LIST @s")).Rows.Count.ShouldBe(5);
        (await _run.RunAsync("REMOVE @s")).Changed.ShouldBe(5);
    }

    [Fact]
    public async Task The_user_stage_can_be_listed_and_emptied()
    {
        await _run.Stages.WriteAsync("~", "a.csv");
        (await _run.RunAsync("LIST @~")).Single("name").ShouldBe("a.csv");
        (await _run.RunAsync("REMOVE @~")).Changed.ShouldBe(1);
        (await _run.RunAsync("LIST @~")).Rows.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("REMOVE @s/2026/", 3, "2025.csv", "2026x.csv")]
    [InlineData("REMOVE @s/2026/a", 2, "2025.csv", "2026/it's; 100%.csv", "2026x.csv")]
    [InlineData("REMOVE @s PATTERN = '.*[.]csv'", 4, "2026/ab/c.txt")]
    [InlineData("REMOVE @s/gone", 0, "2025.csv", "2026/a.csv", "2026/ab/c.txt", "2026/it's; 100%.csv", "2026x.csv")]
    [InlineData("REMOVE FILES FROM STAGE 'stage://s/*.csv'", 2, "2026/a.csv", "2026/ab/c.txt", "2026/it's; 100%.csv")]
    [InlineData("REMOVE FILES FROM STAGE 'stage://s/202?.csv'", 1, "2026/a.csv", "2026/ab/c.txt", "2026/it's; 100%.csv", "2026x.csv")]
    [InlineData("REMOVE FILES FROM STAGE 'stage://s/2026/*'", 2, "2025.csv", "2026/ab/c.txt", "2026x.csv")]
    [InlineData("REMOVE FILES FROM STAGE 'stage://s/2026/it''s; 100%.csv'", 1, "2025.csv", "2026/a.csv", "2026/ab/c.txt", "2026x.csv")]
    [InlineData("REMOVE FILES IF EXISTS FROM STAGE 'stage://s/*.gone'", 0, "2025.csv", "2026/a.csv", "2026/ab/c.txt", "2026/it's; 100%.csv", "2026x.csv")]
    [InlineData("REMOVE FILES IF EXISTS FROM STAGE 'stage://s/202[56].csv'", 0, "2025.csv", "2026/a.csv", "2026/ab/c.txt", "2026/it's; 100%.csv", "2026x.csv")]
    public async Task REMOVE_removes_what_it_says_and_nothing_else(string sql, int removed, params string[] left)
    {
        await FillAsync();
        var result = await _run.RunAsync(sql);
        result.Columns.ShouldBeEmpty();
        result.Changed.ShouldBe(removed);
        (await _run.RunAsync("LIST @s"))["name"].ShouldBe(left, ignoreOrder: true);
    }

    [Theory]
    [InlineData("REMOVE FILES FROM STAGE 'stage://s/gone.csv'")]
    [InlineData("REMOVE FILES FROM STAGE 'stage://s/*.gone'")]
    public async Task REMOVE_FILES_that_finds_none_fails_without_IF_EXISTS(string sql)
    {
        await FillAsync();
        await _run.ShouldFailAsync(StageErrorCode.FileNotFound, sql);
        (await _run.RunAsync(sql.Replace("FILES", "FILES IF EXISTS", StringComparison.Ordinal))).Changed.ShouldBe(0);
    }

    [Fact]
    public async Task STAGE_LIST_finds_a_file_what_wildcards_find_or_what_lies_directly_in_a_folder()
    {
        await FillAsync();
        (await StageListAsync("2026")).ShouldBe(["stage://s/2026/a.csv", "stage://s/2026/it's; 100%.csv"]);
        (await StageListAsync(string.Empty)).ShouldBe(["stage://s/2025.csv", "stage://s/2026x.csv"]);
        (await StageListAsync("2026/?.csv")).ShouldBe(["stage://s/2026/a.csv"]);
        (await StageListAsync("2025.csv")).ShouldBe(["stage://s/2025.csv"]);
        (await StageListAsync("gone")).ShouldBeEmpty();
    }

    private async Task<IEnumerable<object?>> StageListAsync(string key)
    {
        var call = new StageFunctionCall(StageFunction.StageList, new StageLocation(StageName.Parse("s"), key));
        var (_, listed) = FunctionRows.Of(_run.Run.Locations, call, TestContext.Current.CancellationToken);
        var rows = await listed.ToListAsync();
        return rows.Select(static row => row.ShouldHaveSingleItem()).Order();
    }

    private async Task FillAsync()
    {
        await _run.RunAsync("CREATE STAGE s");
        foreach (var key in (string[])["2025.csv", "2026/a.csv", "2026/ab/c.txt", "2026/it's; 100%.csv", "2026x.csv"])
            await _run.Stages.WriteAsync("s", key);
    }
}
