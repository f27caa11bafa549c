namespace StageTools.Sql;

/// <summary>What a statement of DuckDB's, or one that no system here knows, says in secret: the values of CREATE SECRET, those that SET gives to
/// passwords and keys, options and fields that are called so, as in <c>(secret_access_key = '…')</c> and <c>{footer_key_value: '…'}</c>, URLs and
/// connection strings with a password or a signature.</summary>
internal static partial class SecretTexts
{
    private const string Mask = "***";

    private const RegexOptions Plain =
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking;

    // A message that has lost a word of two letters everywhere says nothing any more.
    private const int LeastPart = 3;

    private static readonly FrozenSet<string> Harmless = ["TYPE", "PROVIDER", "REGION", "SCOPE", "ENDPOINT", "URL_STYLE", "USE_SSL", "CHAIN"];

    private static readonly FrozenSet<string> BeforeSettings = ["GLOBAL", "SESSION", "LOCAL", "VARIABLE"];

    private static readonly FrozenSet<string> BeforeSecret = ["CREATE", "REPLACE", "PERSISTENT", "TEMPORARY", "TEMP"];

    // Behind these token = 'x' compares, or is a row's value.
    private static readonly FrozenSet<string> BeforeRows =
    [
        "SELECT", "FROM", "WHERE", "UPDATE", "MERGE", "PIVOT", "CHECK", "MACRO", "FUNCTION", "GENERATED", "INDEX", "USING",
    ];

    /// <summary>The statement for showing.</summary>
    public static string Masked(SqlTokens tokens) =>
        SqlEdit.Apply(tokens.Sql, 0, tokens.Sql.Length, Find(tokens).Select(static token => new SqlEdit(token.Start, token.End, $"'{Mask}'")));

    /// <summary>A message about a statement, without what it says in secret.</summary>
    public static string Masked(string message, SqlTokens tokens)
    {
        foreach (var value in Find(tokens).Select(Said))
        {
            message = Without(value, message);

            // DuckDB may tell of a text in another form, and quote only a part of it.
            message = Connection().Matches(value).Aggregate(message, static (left, match) => Without(match.Groups["value"].Value, left));
        }

        return message;
    }

    private static string Without(string value, string message) =>
        value.Length < LeastPart ? message : message.Replace(value, Mask, StringComparison.Ordinal);

    private static IEnumerable<SqlToken> Find(SqlTokens tokens)
    {
        var cursor = new SqlCursor(tokens);
        if (IsSecretSetting(cursor))
        {
            while (cursor.Take() is { Kind: not SqlTokenKind.End } token)
            {
                if (token.Kind is not (SqlTokenKind.Symbol or SqlTokenKind.Parameter) && !token.IsWord("TO"))
                    yield return token;
            }

            yield break;
        }

        cursor = new SqlCursor(tokens);
        var (isSecret, isUser, isOfRows, fields) = (false, false, false, new SecretFields());
        while (cursor.Take() is { Kind: not SqlTokenKind.End } token)
        {
            isSecret |= token.IsWord("SECRET") && cursor.Previous.IsWord(BeforeSecret);
            isOfRows |= token.IsWord(BeforeRows);
            isUser |= !isOfRows && token.IsWord("IDENTIFIED");
            var isText = token.Kind is SqlTokenKind.Text or SqlTokenKind.DollarText;
            if (fields.HasValue(cursor)
                || (isText && (Connection().IsMatch(Said(token)) || IsSecretName(cursor.Previous.Name)))
                || (isSecret && IsValue(cursor, isText))
                || ((isText || token.Kind is SqlTokenKind.QuotedName)
                    && ((isUser && cursor.Previous.IsWord("BY")) || (IsAssigned(cursor) && (!isOfRows || fields.AreOptions)))))
            {
                yield return token;
            }
        }
    }

    /// <summary>Whether a value of CREATE SECRET stands here: each stands behind its name, and behind that a comma or a bracket.</summary>
    private static bool IsValue(SqlCursor cursor, bool isText)
    {
        var isPlain = cursor.Current.Kind is SqlTokenKind.Word or SqlTokenKind.QuotedName or SqlTokenKind.Number;
        var next = cursor.Peek();
        return (isText || (isPlain && next.Symbol is ',' or ')')) && !cursor.Previous.IsWord(Harmless);
    }

