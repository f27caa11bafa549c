namespace StageTools.Statements;

/// <summary>A statement about a connection or a file format that has a name (Databend).</summary>
/// <param name="Kind">Which of the two.</param>
public abstract record NamedStatement(NamedKind Kind) : StageStatement
{
    /// <summary>The words of a statement's kind.</summary>
    private protected static string WordsOf(NamedKind kind) => kind is NamedKind.Connection ? "CONNECTION" : "FILE FORMAT";
}

/// <summary>A statement that makes a connection or a file format.</summary>
/// <param name="Kind">Which of the two.</param>
/// <param name="Name">Its name.</param>
public abstract record CreateNamedStatement(NamedKind Kind, StageName Name) : NamedStatement(Kind)
{
    /// <summary>Whether one of the name is changed.</summary>
    public bool OrReplace { get; init; }

    /// <summary>Whether one of the name is left alone.</summary>
    public bool IfNotExists { get; init; }

    /// <summary>What to do when one of the name is there.</summary>
    internal IfStageExists IfExists => OrReplace ? IfStageExists.Replace : IfNotExists ? IfStageExists.Keep : IfStageExists.Fail;

    private protected static StatementForm<T> Creating<T>(T begin)
        where T : CreateNamedStatement => StatementForm.Named($"CREATE {WordsOf(begin.Kind)}", begin)
            .Words("CREATE")
            .Flag("OR REPLACE", static s => s.OrReplace, static (s, v) => s with { OrReplace = v })
            .Words(WordsOf(begin.Kind))
            .Flag("IF NOT EXISTS", static s => s.IfNotExists, static (s, v) => s with { IfNotExists = v })
            .Clause(static (cursor, s) => s with { Name = cursor.TakeName(s.Kind) }, static (writer, s) => writer.Name(s.Name))
            .Clause(
                static (cursor, s) => s is { OrReplace: true, IfNotExists: true }
                    ? throw cursor.Refuse(cursor.Start, CreateStageStatement.BothSaid)
                    : s,
                static (_, _) => { });
}

/// <summary><c>CREATE [OR REPLACE] CONNECTION [IF NOT EXISTS] name STORAGE_TYPE = 's3' key = 'value' …</c>.</summary>
/// <param name="Name">The connection's name.</param>
public sealed record CreateConnectionStatement(StageName Name) : CreateNamedStatement(NamedKind.Connection, Name)
{
    /// <summary>The scheme of the URLs it is for.</summary>
    public string StorageType { get; init; } = string.Empty;

    /// <summary>Settings and secrets.</summary>
    public ValueList<ConnectionSetting> Settings { get; init; } = new([]);

    internal static StatementForm<CreateConnectionStatement> Form { get; } = Creating(new CreateConnectionStatement(StageName.User)).Clause(
        static (cursor, s) =>
        {
            var settings = cursor.TakeConnectionSettings(out var storageType);
            return s with { StorageType = storageType, Settings = settings };
        },
        static (writer, s) => writer.Text("STORAGE_TYPE", s.StorageType).Settings(s.Settings));

    private protected override void Write(StatementWriter writer) => Form.Write(writer, this);
}

/// <summary><c>CREATE [OR REPLACE] FILE FORMAT [IF NOT EXISTS] name TYPE = CSV …</c>.</summary>
/// <param name="Name">The file format's name.</param>
public sealed record CreateFileFormatStatement(StageName Name) : CreateNamedStatement(NamedKind.FileFormat, Name)
{
    /// <summary>The options.</summary>
    public FileFormat FileFormat { get; init; } = FileFormat.Unspecified;

    internal static StatementForm<CreateFileFormatStatement> Form { get; } = Creating(new CreateFileFormatStatement(StageName.User)).Clause(
        static (cursor, s) => s with { FileFormat = cursor.TakeFormatOptions() },
        static (writer, s) => writer.FormatOptions(s.FileFormat));

    private protected override void Write(StatementWriter writer) => Form.Write(writer, this);
}

/// <summary><c>DROP CONNECTION [IF EXISTS] name</c>, <c>DROP FILE FORMAT [IF EXISTS] name</c>.</summary>
/// <param name="Kind">Which of the two.</param>
/// <param name="Name">Its name.</param>
public sealed record DropNamedStatement(NamedKind Kind, StageName Name) : NamedStatement(Kind)
{
    /// <summary>Whether one that is not there is no error.</summary>
    public bool IfExists { get; init; }

    internal static StatementForm<DropNamedStatement> Connection { get; } = Dropping(NamedKind.Connection);

    internal static StatementForm<DropNamedStatement> FileFormat { get; } = Dropping(NamedKind.FileFormat);

    private protected override void Write(StatementWriter writer) => (Kind is NamedKind.Connection ? Connection : FileFormat).Write(writer, this);

    private static StatementForm<DropNamedStatement> Dropping(NamedKind kind) =>
        StatementForm.Of($"DROP {WordsOf(kind)}", new DropNamedStatement(kind, StageName.User))
            .Flag("IF EXISTS", static s => s.IfExists, static (s, v) => s with { IfExists = v })
            .Clause(static (cursor, s) => s with { Name = cursor.TakeName(s.Kind) }, static (writer, s) => writer.Name(s.Name));
}

/// <summary><c>SHOW CONNECTIONS</c>, <c>SHOW FILE FORMATS</c>, and <c>DESC CONNECTION name</c>, <c>DESC FILE FORMAT name</c>.</summary>
/// <param name="Kind">Which of the two.</param>
/// <param name="Name">The one that is described; null for all.</param>
public sealed record ShowNamedStatement(NamedKind Kind, StageName? Name) : NamedStatement(Kind)
{
    /// <inheritdoc/>
    public override bool Changes => false;

    /// <summary>Reads SHOW.</summary>
    internal static ShowNamedStatement Show(StatementCursor cursor, NamedKind kind)
    {
        cursor.Expect(["SHOW", .. $"{WordsOf(kind)}S".Split(' ')]);
        return new ShowNamedStatement(kind, Name: null);
    }

    /// <summary>Reads DESC.</summary>
    internal static ShowNamedStatement Describe(StatementCursor cursor, NamedKind kind)
    {
        cursor.Take();
        cursor.Expect(WordsOf(kind).Split(' '));
        return new ShowNamedStatement(kind, cursor.TakeName(kind));
    }

    private protected override void Write(StatementWriter writer) =>
        _ = Name is null ? writer.Add($"SHOW {WordsOf(Kind)}S") : writer.Add($"DESC {WordsOf(Kind)}").Name(Name);
}
