namespace StageTools.Statements.Parts;

/// <summary>Reads the clauses that several statements have: FILE_FORMAT, CONNECTION, CREDENTIALS.</summary>
internal static class StatementClauses
{
    private const int LongestKey = 32;
    private const string StorageType = "STORAGE_TYPE";

    /// <summary>Reads <c>(TYPE = CSV, FIELD_DELIMITER = ';')</c>; commas may be missing.</summary>
    public static FileFormat TakeFileFormat(this StatementCursor cursor)
    {
        cursor.Expect('(');
        return TakeFormatOptions(cursor, cursor.Current.Start, ", or ')'", () => cursor.TryTake(')'));
    }

    /// <summary>Reads <c>TYPE = CSV FIELD_DELIMITER = ';'</c> to the end of the statement; commas may stand between them.</summary>
    public static FileFormat TakeFormatOptions(this StatementCursor cursor) =>
        cursor.IsAtEnd
            ? throw cursor.Expected("an option of the file format such as TYPE")
            : TakeFormatOptions(cursor, cursor.Peek().Start, string.Empty, () => cursor.IsAtEnd);

    private static FileFormat TakeFormatOptions(StatementCursor cursor, int start, string orEnd, Func<bool> isOver)
    {
        var options = new List<KeyValuePair<string, object?>>();
        var places = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        while (!isOver())
        {
            _ = options.Count > 0 && cursor.TryTake(',');
            var token = cursor.Peek();
            if (token.Kind is not SqlTokenKind.Word)
                throw cursor.Expected($"an option of FILE_FORMAT such as TYPE{orEnd}");

            var name = token.Text;
            if (!FileFormatOptions.All.Any(option => option.Is(OptionValue.Folded(name))))
                throw cursor.Expected($"an option of FILE_FORMAT ({string.Join(", ", OptionNames())})", OptionNames());

            cursor.Take();
            if (!places.TryAdd(name, token.Start))
                throw cursor.Twice(token.Start, name.ToUpperInvariant());

            cursor.Expect('=');
            options.Add(new(name, TakeFormatValue(cursor)));
        }

        try
        {
            var format = FileFormat.Parse(options);
            FileFormatRules.RequireDatabends(format);
            return format;
        }
        catch (StageException e)
        {
            throw cursor.Refuse(e.Target is string name ? places.GetValueOrDefault(name, start) : start, e);
        }
    }

    /// <summary>Reads Databend's <c>(endpoint_url = '…', access_key_id = '…')</c>; commas may be missing.</summary>
    /// <param name="cursor">Where it stands.</param>
    /// <param name="url">The URL that was read before it. Of a store that is not served the keys are not known, and that is told when it is asked
    /// for.</param>
    public static ValueList<ConnectionSetting> TakeConnection(this StatementCursor cursor, string? url = null) =>
        TakeSettings(cursor, "CONNECTION", '(', ')', url);

    /// <summary>Reads MatrixOne's <c>{"access_key_id" = '…', "secret_access_key" = '…'}</c>.</summary>
    /// <param name="cursor">Where it stands.</param>
    /// <param name="url">The URL that was read before it.</param>
    public static ValueList<ConnectionSetting> TakeCredentials(this StatementCursor cursor, string? url = null) =>
        TakeSettings(cursor, "CREDENTIALS", '{', '}', url);

    /// <summary>Reads <c>STORAGE_TYPE = 's3' access_key_id = '…'</c> to the end of the statement; commas may stand between them.</summary>
    public static ValueList<ConnectionSetting> TakeConnectionSettings(this StatementCursor cursor, out string storageType)
    {
        var settings = new List<ConnectionSetting>();
        string? type = null;
        while (!cursor.IsAtEnd)
        {
            _ = (settings.Count > 0 || type is not null) && cursor.TryTake(',');
            var start = cursor.Peek().Start;
            if (type is null && cursor.TryTake(StorageType))
            {
                cursor.Expect('=');
                type = cursor.TakeText("the storage type in quotes: 's3', 'oss' or 'gcs'", shows: false);
                continue;
            }

            Add(cursor, settings, TakeSetting(cursor, "CONNECTION", "the end of the statement", isServed: true), "CREATE CONNECTION", start);
        }

        storageType = type ?? throw cursor.Expected($"{StorageType} = 's3', 'oss' or 'gcs', which a connection cannot do without", shows: false);
        return new ValueList<ConnectionSetting>(settings);
    }

