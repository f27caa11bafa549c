using System.Buffers;
using System.Globalization;
using StageTools.Errors;
using StageTools.Formats.Files;
using StageTools.Sql;

namespace StageTools.Query;

/// <summary>Puts what DuckDB reads in the place of what the statement says about staged files; every other character stays.</summary>
internal sealed class StatementRewriter(SqlStatement statement)
{
    private readonly List<SqlEdit> _edits = [];
    private readonly Dictionary<StageReference, (string Alias, StagedTable Table, string Path)> _tables = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<StageReference, IReadOnlyList<string>> _columns = new(ReferenceEqualityComparer.Instance);
    private readonly TableNames _names = new(statement.References);

    /// <summary>A function's files.</summary>
    public void Replace(StageReference reference, IReadOnlyList<string> paths)
    {
        // Some of the functions take one path and no list.
        var list = DuckDbText.PathList(paths);
        _edits.Add(new SqlEdit(reference.Start, reference.End, reference.Kind is ReferenceKind.ListItem || paths.Count == 1 ? list[1..^1] : list));
    }

    /// <summary>A table.</summary>
    public void Replace(StageReference reference, string path, StagedTable table)
    {
        var alias = reference.Alias ?? _names.Next(path);
        _tables.Add(reference, (alias, table, path));
        if (reference.Kind is ReferenceKind.Copied)
        {
            // EXPLAIN may stand before it.
            var copy = Enumerable.Range(statement.First, statement.Next - statement.First)
                .Select(i => statement.Tokens[i]).First(static t => t.IsWord("COPY"));
            _edits.Add(new SqlEdit(copy.Start, copy.End, "INSERT INTO"));
            _edits.Add(new SqlEdit(statement.CopyFrom, reference.End, $"SELECT * FROM ({table.Sql})"));
            return;
        }

        // The name that the statement gives, which was read on to, stays.
        var text = reference.Kind is ReferenceKind.Described ? $"FROM ({table.Sql})"
            : reference.Alias is null ? $"({table.Sql}) AS {DuckDbText.Name(alias)}"
            : $"({table.Sql}) ";
        _edits.Add(new SqlEdit(reference.Start, reference.End, text));
    }

    /// <summary>The statement for DuckDB.</summary>
    /// <param name="describe">The columns of a query.</param>
    /// <exception cref="StageException"><c>QueryInvalid</c> for a <c>$1</c> that is no column.</exception>
    public string Rewrite(Func<string, IReadOnlyList<string>> describe)
    {
        foreach (var use in statement.Ordinals)
            AddOrdinal(use, describe);

        foreach (var use in statement.Metadata.Where(u => u.References.Any(_tables.ContainsKey)))
        {
            var name = use.Token.Name!.ToUpperInvariant();
            _edits.Add(new SqlEdit(use.Token.Start, use.Token.End, DuckDbText.Name(name)));
        }

        foreach (var use in statement.Stars)
            AddStar(use);

        var words = MySqlWords.Edits(statement.Tokens, statement.First, statement.Next);
        _edits.AddRange(words.Where(w => !_edits.Exists(w.Overlaps) && !statement.Edits.Any(w.Overlaps)).ToList());
        _edits.AddRange(statement.Edits);
        return SqlEdit.Apply(statement.Sql, statement.Start, statement.End, _edits);
    }

