namespace StageTools.Query;

/// <summary>Puts what DuckDB reads in the place of what the statement says about staged files; every other character stays.</summary>
internal sealed class StatementRewriter(SqlStatement statement)
{
    private readonly List<SqlEdit> _edits = [];
    private readonly Dictionary<StageReference, QueriedTable> _tables = new(ReferenceEqualityComparer.Instance);
    private readonly TableNames _names = new(statement.References);

    /// <summary>A function's files.</summary>
    public void Replace(StageReference reference, IReadOnlyList<string> paths)
    {
        // Some of the functions take one path and no list.
        var list = DuckDbText.PathList(paths);
        _edits.Add(new SqlEdit(reference.Start, reference.End, reference.Kind is ReferenceKind.ListItem || paths.Count == 1 ? list[1..^1] : list));
    }

    /// <summary>A table.</summary>
    public void Replace(StageReference reference, string path, StagedTable table) =>
        _tables.Add(reference, new QueriedTable(reference, reference.Alias ?? _names.Next(path), path, table));

    /// <summary>Makes the tables whose query depends on what DuckDB finds in the files.</summary>
    public void Complete(DuckDbQuestion ask)
    {
        foreach (var table in _tables.Values)
            table.Complete(ask);
    }

    /// <summary>The statement for DuckDB.</summary>
    /// <param name="describe">The columns of a query.</param>
    /// <exception cref="StageException"><c>QueryInvalid</c> for a <c>$1</c> that is no column.</exception>
    public string Rewrite(Func<string, IReadOnlyList<DuckDbColumn>> describe)
    {
        foreach (var (reference, table) in _tables)
            AddTable(reference, table.Alias, table.Query(IsNamed, describe));

        foreach (var use in statement.Ordinals)
            AddOrdinal(use, describe);

        foreach (var use in statement.Metadata.Where(u => u.References.Any(_tables.ContainsKey)))
        {
            var name = use.Token.Name!.ToUpperInvariant();
            _edits.Add(new SqlEdit(use.Token.Start, use.Token.End, DuckDbText.Name(name)));
        }

        foreach (var use in statement.Stars)
            AddStar(use);

        foreach (var use in statement.Froms.Where(static use => !use.Scope.HasSelect))
            AddFrom(use);

        var words = MySqlWords.Edits(statement.Tokens, statement.First, statement.Next);
        _edits.AddRange(words.Where(w => !_edits.Exists(w.Overlaps) && !statement.Edits.Any(w.Overlaps)).ToList());
        _edits.AddRange(statement.Edits);
        return SqlEdit.Apply(statement.Sql, statement.Start, statement.End, _edits);
    }

    private void AddTable(StageReference reference, string alias, string sql)
    {
        if (reference.Kind is ReferenceKind.Copied)
        {
            // EXPLAIN may stand before it.
            var copy = Enumerable.Range(statement.First, statement.Next - statement.First)
                .Select(i => statement.Tokens[i]).First(static t => t.IsWord("COPY"));
            _edits.Add(new SqlEdit(copy.Start, copy.End, "INSERT INTO"));
            _edits.Add(new SqlEdit(statement.CopyFrom, reference.End, $"SELECT * FROM ({sql})"));
            return;
        }

        // The name that the statement gives, which was read on to, stays.
        var text = reference.Kind is ReferenceKind.Described ? $"FROM ({sql})"
            : reference.Alias is null ? $"({sql}) AS {DuckDbText.Name(alias)}"
            : $"({sql}) ";
        _edits.Add(new SqlEdit(reference.Start, reference.End, text));
    }

    /// <summary>Where a place in the statement for DuckDB stands in the text that was written; of what was put in, where that begins.</summary>
    public int WrittenAt(int place)
    {
        var shift = statement.Start;
        foreach (var (start, end, replacement) in SqlEdit.InOrder(_edits))
        {
            var at = start - shift;
            if (place < at)
                break;

            if (place < at + replacement.Length)
                return start;

            shift += end - start - replacement.Length;
        }

        return place + shift;
    }

