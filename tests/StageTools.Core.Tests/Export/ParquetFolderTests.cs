namespace StageTools.Core.Tests.Export;

/// <summary>Parquet files are made in the folder for temporary files, where nothing of them stays.</summary>
[Collection(MachineEnvironment.Name)]
public sealed class ParquetFolderTests : ParquetTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_export_leaves_nothing_among_the_temporary_files_whether_it_ends_well_or_is_given_up(bool completes)
    {
        using var temporary = new TestFolder();
        using var environment = new MachineEnvironment("TMPDIR");
        MachineEnvironment.Set("TMPDIR", temporary.Path);
        var target = await Stages.Engine.ToStageAsync("@sales/a.parquet");
        await using (var job = await target.BeginAsync())
        {
            await job.WriteRowsAsync(10);
            if (completes)
                await job.CompleteAsync(Token);
        }

        Directory.EnumerateFileSystemEntries(temporary.Path).ShouldBeEmpty();
    }
}
