namespace StageTools.Storage.Folders;

/// <summary>Keeps a folder stage inside its folder: what a key leads to is opened, and is used only if it lies in the folder, whatever links led
/// there.</summary>
/// <param name="root">The folder's full path.</param>
/// <param name="confined">Whether links that lead out are refused: always for a stage, never for the user's own file system.</param>
/// <param name="shownAs">What messages call the folder: a stage path; null for its own path.</param>
/// <param name="opening">By what means what lies there is opened; null for the best of this machine.</param>
/// <param name="createRoot">Makes the folder; null for one that is not ours to make.</param>
internal sealed class FolderBoundary(
    string root, bool confined, string? shownAs = null, Opening? opening = null, Action? createRoot = null)
{
    // Windows keeps these for itself; elsewhere they are names like any other.
    private static readonly SearchValues<char> NotOnWindows = SearchValues.Create("<>:\"|?*\\");

    private static readonly HashSet<string> DevicesOnWindows = new(
        ["CON", "PRN", "AUX", "NUL", .. Enumerable.Range(0, 10).SelectMany(n => new[] { $"COM{n}", $"LPT{n}" })], StringComparer.OrdinalIgnoreCase);

    /// <summary>The folder's full path.</summary>
    public string Root => root;

    /// <summary>Whether links that lead out are refused: always for a stage, never for the user's own file system.</summary>
    public bool IsConfined => confined;

    /// <summary>Whether a folder that is not there holds nothing; else it is an error.</summary>
    public bool RootMayBeMissing => createRoot is not null;

    /// <summary>A key as the user would write it.</summary>
    public string Show(StageKey key) => shownAs is null
        ? Path.Combine(root, key.Value.TrimStart('/').Replace('/', Path.DirectorySeparatorChar))
        : key.IsRoot ? shownAs : $"{shownAs}/{key}";

    /// <summary>Whether Windows takes a name for that of a file or a folder.</summary>
    public static bool IsNameOnWindows(ReadOnlySpan<char> name) =>
        name.IndexOfAny(NotOnWindows) < 0 && name[^1] is not ('.' or ' ') && name.IndexOfAnyInRange('\0', '\x1F') < 0
        && !DevicesOnWindows.Contains(name.ToString().Split('.')[0]);

    /// <summary>Makes the stage's folder where it is ours to make.</summary>
    /// <exception cref="StageException"><c>StoreUnavailable</c>: it is not there.</exception>
    public void EnsureRoot()
    {
        if (!Directory.Exists(root))
            (createRoot ?? throw FileStoreErrors.Gone(root))();
    }

    /// <summary>Opens what a key leads to; null where nothing is there.</summary>
    /// <exception cref="StageException">The key cannot be a name here.</exception>
    /// <exception cref="LeadsOutsideException">It lies outside.</exception>
    /// <exception cref="FileNotFoundException">The stage's own folder is not there.</exception>
    public OpenedItem? TryOpen(StageKey key, bool isFolder = false)
    {
        Check(key);
        using var folder = OpenedItem.Root(root, opening);
        return folder.TryOpenBelow(key.Value, confined, isFolder);
    }

    /// <summary>Opens what a key leads to.</summary>
    /// <exception cref="FileNotFoundException">Nothing is there.</exception>
    public OpenedItem Open(StageKey key, bool isFolder = false) => TryOpen(key, isFolder) ?? throw new FileNotFoundException();

    /// <summary>Opens the folder in which a key lies.</summary>
    /// <exception cref="FileNotFoundException">It is not there.</exception>
    public OpenedItem OpenParent(StageKey key) => TryOpenParent(key) ?? throw new FileNotFoundException();

    /// <summary>Opens the folder in which a key lies; null where it is not there.</summary>
    /// <exception cref="StageException">The key cannot be a name here.</exception>
    public OpenedItem? TryOpenParent(StageKey key)
    {
        Check(key);
        return TryOpen(key.Parent, isFolder: true);
    }

    /// <summary>Opens a folder, made with those above it where it is missing.</summary>
    /// <exception cref="IOException">A part of its path is a file.</exception>
    public OpenedItem MakeFolder(StageKey folder) => TryOpen(folder, isFolder: true) ?? MakeMissing(folder);

    /// <summary>Opens a folder that was missing a moment ago, made with those above it.</summary>
    /// <exception cref="IOException">A part of its path is a file.</exception>
    public OpenedItem MakeMissing(StageKey folder)
    {
        using (var parent = folder.IsRoot ? throw new DirectoryNotFoundException() : MakeFolder(folder.Parent))
        {
            try
            {
                Directory.CreateDirectory(parent.At(folder.Name));
            }
            catch (IOException e) when (File.Exists(parent.At(folder.Name)))
            {
                throw NotAFolder(e);
            }
        }

        return TryOpen(folder, isFolder: true) ?? throw NotAFolder();
    }

    /// <summary>Where a key really lies, or would lie: every link in its path is followed.</summary>
    public string RealPathOf(StageKey key)
    {
        Check(key);
        var rest = string.Empty;
        for (var at = key; Directory.Exists(root); at = at.Parent)
        {
            using var item = TryOpen(at);
            if (item is not null)
                return item.RealPath + rest;

            rest = Path.DirectorySeparatorChar + at.Name + rest;
        }

        return Path.Join(RealPaths.Of(root), key.Value.Replace('/', Path.DirectorySeparatorChar));
    }

    /// <summary>Does something with what has a key; what the file system says against it is told in our words.</summary>
    /// <exception cref="StageException">As the file system has it.</exception>
    public T Do<T>(StageKey key, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (FileStoreErrors.Is(e))
        {
            throw FileStoreErrors.Explain(e, root, Show(key));
        }
    }

    /// <summary>The same for who awaits it: the error is the task's.</summary>
    public Task Guard(StageKey key, Action work) => Guard(key, () =>
    {
        work();
        return true;
    });

    /// <inheritdoc cref="Guard(StageKey, Action)"/>
    public async Task<T> Guard<T>(StageKey key, Func<T> work) => Do(key, work);

    /// <summary>What lies under a key, as an item; what is neither file nor folder, as the error that it is.</summary>
    public StoreItem ItemOf(string key, ItemInfo info) => info switch
    {
        { IsSpecial: true } => new(key, 0, info.LastModified) { Error = FileStoreErrors.Special(Show(StageKey.FromStore(key)), info.Kind) },
        { Kind: ItemKind.Folder } => new(key, 0, info.LastModified) { IsFolder = true },
        _ => new(key, info.Size, info.LastModified),
    };

    private void Check(StageKey key)
    {
        if (key.IsRoot)
            return;

        StorePart.Refuse(key, Show(key));
        foreach (var range in key.Value.AsSpan().Split('/'))
            CheckSegment(key.Value.AsSpan(range), key);
    }

    private void CheckSegment(ReadOnlySpan<char> segment, StageKey key)
    {
        if (segment.Length == 0)
        {
            throw Invalid(
                key,
                "has an empty name between, before or behind '/': neither a file nor a folder is called that. Write one '/', or copy an object of "
                    + "that name by itself, to another name.");
        }

        if (segment is "." or ".." || (confined && key.HasDots))
            throw StoreErrors.HasDots(Show(key));

        if (segment.Contains('\0'))
            throw Invalid(key, "holds the character NUL, which no file's name does. Copy it by itself, to a name without it.");

        if (OperatingSystem.IsWindows() && !IsNameOnWindows(segment))
        {
            throw Invalid(
                key,
                $"cannot be a file on Windows: '{segment}' holds a character, ends with a dot or blank, or is a device's name; choose another name.");
        }
    }

    private StageException Invalid(StageKey key, string why) => StageErrorCode.PathInvalid.Error($"'{Show(key)}' {why}", Show(key));

    private static IOException NotAFolder(Exception? inner = null) =>
        new("A part of the path is a file.", inner) { HResult = UnixCalls.NotADirectory };
}
