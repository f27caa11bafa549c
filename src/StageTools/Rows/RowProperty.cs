namespace StageTools.Rows;

/// <summary>A property of a row's type: read and written for one row, written for many at once.</summary>
internal abstract class RowProperty
{
    /// <summary>The property's value in a row.</summary>
    public abstract object? Get(object row);

    /// <summary>Gives rows their values.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="values">An array of the property's type.</param>
    /// <param name="count">How many there are.</param>
    public abstract void Fill(object[] rows, Array values, int count);
}