    private void AddOrdinal(ColumnUse use, Func<string, IReadOnlyList<DuckDbColumn>> describe)
    {
        var tables = use.References.Where(_tables.ContainsKey).ToList();
        if (tables.Count == 0)
        {
            // A parameter of DuckDB's own, then.
            return;
        }

        var written = use.Token.Text;
        if (tables.Count > 1)
        {
            throw StageErrorCode.QueryInvalid.Error(
                $"'{written}' may be a column of any of {tables.Count} staged tables; name them, and write table.{written}.", written);
        }

        var (fields, end) = FieldsBehind(use);
        _edits.Add(new SqlEdit(use.Start, end, _tables[tables[0]].Column(written, fields, describe)));
    }

    /// <summary>Databend's way to a field of a row, <c>$1:customer:name</c>, <c>$1:customer.name</c>: the names, and where they end. A cast,
    /// <c>::</c>, is none.</summary>
    private static (IReadOnlyList<string> Fields, int End) FieldsBehind(ColumnUse use)
    {
        var fields = new List<string>();
        var end = use.Token.End;
        for (var i = use.Index + 1; use.Tokens[i].Start == end; i += 2)
        {
            var mark = use.Tokens[i];
            var isMark = mark.Symbol is ':' || (mark.Symbol is '.' && fields.Count > 0);
            var name = use.Tokens[i + 1];
            if (!isMark || name.Start != mark.End || name.Name is not { } field)
                break;

            fields.Add(field);
            end = name.End;
        }

        return (fields, end);
    }

    private bool IsNamed(string column) => Enumerable.Range(statement.First, statement.Next - statement.First)
        .Any(i => column.Equals(statement.Tokens[i].Name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The columns that tell where a row comes from are there for who names them, and not among all columns; in COPY INTO so are those of
    /// folders.</summary>
    private void AddStar(ColumnUse use)
    {
        var names = HiddenAt(use);
        if (names.Count == 0)
            return;

        var next = use.Index + 1;
        if (!use.Tokens[next].IsWord("EXCLUDE"))
        {
            _edits.Add(new SqlEdit(use.Token.End, use.Token.End, $" EXCLUDE ({string.Join(", ", names.Select(static n => n.Sql))})"));
            return;
        }

        // What the statement leaves out itself is not said twice.
        var isList = use.Tokens[++next].Symbol is '(';
        var first = isList ? next + 1 : next;
        var last = first;
        while (isList && use.Tokens[last].Symbol is not ')' && use.Tokens[last].Kind is not SqlTokenKind.End)
            last++;

        var said = Enumerable.Range(first, isList ? last - first : 1).Select(i => use.Tokens[i].Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var more = string.Concat(names.Where(n => !said.Contains(n.Name)).Select(static n => $"{n.Sql}, "));
        var place = use.Tokens[first - 1].End;
        _edits.Add(new SqlEdit(place, place, isList ? more : $" ({more}"));
        if (!isList)
            _edits.Add(new SqlEdit(use.Tokens[first].End, use.Tokens[first].End, ")"));
    }

    /// <summary>A query that is FROM alone gives all columns, too.</summary>
    private void AddFrom(ColumnUse use)
    {
        var names = HiddenAt(use);
        if (names.Count > 0)
        {
            _edits.Add(new SqlEdit(
                use.Start, use.Token.End, $"SELECT * EXCLUDE ({string.Join(", ", names.Select(static n => n.Sql))}) {use.Token.Text}"));
        }
    }

    /// <summary>What is not among all columns at a place.</summary>
    private List<(string Name, string Sql)> HiddenAt(ColumnUse use)
    {
        var references = use.Qualifier is null ? use.Scope.References : use.References;
        var tables = references.Where(_tables.ContainsKey).ToList();
        string[] metadata =
        [
            .. tables.Exists(static t => t.WantsFileName) ? [SqlWords.FileName] : (string[])[],
            .. tables.Exists(static t => t.WantsRowNumber) ? [SqlWords.FileRowNumber] : (string[])[],
        ];
        var folders = tables.Select(table => _tables[table]).SelectMany(static table => table.Hidden.Select(
            folder => (Name: folder, Sql: $"{DuckDbText.Name(table.Alias)}.{DuckDbText.Name(folder)}")));
        return [.. metadata.Select(static name => (Name: name, Sql: DuckDbText.Name(name))), .. folders];
    }
}
