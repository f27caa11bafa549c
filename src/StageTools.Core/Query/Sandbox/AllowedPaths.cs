namespace StageTools.Query.Sandbox;

/// <summary>What of this machine a database may read: DuckDB itself keeps to it, whatever a statement says and however it is written.</summary>
/// <param name="Folders">Folders, with all that lies below them.</param>
/// <param name="Given">What the user lets be read beside the stages: folders, or single files.</param>
internal sealed record AllowedPaths(IReadOnlyList<string> Folders, IReadOnlyList<string> Given)
{
    private static readonly StringComparison Comparison = OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    /// <summary>Requires that what the user lets be read is there.</summary>
    /// <exception cref="StageException"><c>FileNotFound</c>.</exception>
    public static IReadOnlyList<string> Require(IReadOnlyList<string> given) =>
        given.FirstOrDefault(static path => !Path.Exists(path)) is { } missing
            ? throw StageErrorCode.FileNotFound.Error($"There is no folder or file '{missing}' that could be read; check the path.", missing)
            : given;

    /// <summary>One file.</summary>
    public static AllowedPaths Of(string file) => new([], [file]);

    /// <summary>Whether the user lets the same be read.</summary>
    public bool IsGivenAs(AllowedPaths other) =>
        Given.Order(StringComparer.Ordinal).SequenceEqual(other.Given.Order(StringComparer.Ordinal), StringComparer.Ordinal);

    /// <summary>Whether a folder is among what may be read.</summary>
    public bool Holds(string folder) => Folders.Concat(Given).Any(allowed => IsBelow(folder, allowed));

    /// <summary>Closes a database in with this.</summary>
    /// <param name="connection">A connection of a database that nobody else has.</param>
    /// <param name="own">Files beside that are the session's own.</param>
    public void Close(DuckDbConnection connection, params IReadOnlyList<string> own)
    {
        var files = Given.Where(File.Exists).Concat(own);
        DuckDbSandbox.Close(connection, Folders.Concat(Given.Where(static given => !File.Exists(given))).SelectMany(Forms), files.SelectMany(Forms));
    }

    /// <summary>DuckDB looks whether a path is allowed before it takes it for a wildcard: what is no wildcard in it is written as
    /// <see cref="DuckDbText.PathLiteral"/> writes it, too.</summary>
    private static IEnumerable<string> Forms(string path) => [path, DuckDbText.PathPattern(path)];

    private static bool IsBelow(string path, string folder)
    {
        folder = Path.TrimEndingDirectorySeparator(folder);
        return path.StartsWith(folder, Comparison)
            && (path.Length == folder.Length || path[folder.Length] == Path.DirectorySeparatorChar || Path.EndsInDirectorySeparator(folder));
    }
}
