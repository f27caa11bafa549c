namespace StageTools.Catalog.Copies;

/// <summary>What tells a home folder from another of its path, as every container has: a file in it that outlives the catalog's.</summary>
internal sealed class HomeId(MachineHome home)
{
    private const string FileName = "home.id";

    private string IdFile => Path.Combine(home.Folder, FileName);

    /// <summary>The id; null where there is none, as before the first backup.</summary>
    public string? Find()
    {
        try
        {
            return File.ReadAllText(home.Own(IdFile)).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The id, which is made where there is none; null where it cannot be written.</summary>
    public string? FindOrMake()
    {
        if (Find() is { } known)
            return known;

        try
        {
            home.Create();
            PrivateFiles.TryWrite(IdFile, Encoding.ASCII.GetBytes(Guid.NewGuid().ToString("N")), overwrite: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or StageException { Code: StageErrorCode.CatalogUnavailable })
        {
            return null;
        }

        return Find();
    }
}
