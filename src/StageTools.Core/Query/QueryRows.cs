namespace StageTools.Query;

/// <summary>Some rows of a result, column by column; used again for the next ones.</summary>
public sealed class QueryRows
{
    /// <summary>The most rows there are.</summary>
    internal const int MostRows = 2048;

    internal QueryRows(IReadOnlyList<QueryColumn> columns) =>
        Columns = [.. columns.Select(static c => Array.CreateInstance(ElementOf(c.Type), MostRows))];

    /// <summary>How many rows there are now.</summary>
    public int Count { get; internal set; }

    /// <summary>The values of each column: an array of its type, of <see cref="Nullable{T}"/> where that is a value type.</summary>
    public IReadOnlyList<Array> Columns { get; }

    /// <summary>What an array of a column's values holds: the type itself, or its nullable form.</summary>
    public static Type ElementOf(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return type.IsValueType ? typeof(Nullable<>).MakeGenericType(type) : type;
    }
}
