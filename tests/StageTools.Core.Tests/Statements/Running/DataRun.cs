using System.Globalization;
using StageTools.Hosting;
using StageTools.Statements.Parsing;
using StageTools.Statements.Running;

namespace StageTools.Core.Tests.Statements.Running;

/// <summary>What tests of statements on data do in one line.</summary>
internal static class DataRun
{
    /// <summary>The rows of the last statement: values with <c>|</c> between them, <c>-</c> for NULL.</summary>
    public static async Task<IReadOnlyList<string>> LinesAsync(this TestRun run, string sql) => Lines(await run.RunAsync(sql));

    public static IReadOnlyList<string> Lines(TestResult result) => [.. result.Rows.Select(static row => string.Join('|', row.Select(Shown)))];

    /// <summary>Runs statements in a database file, opened for them alone.</summary>
    public static async Task<IReadOnlyList<string>> LinesInFileAsync(this TestRun run, string database, string sql)
    {
        using var inFile = new StatementRun(run.Stages.Engine, new StatementSettings { Database = database, Folder = run.Folder.Path, Words = StatementAdvice.Of });
        IReadOnlyList<string> lines = [];
        foreach (var item in StatementScript.Parse(sql))
        {
            using var result = await inFile.RunAsync(item.Statement.ShouldNotBeNull(), TestContext.Current.CancellationToken);
            var read = new TestResult(result);
            await read.ReadAsync(result, TestContext.Current.CancellationToken);
            lines = Lines(read);
        }

        return lines;
    }

    /// <summary>A stage over a folder of the test, which is returned.</summary>
    public static async Task<TestFolderPart> StageAsync(this TestRun run, string name, string more = "")
    {
        var folder = run.Folder.Folder("files-" + name);
        await run.RunAsync($"CREATE STAGE {name} URL = 'fs://{folder}/' {more}");
        return new TestFolderPart(folder);
    }

    private static string Shown(object? value) => value switch
    {
        null => "-",
        IFormattable number => number.ToString(format: null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
