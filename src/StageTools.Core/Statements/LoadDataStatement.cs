using System.Globalization;

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

    private protected override void Write(StatementWriter writer)
    {
        writer.Add("LOAD DATA INFILE").Place(Source).Add("INTO TABLE").Add(Table);
        Fields?.Write(writer);
        if (IgnoreLines is { } lines)
        {
            writer.Add(string.Create(CultureInfo.InvariantCulture, $"IGNORE {lines} LINES"));
        }
    }
}
