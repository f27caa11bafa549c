using StageTools.Errors;

namespace StageTools.Core.Tests.Statements.Running;

/// <summary>PUT, GET and COPY FILES.</summary>
public sealed class TransferStatementsTests : IDisposable
{
    private readonly TestRun _run = new();

    private TestFolder Folder => _run.Folder;

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task PUT_copies_what_wildcards_find_and_tells_of_each_file()
    {
        await FillAsync();
        var result = await _run.RunAsync($"PUT fs://{Folder.At("in")}/*.csv @s/path");
        result.Names.ShouldBe(["file", "status", "size"]);
        result.Rows.OrderBy(static row => row[0]).ShouldBe([[Folder.At("in/a.csv"), "SUCCESS", 1L], [Folder.At("in/it's; 100%.csv"), "SUCCESS", 2L]]);
        (await _run.Stages.ListAsync("@s")).ShouldBe(["path/a.csv", "path/it's; 100%.csv"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("PUT fs://{0}/in/a.csv @s/x.csv", "x.csv/a.csv")]
    [InlineData("PUT file://{0}/in/a.csv @s", "a.csv")]
    [InlineData("PUT '{0}/in/a.csv' @s/", "a.csv")]
    [InlineData("PUT '../in/a.csv' @s", "a.csv")]
    [InlineData("PUT '{0}/in/it''s; 100%.csv' '@s/it''s; 100%'", "it's; 100%/it's; 100%.csv")]
    [InlineData("PUT 'fs://{0}/in/it''s;%20100%25.csv' @s", "it's; 100%.csv")]
    [InlineData("PUT fs://{0}/in/ @s", "a.csv", "b/c.txt", "it's; 100%.csv")]
    [InlineData("PUT fs://{0}/in/* @s", "a.csv", "it's; 100%.csv")]
    [InlineData("PUT fs://{0}/in/*/?.txt @s", "b/c.txt")]
    [InlineData("PUT fs://{0}/in/*.gone @s")]
    public async Task PUT_takes_a_file_a_folder_or_wildcards_into_a_folder(string sql, params string[] expected)
    {
        await FillAsync();
        await _run.RunAsync(string.Format(null, sql, Folder.Path));
        (await _run.Stages.ListAsync("@s")).ShouldBe(expected, ignoreOrder: true);
    }

    [Theory]
    [InlineData("a[1].csv")]
    [InlineData("a`b.csv")]
    public async Task PUT_takes_a_file_whose_name_looks_like_wildcards(string name)
    {
        await FillAsync();
        Folder.Write("odd/" + name);
        await _run.RunAsync($"PUT '../odd/{name}' @s");
        (await _run.RunAsync("LIST @s")).Single("name").ShouldBe(name);
        await _run.RunAsync("REMOVE @s; PUT '../odd/*' @s");
        (await _run.RunAsync("LIST @s")).Single("name").ShouldBe(name);
    }

    [Fact]
    public async Task PUT_replaces_nothing_unless_told_to()
    {
        await FillAsync();
        await _run.Stages.WriteAsync("s", "a.csv", "older");
        var (read, error) = await _run.ShouldFailAfterRowsAsync(StageErrorCode.FileAlreadyExists, $"PUT fs://{Folder.At("in")}/*.csv @s");
        read.Rows.Count.ShouldBe(2);
        read["status"].ShouldContain("SUCCESS");
        read["status"].OfType<string>().ShouldContain(status => status.Contains("'@s/a.csv' is there already", StringComparison.Ordinal));
        error.Message.ShouldStartWith("1 of 2 files were not copied");
        await ReadsAsync("a.csv", "older");
        await _run.RunAsync($"PUT fs://{Folder.At("in")}/*.csv @s OVERWRITE = TRUE");
        await ReadsAsync("a.csv", "a");
    }

    [Fact]
    public async Task PUT_of_one_file_that_fails_says_why_and_no_more()
    {
        await FillAsync();
        await _run.Stages.WriteAsync("s", "a.csv", "older");
        var (read, error) = await _run.ShouldFailAfterRowsAsync(StageErrorCode.FileAlreadyExists, $"PUT fs://{Folder.At("in/a.csv")} @s PARALLEL = 1");
        read.Single("status").ShouldBe(error.Message);
    }

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
        await _run.RunAsync("CREATE STAGE t; CREATE STAGE off ENABLE = FALSE");
        await _run.Stages.WriteAsync("s", "x.csv");
        await _run.ShouldFailAsync(code, string.Format(null, sql, Folder.Path));
        (await _run.Stages.ListAsync("@s")).ShouldBe(["x.csv"]);
        (await _run.Stages.ListAsync("@t")).ShouldBeEmpty();
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
            await _run.Stages.WriteAsync("s", key, key);
        Folder.Folder("out");
        var result = await _run.RunAsync(string.Format(null, sql, Folder.Path));
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
        (await _run.RunAsync(sql)).Notices.ShouldBe([$"There is no file for '{source}', so nothing was copied."]);
        (await _run.RunAsync("PUT '../in/a.csv' @s")).Notices.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("GET @s '../out/f.csv'")]
    [InlineData("GET @s '../out/f.csv/' OVERWRITE = TRUE")]
    public async Task GET_says_that_it_wants_a_folder_where_there_is_a_file(string sql)
    {
        await FillAsync();
        await _run.Stages.WriteAsync("s", "a.csv");
        Folder.Write("out/f.csv", "mine");
        var error = await _run.ShouldFailAsync(StageErrorCode.ItemKindMismatch, sql);
        error.Message.ShouldBe($"GET wants a folder to copy into, and '{Folder.At("out/f.csv")}' is a file; name a folder.");
        error.Target.ShouldBe(Folder.At("out/f.csv"));
        Folder.Read("out/f.csv").ShouldBe("mine");
    }

    [Fact]
    public async Task GET_replaces_nothing_unless_told_to()
    {
        await FillAsync();
        await _run.Stages.WriteAsync("s", "a.csv", "newer");
        Folder.Write("out/a.csv", "older");
        await _run.ShouldFailAfterRowsAsync(StageErrorCode.FileAlreadyExists, $"GET @s fs://{Folder.At("out")}/");
        Folder.Read("out/a.csv").ShouldBe("older");
        await _run.RunAsync($"GET @s fs://{Folder.At("out")}/ OVERWRITE = TRUE");
        Folder.Read("out/a.csv").ShouldBe("newer");
    }

    [Fact]
    public async Task The_user_stage_takes_files_and_gives_them()
    {
        await FillAsync();
        await _run.RunAsync("PUT '../in/a.csv' @~/x; COPY FILES INTO @s FROM @~/x/; GET @~ '../out'");
        (await _run.Stages.ListAsync("@s")).ShouldBe(["a.csv"]);
        Folder.Read("out/x/a.csv").ShouldBe("a");
    }

    [Fact]
    public async Task A_disabled_stage_gives_its_files()
    {
        await FillAsync();
        await _run.Stages.WriteAsync("s", "a.csv");
        await _run.RunAsync($"ALTER STAGE s SET ENABLE = FALSE; GET @s fs://{Folder.At("out")}/");
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
        await _run.RunAsync("CREATE STAGE t");
        foreach (var key in (string[])["2026/a.csv", "2026/b/c.csv", "2026x.csv"])
            await _run.Stages.WriteAsync("s", key, key);
        var result = await _run.RunAsync(sql);
        result.Names.ShouldBe(["file", "status", "size"]);
        result["file"].ShouldBe(expected.Select(static key => (object)("@t/" + key)), ignoreOrder: true);
        (await _run.Stages.ListAsync("@t")).ShouldBe(expected, ignoreOrder: true);
    }

    [Fact]
    public async Task A_copy_that_is_not_read_to_its_end_ends_and_leaves_whole_files_only()
    {
        await _run.RunAsync("CREATE STAGE s");
        for (var i = 0; i < 400; i++)
            Folder.Write($"in/{i:000}.csv");
        using (var result = await _run.Run.RunAsync(StatementReading.Read("PUT '../in/*' @s PARALLEL = 1"), TestContext.Current.CancellationToken))
        {
            (await result.ReadAsync(result.NewRows(), TestContext.Current.CancellationToken)).ShouldBeTrue();
            _run.Run.Progress.Current.ShouldNotBeNull().Text.ShouldContain("files");
        }

        _run.Run.Progress.Current.ShouldBeNull();
        var folder = await _run.Stages.FolderOfAsync("s");
        var files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories);
        files.Length.ShouldBeInRange(1, 399);
        files.ShouldAllBe(static file => file.EndsWith(".csv") && File.ReadAllText(file) == "content");
    }

