namespace StageTools.Query.Sandbox;

/// <summary>Where a database keeps what is its own: a folder a database, gone with it.</summary>
internal sealed class SpillFolder(HeldFolder held) : IDisposable
{
    /// <summary>The folder.</summary>
    public string Path => held.Path;

    /// <summary>Where DuckDB puts what does not fit into memory; it makes the folder when it needs it.</summary>
    public string Spilled => System.IO.Path.Combine(Path, "spilled");

    /// <summary>The database of a session's own tables. DuckDB calls it by the file's name, as it calls one in memory.</summary>
    public string Tables => System.IO.Path.Combine(Path, "memory.db");

    /// <summary>Where temporary tables are while the database is opened anew.</summary>
    public string Kept => System.IO.Path.Combine(Path, "kept.db");

    /// <summary>That database's files, with the logs that DuckDB writes beside it.</summary>
    public IReadOnlyList<string> KeptFiles => [Kept, Kept + ".wal", Kept + ".wal.checkpoint", Kept + ".wal.recovery"];

    /// <summary>Begins a folder, and removes those that nobody uses any more. Where the home can only be read, it lies among the temporary
    /// files.</summary>
    /// <exception cref="StageException"><c>AccessDenied</c>: neither can be written.</exception>
    public static SpillFolder Begin(MachineHome home)
    {
        try
        {
            var all = System.IO.Path.Combine(home.Folder, "spill");
            home.CreateFolder(all);
            return new SpillFolder(HeldFolder.Create(all, prefix: string.Empty));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or StageException { Code: StageErrorCode.CatalogUnavailable })
        {
            return BeginElsewhere(home);
        }
    }

    /// <summary>Removes the folder.</summary>
    public void Dispose() => held.Dispose();

    private static SpillFolder BeginElsewhere(MachineHome home)
    {
        var temporary = System.IO.Path.GetTempPath();
        try
        {
            return new SpillFolder(HeldFolder.Create(temporary, "stagetools-spill-"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StageErrorCode.AccessDenied.Error(
                $"Neither in '{home.Folder}' nor in '{temporary}' can a query put what does not fit into memory; make one of them writable, or set "
                    + "TMPDIR to a folder that is.",
                temporary, e);
        }
    }
}
