namespace StageTools.Statements.Parts;

/// <summary>Texts in quotes, as the two systems write and read them.</summary>
internal static class StatementText
{
    private const string Units = "KMGT";

    /// <summary>A text in single quotes.</summary>
    public static string Write(string text)
    {
        // In a path of Windows only a doubled backslash is read as another character than the ones that stand there.
        var isPath = IsWindowsPath(text);
        var sql = new StringBuilder(text.Length + 8).Append('\'');
        foreach (var c in text)
        {
            _ = c switch
            {
                '\'' => sql.Append("''"),
                '\\' => sql.Append("\\\\"),
                '\n' when !isPath => sql.Append("\\n"),
                '\r' when !isPath => sql.Append("\\r"),
                '\t' when !isPath => sql.Append("\\t"),
                '\0' when !isPath => sql.Append("\\0"),
                _ => sql.Append(c),
            };
        }

        return sql.Append('\'').ToString();
    }

    /// <summary>Reads a text in single or double quotes; false where its closing quote is missing.</summary>
    /// <param name="written">The text with its quotes.</param>
    /// <param name="hasEscapes">Whether a backslash escapes.</param>
    /// <param name="text">What it says.</param>
    /// <remarks>A backslash before a character that it means nothing to stays: <c>'\N'</c>, <c>'\d+'</c> are written so in both systems' own
    /// examples. So does one in a path of Windows.</remarks>
    public static bool TryRead(ReadOnlySpan<char> written, bool hasEscapes, out string text)
    {
        var read = new StringBuilder(written.Length);
        text = string.Empty;
        var at = written[0] is '\'' or '"' ? 0 : 1;
        hasEscapes |= at > 0;
        var quote = written[at++];
        var isPath = IsWindowsPath(written[at..]);
        for (; at < written.Length; at++)
        {
            var c = written[at];
            var next = at + 1 < written.Length ? written[at + 1] : '\0';
            if (c == quote)
            {
                if (at == written.Length - 1)
                {
                    text = read.ToString();
                    return true;
                }

                at++;
            }
            else if (c == '\\' && hasEscapes && at + 1 < written.Length)
            {
                at++;
                _ = Escaped(next, isPath) is { } escaped ? read.Append(escaped) : read.Append(c).Append(next);
                continue;
            }

            read.Append(c);
        }

        return false;
    }

    /// <summary>A size in bytes as <c>1G</c>, <c>100K</c> or <c>7</c>.</summary>
    public static string Size(long bytes)
    {
        var unit = 0;
        for (; unit < Units.Length && bytes != 0 && bytes % 1024 == 0; unit++)
            bytes /= 1024;

        return bytes.ToString(CultureInfo.InvariantCulture) + (unit == 0 ? string.Empty : Units[unit - 1]);
    }

    private static char? Escaped(char c, bool isPath) => c switch
    {
        '\\' or '\'' or '"' => c,
        _ when isPath => null,
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        '0' => '\0',
        'b' => '\b',
        'Z' => '\u001a',
        _ => null,
    };

    private static bool IsWindowsPath(ReadOnlySpan<char> text) => text.Length > 2 && char.IsAsciiLetter(text[0]) && text[1] == ':' && text[2] == '\\';
}
