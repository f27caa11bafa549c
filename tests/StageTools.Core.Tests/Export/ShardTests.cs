using StageTools.Core.Tests.Stages;
using StageTools.Export;
using StageTools.Export.Parts;
using StageTools.Paths;

namespace StageTools.Core.Tests.Export;

/// <summary>What tests of exports in shards share: a stage, and the third of sixteen that writes to it.</summary>
public abstract class ShardTests : IAsyncLifetime
{
    private protected static readonly ExportOptions Third = new() { Shard = Shard.Of(3, 16), Append = false };

    private protected TestStages Stages { get; } = new();

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected string Out => Stages.Folder.At("data/out");

    public async ValueTask InitializeAsync() => await Stages.CreateExternalAsync("sales", "data");

    public ValueTask DisposeAsync()
    {
        Stages.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    private protected static List<string> Expected(string text, int count) =>
        [.. Enumerable.Range(0, count).Select(id => $"{id},{text}").Order(StringComparer.Ordinal)];

    private protected async Task<ExportJob> BeginAsync(ExportOptions options, string path = "@sales/out/") =>
        await ExportJob.BeginAsync(await Stages.Engine.ToStageAsync(path), ["id", "text"], options, Token);

    private protected async Task<StageExport> WriteAsync(ExportOptions options, string text, int rows)
    {
        await using var job = await BeginAsync(options);
        await job.WriteRowsAsync(rows, text);
        return await job.CompleteAsync(Token);
    }

    // As text in order: a's rows come before b's where they are compared.
    private protected List<string> Rows() =>
    [
        .. Directory.EnumerateFiles(Out, "*.csv", SearchOption.AllDirectories).SelectMany(static file => File.ReadLines(file).Skip(1))
            .OrderBy(static row => row.Split(',')[1], StringComparer.Ordinal).ThenBy(static row => row, StringComparer.Ordinal),
    ];
}
