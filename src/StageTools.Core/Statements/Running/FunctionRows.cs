namespace StageTools.Statements.Running;

/// <summary>The rows of LIST_STAGE, STAGE_LIST and INFER_SCHEMA, where they stand as tables in a query, and of LIST.</summary>
internal static class FunctionRows
{
    // MatrixOne's STAGE_LIST names a file as stage://stage/key, which its other statements take.
    private static readonly IReadOnlyList<QueryColumn> StageListColumns = ListedRows.ColumnsOf("file VARCHAR");

    private static readonly IReadOnlyList<QueryColumn> SchemaColumns =
        ListedRows.ColumnsOf("column_name VARCHAR, type VARCHAR, nullable BOOLEAN, filenames VARCHAR, order_id BIGINT");

    /// <summary>Databend's columns of LIST and LIST_STAGE.</summary>
    public static IReadOnlyList<QueryColumn> ListColumns { get; } =
        ListedRows.ColumnsOf("name VARCHAR, size BIGINT, md5 VARCHAR, last_modified TIMESTAMP WITH TIME ZONE, creator VARCHAR");

    /// <summary>The columns, and the rows as they come.</summary>
    public static (IReadOnlyList<QueryColumn> Columns, IAsyncEnumerable<object?[]> Rows) Of(
        LocationResolver locations, StageFunctionCall call, CancellationToken cancellationToken)
    {
        var isMatrixOne = call.Function is StageFunction.StageList;
        var keys = isMatrixOne ? LocatedFiles.Wildcards : LocatedFiles.Prefix(call.Pattern);
        Task<LocatedFiles> FindAsync() => locations.FilesAsync(call.Location, keys, cancellationToken);
        return call.Function is StageFunction.InferSchema
            ? (SchemaColumns, InferAsync(locations, FindAsync, call, cancellationToken))
            : (isMatrixOne ? StageListColumns : ListColumns, ListAsync(FindAsync, isMatrixOne, cancellationToken));
    }

    /// <summary>The files of a stage as rows, as the store answers. What can be listed is; that it is not all, the rows end with.</summary>
    /// <param name="find">Finds the files, when the first row is asked for.</param>
    /// <param name="isMatrixOne">Whether they are MatrixOne's.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    public static async IAsyncEnumerable<object?[]> ListAsync(
        Func<Task<LocatedFiles>> find, bool isMatrixOne, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        StageException? first = null;
        void OnError(StageException error) => first ??= error;
        var files = await find().ConfigureAwait(false);
        var items = isMatrixOne
            ? files.MatchAsync(takesFolder: true, OnError, cancellationToken)
            : files.Set.ListAsync(cancellationToken, OnError);
        await foreach (var item in items.ConfigureAwait(false))
        {
            yield return isMatrixOne
                ? [$"stage://{files.Set.Stage}/{StageKey.FromStore(item.Key)}"]
                : [item.Key, item.Size, item.MD5, item.LastModified, null];
        }

        if (first is not null)
            throw first;
    }

    private static async IAsyncEnumerable<object?[]> InferAsync(
        LocationResolver locations,
        Func<Task<LocatedFiles>> find,
        StageFunctionCall call,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var files = await find().ConfigureAwait(false);

        // A table has the columns of all files, whichever shard asks.
        files = files with { Set = files.Set with { Shard = null } };
        var found = await files.FindAsync(names: null, call.Pattern, cancellationToken).ConfigureAwait(false);
        if (found.Count == 0)
            throw StoreErrors.NotFound(call.Location.ToString());

        var format = await locations.FormatAsync(call.FileFormat, cancellationToken).ConfigureAwait(false);
        var finding = new SchemaFinding();
        foreach (var file in found.Select(item => files.Read(item, ReferenceOptions.Databend, format)).ToList())
            await finding.LookAtAsync(file, LoadOptions.DefaultSampleSize, cancellationToken).ConfigureAwait(false);

        foreach (var column in finding.Columns)
        {
            var names = string.Join(", ", column.FileNames.Select(LocatedFiles.Relative));
            yield return [column.ColumnName, column.Type, column.Nullable, names, (long)column.OrderId];
        }
    }
}
