namespace StageTools.Query;

/// <summary>A staged table of a statement: what DuckDB reads in its place, and what its columns are called there.</summary>
/// <param name="reference">Where the statement names it.</param>
/// <param name="alias">Its name in the statement.</param>
/// <param name="path">The stage path that its files were found by.</param>
/// <param name="table">The files, as DuckDB reads them.</param>
internal sealed class QueriedTable(StageReference reference, string alias, string path, StagedTable table)
{
    // NULL of no type, also where a bare NULL is none: ORDER BY takes that for a place.
    private const string Missing = "CAST(NULL AS \"NULL\")";

    private StagedTable _table = table;
    private IReadOnlyList<(string Name, DuckDbType? Type)>? _columns;
    private IReadOnlyList<string> _folders = [];

    /// <summary>Its name in the statement.</summary>
    public string Alias => alias;

    /// <summary>The columns of folders that are there for who names them, and not among all columns.</summary>
    public IReadOnlyList<string> Hidden { get; private set; } = [];

    /// <summary>Makes the query that depends on what DuckDB finds in the files.</summary>
    public void Complete(DuckDbQuestion ask) => _table = _table.Complete is { } complete ? _table with { Sql = complete(ask) } : _table;

    /// <summary>Its query, with the columns of the files' folders where they are wanted: one of the files of that name wins.</summary>
    /// <param name="isNamed">Whether the statement names a column.</param>
    /// <param name="describe">The columns of a query.</param>
    public string Query(Func<string, bool> isNamed, Func<string, IReadOnlyList<DuckDbColumn>> describe)
    {
        if (ReferenceEquals(_table.Folders, FolderColumns.None))
            return _table.Sql;

        if (reference.Kind is not ReferenceKind.Copied)
        {
            var own = Columns(describe);
            _folders = [.. _table.Folders.Names
                .Except(own.Select(static c => c.Name), StringComparer.OrdinalIgnoreCase)
                .Where(name => !reference.HidesFolders || isNamed(name))];
            Hidden = reference.HidesFolders ? [.. Names(own).Skip(own.Count)] : [];
        }

        return _table.Folders.Show(_table.Sql, _folders, Metadata.Names(reference, FolderColumns.None));
    }

    /// <summary>The column that <c>$1</c> and so on means, or the field of it.</summary>
    /// <param name="written">Its place in the files, as it is written.</param>
    /// <param name="fields">The names behind it, <c>$1:customer.name</c>.</param>
    /// <param name="describe">The columns of a query.</param>
    /// <exception cref="StageException"><c>QueryInvalid</c> where there is none.</exception>
    public string Column(string written, IReadOnlyList<string> fields, Func<string, IReadOnlyList<DuckDbColumn>> describe)
    {
        var columns = Columns(describe);
        if (columns.Count == 0)
            return "CAST(NULL AS VARCHAR)";

        // Databend: of files whose rows are objects $1 is the row itself, and $1:name a field of it. What is not there is NULL.
        var number = int.TryParse(written.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : int.MaxValue;
        var isOfRow = number == 1 && fields.Count > 0;
        var place = isOfRow ? columns.ToList().FindIndex(c => c.Name.Equals(fields[0], StringComparison.OrdinalIgnoreCase)) : number - 1;
        if (isOfRow && place < 0 && _table.HasObjects)
            return Missing;

        (place, fields) = !isOfRow ? (place, fields) : place < 0 ? (0, fields) : (place, [.. fields.Skip(1)]);
        var names = Names(columns);
        if (place < 0 || place >= columns.Count)
        {
            throw StageErrorCode.QueryInvalid.Error(
                $"There is no column '{written}': '{path}' has {columns.Count}, "
                    + $"{string.Join(", ", names.Take(Math.Min(columns.Count, 10)))}{(columns.Count > 10 ? " …" : string.Empty)}.",
                written);
        }

        return MayHold(columns[place].Type, fields)
            ? string.Join('.', ((string[])[alias, names[place], .. fields]).Select(DuckDbText.Name))
            : Missing;
    }

    /// <summary>Whether values of a type may have a field; JSON and what is like it tell only when they are read.</summary>
    private static bool MayHold(DuckDbType? type, IReadOnlyList<string> fields)
    {
        foreach (var field in fields)
        {
            if (type is null || type == DuckDbType.Json || type.Kind is DuckDbTypeKind.Variant or DuckDbTypeKind.Map or DuckDbTypeKind.Union)
                return true;

            type = type.Fields?.FirstOrDefault(f => f.Name.Equals(field, StringComparison.OrdinalIgnoreCase))?.Type;
            if (type is null)
                return false;
        }

        return true;
    }

    /// <summary>The columns of the files, with their types where DuckDB told them.</summary>
    private IReadOnlyList<(string Name, DuckDbType? Type)> Columns(Func<string, IReadOnlyList<DuckDbColumn>> describe) =>
        _columns ??= _table.Columns is { } known
            ? [.. known.Select(static name => (name, (DuckDbType?)null))]
            : [.. describe(_table.Sql).Where(static c => !SqlWords.IsMetadata(c.Name)).Select(static c => (c.Name, (DuckDbType?)c.Type))];

    /// <summary>What the statement calls these columns and those of folders: DuckDB puts a number behind a name that is taken.</summary>
    private IReadOnlyList<string> Names(IReadOnlyList<(string Name, DuckDbType? Type)> columns)
    {
        IReadOnlyList<string> names = [.. columns.Select(static c => c.Name), .. _folders];
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return reference.Columns.Count == 0
            ? names
            : [.. names.Select((name, place) => TableNames.Free(place < reference.Columns.Count ? reference.Columns[place] : name, taken))];
    }
}
