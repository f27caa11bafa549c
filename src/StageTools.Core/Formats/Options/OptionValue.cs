using System.Collections;
using System.Globalization;
using System.Runtime.InteropServices;
using StageTools.Errors;

namespace StageTools.Formats.Options;

/// <summary>The value that was given for an option, typed or as text.</summary>
/// <param name="Name">The option as it was named.</param>
/// <param name="Value">What was given.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct OptionValue(string Name, object Value)
{
    public static string Folded(string text) => text.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();

    public string AsText() => Convert.ToString(Value, CultureInfo.InvariantCulture) ?? "";

    /// <summary>As one of an option's words, in lower case and without underscores.</summary>
    public string AsWord() => Folded(AsText());

    public bool AsBool() => Value as bool? ?? AsWord() switch
    {
        "true" or "1" => true,
        "false" or "0" => false,
        _ => throw NotOneOf("true or false"),
    };

    public int AsCount() => int.TryParse(AsText(), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        ? count
        : throw NotOneOf("a number of lines");

    public char AsChar() => AsUnescaped() is { Length: 1 } text ? text[0] : throw NotOneOf("one character");

    /// <summary>As text in which <c>\t</c> and the like may stand as two characters: SQL strings and single quotes have no escapes of their
    /// own.</summary>
    public string AsUnescaped()
    {
        var text = AsText();
        if (text.Length == 4 && text.StartsWith("\\x", StringComparison.Ordinal)
            && byte.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
        {
            return ((char)code).ToString();
        }

        return text switch
        {
            "\\\\" => "\\",
            "\\0" => "\0",
            _ => text
                .Replace("\\t", "\t", StringComparison.Ordinal)
                .Replace("\\r", "\r", StringComparison.Ordinal)
                .Replace("\\n", "\n", StringComparison.Ordinal),
        };
    }

    /// <summary>As a list of names; null where it is a single value, and no list between parentheses.</summary>
    public ColumnNames? AsNames()
    {
        if (Value is not string && Value is IEnumerable items)
            return new ColumnNames(items.Cast<object?>().Select(static item => Convert.ToString(item, CultureInfo.InvariantCulture) ?? ""));
        var text = AsText().Trim();
        return text is ['(', .. var names, ')']
            ? new ColumnNames(names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            : null;
    }

    public StageException NotOneOf(string wanted) =>
        new(StageErrorCode.OptionInvalid, $"'{AsText()}' is no value for the file format's option '{Name}'; it takes {wanted}.", Name);
}
