using StageTools.Formats.Options;
using StageTools.Sql;
using StageTools.Statements.Parts;

namespace StageTools.Statements.Parsing;

/// <summary>Reads queries, alone or inside a statement. Their text is DuckDB's, and stays as it is.</summary>
internal static class QueryParser
{
    /// <summary>Reads a statement that is DuckDB's, or MatrixOne's export of a query.</summary>
    public static Statement Read(StatementCursor cursor, bool mayExport)
    {
        var scan = new QueryScan(cursor, isNested: false, mayExport);
        var read = scan.Read(cursor.Peek().Start);
        var query = Of(cursor, scan, read);
        cursor.MoveTo(scan.Last.Start);
        return scan.IsExport ? OutfileParser.ReadOutfile(cursor, query) : query;
    }

    /// <summary>Reads a query in brackets, of which the first was taken.</summary>
    public static QueryStatement ReadNested(StatementCursor cursor)
    {
        var first = cursor.Peek();
        if (!first.IsSymbol(cursor.Sql, '(') && !first.IsWord(cursor.Sql, SqlWords.QueryStarts))
        {
            throw cursor.Expected("a query such as SELECT …", SqlWords.QueryStarts);
        }

        var read = ReadInBrackets(cursor, out var scan);
        return Of(cursor, scan, read);
    }

    /// <summary>Reads an expression in brackets, of which the first was taken.</summary>
    public static string ReadExpression(StatementCursor cursor) =>
        ReadInBrackets(cursor, out _) is { Text: { Length: > 0 } text } ? text : throw cursor.Refuse(cursor.Current.Start, "expected an expression, found nothing between the brackets");

    private static SqlStatement ReadInBrackets(StatementCursor cursor, out QueryScan scan)
    {
        scan = new QueryScan(cursor, isNested: true, mayExport: false);
        var read = scan.Read(cursor.Current.End);
        cursor.MoveTo(scan.Last.End);
        return read;
    }

    private static QueryStatement Of(StatementCursor cursor, QueryScan scan, SqlStatement statement) => new(statement.Text)
    {
        Dialect = Dialect.Standard,
        Place = PlaceOf(cursor, statement.Start),
        Functions = new ValueList<StageFunctionCall>(scan.Calls.Select(c => StageFunctionParser.Read(cursor, c.Start, statement.Start))),
    };

    private static (int Line, int Column) PlaceOf(StatementCursor cursor, int position)
    {
        var ((line, column), (fromLine, fromColumn)) = (cursor.Lines.Of(position), cursor.Lines.Of(cursor.Start));
        return (line - fromLine + 1, line == fromLine ? column - fromColumn + 1 : column);
    }
}
