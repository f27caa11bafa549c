namespace StageTools.Core.Tests.Statements.Running;

/// <summary>GET and COPY FILES, and what holds for PUT too.</summary>
public sealed class TransferStatementsTests : TransferTests
{
    [Theory]
    [InlineData("PUT fs://{0}/in/gone.csv @s", StageErrorCode.FileNotFound)]
    [InlineData("PUT fs://{0}/in/a.csv @gone", StageErrorCode.StageNotFound)]
    [InlineData("PUT fs://{0}/in/a.csv @s/../t", StageErrorCode.PathOutsideStage)]
    [InlineData("PUT fs://{0}/in/a.csv @off", StageErrorCode.StageDisabled)]
    [InlineData("PUT s3://bucket/a.csv @s", StageErrorCode.PathInvalid)]
    [InlineData("PUT '@s/a.csv' @t", StageErrorCode.PathInvalid)]
    [InlineData("PUT fs://{0}/in/a.csv @s PARALLEL = 0", StageErrorCode.OptionInvalid)]
    [InlineData("PUT fs://{0}/in/a.csv @s PARALLEL = 257", StageErrorCode.OptionInvalid)]
    [InlineData("GET @gone fs://{0}/out/", StageErrorCode.StageNotFound)]
    [InlineData("GET @s/../t fs://{0}/out/", StageErrorCode.PathOutsideStage)]
    [InlineData("GET @s fs://{0}/out/ PATTERN = '('", StageErrorCode.PatternInvalid)]
    [InlineData("GET @s s3://bucket/", StageErrorCode.PathInvalid)]
    [InlineData("COPY FILES INTO @off FROM @s", StageErrorCode.StageDisabled)]
    [InlineData("COPY FILES INTO @gone FROM @s", StageErrorCode.StageNotFound)]
    [InlineData("COPY FILES INTO @t/../x FROM @s", StageErrorCode.PathOutsideStage)]
    [InlineData("COPY FILES INTO @t FROM @s FILES = ('x.csv', 'gone.csv')", StageErrorCode.FileNotFound)]
    [InlineData("COPY FILES INTO @t FROM @s FILES = ('../x.csv')", StageErrorCode.PathOutsideStage)]
    public async Task What_cannot_be_is_refused_and_copies_nothing(string sql, StageErrorCode code)
    {
        await FillAsync();
        await Run.RunAsync("CREATE STAGE t; CREATE STAGE off ENABLE = FALSE");
        await Run.Stages.WriteAsync("s", "x.csv");
        await Run.ShouldFailAsync(code, string.Format(null, sql, Folder.Path));
        (await Run.Stages.ListAsync("@s")).ShouldBe(["x.csv"]);
        (await Run.Stages.ListAsync("@t")).ShouldBeEmpty();
        Directory.Exists(Folder.At("out")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("GET @s fs://{0}/out/", "2026/a.csv", "2026/b/c.csv", "2026/it's; 100%.txt", "2026x.csv")]
    [InlineData("GET @s/2026/ fs://{0}/out", "a.csv", "b/c.csv", "it's; 100%.txt")]
    [InlineData("GET @s/2026 fs://{0}/out", "2026/a.csv", "2026/b/c.csv", "2026/it's; 100%.txt", "2026x.csv")]
    [InlineData("GET @s/2026/a.csv '../out/'", "a.csv")]
    [InlineData("GET @s/2026/ file://{0}/out PATTERN = '.*[.]csv'", "a.csv", "b/c.csv")]
    [InlineData("GET @s/2026/* fs://{0}/out/", "a.csv", "it's; 100%.txt")]
    [InlineData("GET @s/*/* fs://{0}/out/ PATTERN = '.*a.*'", "2026/a.csv")]
    [InlineData("GET '@s/2026/it''s; 100%' fs://{0}/out/", "it's; 100%.txt")]
    [InlineData("GET @s/gone/ fs://{0}/out/")]
    public async Task GET_gets_what_LIST_lists_to_its_place_below_the_folder(string sql, params string[] expected)
    {
        await FillAsync();
        foreach (var key in (string[])["2026/a.csv", "2026/b/c.csv", "2026/it's; 100%.txt", "2026x.csv"])
            await Run.Stages.WriteAsync("s", key, key);
        Folder.Folder("out");
        var result = await Run.RunAsync(string.Format(null, sql, Folder.Path));
        result.Names.ShouldBe(["file", "status", "size"]);
        var files = Folder.Files.Where(static file => file.StartsWith("out/", StringComparison.Ordinal)).Select(static file => file[4..]);
        files.ShouldBe(expected, ignoreOrder: true);
        result["file"].ShouldBe(expected.Select(file => (object)Folder.At("out/" + file)), ignoreOrder: true);
        result["status"].ShouldAllBe(static status => Equals(status, "SUCCESS"));
    }

    [Theory]
    [InlineData("PUT '../in/*.gone' @s", "../in/*.gone")]
    [InlineData("GET @s/gone/ '../out/'", "@s/gone/")]
    [InlineData("COPY FILES INTO @~ FROM @s/g PATTERN = '.*x'", "@s/g")]
    public async Task Where_there_is_nothing_to_copy_a_notice_says_so(string sql, string source)
    {
        await FillAsync();
        (await Run.RunAsync(sql)).Notices.ShouldBe([$"There is no file for '{source}', so nothing was copied."]);
        (await Run.RunAsync("PUT '../in/a.csv' @s")).Notices.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("GET @s '../out/f.csv'")]
    [InlineData("GET @s '../out/f.csv/' OVERWRITE = TRUE")]
    public async Task GET_says_that_it_wants_a_folder_where_there_is_a_file(string sql)
    {
        await FillAsync();
        await Run.Stages.WriteAsync("s", "a.csv");
        Folder.Write("out/f.csv", "mine");
        var error = await Run.ShouldFailAsync(StageErrorCode.ItemKindMismatch, sql);
        error.Message.ShouldBe($"GET wants a folder to copy into, and '{Folder.At("out/f.csv")}' is a file; name a folder.");
        error.Target.ShouldBe(Folder.At("out/f.csv"));
        Folder.Read("out/f.csv").ShouldBe("mine");
    }

    [Fact]
    public async Task GET_replaces_nothing_unless_told_to()
    {
        await FillAsync();
        await Run.Stages.WriteAsync("s", "a.csv", "newer");
        Folder.Write("out/a.csv", "older");
        await Run.ShouldFailAfterRowsAsync(StageErrorCode.FileAlreadyExists, $"GET @s fs://{Folder.At("out")}/");
        Folder.Read("out/a.csv").ShouldBe("older");
        await Run.RunAsync($"GET @s fs://{Folder.At("out")}/ OVERWRITE = TRUE");
        Folder.Read("out/a.csv").ShouldBe("newer");
    }

    [Fact]
    public async Task The_user_stage_takes_files_and_gives_them()
    {
        await FillAsync();
        await Run.RunAsync("PUT '../in/a.csv' @~/x; COPY FILES INTO @s FROM @~/x/; GET @~ '../out'");
        (await Run.Stages.ListAsync("@s")).ShouldBe(["a.csv"]);
        Folder.Read("out/x/a.csv").ShouldBe("a");
    }

    [Fact]
    public async Task A_disabled_stage_gives_its_files()
    {
        await FillAsync();
        await Run.Stages.WriteAsync("s", "a.csv");
        await Run.RunAsync($"ALTER STAGE s SET ENABLE = FALSE; GET @s fs://{Folder.At("out")}/");
        Folder.Read("out/a.csv").ShouldBe("content");
    }

    [Theory]
    [InlineData("COPY FILES INTO @t FROM @s", "2026/a.csv", "2026/b/c.csv", "2026x.csv")]
    [InlineData("COPY FILES INTO @t/x FROM @s/2026/", "x/a.csv", "x/b/c.csv")]
    [InlineData("COPY FILES INTO @t/x/ FROM @s/2026/ FILES = ('b/c.csv')", "x/b/c.csv")]
    [InlineData("COPY FILES INTO @t FROM @s PATTERN = '.*c[.]csv'", "2026/b/c.csv")]
    [InlineData("COPY FILES INTO @t FROM @s/2026 FILES = ('a.csv', 'b/c.csv') PATTERN = 'b/.*'", "b/c.csv")]
    public async Task COPY_FILES_copies_between_stages_and_tells_of_the_copies(string sql, params string[] expected)
    {
        await FillAsync();
        await Run.RunAsync("CREATE STAGE t");
        foreach (var key in (string[])["2026/a.csv", "2026/b/c.csv", "2026x.csv"])
            await Run.Stages.WriteAsync("s", key, key);
        var result = await Run.RunAsync(sql);
        result.Names.ShouldBe(["file", "status", "size"]);
        result["file"].ShouldBe(expected.Select(static key => (object)("@t/" + key)), ignoreOrder: true);
        (await Run.Stages.ListAsync("@t")).ShouldBe(expected, ignoreOrder: true);
    }

    [Fact]
    public async Task A_copy_that_is_not_read_to_its_end_ends_and_leaves_whole_files_only()
    {
        await Run.RunAsync("CREATE STAGE s");
        for (var i = 0; i < 400; i++)
            Folder.Write($"in/{i:000}.csv");
        using (var result = await Run.Run.RunAsync(StatementReading.Read("PUT '../in/*' @s PARALLEL = 1"), TestContext.Current.CancellationToken))
        {
            (await result.ReadAsync(result.NewRows(), TestContext.Current.CancellationToken)).ShouldBeTrue();
            Run.Run.Progress.Current.ShouldNotBeNull().Text.ShouldContain("files");
        }

        Run.Run.Progress.Current.ShouldBeNull();
        var folder = await Run.Stages.FolderOfAsync("s");
        var files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories);
        files.Length.ShouldBeInRange(1, 399);
        files.ShouldAllBe(static file => file.EndsWith(".csv") && File.ReadAllText(file) == "content");
    }

