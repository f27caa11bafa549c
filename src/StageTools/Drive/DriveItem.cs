namespace StageTools.Drive;

/// <summary>What a drive shows: all stages, a stage, a folder or a file.</summary>
/// <param name="Value">The object that a cmdlet returns.</param>
/// <param name="Path">Its path. It ends with a slash where a folder has the same name as a file beside it, which else would be meant.</param>
internal readonly record struct DriveItem(object Value, string Path)
{
    /// <summary>Whether it holds others.</summary>
    public bool IsFolder => Value is not StageItem { IsFolder: false };

    /// <summary>A stage's name or an item's.</summary>
    public string Name => Value switch
    {
        Stage stage => stage.Name,
        StageItem item => item.Name,
        _ => string.Empty,
    };

    /// <summary>The name by which the engine goes on to the item.</summary>
    public string Segment => DrivePath.NamesFolder(Path) ? Name + "/" : Name;

    /// <summary>When it was last written; null where nobody knows.</summary>
    public DateTimeOffset? LastModified => (Value as StageItem)?.LastModified;

    /// <summary>The items of a folder with their paths.</summary>
    /// <param name="folder">The folder's path.</param>
    /// <param name="values">Stages, or files and folders in the order of their keys.</param>
    public static IEnumerable<DriveItem> In(string folder, IEnumerable<object> values)
    {
        // Whatever stands between a file and the folder of its name begins as both do.
        var files = new Stack<string>();
        foreach (var value in values)
        {
            var item = new DriveItem(value, string.Empty);
            var (name, isShared) = (item.Name, false);
            if (value is StageItem)
            {
                while (files.Count > 0 && !name.StartsWith(files.Peek(), StringComparison.Ordinal))
                    files.Pop();

                isShared = item.IsFolder && files.Contains(name);
                if (!item.IsFolder)
                    files.Push(name);
            }

            yield return item with { Path = DrivePath.Join(folder, isShared ? name + "/" : name) };
        }
    }
}
