using System.Runtime.InteropServices;

namespace StageTools.Stress;

/// <summary>Somebody who swaps a folder for a link, back and forth, each after a moment of another length: each swap is one step (RENAME_EXCHANGE).</summary>
internal sealed partial class FolderSwap : IDisposable
{
    private readonly (string Folder, string Link)[] _pairs;
    private readonly Random _random;
    private readonly Thread _thread;
    private volatile bool _stop;
    private long _swaps;

    public FolderSwap(int seed, params (string Folder, string Link)[] pairs)
    {
        (_pairs, _random) = (pairs, new Random(seed));
        _thread = new Thread(Run) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>How many swaps succeeded.</summary>
    public long Swaps => Interlocked.Read(ref _swaps);

    /// <summary>Ends it, each folder under its own name.</summary>
    public void Dispose()
    {
        if (_stop)
            return;
        _stop = true;
        _thread.Join();
        foreach (var (folder, link) in _pairs)
        {
            if (new FileInfo(folder).LinkTarget is not null)
                Exchange(folder, link);
        }
    }

    private void Run()
    {
        var isLink = false;
        while (!_stop)
        {
            foreach (var (folder, link) in _pairs)
            {
                if (Exchange(folder, link))
                    Interlocked.Increment(ref _swaps);

                // The folder stays longer than the link: so what was begun gets further before it is met.
                isLink = !isLink;
                Thread.SpinWait(_random.Next(isLink ? 500 : 8_000));
            }
        }
    }

    private static bool Exchange(string a, string b) => RenameAt2(-100, a, -100, b, 2) == 0;

    [LibraryImport("libc", EntryPoint = "renameat2", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameAt2(int folderOfA, string a, int folderOfB, string b, uint flags);
}
