using System.Management.Automation;
using StageTools.Formats;
using StageTools.Stages;

namespace StageTools.Rows;

/// <summary>Rows as objects of the pipeline: plain objects with a property a column.</summary>
internal static class RowObjects
{
    /// <summary>The object of a row; JSON objects inside it become objects too.</summary>
    /// <exception cref="StageException"><c>DataInvalid</c> when two names differ in case alone: PowerShell's properties cannot.</exception>
    public static PSObject From(Row row)
    {
        var item = new PSObject(row.Values.Length);
        for (var i = 0; i < row.Values.Length; i++)
        {
            Add(item, row.Columns[i], row.Values[i]);
        }

        return item;
    }

    private static void Add(PSObject item, string name, object? value)
    {
        try
        {
            item.Properties.Add(new PSNoteProperty(name, Value(value)), preValidated: true);
        }
        catch (ExtendedTypeSystemException e)
        {
            throw new StageException(
                StageErrorCode.DataInvalid, $"The name '{name}' stands there twice but for its case, which properties of an object cannot; rename one in the file.", name, e);
        }
    }

    private static object? Value(object? value) => value switch
    {
        IReadOnlyDictionary<string, object?> fields => Object(fields),
        object?[] items => Array.ConvertAll(items, Value),
        _ => value,
    };

    private static PSObject Object(IReadOnlyDictionary<string, object?> fields)
    {
        var item = new PSObject(fields.Count);
        foreach (var (name, value) in fields)
        {
            Add(item, name, value);
        }

        return item;
    }
}
