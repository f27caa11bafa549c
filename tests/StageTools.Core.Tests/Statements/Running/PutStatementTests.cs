namespace StageTools.Core.Tests.Statements.Running;

/// <summary>PUT.</summary>
public sealed class PutStatementTests : TransferTests
{
    [Fact]
    public async Task PUT_copies_what_wildcards_find_and_tells_of_each_file()
    {
        await FillAsync();
        var result = await Run.RunAsync($"PUT fs://{Folder.At("in")}/*.csv @s/path");
        result.Names.ShouldBe(["file", "status", "size"]);
        result.Rows.OrderBy(static row => row[0]).ShouldBe([[Folder.At("in/a.csv"), "SUCCESS", 1L], [Folder.At("in/it's; 100%.csv"), "SUCCESS", 2L]]);
        (await Run.Stages.ListAsync("@s")).ShouldBe(["path/a.csv", "path/it's; 100%.csv"], ignoreOrder: true);
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
        await Run.RunAsync(string.Format(null, sql, Folder.Path));
        (await Run.Stages.ListAsync("@s")).ShouldBe(expected, ignoreOrder: true);
    }

    [Theory]
    [InlineData("PUT fs://{0}/in/a.csv @s/x", "x/{1}/in/a.csv")]
    [InlineData("PUT '{0}/in/*.csv' @s", "{1}/in/a.csv", "{1}/in/it's; 100%.csv")]
    [InlineData("PUT file://{0}/in/*/?.txt @s", "{1}/in/b/c.txt")]
    [InlineData("PUT file://{0}/**.txt @s", "{1}/in/b/c.txt")]
    public async Task PUT_takes_a_wildcard_in_the_root_of_the_file_system(string sql, params string[] expected)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "a path begins with a drive there");
        await FillAsync();

        // /tmp/folder as /?mp/folder: the place is the root itself, and all that follows is looked for in it.
        var folder = Folder.Path;
        await Run.RunAsync(string.Format(null, sql, "/?" + folder[2..]));
        (await Run.Stages.ListAsync("@s")).ShouldBe(expected.Select(key => string.Format(null, key, null, folder[1..])), ignoreOrder: true);
    }

    [Theory]
    [InlineData("a[1].csv")]
    [InlineData("a`b.csv")]
    public async Task PUT_takes_a_file_whose_name_looks_like_wildcards(string name)
    {
        await FillAsync();
        Folder.Write("odd/" + name);
        await Run.RunAsync($"PUT '../odd/{name}' @s");
        (await Run.RunAsync("LIST @s")).Single("name").ShouldBe(name);
        await Run.RunAsync("REMOVE @s; PUT '../odd/*' @s");
        (await Run.RunAsync("LIST @s")).Single("name").ShouldBe(name);
    }

    [Theory]
    [InlineData("d[1]", "d1")]
    [InlineData("d`x", "dx")]
    public async Task PUT_of_wildcards_takes_the_folder_that_it_begins_in_as_its_name_stands(string folder, string other)
    {
        using var run = new TestRun(folder: folder);
        run.Folder.Write(folder + "/right.csv");
        run.Folder.Write(other + "/wrong.csv");
        await run.RunAsync("CREATE STAGE s; PUT '*.csv' @s");
        (await run.RunAsync("LIST @s")).Single("name").ShouldBe("right.csv");
    }

    [Fact]
    public async Task PUT_replaces_nothing_unless_told_to()
    {
        await FillAsync();
        await Run.Stages.WriteAsync("s", "a.csv", "older");
        var (read, error) = await Run.ShouldFailAfterRowsAsync(StageErrorCode.FileAlreadyExists, $"PUT fs://{Folder.At("in")}/*.csv @s");
        read.Rows.Count.ShouldBe(2);
        read["status"].ShouldContain("SUCCESS");
        read["status"].OfType<string>().ShouldContain(status => status.Contains("'@s/a.csv' is there already", StringComparison.Ordinal));
        error.Message.ShouldStartWith("1 of 2 files were not copied");
        await ReadsAsync("a.csv", "older");
        await Run.RunAsync($"PUT fs://{Folder.At("in")}/*.csv @s OVERWRITE = TRUE");
        await ReadsAsync("a.csv", "a");
    }

    [Fact]
    public async Task PUT_of_one_file_that_fails_says_why_and_no_more()
    {
        await FillAsync();
        await Run.Stages.WriteAsync("s", "a.csv", "older");
        var (read, error) = await Run.ShouldFailAfterRowsAsync(StageErrorCode.FileAlreadyExists, $"PUT fs://{Folder.At("in/a.csv")} @s PARALLEL = 1");
        read.Single("status").ShouldBe(error.Message);
    }

    private async Task ReadsAsync(string key, string content) => (await File.ReadAllTextAsync(Path.Combine(await Run.Stages.FolderOfAsync("s"), key))).ShouldBe(content);
}
