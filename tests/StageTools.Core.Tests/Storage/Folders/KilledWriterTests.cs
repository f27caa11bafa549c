using StageTools.Paths;

namespace StageTools.Core.Tests.Storage.Folders;

/// <summary>DESIGN, rule 4, for a process that is killed: SIGKILL, in the middle of a write.</summary>
public sealed class KilledWriterTests : IDisposable
{
    private const int Size = 3_000_000;

    private readonly TestFolder _folder = new();

    private string[] Parts => Directory.GetFiles(_folder.Path, ".stagetools-*.part", SearchOption.AllDirectories);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_is_whole_or_not_there_whenever_its_writer_dies()
    {
        var random = new Random(1);
        for (var round = 0; round < 15; round++)
        {
            using (var worker = await Worker.StartReadyAsync("write", _folder.Path, "a.bin", $"{Size}"))
            {
                await Task.Delay(random.Next(0, 120), TestContext.Current.CancellationToken);
                await worker.KillAsync();
            }

            if (!File.Exists(_folder.At("a.bin")))
                continue;
            var bytes = await File.ReadAllBytesAsync(_folder.At("a.bin"), TestContext.Current.CancellationToken);
            bytes.Length.ShouldBe(Size);
            bytes.AsSpan().IndexOfAnyExcept(bytes[0]).ShouldBe(-1);
        }

        await _folder.Store.RemoveLeftoversAsync(TimeSpan.Zero, TestContext.Current.CancellationToken);
        Parts.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_killed_writer_left_is_in_no_listing()
    {
        await LeaveAsync("a.bin");
        (await _folder.Store.KeysAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("a.bin")]
    [InlineData("deep/down/a.bin")]
    public async Task What_a_killed_writer_left_can_be_removed(string key)
    {
        await LeaveAsync(key);
        (await _folder.Store.RemoveLeftoversAsync(TimeSpan.Zero, TestContext.Current.CancellationToken)).ShouldBe(1);
        Parts.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_killed_writer_left_goes_with_the_next_write_in_its_folder()
    {
        await LeaveAsync("folder/a.bin");
        await _folder.Store.WriteTextAsync("folder/b.txt");
        _folder.Files.ShouldBe(["folder/b.txt"]);
    }

    [Fact]
    public async Task What_a_killed_writer_left_does_not_keep_a_folder_from_being_removed()
    {
        await LeaveAsync("folder/a.bin");
        await _folder.Store.RemoveFolderAsync(StageKey.Parse("folder"), recurse: false, TestContext.Current.CancellationToken);
        Directory.Exists(_folder.At("folder")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_living_writers_part_stays()
    {
        using var worker = await Worker.StartReadyAsync("hold", _folder.Path, "a.bin");
        (await _folder.Store.RemoveLeftoversAsync(TimeSpan.Zero, TestContext.Current.CancellationToken)).ShouldBe(0);
        await _folder.Store.WriteTextAsync("b.txt");
        Parts.Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_writer_of_this_very_process_keeps_its_part_too()
    {
        await using var writer = await _folder.Store.CreateAsync("a.bin");
        (await _folder.Store.RemoveLeftoversAsync(TimeSpan.Zero, TestContext.Current.CancellationToken)).ShouldBe(0);
        await writer.CommitAsync(TestContext.Current.CancellationToken);
        _folder.Files.ShouldBe(["a.bin"]);
    }

    private async Task LeaveAsync(string key)
    {
        using var worker = await Worker.StartReadyAsync("hold", _folder.Path, key);
        await worker.KillAsync();
        Parts.Length.ShouldBe(1);
    }
}