    /// <summary>Whether a password or a key is said to be this: <c>secret_access_key = '…'</c>.</summary>
    private static bool IsAssigned(SqlCursor cursor) => cursor.Previous.Symbol is '=' && IsSecretName(Said(cursor.BeforePrevious));

    private static bool IsSecretName(string? name) => name is not null && SecretName().IsMatch(name);

    // What a token says, without its quotes.
    private static string Said(SqlToken token) => token.Value ?? token.Name ?? token.Kind switch
    {
        SqlTokenKind.Text => token.Span[1..].Trim('\'').ToString(),
        SqlTokenKind.DollarText => Between(token.Span).ToString(),
        _ => token.Text,
    };

    private static ReadOnlySpan<char> Between(ReadOnlySpan<char> dollars)
    {
        var mark = dollars[1..].IndexOf('$') + 2;
        return dollars.Length >= 2 * mark ? dollars[mark..^mark] : dollars;
    }

    /// <summary>Takes <c>SET [GLOBAL] name</c>, or the name that PRAGMA or CALL has; whether that is a setting whose value is a secret.</summary>
    private static bool IsSecretSetting(SqlCursor cursor)
    {
        if (!cursor.TryTake("SET") && !cursor.TryTake("PRAGMA") && !cursor.TryTake("CALL"))
            return false;

        var token = cursor.Take();
        token = token.IsWord(BeforeSettings) ? cursor.Take() : token;
        return IsSecretName(token.Name);
    }

    // password=…, ?sig=…, and postgres://user:password@host. A folder may be called key=1, and a pattern may seek one: neither is a secret.
    [GeneratedRegex(
        @"(^|[^/\w])\w*(password|passwd|pwd|secret\w*|token|key|sig|signature|credential)\s*=\s*"
            + @"(?<value>[^\s;&'""%(\[*.\\][^\s;&'""]*)|://(?<value>[^/'\s]*:[^'\s]*)@",
        Plain)]
    private static partial Regex Connection();

    [GeneratedRegex(
        "secret|password|passwd|pwd|(^|_)pw($|_)|token|key_?id|(access|account|api|master|private|encryption|parquet)_?key|key_value|credential"
            + "|connection_string",
        Plain)]
    private static partial Regex SecretName();

    /// <summary>Follows the brackets of a statement, and with them the values of fields whose names are those of secrets: in
    /// <c>{footer_key_value: '…'}</c>, and in <c>struct_pack(footer_key_value := '…')</c>.</summary>
    private sealed class SecretFields
    {
        private readonly Stack<(char Bracket, bool IsOptions)> _open = new();
        private int _secretAt;

        /// <summary>Whether the token that was taken stands in options, <c>CONNECTION = (name = …)</c>, where nothing is compared.</summary>
        public bool AreOptions => _open.Any(static open => open.IsOptions);

        /// <summary>Whether the token that was taken is a text of such a value, which may be made of several. One in double quotes by mistake is
        /// one too.</summary>
        public bool HasValue(SqlCursor cursor)
        {
            var token = cursor.Current;
            if (token.Symbol is '(' or '[' or '{')
            {
                _open.Push((token.Symbol, BeginsOptions(cursor)));
            }
            else if (token.Symbol is ')' or ']' or '}')
            {
                _open.TryPop(out _);
            }
            else if (_secretAt == 0 && IsBehindName(cursor))
            {
                _secretAt = _open.Count;
            }

            if (_open.Count < _secretAt || (_open.Count == _secretAt && token.Symbol is ','))
                _secretAt = 0;

            return _secretAt > 0 && !cursor.IsQualified && token.Kind is SqlTokenKind.Text or SqlTokenKind.DollarText or SqlTokenKind.QuotedName;
        }

        private static bool BeginsOptions(SqlCursor cursor) => cursor.Tokens[cursor.Index + 2].Symbol is '='
            && (cursor.Previous is { Symbol: '=' } or { Kind: SqlTokenKind.Text } || cursor.Previous.IsWord("WITH")
                || (cursor.Previous.Symbol is '>' && cursor.BeforePrevious.Symbol is '='));

        private bool IsBehindName(SqlCursor cursor)
        {
            var (sign, next) = (cursor.Current.Symbol, cursor.Peek().Symbol);
            return _open.TryPeek(out var open)
                && (open.Bracket, sign, next) is ('{', ':', _) or ('(', ':', '=') or ('(', '=', '>')
                && cursor.BeforePrevious.Symbol is '{' or '(' or ','
                && IsSecretName(Said(cursor.Previous));
        }
    }
}
