using StageTools.Core.Tests.Stages;

namespace StageTools.Core.Tests.Query;

/// <summary>Staged tables without a name of their own have one that no other table of the statement has: to DuckDB names that differ in case are one.</summary>
public sealed class TableNamesTests : IDisposable
{
    private readonly TestStages _stages = new();

    public void Dispose() => _stages.Dispose();

    [Theory]
    [InlineData("SELECT a.x, b.x FROM '@s/a.csv', '@s/B.csv'", "1|2")]
    [InlineData("SELECT a_1.x, A.x FROM '@s/a.csv', '@s/B.csv' AS A", "1|2")]
    [InlineData("SELECT a_1.x, a.x FROM '@s/B.csv' AS a, '@s/a.csv'", "1|2")]
    [InlineData("SELECT b.x, b_1.x FROM '@s/a.csv' AS b, '@s/B.csv'", "1|2")]
    [InlineData("SELECT a.x, a_1.x FROM '@s/a.csv', '@s/sub/A.csv'", "1|3")]
    [InlineData("SELECT a_2.x, a_1.x, a.x FROM '@s/B.csv' AS A, '@s/sub/A.csv' AS A_1, '@s/a.csv'", "1|3|2")]
    [InlineData("SELECT a.x, a_1.x, a_2.x FROM '@s/a.csv', '@s/a.csv', '@s/sub/A.csv'", "1|1|3")]
    [InlineData("SELECT s_1.x, S.x FROM '@s/*a.csv', '@s/B.csv' AS S", "1|2")]
    public async Task Names_that_differ_in_case_alone_are_not_given(string sql, string row)
    {
        await _stages.CreateExternalAsync("s", "data");
        _stages.Folder.Write("data/a.csv", "x\n1\n");
        _stages.Folder.Write("data/B.csv", "x\n2\n");
        _stages.Folder.Write("data/sub/A.csv", "x\n3\n");
        (await _stages.RowsAsync(sql)).ShouldBe([row]);
    }
}
