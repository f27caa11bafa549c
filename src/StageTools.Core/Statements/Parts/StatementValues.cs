namespace StageTools.Statements.Parts;

/// <summary>The values that stand in statements.</summary>
internal static class StatementValues
{
    /// <summary>Takes a text in single or double quotes.</summary>
    /// <param name="cursor">Where it stands.</param>
    /// <param name="what">What it is, for the error of something else.</param>
    /// <param name="shows">Whether what stands there instead may be shown.</param>
    /// <param name="isSecret">Whether it is kept as a secret is.</param>
    public static string TakeText(this StatementCursor cursor, string what, bool shows = true, bool isSecret = false)
    {
        var token = cursor.Peek();
        if (!IsText(token))
            throw cursor.Expected(what, shows: shows);

        cursor.Take();
        return Read(cursor, token, isSecret);
    }

    /// <summary>What a token in quotes says, or the value that a parameter stands for.</summary>
    /// <param name="cursor">Where it stands.</param>
    /// <param name="token">The token.</param>
    /// <param name="isSecret">Whether it is kept as a secret is; what is not is shown sooner or later.</param>
    public static string Read(StatementCursor cursor, SqlToken token, bool isSecret = false)
    {
        if (IsParameter(token))
            return ReadParameter(cursor, token, isSecret);

        return StatementText.TryRead(token.Span, cursor.Tokens.OfSystems, out var text)
            ? text
            : throw cursor.Refuse(
                token.Start, "the text that begins here has no closing quote; inside a text a quote is written twice, and a backslash as two");
    }

    /// <summary>Whether a token is <c>$name</c>.</summary>
    public static bool IsParameter(SqlToken token) => token.Kind is SqlTokenKind.Parameter;

    /// <summary>Whether a token is a text in quotes, or a parameter, which stands for one.</summary>
    public static bool IsText(SqlToken token) =>
        token.Kind is SqlTokenKind.Parameter or SqlTokenKind.Text or SqlTokenKind.QuotedName && token.Span[0] is '$' or '\'' or '"' or 'E' or 'e';

    /// <summary>Takes TRUE or FALSE, bare or in quotes, or 1 or 0.</summary>
    public static bool TakeBoolean(this StatementCursor cursor)
    {
        var token = cursor.Peek();
        var word = IsText(token) ? Read(cursor, token) : token.Text;
        var value = word.ToUpperInvariant() switch
        {
            "TRUE" or "1" => true,
            "FALSE" or "0" => false,
            _ => throw cursor.Expected("TRUE or FALSE", ["TRUE", "FALSE"]),
        };
        cursor.Take();
        return value;
    }

