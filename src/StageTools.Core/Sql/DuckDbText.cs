namespace StageTools.Sql;

/// <summary>Values and names as DuckDB's SQL writes them.</summary>
internal static class DuckDbText
{
    /// <summary>A text in single quotes.</summary>
    public static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>A name in double quotes.</summary>
    public static string Name(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A path that means one file: DuckDB takes every path for a wildcard, also in a list.</summary>
    public static string PathLiteral(string path) => Literal(PathPattern(path));

    /// <summary>The wildcard that finds this path alone.</summary>
    public static string PathPattern(string path) => path.AsSpan().IndexOfAny("*?[") < 0
        ? path
        : string.Concat(path.Select(static c => c is '*' or '?' or '[' ? $"[{c}]" : $"{c}"));

    /// <summary>A list of such paths.</summary>
    public static string PathList(IEnumerable<string> paths) => $"[{string.Join(", ", paths.Select(PathLiteral))}]";

    /// <summary>A list of texts.</summary>
    public static string List(IEnumerable<string> texts) => $"[{string.Join(", ", texts.Select(Literal))}]";
}
