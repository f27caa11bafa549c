using StageTools.Export;
using StageTools.Export.Parts;
using StageTools.Formats.Files;
using StageTools.Formats.Options;
using StageTools.Formats.Text;
using StageTools.Import;
using StageTools.Machine;
using StageTools.Paths;
using StageTools.Stages;
using StageTools.Storage;
using StageTools.Transfer;

namespace StageTools.Core.Tests;

/// <summary>The main job from end to end, by the engine alone; demo/Demo.ps1 shows it in PowerShell.</summary>
public sealed class MainJobTests(ITestOutputHelper output) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("stagetools-main-job-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_stage_is_made_filled_listed_copied_read_back_and_dropped()
    {
        var stop = TestContext.Current.CancellationToken;
        var outside = Directory.CreateDirectory(Path.Combine(_folder, "sales")).FullName;
        using var engine = new StageEngine(new MachineHome(Path.Combine(_folder, "home")));

        await engine.Stages.CreateAsync(new StageDefinition(StageName.Parse("inbox")), stop);
        await engine.Stages.CreateAsync(new StageDefinition(StageName.Parse("sales")) { Url = KnownStores.All.ParseUrl(outside, _folder) }, stop);
        foreach (var stage in await engine.Stages.ListAsync(stop))
        {
            output.WriteLine($"stage     {stage.Name,-8} {stage.Type,-9} {stage.Url}");
        }

        var export = await ExportAsync(engine, "@sales/2026/q1.csv.gz", stop);
        output.WriteLine($"exported  {export.RowsUnloaded} rows, {export.InputBytes} bytes as {export.OutputBytes} to {export.Files[0]}");

        var sales = await engine.Files.OpenStoreAsync(StageName.Parse("sales"), forWriting: false, stop);
        var inbox = await engine.Files.OpenStoreAsync(StageName.Parse("inbox"), forWriting: true, stop);
        await foreach (var copy in new CopyJob(new CopyOptions()).RunAsync(CopyPlan.Folder(sales, StageKey.Root, new Target(inbox, StageKey.Parse("backup"), IsFolder: true), stop), stop))
        {
            output.WriteLine($"{copy.Status,-9} {copy.Source} to {copy.Destination}");
        }

        var files = engine.Files.ListAsync(StageName.Parse("inbox"), KeySelection.Parse("", isLiteral: true), fromDirectoryTable: false, stop).ToBlockingEnumerable(stop);
        files.Select(f => f.ToString()).ShouldBe(["@inbox/backup/2026/q1.csv.gz"]);

        var rows = StageImport.RowsAsync(ImportFile.Resolve(inbox, new StoreItem("backup/2026/q1.csv.gz", 0, default), FileFormat.Unspecified, FileFormat.Unspecified), new RowReadOptions(), stop).ToBlockingEnumerable(stop).ToList();
        rows.ForEach(row => output.WriteLine($"read      {string.Join(", ", row.Values)}"));
        rows.Select(r => r.Values).ShouldBe([[1L, "Zürich", 12.5], [2L, "Oslo, \"NO\"", null]]);

        await engine.Stages.RemoveAsync(StageName.Parse("inbox"), keepFiles: false, stop);
        (await engine.Stages.ListAsync(stop)).Select(s => s.Name).ShouldBe(["sales"]);
        output.WriteLine("dropped   inbox and its files");
    }

    private static async Task<StageExport> ExportAsync(StageEngine engine, string path, CancellationToken stop)
    {
        var target = await ExportTarget.StageAsync(engine.Stages, path, FileFormat.Unspecified, FileFormat.Unspecified, stop);
        await using var job = await ExportJob.BeginAsync(target, ["Id", "City", "Amount"], new ExportOptions(), stop);
        job.Write([1, "Zürich", 12.5]);
        job.Write([2, "Oslo, \"NO\"", null]);
        return await job.CompleteAsync(stop);
    }
}
