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
        var keys = LocatedKeys.Prefix(location, pattern);
        var set = await FileSet.StageAsync(engine.Stages, location.Stage, keys, cancellationToken).ConfigureAwait(false);
        await foreach (var file in set.ListAsync(cancellationToken, e => first ??= e).ConfigureAwait(false))
            yield return [file.Key, file.Size, file.MD5, file.LastModified, null];

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
        var set = await OpenWildcardsAsync(location, cancellationToken).ConfigureAwait(false);
        await foreach (var file in WildcardFilesAsync(set, location, takesFolder: true, e => first ??= e, cancellationToken).ConfigureAwait(false))
            yield return [$"stage://{set.Stage}/{StageKey.FromStore(file.Key)}"];

        if (first is not null)
            throw first;
    }

    /// <summary>The files of MatrixOne's statements: one, those that wildcards find, or those directly in a folder; what lies deeper is none of
    /// them.</summary>
    /// <param name="set">A file's key, a folder's, or wildcards.</param>
    /// <param name="location">The same, as it was written.</param>
    /// <param name="takesFolder">Whether a folder stands for the files directly in it.</param>
    /// <param name="onError">Is told of each item that cannot be read.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <exception cref="StageException"><c>ItemKindMismatch</c> for a folder, unless <paramref name="takesFolder"/>.</exception>
    internal static async IAsyncEnumerable<StoreItem> WildcardFilesAsync(
        FileSet set,
        StageLocation location,
        bool takesFolder,
        Action<StageException> onError,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (set.Keys.Exact is { } exact)
        {
            var item = exact.IsRoot ? new StoreItem { IsFolder = true } : await set.Store.FindAsync(exact, cancellationToken).ConfigureAwait(false);
            if (item is not { IsFolder: true })
            {
                if (item is { } file)
                    yield return file;

                yield break;
            }

            set = set with { Keys = takesFolder ? LocatedKeys.Wildcards(exact.AsPrefix, "*") : throw Folder(location) };
        }

        await foreach (var item in (set with { Recurse = false }).ListAsync(cancellationToken, onError).ConfigureAwait(false))
            yield return item;
    }

    /// <summary>The files of a stage that such a statement means, before any is asked for.</summary>
    internal Task<FileSet> OpenWildcardsAsync(StageLocation location, CancellationToken cancellationToken) =>
        FileSet.StageAsync(engine.Stages, location.Stage, LocatedKeys.Wildcards(location.Key), cancellationToken);

    private static StageException Folder(StageLocation location)
    {
        var shown = location.ToString().TrimEnd('/');
        return new(
            StageErrorCode.ItemKindMismatch,
            $"'{shown}' is a folder and not a file; name the files in it, such as with 'stage://{shown[1..]}/*'.",
            shown);
    }
}