    [Fact]
    public async Task A_copy_that_is_cancelled_ends_at_once_and_leaves_whole_files_only()
    {
        await FillAsync();
        using var stop = new CancellationTokenSource();
        using var result = await Run.Run.RunAsync(StatementReading.Read("PUT '../in/*' @s"), stop.Token);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(async () => await result.ReadAsync(result.NewRows(), stop.Token));
        Run.Run.Progress.Current.ShouldBeNull();
        (await Run.Stages.ListAsync("@s")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("GET @s/none.csv 'out/'")]
    [InlineData("GET @s/d/none 'out/'")]
    [InlineData("COPY FILES INTO @t FROM @s/none.csv")]
    public async Task A_name_that_is_not_there_is_an_error(string sql)
    {
        await TwoStagesAsync();
        var (read, error) = await Run.ShouldFailAfterRowsAsync(StageErrorCode.FileNotFound, sql);
        read.Rows.ShouldBeEmpty();
        error.Message.ShouldContain("@s/");
    }

    [Theory]
    [InlineData("GET @s/none/ 'out/'")]
    [InlineData("GET @s/*.none 'out/'")]
    [InlineData("GET @s/none.csv 'out/' PATTERN = '.*'")]
    [InlineData("GET @t 'out/'")]
    [InlineData("COPY FILES INTO @t FROM @s/none/")]
    [InlineData("COPY FILES INTO @t FROM @s PATTERN = 'none'")]
    public async Task A_folder_a_wildcard_and_a_pattern_may_find_nothing(string sql)
    {
        await TwoStagesAsync();
        var result = await Run.RunAsync(sql);
        result.Rows.ShouldBeEmpty();
        result.Notices.ShouldHaveSingleItem().ShouldContain("nothing was copied");
    }

    private async Task TwoStagesAsync()
    {
        await Run.Stages.CreateAsync("s");
        await Run.Stages.CreateAsync("t");
        await Run.Stages.WriteAsync("s", "d/a.csv");
    }
}
