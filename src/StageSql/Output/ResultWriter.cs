namespace StageTools.Terminal.Output;

/// <summary>Writes the rows of one result in a format.</summary>
internal abstract class ResultWriter(ResultOutput output)
{
    /// <summary>Rows written, or held to be written.</summary>
    public long RowCount { get; protected set; }

    /// <summary>Where they go.</summary>
    protected ResultOutput Output { get; } = output;

    /// <summary>Makes the writer of a result, which has written what stands before the first row.</summary>
    public static ResultWriter Create(OutputSettings settings, ResultOutput output, IReadOnlyList<QueryColumn> columns) => settings.Format switch
    {
        OutputFormat.Table => new TableWriter(output, columns, settings),
        OutputFormat.Vertical => new VerticalWriter(output, columns),
        _ => new DataWriter(output, columns, settings),
    };

    /// <summary>Writes some rows.</summary>
    public abstract void Write(QueryRows rows);

    /// <summary>What stands behind the last row, and what was held.</summary>
    public virtual void End()
    {
        // Most end with the last row.
    }
}

/// <summary>Writes rows for a person: texts that can be shown.</summary>
internal abstract class ShownRowsWriter(ResultOutput output) : ResultWriter(output)
{
    private readonly PlainText _plain = new();

    /// <inheritdoc/>
    public override void Write(QueryRows rows)
    {
        for (var row = 0; row < rows.Count; row++)
        {
            var texts = new string[rows.Columns.Count];
            for (var column = 0; column < texts.Length; column++)
                texts[column] = ShownText.Of(_plain.Of(rows.Columns[column].GetValue(row)) ?? "NULL");

            Write(texts);
        }
    }

    /// <summary>Writes a row.</summary>
    public abstract void Write(string[] texts);
}
