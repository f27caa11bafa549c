namespace StageTools.Formats.Files;

/// <summary>Makes the files of one export, all with the same columns.</summary>
internal abstract class PartMaker : IDisposable
{
    /// <summary>Whether rows may differ in their columns.</summary>
    public virtual bool RowsMayDiffer => false;

    /// <summary>Whether the columns are known; a format with types decides them by the first rows.</summary>
    public virtual bool IsDecided => true;

    /// <summary>The columns, each with its type; null where the format has no types, or they are not decided.</summary>
    public virtual IReadOnlyList<string>? Columns => null;

    /// <summary>Whether files take rows of these columns as DuckDB has them, and write the same values as of rows in batches. From then on they
    /// do.</summary>
    public virtual bool TryTakeChunks(IReadOnlyList<DuckDbColumn> columns) => false;

    /// <summary>Requires that files can be made, and that these columns can stand in them.</summary>
    /// <exception cref="Errors.StageException"><c>OptionInvalid</c>, <c>ValueNotRepresentable</c>, <c>DuckDbUnavailable</c>.</exception>
    public abstract void Require(IReadOnlyList<string> columns);

    /// <summary>Looks at the rows of a batch for what the columns hold.</summary>
    /// <returns>Whether enough has been seen.</returns>
    public virtual bool Look(RowBatch batch) => true;

    /// <summary>Decides the columns.</summary>
    /// <exception cref="Errors.StageException"><c>ValueNotRepresentable</c> for a column whose values no one type holds.</exception>
    public virtual void Decide()
    {
    }

    /// <summary>Begins a file.</summary>
    /// <param name="key">What it is called.</param>
    /// <param name="columns">The columns of its first row.</param>
    public abstract PartFile Create(StageKey key, IReadOnlyList<string> columns);

    /// <summary>Gives up what the making holds.</summary>
    public virtual void Dispose()
    {
    }
}
