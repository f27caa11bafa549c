namespace StageTools.Query;

/// <summary>DuckDB's error of a statement as one sentence, with its line and column in the text that the user wrote.</summary>
internal static class ErrorPlace
{
    private const string Cut = "...";
    private const RegexOptions Plain = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking;

    /// <summary>How a sentence ends that wants what DuckDB would fetch.</summary>
    public const string NoNetwork = ", and a query does not go to the network";

    private static readonly Regex Kind = new("^[A-Z][A-Za-z ]* Error: ", Plain);
    private static readonly Regex Pointed = new(@"\n\n(?<label>LINE (?<line>\d+): )(?<text>[^\n]*)\n(?<blanks> *)\^", Plain);
    private static readonly Regex Said = new(@"^Line (?<line>\d+), column (?<column>\d+): ", Plain);
    private static readonly Regex Network = new(@"[.\s]*Please try installing and loading the \S+ extension[\s\S]*", Plain);

    /// <summary>The sentence.</summary>
    /// <param name="message">DuckDB's message.</param>
    /// <param name="sql">The text that DuckDB was given.</param>
    /// <param name="placeOf">The line and column of a place in it, both from 1, as the user wrote it.</param>
    public static string Sentence(string message, string sql, Func<int, (int Line, int Column)> placeOf)
    {
        var pointed = Pointed.Match(message);
        var text = (pointed.Success ? message[..pointed.Index] : message).Trim();
        text = Network.Replace(text, NoNetwork);
        text = Kind.Replace(text, string.Empty).ReplaceLineEndings(" ").Trim();
        text = text.EndsWith(NoNetwork, StringComparison.Ordinal) || text[^1] is '.' or '!' or '?' ? text : text + ".";
        return pointed.Success && Find(pointed, sql) is { } at
            ? string.Create(CultureInfo.InvariantCulture, $"Line {placeOf(at).Line}, column {placeOf(at).Column}: {text}")
            : text;
    }

    /// <summary>A sentence about a text that stands in a longer one, with its place there: what it says of its own place is moved, or put before it
    /// where it says none.</summary>
    /// <param name="sentence">The sentence.</param>
    /// <param name="line">The line at which the text begins in the longer one.</param>
    /// <param name="column">The column at which it begins.</param>
    public static string Move(string sentence, int line, int column)
    {
        if (Said.Match(sentence) is { Success: true } said)
        {
            var ownLine = int.Parse(said.Groups["line"].ValueSpan, CultureInfo.InvariantCulture);
            var ownColumn = int.Parse(said.Groups["column"].ValueSpan, CultureInfo.InvariantCulture);
            (line, column) = (line + ownLine - 1, ownLine == 1 ? column + ownColumn - 1 : ownColumn);
            sentence = sentence[said.Length..];
        }

        return string.Create(CultureInfo.InvariantCulture, $"Line {line}, column {column}: {sentence}");
    }

    /// <summary>Whether a sentence says a place.</summary>
    public static bool IsSaid(string sentence) => Said.IsMatch(sentence);

    /// <summary>Where the mark below the quoted line points in the text; null where that cannot be told.</summary>
    private static int? Find(Match pointed, string sql)
    {
        var start = 0;
        for (var line = int.Parse(pointed.Groups["line"].ValueSpan, CultureInfo.InvariantCulture); line > 1; line--)
        {
            start = sql.IndexOf('\n', start) + 1;
            if (start == 0)
                return null;
        }

        // Of a long line DuckDB quotes what is around the place, and marks what it leaves out.
        var end = sql.IndexOf('\n', start);
        var whole = sql[start..(end < 0 ? sql.Length : end)];
        var quoted = pointed.Groups["text"].Value;
        var column = pointed.Groups["blanks"].Length - pointed.Groups["label"].Length;
        if (quoted.StartsWith(Cut, StringComparison.Ordinal) && !whole.StartsWith(quoted, StringComparison.Ordinal))
        {
            quoted = quoted[Cut.Length..];
            var middle = quoted.EndsWith(Cut, StringComparison.Ordinal) ? quoted[..^Cut.Length] : quoted;
            var shift = whole.IndexOf(middle, StringComparison.Ordinal);
            column = shift < 0 || whole.IndexOf(middle, shift + 1, StringComparison.Ordinal) >= 0 ? -1 : column - Cut.Length + shift;
        }

        // The mark stands below what is seen: wide characters and tabs before it would move it.
        return column >= 0 && column <= whole.Length && Ascii.IsValid(whole.AsSpan(0, column)) && !whole.AsSpan(0, column).Contains('\t')
            ? start + column
            : null;
    }
}
