namespace StageTools.Hosting;

/// <summary>A path as a parameter gave it, told apart: a stage path, or one of the file system.</summary>
/// <param name="Text"><c>@stage/key</c>, or a full path of the file system; wildcards are still in it.</param>
/// <param name="IsStage">Whether it leads into a stage.</param>
internal readonly record struct InputPath(string Text, bool IsStage)
{
    /// <summary>
    /// Understands <c>@stage/key</c>, <c>Stage:/stage/key</c>, any path on a mounted drive, and what is relative to the current location,
    /// be that a stage drive or a folder.
    /// </summary>
    /// <param name="session">Where a relative path begins.</param>
    /// <param name="path">The path as given.</param>
    /// <param name="isLiteral">Whether wildcard characters are meant as they stand; else those of the location or of a drive's root are escaped in
    /// the answer.</param>
    /// <exception cref="StageException"><c>PathInvalid</c> for a path of another provider.</exception>
    public static InputPath Resolve(SessionState session, string path, bool isLiteral)
    {
        if (StagePath.IsStagePath(path))
            return new InputPath(path, IsStage: true);

        StageUrl.RequireShort(path);
        var full = session.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
        full = isLiteral ? full : KeyGlob.Complete(path, session.Path.GetUnresolvedProviderPathFromPSPath);
        if (provider.ImplementingType == typeof(StageProvider))
            return new InputPath(DrivePath.Normalize(full) + (DrivePath.NamesFolder(full) ? "/" : string.Empty), IsStage: true);

        return provider.Name == "FileSystem"
            ? new InputPath(full, IsStage: false)
            : throw StageErrorCode.PathInvalid.Error(
                $"'{path}' is a path of {provider.Name}, neither in a stage nor in the file system. Write '@stage/file', Stage:/stage/file or a "
                    + "file's path.",
                path);
    }

    /// <summary>The same for parameters that take nothing but a stage path: here a bare name is a stage's.</summary>
    /// <param name="session">Where a relative path begins.</param>
    /// <param name="path">The path as given.</param>
    /// <param name="isLiteral">Whether wildcard characters are meant as they stand.</param>
    /// <exception cref="StageException"><c>PathInvalid</c> for a path of the file system.</exception>
    public static InputPath ResolveStage(SessionState session, string path, bool isLiteral)
    {
        var given = Resolve(session, path, isLiteral);
        return given.IsStage
            ? given
            : throw StageErrorCode.PathInvalid.Error(
                $"'{path}' is a path of the file system, not of a stage. Write '@stage/file' in quotes ('@{path}' if that is a stage), "
                    + "Stage:/stage/file, or a path on a stage drive.",
                path);
    }

    /// <summary>The full path, for parameters that take nothing but a file of this machine.</summary>
    /// <param name="session">Where a relative path begins.</param>
    /// <param name="path">The path as given.</param>
    /// <param name="refusal">Why a stage's file will not do, and what will.</param>
    /// <exception cref="StageException"><c>PathInvalid</c> for what lies in a stage.</exception>
    public static string ResolveLocal(SessionState session, string path, string refusal) =>
        Resolve(session, path, isLiteral: true) is { IsStage: false } given
        ? given.Text
        : throw StageErrorCode.PathInvalid.Error($"'{path}' {refusal}", path);
}
