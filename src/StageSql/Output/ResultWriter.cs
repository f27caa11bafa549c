namespace StageTools.Terminal.Output;

/// <summary>Writes the rows of one result in a format.</summary>
internal abstract class ResultWriter(ResultOutput output)
{
    /// <summary>Rows written, or held to be written.</summary>
    public long RowCount { get; protected set; }

    /// <summary>Where they go.</summary>
    protected ResultOutput Output { get; } = output;

    /// <summary>Makes the writer of a result.</summary>
    public static ResultWriter Create(OutputSettings settings, ResultOutput output, IReadOnlyList<QueryColumn> columns) => settings.Format switch
    {
        OutputFormat.Table => new TableWriter(output, columns, settings),
        OutputFormat.Vertical => new VerticalWriter(output, columns),
        _ => new DataWriter(output, columns, settings),
    };

    /// <summary>What stands before the first row.</summary>
    public abstract void Begin();

    /// <summary>Writes some rows.</summary>
    public abstract void Write(QueryRows rows);

    /// <summary>What stands behind the last row, and what was held.</summary>
    public abstract void End();
}