    /// <summary>Where a place in the statement for DuckDB stands in the text that was written; of what was put in, where that begins.</summary>
    public int WrittenAt(int place)
    {
        var shift = statement.Start;
        foreach (var (start, end, replacement) in _edits.OrderBy(static e => e.Start))
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

    private void AddOrdinal(ColumnUse use, Func<string, IReadOnlyList<string>> describe)
    {
        var tables = use.References.Where(_tables.ContainsKey).ToList();
        if (tables.Count == 0)
        {
            // A parameter of DuckDB's own, then.
            return;
        }

        var written = use.Token.Text;
        if (tables.Count > 1)
            throw Invalid($"'{written}' may be a column of any of {tables.Count} staged tables; name them, and write table.{written}.", written);

        var (alias, table, path) = _tables[tables[0]];
        var columns = table.Columns ?? Describe(tables[0], table, describe);
        var number = int.TryParse(written.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : int.MaxValue;
        var (fields, end) = FieldsBehind(use);

        // Databend: of files whose rows are objects $1 is the row itself, and $1:name a field of it.
        var isOfRow = number == 1 && fields.Count > 0 && columns.Contains(fields[0], StringComparer.OrdinalIgnoreCase);
        _edits.Add(columns.Count == 0 ? new SqlEdit(use.Start, end, "CAST(NULL AS VARCHAR)")
            : number >= 1 && number <= columns.Count
            ? new SqlEdit(
                use.Start, end, string.Join(
                    '.', ((string[])[alias, .. isOfRow ? [] : (string[])[columns[number - 1]], .. fields]).Select(DuckDbText.Name)))
            : throw Invalid(
                $"There is no column '{written}': '{path}' has {columns.Count}, "
                    + $"{string.Join(", ", columns.Take(10))}{(columns.Count > 10 ? " …" : string.Empty)}.",
                written));
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

    private IReadOnlyList<string> Describe(StageReference reference, StagedTable table, Func<string, IReadOnlyList<string>> describe)
    {
        if (!_columns.TryGetValue(reference, out var columns))
        {
            columns = describe(table.Sql).Where(static c => !SqlWords.IsMetadata(c)).ToList();
            _columns.Add(reference, columns);
        }

        return columns;
    }

    /// <summary>The columns that tell where a row comes from are there for who names them, and not among all columns.</summary>
    private void AddStar(ColumnUse use)
    {
        var references = use.Qualifier is null ? use.Scope.References : use.References;
        var tables = references.Where(_tables.ContainsKey).ToList();
        var names = new List<string>();
        if (tables.Exists(static t => t.WantsFileName))
            names.Add(DuckDbText.Name(SqlWords.FileName));

        if (tables.Exists(static t => t.WantsRowNumber))
            names.Add(DuckDbText.Name(SqlWords.FileRowNumber));

        if (names.Count == 0)
            return;

        var list = string.Join(", ", names);
        if (!use.Tokens[use.Index + 1].IsWord("EXCLUDE"))
        {
            _edits.Add(new SqlEdit(use.Token.End, use.Token.End, $" EXCLUDE ({list})"));
        }
        else if (use.Tokens[use.Index + 2] is { Symbol: '(' } bracket)
        {
            _edits.Add(new SqlEdit(bracket.End, bracket.End, list + ", "));
        }
    }

    private static StageException Invalid(string sentence, string target) => new(StageErrorCode.QueryInvalid, sentence, target);
}

/// <summary>Names for staged tables that the statement gives none: the file's, as DuckDB has it for <c>FROM 'a.csv'</c>, else the stage's.</summary>
internal sealed class TableNames
{
    private static readonly SearchValues<char> NoName = SearchValues.Create("*?[`@~");

    private readonly HashSet<string> _taken;

    /// <summary>Begins with the names that the statement gives.</summary>
    public TableNames(IEnumerable<StageReference> references) =>
        _taken = new HashSet<string>(references.Select(static r => r.Alias).OfType<string>(), StringComparer.OrdinalIgnoreCase);

    /// <summary>A name that is not taken yet.</summary>
    public string Next(string stagePath)
    {
        var last = stagePath[(stagePath.LastIndexOf('/') + 1)..];
        var dot = last.IndexOf('.', StringComparison.Ordinal);
        var name = dot < 0 ? last : last[..dot];
        if (name.Length == 0 || name.AsSpan().ContainsAny(NoName))
        {
            var slash = stagePath.IndexOf('/', StringComparison.Ordinal);
            name = (slash < 0 ? stagePath : stagePath[..slash]).TrimStart('@');
        }

        return Free(name, _taken);
    }

    /// <summary>A name, or the same with a number behind it, that is not taken yet, and is then.</summary>
    public static string Free(string name, HashSet<string> taken)
    {
        var free = name;
        for (var i = 1; !taken.Add(free); i++)
            free = $"{name}_{i}";

        return free;
    }
}
