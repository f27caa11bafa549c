namespace StageTools.Statements.Parts;

/// <summary>Forms of statements, by how they begin.</summary>
internal static class StatementForm
{
    /// <summary>The form of a statement that messages name, before its first clause.</summary>
    public static StatementForm<T> Named<T>(string name, T begin)
        where T : class => new(name, begin);

    /// <summary>The form of a statement that begins with words, and is named by them.</summary>
    public static StatementForm<T> Of<T>(string words, T begin)
        where T : class => Named(words, begin).Words(words);
}

/// <summary>How a statement is written: clauses in their order, and behind them options in any order, each once, with or without commas between
/// them. One table of their names, of how each is read, and how it is written.</summary>
/// <typeparam name="T">The statement.</typeparam>
/// <param name="name">What errors call it.</param>
/// <param name="begin">A statement that says nothing yet, where the form has all of it.</param>
internal sealed class StatementForm<T>(string name, T? begin = null) : IStatementForm
    where T : class
{
    private readonly List<(Func<StatementCursor, T, T> Read, Action<StatementWriter, T> Write)> _clauses = [];
    private readonly List<Row> _options = [];
    private Action<StatementCursor, int, int>? _check;
    private OptionMark _mark = OptionMark.Assigned;

    /// <inheritdoc/>
    public IReadOnlyList<string> Names => [.. _options.Select(static option => option.Name)];

    /// <inheritdoc/>
    public IReadOnlyList<string> ValuesOf(string option) =>
        _options.Find(o => o.Name.Equals(option, StringComparison.OrdinalIgnoreCase))?.Values ?? [];

    /// <summary>Adds a clause of its own kind.</summary>
    public StatementForm<T> Clause(Func<StatementCursor, T, T> read, Action<StatementWriter, T> write)
    {
        _clauses.Add((read, write));
        return this;
    }

    /// <summary>Adds words that must stand there.</summary>
    public StatementForm<T> Words(string words) =>
        Clause((cursor, said) => Expect(cursor, said, words.Split(' ')), (writer, _) => writer.Add(words));

    /// <summary>Adds the first word of a statement, which may be another one of the same meaning.</summary>
    public StatementForm<T> Verb(string word, string other) => Clause(
        (cursor, said) => cursor.TryTake(other) ? said : Expect(cursor, said, word), (writer, _) => writer.Add(word));

    /// <summary>A word that may stand here, and says nothing.</summary>
    public StatementForm<T> Skip(string word) => Clause(
        (cursor, said) =>
        {
            cursor.TryTake(word);
            return said;
        },
        static (_, _) => { });

    /// <summary>Adds words that may stand there; of one system's alone, where that is named.</summary>
    public StatementForm<T> Flag(string words, Func<T, bool> get, Func<T, bool, T> set, Dialect? dialect = null) => Clause(
        (cursor, said) =>
        {
            var isThere = cursor.TryTakeAll(words.Split(' '));
            if (isThere && dialect is { } only)
                cursor.Note(only, words, cursor.Current.Start);

            return set(said, isThere);
        },
        (writer, said) => writer.AddIf(get(said), words));

    /// <summary>Adds a stage's name.</summary>
    public StatementForm<T> Name(Func<T, StageName> get, Func<T, StageName, T> set) =>
        Clause((cursor, said) => set(said, cursor.TakeStageName()), (writer, said) => writer.Name(get(said)));

    /// <summary>Adds a stage path.</summary>
    public StatementForm<T> Location(Func<T, StageLocation> get, Func<T, StageLocation, T> set) =>
        Clause((cursor, said) => set(said, cursor.TakeLocation()), (writer, said) => writer.Location(get(said)));

    /// <summary>Adds a path of this machine.</summary>
    public StatementForm<T> LocalPath(Func<T, string> get, Func<T, string, T> set) =>
        Clause((cursor, said) => set(said, cursor.TakeLocalPath()), (writer, said) => writer.Place(get(said)));

    /// <summary>Adds a file's path in quotes, of whichever place.</summary>
    public StatementForm<T> Place(Func<T, string> get, Func<T, string, T> set) =>
        Clause((cursor, said) => set(said, cursor.TakeText("the file's path in quotes")), (writer, said) => writer.Place(get(said)));

    /// <summary>Adds a table's name.</summary>
    public StatementForm<T> Table(Func<T, string> get, Func<T, string, T> set) =>
        Clause((cursor, said) => set(said, cursor.TakeTableName()), (writer, said) => writer.Add(get(said)));

    /// <summary>Says what stands behind the names of the options that follow.</summary>
    public StatementForm<T> Marked(OptionMark mark)
    {
        _mark = mark;
        return this;
    }

    /// <summary>Adds an option that is true or false.</summary>
    public StatementForm<T> Boolean(string option, Func<T, bool?> get, Func<T, bool, T> set, Dialect? dialect = null) => Option(
        option,
        (cursor, said) => set(said, cursor.TakeBoolean()),
        (writer, said) => writer.Boolean(option, get(said)),
        dialect,
        values: ["TRUE", "FALSE"]);

    /// <summary>Adds an option that is a whole number.</summary>
    public StatementForm<T> Count(string option, string what, Func<T, long?> get, Func<T, long, T> set, long most = long.MaxValue) =>
        Option(option, (cursor, said) => set(said, cursor.TakeCount(what, most)), (writer, said) => writer.Number(option, get(said)));

    /// <summary>Adds an option that is a text.</summary>
    public StatementForm<T> Text(string option, string what, Func<T, string?> get, Func<T, string, T> set) =>
        Option(option, (cursor, said) => set(said, cursor.TakeText(what)), (writer, said) => writer.Text(option, get(said)));

    /// <summary>Adds PATTERN.</summary>
    public StatementForm<T> Pattern(Func<T, string?> get, Func<T, string, T> set) => Text("PATTERN", "a regular expression in quotes", get, set);

    /// <summary>Adds FILES.</summary>
    public StatementForm<T> Files(Func<T, ValueList<string>?> get, Func<T, ValueList<string>, T> set) =>
        Option("FILES", (cursor, said) => set(said, cursor.TakeList("a file's name in quotes")), (writer, said) => writer.Texts("FILES", get(said)));

    /// <summary>Adds FILE_FORMAT.</summary>
    public StatementForm<T> Format(Func<T, FileFormat?> get, Func<T, FileFormat, T> set, Dialect? dialect = null) =>
        Option("FILE_FORMAT", (cursor, said) => set(said, cursor.TakeFileFormat()), (writer, said) => writer.Format(get(said)), dialect);

    /// <summary>Adds an option of its own kind.</summary>
    /// <param name="option">Its name.</param>
    /// <param name="read">Reads its value.</param>
    /// <param name="write">Writes it with its name, where it is said.</param>
    /// <param name="dialect">The only one of the two systems that has it; null where both do.</param>
    /// <param name="values">The words that its value is one of.</param>
    public StatementForm<T> Option(
        string option,
        Func<StatementCursor, T, T> read,
        Action<StatementWriter, T> write,
        Dialect? dialect = null,
        params IReadOnlyList<string> values)
    {
        _options.Add(new Row(option, read, write, dialect, _mark, values));
        return this;
    }

    /// <summary>Has somebody look at each option that was read: how many there are with it, and where it stands.</summary>
    public StatementForm<T> Check(Action<StatementCursor, int, int> check)
    {
        _check = check;
        return this;
    }

    /// <summary>Reads the statement to its end.</summary>
    public T Read(StatementCursor cursor) => Read(cursor, begin!);

    /// <summary>Reads what is left of a statement, to its end.</summary>
    public T Read(StatementCursor cursor, T said)
    {
        foreach (var (read, _) in _clauses)
            said = read(cursor, said);

        var before = new HashSet<string>(StringComparer.Ordinal);
        var isAlone = _options.Count == 1;
        while (_options.Count > 0 && !(isAlone && before.Count == 1) && ((before.Count > 0 && cursor.TryTake(',')) || !cursor.IsAtEnd))
            said = ReadOption(cursor, said, before, isAlone ? "the option" : "an option", orEnd: " or its end");

        return said;
    }

    /// <summary>Reads the options as a function has them, with commas between them.</summary>
    public T ReadArguments(StatementCursor cursor, T said)
    {
        var before = new HashSet<string>(StringComparer.Ordinal);
        do
        {
            said = ReadOption(cursor, said, before, "an argument", orEnd: string.Empty);
        }
        while (cursor.TryTake(','));
        return said;
    }

    /// <summary>Writes the statement.</summary>
    public StatementWriter Write(StatementWriter writer, T said)
    {
        _clauses.ForEach(clause => clause.Write(writer, said));
        _options.ForEach(option => option.Write(writer, said));
        return writer;
    }

    void IStatementForm.Write(StatementWriter writer, object said) => Write(writer, (T)said);

    private static T Expect(StatementCursor cursor, T said, params ReadOnlySpan<string> words)
    {
        cursor.Expect(words);
        return said;
    }

    private T ReadOption(StatementCursor cursor, T said, HashSet<string> before, string what, string orEnd)
    {
        var token = cursor.Peek();
        var option = _options.Find(o => token.IsWord(o.Name))
            ?? throw cursor.Expected($"{what} of {name} ({string.Join(", ", Names)}){orEnd}", Names);
        cursor.Take();
        _ = before.Add(option.Name) ? true : throw cursor.Twice(token.Start, option.Name);
        said = option.Take(cursor, said, token);
        _check?.Invoke(cursor, before.Count, token.Start);
        return said;
    }

    private sealed record Row(
        string Name,
        Func<StatementCursor, T, T> Read,
        Action<StatementWriter, T> Write,
        Dialect? Dialect,
        OptionMark Mark,
        IReadOnlyList<string> Values)
    {
        public T Take(StatementCursor cursor, T said, SqlToken name)
        {
            if (Mark is OptionMark.Free)
                cursor.TryTake('=');
            else if (Mark is not OptionMark.None)
                cursor.Expect('=');

            if (Mark is OptionMark.Arrow)
                cursor.Expect('>');

            if (Dialect is { } dialect)
                cursor.Note(dialect, Name, name.Start);

            return Read(cursor, said);
        }
    }
}
