namespace StageTools.Formats.Parquet;

/// <summary>Parquet files as one table: columns by name over all files. Where the files have a column of several types, DuckDB takes one for all of
/// them, which may round; a value that it would change is refused.</summary>
/// <param name="files">The files.</param>
/// <param name="reference">What the statement asks of them.</param>
internal sealed class ParquetTable(IReadOnlyList<StagedFile> files, StageReference reference)
{
    private const string RowNumber = "file_row_number";

    // The columns of all files; none as long as nobody was asked.
    private IReadOnlyList<(string Name, string Type)> _columns = [];

    /// <summary>The table.</summary>
    public StagedTable Table => new(Read(files, []), Columns: null, [.. files.Select(static f => (f.Local.Path, f))])
    {
        HasObjects = true,
        Complete = files.Count > 1 || Metadata.Names(reference, files[0].Folders).Any() ? Complete : null,
    };

    /// <summary>Files with the same columns, and the types of these.</summary>
    private sealed record Kind(IReadOnlyList<StagedFile> Files, IReadOnlyList<(string Name, string Type)> Columns)
    {
        private readonly Dictionary<string, string> _types =
            Columns.ToDictionary(static c => Folded(c.Name), static c => c.Type, StringComparer.Ordinal);

        public string TypeOf(string column) => _types.GetValueOrDefault(Folded(column), string.Empty);
    }

    /// <summary>A column whose values the type that DuckDB gives it may change, and the type that it is given here.</summary>
    private sealed record MixedColumn(string Name, string Type);

    // A column of the files that is called like DuckDB's hides it: then rows are counted, a file at a time.
    private bool CountsRows => reference.WantsRowNumber && _columns.Any(static c => c.Name.Equals(RowNumber, StringComparison.OrdinalIgnoreCase));

    // DuckDB takes names for the same that differ in the case of ASCII letters alone.
    private static string Folded(string name) => string.Create(name.Length, name, static (folded, from) =>
    {
        for (var i = 0; i < folded.Length; i++)
            folded[i] = char.IsAsciiLetterUpper(from[i]) ? (char)(from[i] | 0x20) : from[i];
    });

    private static string List(IEnumerable<StagedFile> some) => DuckDbText.PathList(some.Select(static f => f.Local.Path));

    // By name over all files.
    private static string Function(IReadOnlyCollection<StagedFile> some, string options = "") =>
        $"read_parquet({List(some)}{(some.Count > 1 ? ", union_by_name = true" : string.Empty)}{options}, hive_partitioning = false)";

    private FileOrigin OriginOf(IEnumerable<StagedFile> some) =>
        FileOrigin.Of(_columns.Select(static c => c.Name), some.Select(static f => f.Local.Path));

    private string Read(IReadOnlyList<StagedFile> some, IReadOnlyList<string> replaced)
    {
        var origin = OriginOf(some);
        var all = replaced.Count == 0 ? origin.All : $"{origin.All} REPLACE ({string.Join(", ", replaced)})";
        var metadata = Metadata.Columns(reference, some, origin, CountsRows ? "row_number() OVER () - 1" : RowNumber);
        return $"SELECT {string.Join(", ", [all, .. metadata])} FROM {Function(some, origin.Option)}";
    }

    private string Complete(DuckDbQuestion ask)
    {
        var kinds = KindsOf(ask);
        _columns = kinds.Count == 1 ? kinds[0].Columns : ColumnsOf(ask, [.. kinds.Select(static k => k.Files[0])]);
        var mixed = _columns.Where(c => kinds.Exists(k => !Keeps(k.TypeOf(c.Name), c.Type)))
            .Select(c => new MixedColumn(c.Name, Wider(c.Type, [.. kinds.Select(k => k.TypeOf(c.Name))]))).ToList();
        if (CountsRows)
            kinds = [.. kinds.SelectMany(static k => k.Files.Select(f => k with { Files = [f] }))];
        else if (mixed.Count == 0)
            return Read(files, []);

        var parts = kinds.GroupBy(
                k => string.Join('\n', mixed.Select(c => k.TypeOf(c.Name)).Append(CountsRows ? k.Files[0].Local.Path : string.Empty)),
                StringComparer.Ordinal)
            .Select(part => Part([.. part], mixed, kinds));
        var names = _columns.Select(static c => c.Name).Concat(Metadata.Names(reference, files[0].Folders)).Select(DuckDbText.Name);
        return $"SELECT {string.Join(", ", names)} FROM ({string.Join(" UNION ALL BY NAME ", parts)})";
    }

