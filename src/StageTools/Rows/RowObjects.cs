using System.Management.Automation;
using StageTools.Formats;
using StageTools.Stages;

namespace StageTools.Rows;

/// <summary>Rows as objects of the pipeline: plain objects with a property a column.</summary>
internal sealed class RowObjects
{
    private readonly HashSet<IReadOnlyList<string>> _checked = new(ReferenceEqualityComparer.Instance);

    /// <summary>The object of a row; JSON objects inside it become objects too.</summary>
    /// <exception cref="StageException"><c>DataInvalid</c> when two names differ in case alone: PowerShell's properties cannot.</exception>
    public PSObject From(Row row)
    {
        // Rows of one shape share their list of columns.
        if (_checked.Add(row.Columns))
        {
            RefuseTwins(row.Columns);
        }

        var item = new PSObject();
        var properties = item.Properties;
        for (var i = 0; i < row.Values.Length; i++)
        {
            properties.Add(new PSNoteProperty(row.Columns[i], Value(row.Values[i])), preValidated: true);
        }

        return item;
    }

    private static void RefuseTwins(IEnumerable<string> names)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in names)
        {
            if (!seen.Add(name))
            {
                throw new StageException(
                    StageErrorCode.DataInvalid, $"The name '{name}' stands there twice but for its case, which properties of an object cannot; rename one in the file.", name);
            }
        }
    }

    private static object? Value(object? value) => value switch
    {
        null or string or ValueType => value,
        IReadOnlyDictionary<string, object?> fields => Object(fields),
        object?[] items => Array.ConvertAll(items, Value),
        _ => value,
    };

    private static PSObject Object(IReadOnlyDictionary<string, object?> fields)
    {
        RefuseTwins(fields.Keys);
        var item = new PSObject();
        foreach (var (name, value) in fields)
        {
            item.Properties.Add(new PSNoteProperty(name, Value(value)), preValidated: true);
        }

        return item;
    }
}
