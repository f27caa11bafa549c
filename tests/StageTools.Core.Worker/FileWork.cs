using StageTools.Export;
using StageTools.Export.Parts;
using StageTools.Formats.Options;
using StageTools.Machine;
using StageTools.Paths;
using StageTools.Stages;
using StageTools.Storage;
using StageTools.Storage.Folders;
using StageTools.Transfer;

namespace StageTools.Core.Worker;

/// <summary>Work on files.</summary>
internal static class FileWork
{
    /// <summary>Writes a file again and again, each time full of one byte.</summary>
    public static async Task WriteForeverAsync(string root, string key, int size)
    {
        var store = new FileStore(root);
        Console.WriteLine("ready");
        for (var round = 0; ; round++)
            await WriteAsync(store, key, size, (byte)('a' + (round % 26)));
    }

    /// <summary>Begins a file and does not end it.</summary>
    public static async Task HoldAsync(string root, string key)
    {
        await using var writer = await new FileStore(root).CreateAsync(StageKey.Parse(key), new WriteOptions(Overwrite: true), CancellationToken.None);
        await writer.Stream.WriteAsync(new byte[1000]);
        Console.WriteLine("ready");
        await Task.Delay(Timeout.Infinite);
    }

    /// <summary>Removes what dead writers left, and says how much that was.</summary>
    public static async Task SweepAsync(string root, TimeSpan idle) =>
        Console.WriteLine(await new FileStore(root).RemoveLeftoversAsync(idle, CancellationToken.None));

    /// <summary>Begins a job's journal and does not end it.</summary>
    public static async Task HoldJournalAsync(string root, string name)
    {
        var lease = FolderLease.Take(OpenedItem.Root(root), name, JobOwner.Now());
        Console.WriteLine("ready");
        await Task.Delay(Timeout.Infinite);
        await lease.EndAsync(keep: true);
    }

    /// <summary>Says whether a journal's job lives.</summary>
    public static async Task LookAsync(string root, string name)
    {
        using var folder = OpenedItem.Root(root);
        var sign = FolderLease.Look(folder, name);
        Console.WriteLine(sign.State);
        await sign.ReleaseAsync();
    }

    /// <summary>Copies a folder, leaving out what is there already.</summary>
    public static async Task CopyAsync(string from, string to)
    {
        Console.WriteLine("ready");
        var job = new CopyJob(new CopyOptions { Existing = IfFileExists.Update, ThrottleLimit = 2 });
        var files = CopyPlan.Folder(FileStore.Local(from), StageKey.Root, Target.LocalFolder(to), CancellationToken.None);
        await foreach (var file in job.RunAsync(files, CancellationToken.None))
        {
            if (file.Error is { } error)
                throw error;
        }
    }

    /// <summary>Exports the same rows to the same file again and again.</summary>
    public static async Task ExportForeverAsync(string home, string path)
    {
        using var engine = new StageEngine(new MachineHome(home));
        Console.WriteLine("ready");
        while (true)
        {
            var target = await ExportTarget.StageAsync(engine.Stages, path, FileFormat.Unspecified, FileFormat.Unspecified, CancellationToken.None);
            await using var job = await ExportJob.BeginAsync(target, ["id", "text"], new ExportOptions { Overwrite = true }, CancellationToken.None);
            for (var id = 0; id < 40_000; id++)
            {
                job.Write([id, "some text"]);
                if (job.WantsFlush)
                    await job.FlushAsync(CancellationToken.None);
            }

            await job.CompleteAsync(CancellationToken.None);
        }
    }

    public static async Task WriteAsync(IStore store, string key, int size, byte fill)
    {
        var bytes = new byte[size];
        Array.Fill(bytes, fill);
        using var content = new MemoryStream(bytes);
        await store.WriteAsync(StageKey.Parse(key), content, new WriteOptions(Overwrite: true), CancellationToken.None);
    }
}
