namespace StageTools.Core.Tests.Storage.Folders;

/// <summary>A random tree of folders, files and links of every kind, in a stage and outside it; and what an independent look at it says of a path.</summary>
internal sealed class LinkTrees : IDisposable
{
    private const int MostLinks = 40;
    private static readonly string[] Names = ["A", "B", "c", "K", "M"];

    private readonly TestFolder _folder = new();
    private readonly Random _random;
    private readonly string _outsideBefore;

    public LinkTrees(int seed)
    {
        _random = new Random(seed);
        foreach (var place in (string[])["outside", "stage-other"])
        {
            _folder.Write($"{place}/A", "secret A");
            _folder.Write($"{place}/deep/B", "secret B");
            _folder.Write($"{place}/deep/down/c", "secret c");
        }

        Stage = _folder.Folder("stage");
        for (var i = _random.Next(4, 16); i > 0; i--)
            Add(Path.Combine(Stage, RandomKey()));
        _outsideBefore = Outside();
    }

    /// <summary>The stage's folder.</summary>
    public string Stage { get; }

    public int Next(int limit) => _random.Next(limit);

    /// <summary>A path of one to three names, of which some are there.</summary>
    public string RandomKey() => string.Join('/', Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Names[_random.Next(Names.Length)]));

    /// <summary>Where a key leads, component by component; null where nothing is, or links run in circles.</summary>
    public string? Real(string key) => Walk(Path.Combine(Stage, key));

    public bool IsInside(string real) => real == Stage || real.StartsWith(Stage + "/", StringComparison.Ordinal);

    /// <summary>Whether nothing outside was changed.</summary>
    public void RequireOutsideUnchanged() => Outside().ShouldBe(_outsideBefore);

    /// <summary>All files below a folder inside, by the walk: no link to a folder is followed, links to files inside count.</summary>
    public IEnumerable<string> FilesBelow(string real, string prefix, bool deep)
    {
        foreach (var path in Directory.EnumerateFileSystemEntries(real))
        {
            var name = prefix + Path.GetFileName(path);
            var target = Walk(path);
            if (new FileInfo(path).LinkTarget is not null)
            {
                if (target is not null && IsInside(target) && File.Exists(target))
                    yield return name;
            }
            else if (!Directory.Exists(path))
            {
                yield return name;
            }
            else if (!deep)
            {
                yield return name + "/";
            }
            else
            {
                foreach (var below in FilesBelow(path, name + "/", deep))
                    yield return below;
            }
        }
    }

    public void Dispose() => _folder.Dispose();

    private void Add(string path)
    {
        // Through links, too: whatever can be made there, inside, is.
        if (Walk(Path.GetDirectoryName(path)!) is not { } folder || !IsInside(folder) || !Directory.Exists(folder))
        {
            Directory.CreateDirectory(Path.Combine(Stage, Names[_random.Next(Names.Length)] + "x"));
            return;
        }

        path = Path.Combine(folder, Path.GetFileName(path));
        if (Path.Exists(path) || new FileInfo(path).LinkTarget is not null)
            return;
        switch (_random.Next(4))
        {
            case 0:
                File.WriteAllText(path, "content of " + Path.GetFileName(path));
                break;
            case 1:
                Directory.CreateDirectory(path);
                break;
            default:
                File.CreateSymbolicLink(path, RandomTarget());
                break;
        }
    }

    private string RandomTarget()
    {
        string[] steps = ["..", "..", "..", ".", "outside", "stage", "deep", "down", .. Names];
        var relative = string.Join('/', Enumerable.Range(0, _random.Next(1, 5)).Select(_ => steps[_random.Next(steps.Length)]));
        return _random.Next(6) switch
        {
            0 => Path.Combine(Stage, RandomKey()),
            1 => $"{_folder.At("outside")}/{relative}",
            2 => $"../outside/{RandomOutside()}",
            3 => $"{_folder.Path}/{relative}",
            _ => relative,
        };
    }

    private string RandomOutside() => ((string[])["A", "deep", "deep/down", "deep/..", "gone"])[_random.Next(5)];

    private static string? Walk(string path)
    {
        var pending = new Stack<string>(path.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse());
        var real = "";
        var links = 0;
        while (pending.TryPop(out var step))
        {
            if (!Directory.Exists(real.Length == 0 ? "/" : real))
                return null;
            if (step is ".")
                continue;
            if (step is "..")
            {
                real = real.Length == 0 ? real : real[..real.LastIndexOf('/')];
                continue;
            }

            var next = $"{real}/{step}";
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                if (!Path.Exists(next))
                    return null;
                real = next;
                continue;
            }

            if (++links > MostLinks)
                return null;
            real = target.StartsWith('/') ? "" : real;
            foreach (var part in target.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse())
                pending.Push(part);
        }

        return real;
    }

    /// <summary>Everything outside the stage: names, links, bytes, times.</summary>
    private string Outside() => string.Join('\n', ((string[])["outside", "stage-other"])
        .SelectMany(place => Directory.EnumerateFileSystemEntries(_folder.At(place), "*", SearchOption.AllDirectories).Append(_folder.At(place)))
        .Order(StringComparer.Ordinal)
        .Select(static path => File.Exists(path)
            ? $"{path} {File.GetLastWriteTimeUtc(path).Ticks} {File.ReadAllText(path)}"
            : $"{path}/ {Directory.GetLastWriteTimeUtc(path).Ticks}"));
}
