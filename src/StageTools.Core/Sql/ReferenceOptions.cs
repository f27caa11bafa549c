namespace StageTools.Sql;

/// <summary>Reads what stands behind a stage path: Databend's options in brackets, and what the statement calls the table and its columns.</summary>
internal static class ReferenceOptions
{
    /// <summary>What holds of Databend's files where neither the stage nor the name nor the statement tells: its CSV and TSV have no header, so that
    /// what COPY INTO wrote is read whole.</summary>
    public static FileFormat Databend { get; } = new() { Dialect = Dialect.Databend };

    private const string Known = "PATTERN => '…', FILES => ('a', 'b'), FILE_FORMAT => 'csv' or (TYPE = CSV, …)";

    // An option that is said and has no value.
    private static readonly SqlToken Switched = new(SqlTokenKind.Word, "true", 0, "true".Length);

    /// <summary>Reads on from the path; the cursor stands on the last token that belongs to the table.</summary>
    public static StageReference Read(SqlCursor cursor, StageReference reference)
    {
        if (cursor.TryTake('('))
        {
            reference = reference.Kind is ReferenceKind.Copied
                ? WithFormat(reference, ReadFormat(cursor), static format => format)
                : ReadAll(cursor, reference);
            reference = reference with { End = cursor.Current.End };
        }

        if (reference.Kind is not ReferenceKind.Table)
            return reference;

        var isNamed = cursor.TryTake("AS");
        return cursor.Peek() is { Name: not null } next && (isNamed || !next.IsWord(SqlWords.BehindTables))
            ? reference with { Alias = cursor.Take().Name, Columns = ReadColumns(cursor) }
            : reference;
    }

    /// <summary>Takes the names of columns behind that of the table, <c>t(a, b)</c>; none where anything else stands there.</summary>
    private static List<string> ReadColumns(SqlCursor cursor)
    {
        var (names, place) = (new List<string>(), cursor.Index + 1);
        for (var mark = '('; cursor.Tokens[place].Symbol == mark && cursor.Tokens[place + 1].Name is { } name; place += 2, mark = ',')
            names.Add(name);

        if (names.Count == 0 || cursor.Tokens[place].Symbol is not ')')
            return [];

        while (cursor.Index < place)
            cursor.Take();

        return names;
    }

    private static StageReference ReadAll(SqlCursor cursor, StageReference reference)
    {
        while (!cursor.TryTake(')'))
        {
            var token = cursor.Take();
            var name = token.Name ?? throw Refused(reference, "an option's name is wanted");
            TakeArrow(cursor);
            reference = name.ToUpperInvariant() switch
            {
                "PATTERN" => reference with { Pattern = TakeText(cursor, reference) },
                "FILES" => reference with { Files = ReadList(cursor, reference) },
                "FILE_FORMAT" => cursor.TryTake('(')
                    ? WithFormat(reference, ReadFormat(cursor), OfDatabend)
                    : reference with
                    {
                        ReadFormat = null,
                        Format = OfDatabend(FileFormat.ParseWord(TakeText(cursor, reference))),
                        Defaults = Databend,
                    },
                _ => throw Refused(reference, $"there is no option '{name}'"),
            };
            cursor.TryTake(',');
        }

        return reference;
    }

    /// <summary>A format of which some is said by parameters is read when they have their values.</summary>
    private static StageReference WithFormat(
        StageReference reference, List<KeyValuePair<string, SqlToken>> options, Func<FileFormat, FileFormat> complete)
    {
        FileFormat Read(Func<string, string> valueOf) => complete(FileFormat.Parse(options.Select(
            option => KeyValuePair.Create<string, object?>(option.Key, option.Value.Kind is SqlTokenKind.Parameter
                ? valueOf(option.Value.Span[1..].ToString())
                : option.Value.Value ?? option.Value.Name ?? option.Value.Text))));
        var isDatabends = reference.Kind is not ReferenceKind.Copied || options.Exists(static option => FileFormatOptions.IsName(option.Key));
        reference = reference with { Defaults = isDatabends ? Databend : reference.Defaults };
        return options.Exists(static option => option.Value.Kind is SqlTokenKind.Parameter)
            ? reference with { ReadFormat = Read, Format = FileFormat.Unspecified }
            : reference with { ReadFormat = null, Format = Read(static name => name) };
    }

    private static FileFormat OfDatabend(FileFormat format)
    {
        FileFormatRules.RequireDatabends(format);
        return format;
    }

    /// <summary>Reads <c>TYPE = CSV, FIELD_DELIMITER = ';'</c> up to its bracket; DuckDB's COPY writes it without <c>=</c>.</summary>
    private static List<KeyValuePair<string, SqlToken>> ReadFormat(SqlCursor cursor)
    {
        var options = new List<KeyValuePair<string, SqlToken>>();
        while (!cursor.TryTake(')'))
        {
            var token = cursor.Take();
            if (token.Kind is SqlTokenKind.End || token.Name is not { } name)
            {
                throw StageErrorCode.OptionInvalid.Error("A file format is written as (TYPE = CSV, FIELD_DELIMITER = ';', …).", token.Text);
            }

            TakeArrow(cursor);
            var next = cursor.Peek();
            var isSwitch = next.Symbol is ',' || next.Symbol is ')';
            options.Add(new(Translate(name), isSwitch ? Switched : TakeValue(cursor, name)));
            cursor.TryTake(',');
        }

        return options;
    }

    private static SqlToken TakeValue(SqlCursor cursor, string name) =>
        cursor.Take() is var token && (token.Kind is SqlTokenKind.Number or SqlTokenKind.Parameter || (token.Value ?? token.Name) is not null)
            ? token
            : throw StageErrorCode.OptionInvalid.Error(
                $"What {name} of a file format is cannot be read; write a text in plain single quotes, a word, a number, or a parameter such as "
                    + "$name.",
                name);

    /// <summary>DuckDB's names for what this module's formats call otherwise.</summary>
    private static string Translate(string name) => name.ToUpperInvariant() switch
    {
        "DELIM" or "SEP" => "delimiter",
        "NULL" or "NULLSTR" => "null_text",
        _ => name,
    };

    private static List<string> ReadList(SqlCursor cursor, StageReference reference)
    {
        if (!cursor.TryTake('('))
            throw Refused(reference, "FILES takes a list in brackets");

        var files = new List<string>();
        while (!cursor.TryTake(')'))
        {
            files.Add(TakeText(cursor, reference));
            cursor.TryTake(',');
        }

        return files;
    }

    private static string TakeText(SqlCursor cursor, StageReference reference) =>
        cursor.Take().Value ?? throw Refused(reference, "a text in single quotes is wanted");

    private static void TakeArrow(SqlCursor cursor)
    {
        if (cursor.TryTake('='))
            cursor.TryTake('>');
    }

    private static StageException Refused(StageReference reference, string why) =>
        StageErrorCode.OptionInvalid.Error($"The options behind '{reference.Path}' cannot be read: {why}; they are ({Known}).", reference.Path);
}
