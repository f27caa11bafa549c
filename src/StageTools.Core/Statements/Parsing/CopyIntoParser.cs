using StageTools.Sql;
using StageTools.Statements.Parts;

namespace StageTools.Statements.Parsing;

/// <summary>Reads Databend's COPY INTO, which exports to a stage and imports from one.</summary>
internal static class CopyIntoParser
{
    /// <summary>Reads COPY INTO.</summary>
    public static Statement Read(StatementCursor cursor)
    {
        cursor.Expect("COPY", "INTO");
        return cursor.Peek() is { Symbol: '@' } or { Kind: SqlTokenKind.Text } ? ReadExport(cursor) : ReadImport(cursor);
    }

    private static CopyIntoStageStatement ReadExport(StatementCursor cursor)
    {
        var statement = new CopyIntoStageStatement(cursor.TakeLocation());
        cursor.Expect("FROM");
        statement = cursor.TryTake('(')
            ? statement with { Query = QueryParser.ReadNested(cursor) }
            : statement with { Table = cursor.TakeTableName() };
        return CopyIntoStageStatement.Options.Read(cursor, statement);
    }

    private static CopyIntoTableStatement ReadImport(StatementCursor cursor)
    {
        var statement = new CopyIntoTableStatement(cursor.TakeTableName());
        if (cursor.Peek().Symbol is '(')
            statement = statement with { Columns = cursor.TakeList("a column's name", ofNames: true) };

        cursor.Expect("FROM");
        statement = cursor.TryTake('(')
            ? statement with { Query = QueryParser.ReadNested(cursor) }
            : statement with { Source = cursor.TakeLocation() };
        return CopyIntoTableStatement.Options.Read(cursor, statement);
    }
}
