using System.Globalization;
using StageTools.Formats.Options;
using StageTools.Statements.Parts;

namespace StageTools.Statements;

/// <summary><c>LOAD DATA INFILE 'stage://stage/file' INTO TABLE table …</c>: import (MatrixOne).</summary>
/// <param name="Source">The file, as written: <c>stage:/file</c>, <c>stage://stage/file</c>, or a path of this machine.</param>
/// <param name="Table">The table, as SQL writes its name.</param>
public sealed record LoadDataStatement(string Source, string Table) : Statement
{
    /// <summary>FIELDS and LINES; null where neither is said.</summary>
    public FieldClauses? Fields { get; init; }

    /// <summary>IGNORE n LINES: how many lines stand before the rows.</summary>
    public long? IgnoreLines { get; init; }

    internal static StatementOptions<LoadDataStatement> Options { get; } = FieldClauses
        .Options(new StatementOptions<LoadDataStatement>("LOAD DATA"), static s => s.Fields, static (s, v) => s with { Fields = v })
        .Own(
            "IGNORE",
            static (cursor, s) => s with { IgnoreLines = TakeLines(cursor) },
            static (writer, s) => writer.AddIf(
                s.IgnoreLines is not null, string.Create(CultureInfo.InvariantCulture, $"IGNORE {s.IgnoreLines} LINES")),
            mark: StatementOptions<LoadDataStatement>.Mark.None);

    /// <summary>Reads LOAD DATA INFILE.</summary>
    internal static LoadDataStatement Read(StatementCursor cursor)
    {
        cursor.Expect("LOAD", "DATA");
        _ = cursor.TryTake("LOCAL");
        cursor.Expect("INFILE");
        var source = cursor.TakeText("the file's path in quotes");
        cursor.Expect("INTO", "TABLE");
        return Options.Read(cursor, new LoadDataStatement(source, cursor.TakeTableName()) { Dialect = Dialect.MatrixOne });
    }

    private protected override void Write(StatementWriter writer) =>
        writer.Add("LOAD DATA INFILE").Place(Source).Add("INTO TABLE").Add(Table).Options(Options, this);

    private static long TakeLines(StatementCursor cursor)
    {
        var lines = cursor.TakeCount("how many lines");
        return cursor.TryTake("LINES") || cursor.TryTake("ROWS") ? lines : throw cursor.Expected("LINES", ["LINES", "ROWS"]);
    }
}
