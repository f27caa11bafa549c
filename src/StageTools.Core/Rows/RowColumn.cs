namespace StageTools.Rows;

/// <summary>A column as a database declares it. SQLite's values may be of other types than that.</summary>
/// <param name="Name">The name.</param>
/// <param name="Type">The .NET type of the values; <see cref="object"/> where nothing is declared.</param>
public sealed record RowColumn(string Name, Type Type)
{
    /// <summary>How many digits a decimal has, where declared.</summary>
    public byte? Precision { get; init; }

    /// <summary>How many of them stand behind the point, where declared.</summary>
    public byte? Scale { get; init; }

    /// <summary>Whether there may be NULLs; true where that is not known.</summary>
    public bool Nullable { get; init; } = true;
}
