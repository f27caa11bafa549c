using StageTools.Errors;
using StageTools.Formats.Options;
using StageTools.Sql;

namespace StageTools.Statements.Parts;

/// <summary>Reads the clauses that several statements have: FILE_FORMAT, CONNECTION, CREDENTIALS.</summary>
internal static class StatementClauses
{
    /// <summary>Reads <c>(TYPE = CSV, FIELD_DELIMITER = ';')</c>; commas may be missing.</summary>
    public static FileFormat TakeFileFormat(this StatementCursor cursor)
    {
        var start = cursor.Peek().Start;
        cursor.Expect('(');
        var options = new List<KeyValuePair<string, object?>>();
        var places = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        while (!cursor.TryTake(')'))
        {
            _ = options.Count > 0 && cursor.TryTake(',');
            var token = cursor.Peek();
            if (token.Kind is not SqlTokenKind.Word)
                throw cursor.Expected("an option of FILE_FORMAT such as TYPE, or ')'");

            var name = token.Text;
            if (!IsOption(name))
                throw cursor.Expected($"an option of FILE_FORMAT ({string.Join(", ", OptionNames())})", OptionNames());

            cursor.Take();
            if (!places.TryAdd(name, token.Start))
                throw cursor.Twice(token.Start, name.ToUpperInvariant());

            cursor.Expect('=');
            options.Add(new(name, TakeFormatValue(cursor)));
        }

        try
        {
            return FileFormat.Parse(options);
        }
        catch (StageException e)
        {
            throw cursor.Refuse(e.Target is string name ? places.GetValueOrDefault(name, start) : start, e);
        }
    }

    /// <summary>Reads Databend's <c>(endpoint_url = '…', access_key_id = '…')</c>; commas may be missing.</summary>
    public static ValueList<ConnectionSetting> TakeConnection(this StatementCursor cursor) => TakeSettings(cursor, "CONNECTION", '(', ')');

    /// <summary>Reads MatrixOne's <c>{"access_key_id" = '…', "secret_access_key" = '…'}</c>.</summary>
    public static ValueList<ConnectionSetting> TakeCredentials(this StatementCursor cursor) => TakeSettings(cursor, "CREDENTIALS", '{', '}');

    private static ValueList<ConnectionSetting> TakeSettings(StatementCursor cursor, string clause, char open, char close)
    {
        cursor.Expect(open);
        var settings = new List<ConnectionSetting>();
        while (!cursor.TryTake(close))
        {
            _ = settings.Count > 0 && cursor.TryTake(',');
            var start = cursor.Peek().Start;
            var setting = TakeSetting(cursor, clause, close);
            settings.Add(settings.TrueForAll(s => s.Key != setting.Key)
                ? setting
                : throw cursor.Refuse(start, $"{setting.Key} is said twice in {clause}; leave one out"));
        }

        return new ValueList<ConnectionSetting>(settings);
    }

    /// <summary>
    /// Nothing that stands here is shown, unless a known key is near to it: half of a secret whose quotes went wrong looks like a word.
    /// </summary>
    private static ConnectionSetting TakeSetting(StatementCursor cursor, string clause, char close)
    {
        var token = cursor.Peek();
        var isText = StatementValues.IsText(token) && !StatementValues.IsParameter(token);
        var written = isText ? StatementValues.Read(cursor, token) : token.Kind is SqlTokenKind.Word ? token.Text : string.Empty;
        var keys = cursor.Context.Keys;
        if (!keys.Spellings.Contains(written, StringComparer.OrdinalIgnoreCase))
        {
            var near = NearMiss.Find(written, keys.Spellings);
            throw near is null
                ? cursor.Expected($"a key of {clause} ({string.Join(", ", keys.Spellings)}) or '{close}'", shows: false)
                : cursor.Refuse(token.Start, $"{clause} has no key '{written}'; did you mean {near}?");
        }

        cursor.Take();
        var key = StatementValues.Parsed(cursor, token.Start, () => keys.Canonical(written));
        if (!cursor.TryTake('='))
            throw cursor.Expected("'='", shows: false);

        var value = cursor.Peek();
        var isBare = value.Kind is SqlTokenKind.Number || value.IsWord("TRUE") || value.IsWord("FALSE");
        var isSecret = keys.IsSecret(key);
        var text = isBare ? cursor.Take().Text : cursor.TakeText($"a text in quotes for {key}", shows: false, isSecret);
        return new ConnectionSetting(key, text) { IsFromParameter = StatementValues.IsParameter(value), IsSecret = isSecret };
    }

    private static bool IsOption(string name)
    {
        var folded = OptionValue.Folded(name);
        return FileFormatOptions.All.Any(o => o.Is(folded));
    }

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
