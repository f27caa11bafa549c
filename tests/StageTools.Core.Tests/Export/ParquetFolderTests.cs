using StageTools.Formats.Parquet;

namespace StageTools.Core.Tests.Export;

/// <summary>Parquet files are made in the folder for temporary files, where nothing of them stays.</summary>
[Collection(MachineEnvironment.Name)]
public sealed class ParquetFolderTests : ParquetTests
{
    [Fact]
    public void A_folder_that_is_removed_leaves_no_file_open()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux tells what is open");
        string folder;
        using (var held = ParquetFolder.Create())
            folder = held.Folder;
        Directory.Exists(folder).ShouldBeFalse();
        Directory.EnumerateFiles("/proc/self/fd").Select(static file => File.ResolveLinkTarget(file, returnFinalTarget: false)?.FullName ?? "")
            .ShouldNotContain(file => file.StartsWith(folder, StringComparison.Ordinal));
    }

    [Fact]
    public void A_folder_that_cannot_be_held_does_not_stay()
    {
        // Room for a folder, and none for the file in it that tells that somebody lives.
        using var disk = SmallDisk.MountOrSkip(limits: ",nr_inodes=2");
        using var environment = new MachineEnvironment("TMPDIR");
        MachineEnvironment.Set("TMPDIR", disk.Path);
        StageErrorCode.AccessDenied.ShouldFail(static () => ParquetFolder.Create()).Message.ShouldContain("TMPDIR");
        Directory.EnumerateFileSystemEntries(disk.Path).ShouldBeEmpty();
    }

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
