using StageTools.Export;
using StageTools.Export.Parts;
using StageTools.Formats.Files;
using StageTools.Formats.Options;
using StageTools.Formats.Text;
using StageTools.Import;
using StageTools.Storage;

namespace StageTools.Core.Tests.Export;

/// <summary>What tests do with exports, in one line each.</summary>
internal static class Exports
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Task<ExportTarget> ToStageAsync(this StageEngine engine, string path, FileFormat? format = null) =>
        ExportTarget.StageAsync(engine.Stages, path, format ?? FileFormat.Unspecified, FileFormat.Unspecified, Token);

    public static Task<ExportTarget> ToLocalAsync(this StageEngine engine, string path, FileFormat? format = null) =>
        ExportTarget.LocalAsync(engine.Stages, path, format ?? FileFormat.Unspecified, FileFormat.Unspecified, Token);

    public static Task<ExportJob> BeginAsync(this ExportTarget target, bool overwrite = false, CancellationToken? token = null) =>
        ExportJob.BeginAsync(target, ["id", "text"], new ExportOptions { Overwrite = overwrite }, token ?? Token);

    /// <summary>Writes so many rows, handing them on as a caller does.</summary>
    public static async Task WriteRowsAsync(this ExportJob job, int rows, string text = "some text")
    {
        for (var id = 0; id < rows; id++)
        {
            job.Write([id, text]);
            if (job.WantsFlush)
                await job.FlushAsync(Token);
        }
    }

    public static async Task<StageExport> RunAsync(this ExportTarget target, int rows, bool overwrite = false)
    {
        await using var job = await target.BeginAsync(overwrite);
        await job.WriteRowsAsync(rows);
        return await job.CompleteAsync(Token);
    }

    public static async Task<List<object?[]>> RowsAsync(IStore place, string key, FileFormat? inherited = null, FileFormat? asked = null) =>
        [.. (await StageImport.RowsAsync(
            ImportFile.Resolve(place, new StoreItem(key, 0, default), inherited ?? FileFormat.Unspecified, asked ?? FileFormat.Unspecified), new RowReadOptions(), Token).ToListAsync())
            .Select(static row => row.Values)];
}
