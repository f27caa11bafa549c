using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using StageTools.Formats.Options;

namespace StageTools.Statements.Parts;

/// <summary>What is known beside a statement's text.</summary>
/// <param name="values">The values that <c>$name</c> stands for, by their names; null for none. A value takes the place of a text in quotes, and
/// never becomes SQL of its own.</param>
/// <param name="neutral">Whose a statement is where its form does not tell.</param>
/// <param name="secrets">Those of the values that stand only where a secret is kept.</param>
internal sealed class StatementContext(IReadOnlyDictionary<string, object?>? values, Dialect neutral, SecretValues secrets)
{
    /// <summary>Whose a statement is where its form does not tell.</summary>
    public Dialect Neutral => neutral;

    /// <summary>Whether a value is a secret.</summary>
    public bool IsSecret(string text) => secrets.Holds(text);

    /// <summary>A value as text; false where there is none of that name, or it is NULL.</summary>
    public bool TryFind(string name, [NotNullWhen(true)] out string? text)
    {
        text = values?.GetValueOrDefault(name) switch
        {
            null => null,
            bool isTrue => isTrue ? "TRUE" : "FALSE",
            var value => Convert.ToString(value, CultureInfo.InvariantCulture),
        };
        return text is not null;
    }
}
