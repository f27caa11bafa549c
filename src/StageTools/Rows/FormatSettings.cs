using System.Collections;
using System.Globalization;
using System.Management.Automation;
using StageTools.Formats.Options;

namespace StageTools.Rows;

/// <summary>The parameters by which Export-StageData and Import-StageData say how a file is laid out.</summary>
internal static class FormatSettings
{
    /// <summary>What was said, and nothing else. A parameter goes over the hashtable's entry for the same option.</summary>
    /// <param name="options">The hashtable of -FormatOption: any option of a file format, by any of its names.</param>
    /// <param name="given">The parameters of their own, each with its option's name; null was not given.</param>
    public static FileFormat Read(IDictionary? options, params ReadOnlySpan<(string Name, object? Value)> given)
    {
        var asked = new List<KeyValuePair<string, object?>>();
        foreach (DictionaryEntry entry in options ?? new Hashtable())
        {
            asked.Add(new(Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!, Plain(entry.Value)));
        }

        foreach (var (name, value) in given)
        {
            if (value is not null)
            {
                asked.Add(new(name, Plain(value)));
            }
        }

        return FileFormat.Parse(asked);
    }

    private static object? Plain(object? value) => value switch
    {
        PSObject wrapped => Plain(wrapped.BaseObject),
        object?[] items => items.Select(Plain).ToArray(),
        _ => value,
    };
}
