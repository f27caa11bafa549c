using System.Data.SqlTypes;
using System.Management.Automation.Internal;

namespace StageTools.Rows;

/// <summary>Values free of PowerShell and of whoever made them: they are written later, on another thread, when the object may have
/// changed.</summary>
internal static class PlainValue
{
    private const int MostDepth = 64;

    /// <summary>The value itself where it cannot change; custom objects, dictionaries and lists as copies; a database's types as .NET's own, its NULL
    /// as null; anything else as its text.</summary>
    public static object? Of(object? value) => Copy(value, 0);

    /// <summary>The value of a property; null where it cannot be read now, such as the exit code of a running process.</summary>
    public static object? Of(PSPropertyInfo property) => ValueOf(property, -1);

    // No lambda here takes the depth: what carries it would be made for each value.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static object? Copy(object? value, int depth) => value switch
    {
        null or string or Uri or Version => value,
        DBNull => null,
        ValueType when value.GetType().IsPrimitive => value,
        INullable data => Unwrapped(data),
        ValueType => value,
        _ when depth > MostDepth => Array.Empty<object?>(), // One level more than a format takes: it refuses the value, and says where.
        PSObject item when ReferenceEquals(item, AutomationNull.Value) => null,
        PSObject { BaseObject: PSCustomObject } item => Fields(item, depth),
        PSObject item => Copy(item.BaseObject, depth),
        byte[] bytes => bytes.Clone(),
        IDictionary entries => Entries(entries, depth),
        IEnumerable<KeyValuePair<string, object?>> fields => Fields(fields, depth),
        IEnumerable items when IsCollection(items) => Items(items, depth),
        _ => LanguagePrimitives.ConvertTo(value, typeof(string), CultureInfo.InvariantCulture),
    };

    private static object? Unwrapped(INullable data) => data switch
    {
        { IsNull: true } => null,
        SqlBinary bytes => bytes.Value,
        SqlBoolean boolean => boolean.Value,
        SqlByte number => number.Value,
        SqlBytes bytes => bytes.Value,
        SqlChars text => new string(text.Value),
        SqlDateTime moment => moment.Value,
        SqlDouble number => number.Value,
        SqlGuid guid => guid.Value,
        SqlInt16 number => number.Value,
        SqlInt32 number => number.Value,
        SqlInt64 number => number.Value,
        SqlMoney number => number.Value,
        SqlSingle number => number.Value,
        SqlString text => text.Value,
        SqlXml text => text.Value,

        // Of these SqlDecimal, which may have more digits than a decimal.
        ValueType => data,
        _ => LanguagePrimitives.ConvertTo(data, typeof(string), CultureInfo.InvariantCulture),
    };

    // What can be enumerated is data only where it is a collection: an XML node, say, is not.
    private static bool IsCollection(IEnumerable items) =>
        items is ICollection
            || Array.Exists(items.GetType().GetInterfaces(), i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(ICollection<>));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static object? ValueOf(PSPropertyInfo property, int depth)
    {
        try
        {
            return Copy(property.Value, depth + 1);
        }
        catch (GetValueException)
        {
            return null;
        }
    }

    private static List<KeyValuePair<string, object?>> Fields(PSObject item, int depth) =>
        [.. item.Properties.Select(p => KeyValuePair.Create(p.Name, ValueOf(p, depth)))];

    private static List<KeyValuePair<string, object?>> Fields(IEnumerable<KeyValuePair<string, object?>> fields, int depth) =>
        [.. fields.Select(f => KeyValuePair.Create(f.Key, Copy(f.Value, depth + 1)))];

    private static List<KeyValuePair<string, object?>> Entries(IDictionary entries, int depth)
    {
        var copy = new List<KeyValuePair<string, object?>>(entries.Count);
        foreach (DictionaryEntry entry in entries)
            copy.Add(new(Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!, Copy(entry.Value, depth + 1)));

        return copy;
    }

    private static List<object?> Items(IEnumerable items, int depth) => [.. items.Cast<object?>().Select(item => Copy(item, depth + 1))];
}
