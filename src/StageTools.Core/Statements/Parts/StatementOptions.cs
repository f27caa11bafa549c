using StageTools.Formats.Options;
using StageTools.Sql;

namespace StageTools.Statements.Parts;

/// <summary>The options of a statement, which it has in any order, each once, with or without commas between them: one table of their names, of
/// how each is read, and how it is written.</summary>
/// <typeparam name="T">The statement.</typeparam>
/// <param name="statement">What errors call it.</param>
internal sealed class StatementOptions<T>(string statement)
{
    private readonly List<Option> _options = [];

    /// <summary>What stands between an option's name and its value.</summary>
    internal enum Mark
    {
        /// <summary>An equals sign.</summary>
        Assigned,

        /// <summary>An equals sign, or nothing.</summary>
        Free,

        /// <summary>Nothing.</summary>
        None,
    }

    /// <summary>The names of the options.</summary>
    public IReadOnlyList<string> Names => [.. _options.Select(static option => option.Name)];

    /// <summary>Adds an option that is true or false.</summary>
    public StatementOptions<T> Boolean(string name, Func<T, bool?> get, Func<T, bool, T> set, Dialect? dialect = null) =>
        Own(name, (cursor, said) => set(said, cursor.TakeBoolean()), (writer, said) => writer.Boolean(name, get(said)), dialect);

    /// <summary>Adds an option that is a whole number.</summary>
    public StatementOptions<T> Count(string name, string what, Func<T, long?> get, Func<T, long, T> set, long most = long.MaxValue) =>
        Own(name, (cursor, said) => set(said, cursor.TakeCount(what, most)), (writer, said) => writer.Number(name, get(said)));

    /// <summary>Adds an option that is a text.</summary>
    public StatementOptions<T> Text(string name, string what, Func<T, string?> get, Func<T, string, T> set) =>
        Own(name, (cursor, said) => set(said, cursor.TakeText(what)), (writer, said) => writer.Text(name, get(said)));

    /// <summary>Adds PATTERN.</summary>
    public StatementOptions<T> Pattern(Func<T, string?> get, Func<T, string, T> set) => Text("PATTERN", "a regular expression in quotes", get, set);

    /// <summary>Adds FILES.</summary>
    public StatementOptions<T> Files(Func<T, ValueList<string>?> get, Func<T, ValueList<string>, T> set) =>
        Own("FILES", (cursor, said) => set(said, cursor.TakeList("a file's name in quotes")), (writer, said) => writer.Texts("FILES", get(said)));

    /// <summary>Adds FILE_FORMAT.</summary>
    public StatementOptions<T> Format(Func<T, FileFormat?> get, Func<T, FileFormat, T> set, Dialect? dialect = null) =>
        Own("FILE_FORMAT", (cursor, said) => set(said, cursor.TakeFileFormat()), (writer, said) => writer.Format(get(said)), dialect);

    /// <summary>Adds an option of its own kind.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="read">Reads its value.</param>
    /// <param name="write">Writes it with its name, where it is said.</param>
    /// <param name="dialect">The only one of the two systems that has it; null where both do.</param>
    /// <param name="mark">What stands behind its name.</param>
    public StatementOptions<T> Own(
        string name, Func<StatementCursor, T, T> read, Action<StatementWriter, T> write, Dialect? dialect = null, Mark mark = Mark.Assigned)
    {
        _options.Add(new Option(name, read, write, dialect, mark));
        return this;
    }

    /// <summary>Reads the options, to the statement's end.</summary>
    /// <param name="cursor">Where they stand.</param>
    /// <param name="said">The statement as it was read so far.</param>
    /// <param name="name">What errors call the statement here.</param>
    /// <param name="taken">Told of each option: how many there are with it, and where it stands.</param>
    public T Read(StatementCursor cursor, T said, string? name = null, Action<int, int>? taken = null)
    {
        var before = new HashSet<Option>();
        var isAlone = _options.Count == 1;
        while (!(isAlone && before.Count == 1) && ((before.Count > 0 && cursor.TryTake(',')) || !cursor.IsAtEnd))
        {
            var token = cursor.Peek();
            var option = _options.Find(o => token.IsWord(o.Name)) ?? throw cursor.Expected(
                $"{(isAlone ? "the option" : "an option")} of {name ?? statement} ({string.Join(", ", Names)}) or its end", Names);
            cursor.Take();
            _ = before.Add(option) ? true : throw cursor.Twice(token.Start, option.Name);
            said = option.Take(cursor, said, token);
            taken?.Invoke(before.Count, token.Start);
        }

        return said;
    }

    /// <summary>Writes those that are said.</summary>
    public void Write(StatementWriter writer, T said) => _options.ForEach(option => option.Write(writer, said));

    private sealed record Option(string Name, Func<StatementCursor, T, T> Read, Action<StatementWriter, T> Write, Dialect? Dialect, Mark Mark)
    {
        public T Take(StatementCursor cursor, T said, SqlToken name)
        {
            if (Mark is Mark.Assigned)
            {
                cursor.Expect('=');
            }
            else if (Mark is Mark.Free)
            {
                cursor.TryTake('=');
            }

            if (Dialect is { } dialect)
                cursor.Note(dialect, Name, name.Start);

            return Read(cursor, said);
        }
    }
}
