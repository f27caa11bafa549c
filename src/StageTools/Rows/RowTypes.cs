using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace StageTools.Rows;

/// <summary>The types of rows that were made in this process. PowerShell keeps what it learns of a type for ever, so there is an end to
/// them.</summary>
internal static class RowTypes
{
    private const int MostTypes = 512;
    private const int MostColumns = 500;

    private static readonly ConcurrentDictionary<string, RowType?> ByShape = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<Type, RowType> ByType = new();

    /// <summary>The type of rows with these columns; null where there are too many, or a name is none that a property can have.</summary>
    /// <param name="names">The names of the columns.</param>
    /// <param name="types">The types of their values.</param>
    /// <param name="typeName">The type's own name.</param>
    public static RowType? Find(IReadOnlyList<string> names, IReadOnlyList<Type> types, string typeName = RowType.PlainName)
    {
        if (names.Count is 0 or > MostColumns)
            return null;

        var shape = typeName + '\0' + string.Join('\0', names.Zip(types, static (name, type) => $"{name}\u0001{type}"));
        return ByShape.TryGetValue(shape, out var known) || ByShape.Count >= MostTypes
            ? known
            : ByShape.GetOrAdd(shape, _ => TryMake(names, types, typeName));
    }

    /// <summary>The type of an object that is such a row.</summary>
    public static bool TryFind(Type type, [NotNullWhen(true)] out RowType? row) => ByType.TryGetValue(type, out row);

    private static RowType? TryMake(IReadOnlyList<string> names, IReadOnlyList<Type> types, string typeName)
    {
        try
        {
            var made = RowType.Make(names, types, typeName);
            ByType.TryAdd(made.Type, made);
            return made;
        }
        catch (ArgumentException)
        {
            // An empty name, or one with NUL in it: such rows become custom objects.
            return null;
        }
    }
}
