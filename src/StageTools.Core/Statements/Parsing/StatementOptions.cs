using System.Diagnostics.CodeAnalysis;
using StageTools.Sql;

namespace StageTools.Statements.Parsing;

/// <summary>Reads the options of a statement by their names: in any order, each once, with or without commas between them.</summary>
/// <param name="cursor">Where they stand.</param>
/// <param name="statement">The statement they are options of.</param>
/// <param name="known">The names there are.</param>
internal sealed class StatementOptions(StatementCursor cursor, string statement, params string[] known)
{
    private readonly HashSet<string> _said = new(StringComparer.Ordinal);

    /// <summary>How many were taken.</summary>
    public int Count => _said.Count;

    /// <summary>Where the one that was taken last stands.</summary>
    public int Position { get; private set; }

    /// <summary>Takes the next option's name, in upper case; false at the end of the statement.</summary>
    public bool TryTake([NotNullWhen(true)] out string? name)
    {
        name = null;
        var isMore = Count > 0 && cursor.TryTake(',');
        if (cursor.IsAtEnd && !isMore)
        {
            return false;
        }

        var token = cursor.Peek();
        var word = token.Kind is SqlTokenKind.Word ? token.Text.ToUpperInvariant() : string.Empty;
        if (!known.Contains(word, StringComparer.Ordinal))
        {
            throw cursor.Expected($"{(known.Length == 1 ? "the option" : "an option")} of {statement} ({string.Join(", ", known)}) or its end", known);
        }

        cursor.Take();
        Position = token.Start;
        name = _said.Add(word) ? word : throw cursor.Twice(token.Start, word);
        return true;
    }

    /// <summary>Takes the next option's name with its <c>=</c>.</summary>
    public bool TryTakeAssigned([NotNullWhen(true)] out string? name)
    {
        var isTaken = TryTake(out name);
        if (isTaken)
        {
            cursor.Expect('=');
        }

        return isTaken;
    }
}