    [Fact]
    public async Task A_copy_that_is_cancelled_ends_at_once_and_leaves_whole_files_only()
    {
        await FillAsync();
        using var stop = new CancellationTokenSource();
        using var result = await _run.Run.RunAsync(StatementReading.Read("PUT '../in/*' @s"), stop.Token);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(async () => await result.ReadAsync(result.NewRows(), stop.Token));
        _run.Run.Progress.Current.ShouldBeNull();
        (await _run.Stages.ListAsync("@s")).ShouldBeEmpty();
    }

    private async Task ReadsAsync(string key, string content) => (await File.ReadAllTextAsync(Path.Combine(await _run.Stages.FolderOfAsync("s"), key))).ShouldBe(content);

    private async Task FillAsync()
    {
        await _run.RunAsync("CREATE STAGE s");
        Folder.Write("in/a.csv", "a");
        Folder.Write("in/b/c.txt");
        Folder.Write("in/it's; 100%.csv", "it");
    }

    [Theory]
    [InlineData("GET @s/none.csv 'out/'")]
    [InlineData("GET @s/d/none 'out/'")]
    [InlineData("COPY FILES INTO @t FROM @s/none.csv")]
    public async Task A_name_that_is_not_there_is_an_error(string sql)
    {
        await TwoStagesAsync();
        var (read, error) = await _run.ShouldFailAfterRowsAsync(StageErrorCode.FileNotFound, sql);
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
        var result = await _run.RunAsync(sql);
        result.Rows.ShouldBeEmpty();
        result.Notices.ShouldHaveSingleItem().ShouldContain("nothing was copied");
    }

    private async Task TwoStagesAsync()
    {
        await _run.Stages.CreateAsync("s");
        await _run.Stages.CreateAsync("t");
        await _run.Stages.WriteAsync("s", "d/a.csv");
    }
}
