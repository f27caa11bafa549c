using StageTools.Paths;
using StageTools.Storage.Folders;

namespace StageTools.Core.Tests.Storage.Folders;

/// <summary>A stage in whose folder another disk is mounted: what is a rename elsewhere is a copy and a removal there.</summary>
public sealed class OtherDiskTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_is_written_to_a_file_while_it_moves_to_another_disk_is_not_lost()
    {
        using var disk = SmallDisk.MountSharingOrSkip();
        var root = Path.GetDirectoryName(disk.Path)!;
        var store = new FileStore(root);
        var (source, target) = (Path.Combine(disk.Path, "a"), _folder.At("b"));
        await File.WriteAllBytesAsync(source, new byte[64 << 20], Token);
        using var ended = new CancellationTokenSource();
        var isAppending = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var appending = Task.Run(
            async () =>
            {
                var count = 0;
                for (; !ended.IsCancellationRequested; count++)
                {
                    await File.AppendAllTextAsync(source, "x", Token);
                    isAppending.TrySetResult();
                    await Task.Delay(1, Token);
                }

                return count;
            },
            Token);
        var moving = () => store.MoveAsync(KeyOf(source), KeyOf(target), overwrite: false, Token);
        await isAppending.ReachedAsync();
        (await StageErrorCode.ChecksumMismatch.ShouldFailAsync(moving)).Message.ShouldContain("the original stays");
        await ended.CancelAsync();
        var length = (64 << 20) + await appending;
        new FileInfo(source).Length.ShouldBe(length);

        File.Delete(target);
        await moving();
        File.Exists(source).ShouldBeFalse();
        new FileInfo(target).Length.ShouldBe(length);

        StageKey KeyOf(string path) => StageKey.Parse(Path.GetRelativePath(root, path));
    }
}
