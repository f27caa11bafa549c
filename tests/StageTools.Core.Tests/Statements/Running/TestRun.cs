using StageTools.Core.Tests.Stages;
using StageTools.Hosting;
using StageTools.Statements;
using StageTools.Statements.Parsing;
using StageTools.Statements.Running;

namespace StageTools.Core.Tests.Statements.Running;

/// <summary>A run of statements on a catalog of one test's own.</summary>
internal sealed class TestRun : IDisposable
{
    /// <param name="parameters">The values of <c>$name</c> in queries; null for none.</param>
    /// <param name="folder">The name of the folder that it begins in.</param>
    public TestRun(IReadOnlyDictionary<string, object?>? parameters = null, string folder = "here") => Run = new StatementRun(
        Stages.Engine,
        new StatementSettings
        {
            Folder = Folder.Folder(folder),
            Words = StatementAdvice.Of,
            Parameters = parameters ?? new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase),
        });

    public TestStages Stages { get; } = new();

    public TestFolder Folder => Stages.Folder;

    public StatementRun Run { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Runs the statements of a text; the result of the last.</summary>
    public async Task<TestResult> RunAsync(string sql)
    {
        TestResult? last = null;
        foreach (var item in StatementScript.Parse(sql))
            last = await RunAsync(item.Statement.ShouldNotBeNull());
        return last.ShouldNotBeNull();
    }

    public async Task<TestResult> RunAsync(Statement statement)
    {
        using var result = await Run.RunAsync(statement, Token);
        var read = new TestResult(result);
        await read.ReadAsync(result, Token);
        return read;
    }

    public Task<StageException> ShouldFailAsync(StageErrorCode code, string sql) => code.ShouldFailAsync(() => RunAsync(sql));

    /// <summary>Runs a statement that gives rows before it fails.</summary>
    public async Task<(TestResult Read, StageException Error)> ShouldFailAfterRowsAsync(StageErrorCode code, string sql)
    {
        using var result = await Run.RunAsync(StatementReading.Read(sql), Token);
        var read = new TestResult(result);
        return (read, await code.ShouldFailAsync(() => read.ReadAsync(result, Token)));
    }

    public void Dispose()
    {
        Run.Dispose();
        Stages.Dispose();
    }
}