    /// <summary>Takes a whole number that is not negative.</summary>
    public static long TakeCount(this StatementCursor cursor, string what, long most = long.MaxValue)
    {
        var token = cursor.Peek();
        if (!(token.Kind is SqlTokenKind.Number || IsParameter(token))
            || !long.TryParse(IsParameter(token) ? Read(cursor, token) : token.Span, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            || count > most)
        {
            throw cursor.Expected(
                string.Create(CultureInfo.InvariantCulture, $"{what}, a whole number{(most < long.MaxValue ? $" up to {most}" : string.Empty)}"));
        }

        cursor.Take();
        return count;
    }

    /// <summary>Takes a list in brackets: of texts, or, where they may stand, of names.</summary>
    public static ValueList<string> TakeList(this StatementCursor cursor, string what, bool ofNames = false)
    {
        cursor.Expect('(');
        var items = new List<string>();
        while (!cursor.TryTake(')'))
        {
            if (items.Count > 0 && !cursor.TryTake(','))
                throw cursor.Expected("',' or ')'");

            items.Add(ofNames && cursor.Peek().Kind is SqlTokenKind.Word ? cursor.Take().Text : TakeItem(cursor, what, ofNames));
        }

        return new ValueList<string>(items);
    }

    /// <summary>Takes a stage's name: bare, in double quotes or backticks, a parameter, or <c>~</c>; an <c>@</c> may stand before it.</summary>
    public static StageName TakeStageName(this StatementCursor cursor)
    {
        var token = cursor.Peek();
        var text = token switch
        {
            _ when token.Symbol is '~' => cursor.Take().Text,
            _ when token.Symbol is '@' => cursor.TakePath(),
            { Kind: SqlTokenKind.Word } => TakeBareName(cursor),
            { Kind: SqlTokenKind.QuotedName } => TakeQuotedName(cursor),
            _ when IsParameter(token) => cursor.TakeText("a stage's name"),
            _ => throw cursor.Expected("a stage's name"),
        };
        return Parsed(cursor, token.Start, () => StageName.Parse(text));
    }

    /// <summary>Takes the name of a connection or a file format: bare, in double quotes or backticks, or a parameter.</summary>
    public static StageName TakeName(this StatementCursor cursor, NamedKind kind)
    {
        var start = cursor.Peek().Start;
        if (cursor.Peek().Symbol is '~' or '@')
            throw cursor.Expected($"a {CatalogErrors.NounOf(kind)}'s name");

        var name = cursor.TakeStageName();
        return Parsed(cursor, start, () => NamedSettings.ParseName(kind, name.Value));
    }

    /// <summary>Takes a role of the database: bare, in quotes, or a parameter; <c>ROLE</c> may stand before it.</summary>
    public static string TakeRole(this StatementCursor cursor)
    {
        _ = cursor.TryTake("ROLE");
        return cursor.Peek().Kind is SqlTokenKind.Word ? cursor.Take().Text : TakeItem(cursor, "a role", ofNames: true);
    }

    /// <summary>Takes a stage path: <c>@stage/key</c>, bare or in quotes, or in quotes one of MatrixOne's forms.</summary>
    public static StageLocation TakeLocation(this StatementCursor cursor)
    {
        var token = cursor.Peek();
        if (IsText(token))
        {
            cursor.Take();
            var text = Read(cursor, token);
            return StageText.IsStagePath(text)
                ? Located(cursor, token.Start, StageText.ToStagePath(text))
                : throw cursor.Refuse(token.Start, "the text is no stage path, which is written '@stage/key', 'stage://stage/key' or 'stage:/key'");
        }

        if (token.Symbol is not '@')
        {
            var isName = token.Kind is SqlTokenKind.Word && StageName.TryParse(token.Text, out _);
            throw cursor.Expected("a stage path such as @stage/folder/", isName ? [$"@{token.Span}"] : null);
        }

        return Located(cursor, token.Start, cursor.TakePath());
    }

    /// <summary>Takes a path or a URL of this machine, bare or in quotes.</summary>
    public static string TakeLocalPath(this StatementCursor cursor)
    {
        var token = cursor.Peek();
        return IsText(token) ? cursor.TakeText("files of this machine")
            : token.Symbol is '@' || cursor.IsAtEnd || SqlTokenizer.IsPathEnd(token.Span[0])
                ? throw cursor.Expected("files of this machine such as fs:///folder/")
            : cursor.TakePath();
    }

    /// <summary>Takes a table's name, with what it is qualified by; backticks become double quotes.</summary>
    public static string TakeTableName(this StatementCursor cursor)
    {
        var name = new StringBuilder();
        do
        {
            name.Append(name.Length > 0 ? "." : string.Empty);
            _ = cursor.Peek().Kind is SqlTokenKind.Word
                ? name.Append(cursor.Take().Span)
                : name.Append(DuckDbText.Name(TakeItem(cursor, "a table's name", ofNames: true, isTextToo: false)));
        }
        while (cursor.TryTake('.'));
        return name.ToString();
    }

    /// <summary>Reads a value by the rules of its type, and says where it stands if it breaks them.</summary>
    public static T Parsed<T>(StatementCursor cursor, int position, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (StageException e)
        {
            throw cursor.Refuse(position, e);
        }
    }

    private static string ReadParameter(StatementCursor cursor, SqlToken token, bool isSecret)
    {
        var name = token.Span[1..].ToString();
        var value = cursor.Context.Find(name)
            ?? throw cursor.Refuse(token.Start, $"no value was given for the parameter ${name}; give it one, or write the text itself in quotes");
        return isSecret || !cursor.Context.Secrets.Holds(value)
            ? value
            : throw cursor.Refuse(
                token.Start,
                $"the value of ${name} is a secret, and what stands here is shown; secrets go into the keys of CONNECTION and CREDENTIALS, and what "
                    + "is none is given as a plain text (stagesql: --parameter)");
    }

    private static string TakeItem(StatementCursor cursor, string what, bool ofNames, bool isTextToo = true) =>
        ofNames && cursor.Peek().Kind is SqlTokenKind.QuotedName
            ? TakeQuotedName(cursor)
            : isTextToo ? cursor.TakeText(what) : throw cursor.Expected(what);

    private static string TakeQuotedName(StatementCursor cursor)
    {
        var token = cursor.Take();
        return IsText(token)
            ? Read(cursor, token)
            : token.Length >= 2 && cursor.Sql[token.End - 1] == '`' && token.Name is { } name
                ? name
                : throw cursor.Refuse(token.Start, "the name that begins here has no closing quote");
    }

    /// <summary>A name may hold hyphens, which are symbols to SQL.</summary>
    private static string TakeBareName(StatementCursor cursor)
    {
        var end = cursor.Peek().End;
        while (end + 1 < cursor.Sql.Length && cursor.Sql[end] == '-' && SqlTokenizer.IsNamePart(cursor.Sql[end + 1]))
        {
            for (end++; end < cursor.Sql.Length && SqlTokenizer.IsNamePart(cursor.Sql[end]); end++)
            {
            }
        }

        cursor.Tokens.Join(cursor.Index + 1, SqlTokenKind.Word, end);
        return cursor.Take().Text;
    }

    private static StageLocation Located(StatementCursor cursor, int position, string path)
    {
        var (stage, key) = Parsed(cursor, position, () => StagePath.Split(path));
        return new StageLocation(stage, key);
    }
}
