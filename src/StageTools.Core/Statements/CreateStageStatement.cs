namespace StageTools.Statements;

/// <summary><c>CREATE [OR REPLACE] [TEMPORARY] STAGE [IF NOT EXISTS] name …</c>, of either dialect.</summary>
/// <param name="Name">The stage's name.</param>
public sealed record CreateStageStatement(StageName Name) : StageStatement(static () => Form)
{
    /// <summary>Whether a stage of the name is replaced (Databend).</summary>
    public bool OrReplace { get; init; }

    /// <summary>Whether a stage of the name is left alone.</summary>
    public bool IfNotExists { get; init; }

    /// <summary>Whether the stage ends with the session.</summary>
    public bool Temporary { get; init; }

    /// <summary>The URL, or a folder's path.</summary>
    public string? Url { get; init; }

    /// <summary>The server, where the statement writes it in the place of the URL: <c>URL = "endpoint" = '…'</c> (MatrixOne).</summary>
    public string? UrlEndpoint { get; init; }

    /// <summary>CONNECTION (Databend) or CREDENTIALS (MatrixOne).</summary>
    public ValueList<ConnectionSetting>? Connection { get; init; }

    /// <summary>FILE_FORMAT (Databend).</summary>
    public FileFormat? FileFormat { get; init; }

    /// <summary>ENABLE (MatrixOne): whether the stage takes files, and has a directory table.</summary>
    public bool? Enable { get; init; }

    /// <summary>COMMENT.</summary>
    public string? Comment { get; init; }

    /// <summary>Why a statement that says both is refused.</summary>
    internal const string BothSaid = "OR REPLACE and IF NOT EXISTS contradict each other; write one of them";

    internal static StatementForm<CreateStageStatement> Form { get; } = Settings(
        StatementForm.Named("CREATE STAGE", new CreateStageStatement(StageName.User))
            .Words("CREATE")
            .Flag("OR REPLACE", static s => s.OrReplace, static (s, v) => s with { OrReplace = v }, Dialect.Databend)
            .Clause(
                static (cursor, s) => s with { Temporary = cursor.TryTake("TEMPORARY") || cursor.TryTake("TEMP") },
                static (writer, s) => writer.AddIf(s.Temporary, "TEMPORARY"))
            .Words("STAGE")
            .Clause(static (cursor, s) => s.TakeIfNotExists(cursor), static (writer, s) => writer.AddIf(s.IfNotExists, "IF NOT EXISTS"))
            .Name(static s => s.Name, static (s, v) => s with { Name = v })
            .Clause(static (cursor, s) => s.TakeBareUrl(cursor), static (_, _) => { }));

    /// <summary>Adds what a stage is made with, which is what can be changed of it, to the form of a statement.</summary>
    internal static StatementForm<CreateStageStatement> Settings(StatementForm<CreateStageStatement> form) => form
        .Option(
            "URL",
            static (cursor, s) => s.Url is null ? s.TakeUrl(cursor) : throw cursor.Twice(cursor.Previous.Start, "the URL"),
            static (writer, s) => writer.Url(s.Url).Url(s.UrlEndpoint, "URL = \"endpoint\""))
        .Option(
            "CONNECTION",
            static (cursor, s) => s with { Connection = cursor.TakeConnection(s.Url) },
            static (writer, s) => writer.Connection(s.Connection, s.Dialect),
            Dialect.Databend)
        .Format(static s => s.FileFormat, static (s, v) => s with { FileFormat = v }, Dialect.Databend)
        .Option("CREDENTIALS", static (cursor, s) => s with { Connection = cursor.TakeCredentials(s.Url) }, static (_, _) => { }, Dialect.MatrixOne)
        .Boolean("ENABLE", static s => s.Enable, static (s, v) => s with { Enable = v }, Dialect.MatrixOne)
        .Text("COMMENT", "the comment in quotes", static s => s.Comment, static (s, v) => s with { Comment = v });

    private CreateStageStatement TakeIfNotExists(StatementCursor cursor)
    {
        if (!cursor.TryTake("IF"))
            return this;

        if (OrReplace)
            throw cursor.Refuse(cursor.Current.Start, BothSaid);

        cursor.Expect("NOT", "EXISTS");
        return this with { IfNotExists = true };
    }

    /// <summary>Databend: the URL may stand there without its name.</summary>
    private CreateStageStatement TakeBareUrl(StatementCursor cursor)
    {
        if (!StatementValues.IsText(cursor.Peek()))
            return this;

        cursor.Note(Dialect.Databend, "a URL without URL =", cursor.Peek().Start);
        return this with { Url = cursor.TakeText("URL") };
    }

    /// <summary>Takes a URL, or MatrixOne's <c>"endpoint" = '…'</c> in its place.</summary>
    private CreateStageStatement TakeUrl(StatementCursor cursor)
    {
        var start = cursor.Peek().Start;
        var text = cursor.TakeText("the URL in quotes", shows: false);
        if (!text.Equals("endpoint", StringComparison.OrdinalIgnoreCase) || !cursor.TryTake('='))
            return this with { Url = text };

        cursor.Note(Dialect.MatrixOne, "\"endpoint\" in URL", start);
        return this with { UrlEndpoint = cursor.TakeText("the server's address in quotes", shows: false) };
    }
}
