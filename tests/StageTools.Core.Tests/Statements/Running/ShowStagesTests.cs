using StageTools.Formats.Options;
using StageTools.Statements;

namespace StageTools.Core.Tests.Statements.Running;

/// <summary>SHOW STAGES and DESC STAGE.</summary>
public sealed class ShowStagesTests : IDisposable
{
    private readonly TestRun _run = new();

    private TestFolder Folder => _run.Folder;

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task SHOW_has_Databends_columns()
    {
        await _run.RunAsync("CREATE STAGE s URL = 's3://bucket/x/' CONNECTION = (REGION = 'eu-west-1', ACCESS_KEY_ID = 'AKIAEXAMPLE', SECRET_ACCESS_KEY = 'tops3cret') FILE_FORMAT = (TYPE = CSV, QUOTE = '''')");
        var result = await _run.RunAsync("SHOW STAGES");
        result.Names.ShouldBe(
        [
            "name", "stage_type", "storage_type", "url", "endpoint", "has_credentials", "has_encryption_key", "storage_params", "file_format_options", "creator", "created_on", "comment", "owner",
        ]);
        result.Rows.ShouldHaveSingleItem()[..9].ShouldBe(
        [
            "s", "External", "s3", "s3://bucket/x/", null, true, false,
            """{"access_key_id":"AK***LE","region":"eu-west-1","secret_access_key":"to***et"}""", """{"type":"csv","quote":"'"}""",
        ]);
        result.Single("created_on").ShouldBeOfType<DateTimeOffset>().ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(5));
        result.Single("owner").ShouldBe(Environment.UserName);
    }

    [Fact]
    public async Task SHOW_has_MatrixOnes_columns_in_its_dialect()
    {
        await _run.RunAsync($"CREATE STAGE a URL = '{Folder.Folder("data")}' ENABLE = TRUE COMMENT = 'x'; CREATE STAGE b URL = '{Folder.Folder("data")}' ENABLE = FALSE");
        var result = await _run.RunAsync(new ShowStagesStatement { Dialect = Dialect.MatrixOne });
        result.Names.ShouldBe(["STAGE_NAME", "URL", "STATUS", "COMMENT"]);
        var url = _run.Stages.Url("data").ToString();
        result.Rows.ShouldBe([["a", url, "ENABLED", "x"], ["b", url, "DISABLED", null]]);
    }

    [Theory]
    [InlineData("%", "abc", "a_c", "Axc")]
    [InlineData("a_c", "abc", "a_c", "Axc")]
    [InlineData("A%", "abc", "a_c", "Axc")]
    [InlineData(@"a\_c", "a_c")]
    [InlineData("%X%", "Axc")]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("a.c")]
    [InlineData("'; DROP STAGE abc; --")]
    public async Task SHOW_LIKE_knows_percent_and_underscore_and_no_case(string pattern, params string[] expected)
    {
        await _run.RunAsync("CREATE STAGE abc; CREATE STAGE a_c; CREATE STAGE Axc");
        (await _run.RunAsync(new ShowStagesStatement { Like = pattern }))["name"].ShouldBe(expected, ignoreOrder: true);
        (await _run.RunAsync(new ShowStagesStatement { Like = pattern }.ToString()))["name"].ShouldBe(expected, ignoreOrder: true);
    }

    [Fact]
    public async Task DESC_describes_one_stage_the_user_stage_too()
    {
        await _run.RunAsync("CREATE STAGE s COMMENT = 'mine'");
        var shown = await _run.RunAsync("SHOW STAGES");
        var described = await _run.RunAsync("DESC STAGE S");
        described.Names.ShouldBe(shown.Names);
        described.Rows.ShouldBe(shown.Rows);
        (await _run.RunAsync("DESCRIBE STAGE ~")).Rows.ShouldHaveSingleItem()[..2].ShouldBe(["~", "User"]);
        await _run.ShouldFailAsync(StageErrorCode.StageNotFound, "DESC STAGE gone");
    }
}
