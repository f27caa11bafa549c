using StageTools.Core.Tests.Stages;
using StageTools.DuckDb;
using StageTools.Export;
using StageTools.Export.Parts;
using StageTools.Formats.Options;
using StageTools.Rows;

namespace StageTools.Core.Tests.Export;

/// <summary>A stage whose Parquet files are read again by DuckDB.</summary>
public abstract class ParquetTests : IAsyncLifetime
{
    private protected TestStages Stages { get; } = new();

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected string Data => Stages.Folder.At("data");

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(DuckDbLibrary.IsAvailable(out var reason), reason);
        await Stages.CreateExternalAsync("sales", "data");
    }

    public ValueTask DisposeAsync()
    {
        Stages.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    protected Task<StageExport> RunAsync(string path, params object?[][] rows) => RunAsync(path, new ExportOptions(), rows);

    protected async Task<StageExport> RunAsync(string path, ExportOptions options, params object?[][] rows)
    {
        var format = path.EndsWith('/') ? new FileFormat { Format = RowFormat.Parquet } : FileFormat.Unspecified;
        await using var job = await ExportJob.BeginAsync(await Stages.Engine.ToStageAsync(path, format), ["v"], options, Token);
        foreach (var row in rows)
        {
            job.Write(row);
            if (job.WantsFlush)
                await job.FlushAsync(Token);
        }

        return await job.CompleteAsync(Token);
    }

    protected Task<List<object?[]>> ReadAsync(string name, string columns = "v", string options = "") => QueryAsync($"SELECT {columns} FROM read_parquet('{Data}/{name}'{options})");

    protected static Task<List<object?[]>> QueryAsync(string sql)
    {
        using var database = DuckDbDatabase.Open(path: null);
        using var connection = database.Connect();
        using var result = connection.Query(sql, Token);
        var rows = new List<object?[]>();
        while (result.TryReadChunk(out var chunk))
        {
            for (var row = 0; row < chunk.RowCount; row++)
                rows.Add([.. Enumerable.Range(0, result.Columns.Count).Select(column => chunk.Value(column, row))]);
        }

        return Task.FromResult(rows);
    }

    /// <summary>The same rows, of which nobody knows that DuckDB has them.</summary>
    protected sealed class ByRows(RowSource rows) : RowSource
    {
        public override IReadOnlyList<RowColumn> Columns => rows.Columns;

        public override ValueTask DisposeAsync() => rows.DisposeAsync();

        internal override ValueTask<bool> ReadAsync(RowBatch batch, CancellationToken cancellationToken) => rows.ReadAsync(batch, cancellationToken);
    }
}
