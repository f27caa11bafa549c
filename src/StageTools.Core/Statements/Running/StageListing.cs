using System.Runtime.CompilerServices;
using StageTools.Errors;
using StageTools.Paths;
using StageTools.Query;
using StageTools.Stages;
using StageTools.Statements.Parts;
using StageTools.Statements.Running.Results;
using StageTools.Storage;

namespace StageTools.Statements.Running;

/// <summary>The files of a stage as rows, as LIST, LIST_STAGE and STAGE_LIST give them: streamed, as the store answers.</summary>
internal sealed class StageListing(StageEngine engine)
{
    private const string Text = "VARCHAR";

    /// <summary>Databend's columns of LIST and LIST_STAGE.</summary>
    public static IReadOnlyList<QueryColumn> Columns { get; } =
    [
        ListedRows.Column<string>("name", Text),
        ListedRows.Column<long>("size", "BIGINT"),
        ListedRows.Column<string>("md5", Text),
        ListedRows.Column<DateTimeOffset>("last_modified", "TIMESTAMP WITH TIME ZONE"),
        ListedRows.Column<string>("creator", Text),
    ];

    /// <summary>MatrixOne's column of STAGE_LIST: the file as <c>stage://stage/key</c>, which its other statements take.</summary>
    public static IReadOnlyList<QueryColumn> StageListColumns { get; } = [ListedRows.Column<string>("file", Text)];

    /// <summary>The rows of LIST and LIST_STAGE, in <see cref="Columns"/>.</summary>
    /// <param name="location">A stage and a prefix of keys.</param>
    /// <param name="pattern">A regular expression for all of what follows the prefix.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <exception cref="StageException"><c>StageNotFound</c>, <c>PathOutsideStage</c>, <c>PatternInvalid</c>, and what the store says.</exception>
    public async IAsyncEnumerable<object?[]> ListAsync(
        StageLocation location, string? pattern, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        StageException? first = null;
        await foreach (var file in FilesAsync(location, pattern, e => first ??= e, cancellationToken).ConfigureAwait(false))
            yield return [file.Name, file.Size, file.MD5, file.LastModified, file.Creator];

        // What can be listed is; that it is not all, the statement ends with.
        if (first is not null)
            throw first;
    }

    /// <summary>The rows of STAGE_LIST, in <see cref="StageListColumns"/>.</summary>
    /// <param name="location">A stage and a file's key, a folder's, or wildcards.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <exception cref="StageException"><c>StageNotFound</c>, <c>PathOutsideStage</c>, and what the store says.</exception>
    public async IAsyncEnumerable<object?[]> StageListAsync(StageLocation location, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        StageException? first = null;
        await foreach (var file in WildcardFilesAsync(location, takesFolder: true, e => first ??= e, cancellationToken).ConfigureAwait(false))
            yield return [$"stage://{file.Stage}/{file.Path.Key}"];

        if (first is not null)
            throw first;
    }

    /// <summary>The files of Databend's statements: the path is a prefix of keys.</summary>
    internal IAsyncEnumerable<StageFile> FilesAsync(
        StageLocation location, string? pattern, Action<StageException> onError, CancellationToken cancellationToken) =>
        engine.Files.ListAsync(
            new FileSelection(location.Stage, LocatedKeys.Prefix(location, pattern)), fromDirectoryTable: false, cancellationToken, onError);

    /// <summary>The files of MatrixOne's statements: one, those that wildcards find, or those directly in a folder; what lies deeper is none of
    /// them.</summary>
    /// <param name="location">A stage and a file's key, a folder's, or wildcards.</param>
    /// <param name="takesFolder">Whether a folder stands for the files directly in it.</param>
    /// <param name="onError">Is told of each item that cannot be read.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <exception cref="StageException"><c>ItemKindMismatch</c> for a folder, unless <paramref name="takesFolder"/>.</exception>
    internal async IAsyncEnumerable<StageFile> WildcardFilesAsync(
        StageLocation location, bool takesFolder, Action<StageException> onError, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var keys = LocatedKeys.Wildcards(location.Key);
        var entry = await engine.Stages.GetAsync(location.Stage, cancellationToken).ConfigureAwait(false);
        var store = engine.Stages.OpenStore(entry);
        if (keys.Exact is { } exact)
        {
            var item = exact.IsRoot ? new StoreItem { IsFolder = true } : await store.FindAsync(exact, cancellationToken).ConfigureAwait(false);
            if (item is not { IsFolder: true })
            {
                if (item is { } file)
                    yield return new StageFile(entry.Name, file);

                yield break;
            }

            keys = takesFolder ? LocatedKeys.Wildcards(exact.AsPrefix, "*") : throw Folder(location);
        }

        await foreach (var item in store.ListAsync(keys.Prefix, cancellationToken).ConfigureAwait(false))
        {
            if (keys.IsMeant(item, itself: true) && item.IsReadable(onError))
                yield return new StageFile(entry.Name, item);
        }
    }

    private static StageException Folder(StageLocation location)
    {
        var shown = location.ToString().TrimEnd('/');
        return new(
            StageErrorCode.ItemKindMismatch,
            $"'{shown}' is a folder and not a file; name the files in it, such as with 'stage://{shown[1..]}/*'.",
            shown);
    }
}