    // Kinds in which the mixed columns have the same types.
    private string Part(IReadOnlyList<Kind> part, IReadOnlyList<MixedColumn> mixed, IReadOnlyList<Kind> kinds)
    {
        var those = part.SelectMany(static k => k.Files).ToHashSet<object>(ReferenceEqualityComparer.Instance);
        var some = files.Where(those.Contains).ToList();
        var replaced = mixed.Where(c => part[0].TypeOf(c.Name) is { Length: > 0 } type && type != c.Type)
            .Select(c => Cast(c, part[0].TypeOf(c.Name), OriginOf(some), kinds));
        return Read(some, [.. replaced]);
    }

    /// <summary>A value as one of the column's type, if it is the same again when it is cast back.</summary>
    private static string Cast(MixedColumn column, string type, FileOrigin origin, IReadOnlyList<Kind> kinds)
    {
        var name = DuckDbText.Name(column.Name);
        var cast = $"CAST({name} AS {column.Type})";
        if (Keeps(type, column.Type))
            return $"{cast} AS {name}";

        var others = kinds.Where(k => k.TypeOf(column.Name) is { Length: > 0 } other && other != type).ToList();
        var other = others.Find(k => k.TypeOf(column.Name) == column.Type) ?? others[0];
        return $"CASE WHEN TRY_CAST(TRY_{cast} AS {type}) IS NOT DISTINCT FROM {name} THEN {cast} ELSE "
            + $"error({CellError.Expression(column.Name, column.Type, origin, other.Files[0].Local.Shown)}) END AS {name}";
    }

    /// <summary>Whether every value of a type is itself in another; on the safe side.</summary>
    private static bool Keeps(string type, string other) => type.Length == 0 || type == other || other == "VARCHAR" || type switch
    {
        "TINYINT" or "SMALLINT" or "UTINYINT" or "USMALLINT" or "DATE" or "TIMESTAMP" => true,
        "INTEGER" or "UINTEGER" or "FLOAT" => other != "FLOAT",
        "BIGINT" or "UBIGINT" => other is not ("FLOAT" or "DOUBLE"),
        _ => false,
    };

    // Truths beside numbers are texts, as in all other formats. What stands beside numbers of 32 bits, those of 64 hold more of.
    private static string Wider(string type, IReadOnlyList<string> types) => types.Contains("BOOLEAN", StringComparer.Ordinal) ? "VARCHAR"
        : type == "FLOAT" ? "DOUBLE"
        : type;

    private List<Kind> KindsOf(DuckDbQuestion ask)
    {
        if (files.Count == 1)
            return [new Kind(files, ColumnsOf(ask, files))];

        var schemas = ask(
            "SELECT file_name, md5(string_agg(concat_ws(chr(1), name, num_children, repetition_type, duckdb_type, logical_type), chr(2) "
                + $"ORDER BY place)) FROM (SELECT *, row_number() OVER () AS place FROM parquet_schema({List(files)})) GROUP BY file_name")
            .ToDictionary(static row => row[0], static row => row[1], StringComparer.Ordinal);
        return [.. files.GroupBy(f => schemas.GetValueOrDefault(f.Local.Path, string.Empty), StringComparer.Ordinal).Select(static g => g.ToList())
            .Select(some => new Kind(some, ColumnsOf(ask, [some[0]])))];
    }

    private static IReadOnlyList<(string Name, string Type)> ColumnsOf(DuckDbQuestion ask, IReadOnlyList<StagedFile> some) =>
        [.. ask($"SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM {Function(some)})").Select(static row => (row[0], row[1]))];
}
