namespace StageTools.Catalog.Copies;

/// <summary>What tells a catalog from another that is called the same elsewhere: of one user's the home, by a file in it that outlives the catalog's;
/// of a team's the server.</summary>
internal sealed class CatalogOrigin(IStageCatalog catalog, MachineHome home)
{
    private const string FileName = "home.id";

    private string IdFile => Path.Combine(home.Folder, FileName);

    /// <summary>For a backup; a home that has no id gets one. Null where it cannot be written, and where the server does not tell.</summary>
    public async Task<string?> MakeAsync(CancellationToken cancellationToken)
    {
        if (catalog.Team is null && FindOfHome() is null)
        {
            try
            {
                home.Create();
                PrivateFiles.TryWrite(IdFile, Encoding.ASCII.GetBytes(Guid.NewGuid().ToString("N")), overwrite: false);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or StageException { Code: StageErrorCode.CatalogUnavailable })
            {
                return null;
            }
        }

        return await FindAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The same; null also for a home of which no backup was made.</summary>
    public async Task<string?> FindAsync(CancellationToken cancellationToken) => catalog.Team is { } team
        ? await team.FindServerAsync(cancellationToken).ConfigureAwait(false)
        : FindOfHome();

    private string? FindOfHome()
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
}