    private static ValueList<ConnectionSetting> TakeSettings(StatementCursor cursor, string clause, char open, char close, string? url)
    {
        var isServed = url is null || cursor.Context.Stores.Serves(url);
        cursor.Expect(open);
        var settings = new List<ConnectionSetting>();
        while (!cursor.TryTake(close))
        {
            _ = settings.Count > 0 && cursor.TryTake(',');
            var start = cursor.Peek().Start;
            Add(cursor, settings, TakeSetting(cursor, clause, $"'{close}'", isServed), clause, start);
        }

        return new ValueList<ConnectionSetting>(settings);
    }

    private static void Add(StatementCursor cursor, List<ConnectionSetting> settings, ConnectionSetting setting, string clause, int start) =>
        settings.Add(settings.TrueForAll(s => s.Key != setting.Key)
            ? setting
            : throw cursor.Refuse(start, $"{setting.Key} is said twice in {clause}; leave one out"));

    /// <summary>
    /// Nothing that stands here is shown, unless a known key is near to it, or it stands where a key does: half of a secret whose quotes went wrong
    /// looks like a word.
    /// </summary>
    private static ConnectionSetting TakeSetting(StatementCursor cursor, string clause, string close, bool isServed)
    {
        var token = cursor.Peek();
        var isText = StatementValues.IsText(token) && !StatementValues.IsParameter(token);
        var written = isText ? StatementValues.Read(cursor, token) : token.Kind is SqlTokenKind.Word ? token.Text : string.Empty;
        var keys = cursor.Context.Stores.Keys;
        var isKnown = keys.Spellings.Contains(written, StringComparer.OrdinalIgnoreCase);
        if (!isKnown && (isServed || !IsKey(cursor, written)))
        {
            var near = NearMiss.Find(written, keys.Spellings);
            var known = string.Join(", ", keys.Spellings);
            throw near is not null ? cursor.Refuse(token.Start, $"{clause} has no key '{written}'; did you mean {near}?")
                : IsKey(cursor, written) ? cursor.Refuse(token.Start, $"{clause} has no key '{written}'; it has {known}")
                : cursor.Expected($"a key of {clause} ({known}) or {close}", shows: false);
        }

        cursor.Take();
        var key = isKnown ? StatementValues.Parsed(cursor, token.Start, () => keys.Canonical(written)) : written;
        if (!cursor.TryTake('='))
            throw cursor.Expected("'='", shows: false);

        var value = cursor.Peek();
        var isBare = value.Kind is SqlTokenKind.Number || value.IsWord("TRUE") || value.IsWord("FALSE");
        var isSecret = !isKnown || keys.IsSecret(key);
        var text = isBare ? cursor.Take().Text : cursor.TakeText($"a text in quotes for {key}", shows: false, isSecret);
        return new ConnectionSetting(key, text)
        {
            Parameter = StatementValues.IsParameter(value) ? value.Span[1..].ToString() : null,
            IsSecret = isSecret,
        };
    }

    /// <summary>Whether the next token stands where a key does: not at once behind a text in quotes, and with a value behind it.</summary>
    private static bool IsKey(StatementCursor cursor, string written)
    {
        var (token, mark, value) = (cursor.Peek(), cursor.Tokens[cursor.Index + 2], cursor.Tokens[cursor.Index + 3]);
        return written.Length is > 0 and <= LongestKey
            && written.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_')
            && (token.Start > cursor.Current.End || cursor.Current.Kind is SqlTokenKind.Symbol)
            && mark.Symbol is '='
            && IsValue(cursor, value);
    }

    /// <summary>Whether a token is a value, and not the key of a pair that was turned round.</summary>
    private static bool IsValue(StatementCursor cursor, SqlToken token) =>
        token.Kind is SqlTokenKind.Number || token.IsWord("TRUE") || token.IsWord("FALSE")
        || (StatementValues.IsText(token) && (StatementValues.IsParameter(token)
            || !cursor.Context.Stores.Keys.Spellings.Contains(StatementValues.Read(cursor, token), StringComparer.OrdinalIgnoreCase)));

    private static IEnumerable<string> OptionNames() => FileFormatOptions.All.Select(static o => o.Name.ToUpperInvariant());

    private static object TakeFormatValue(StatementCursor cursor)
    {
        var token = cursor.Peek();
        return token.Kind switch
        {
            SqlTokenKind.Word or SqlTokenKind.Number => cursor.Take().Text,
            SqlTokenKind.Symbol when token.Symbol is '(' => cursor.TakeList("a column's name", ofNames: true).ToArray(),
            _ => cursor.TakeText("a word, a number, or a text in quotes"),
        };
    }
}
