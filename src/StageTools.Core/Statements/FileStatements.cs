namespace StageTools.Statements;

/// <summary><c>LIST @stage[/prefix] [PATTERN = 'regex']</c> (Databend), <c>LS</c> (Snowflake).</summary>
/// <param name="Location">The stage and a prefix of keys.</param>
public sealed record ListFilesStatement(StageLocation Location) : Statement(static () => Form, changes: false)
{
    /// <summary>A regular expression for all of what follows the prefix.</summary>
    public string? Pattern { get; init; }

    internal static StatementForm<ListFilesStatement> Form { get; } = StatementForm.Named("LIST", new ListFilesStatement(StageLocation.Unsaid))
        .Verb("LIST", "LS")
        .Location(static s => s.Location, static (s, v) => s with { Location = v })
        .Pattern(static s => s.Pattern, static (s, v) => s with { Pattern = v });
}

/// <summary><c>REMOVE @stage[/prefix] [PATTERN = 'regex']</c> (Databend), <c>RM</c> (Snowflake),
/// <c>REMOVE FILES [IF EXISTS] FROM STAGE 'stage://stage/*.txt'</c> (MatrixOne).</summary>
/// <param name="Location">The files: a prefix of keys in Databend's dialect, a key or wildcards in MatrixOne's.</param>
public sealed record RemoveFilesStatement(StageLocation Location) : Statement
{
    /// <summary>A regular expression for all of what follows the prefix (Databend).</summary>
    public string? Pattern { get; init; }

    /// <summary>Whether finding no file is no error (MatrixOne).</summary>
    public bool IfExists { get; init; }

    internal static StatementForm<RemoveFilesStatement> Form { get; } = StatementForm.Named("REMOVE", new RemoveFilesStatement(StageLocation.Unsaid))
        .Verb("REMOVE", "RM")
        .Location(static s => s.Location, static (s, v) => s with { Location = v })
        .Pattern(static s => s.Pattern, static (s, v) => s with { Pattern = v });

    internal static StatementForm<RemoveFilesStatement> MatrixOneForm { get; } = StatementForm
        .Of("REMOVE FILES", new RemoveFilesStatement(StageLocation.Unsaid) { Dialect = Dialect.MatrixOne })
        .Flag("IF EXISTS", static s => s.IfExists, static (s, v) => s with { IfExists = v })
        .Words("FROM STAGE")
        .Clause(
            static (cursor, s) => s with { Location = cursor.TakeLocation() },
            static (writer, s) => writer.Add(StatementText.Write($"stage://{s.Location.ToString()[1..]}")));

    private protected override void Write(StatementWriter writer) => (Dialect is Dialect.MatrixOne ? MatrixOneForm : Form).Write(writer, this);
}

/// <summary><c>PRESIGN [DOWNLOAD | UPLOAD] @stage/file [EXPIRE = seconds] [CONTENT_TYPE = '…']</c> (Databend).</summary>
/// <param name="Location">The file.</param>
public sealed record PresignStatement(StageLocation Location) : Statement(static () => Form, changes: false)
{
    /// <summary>What it is for; Databend's default is to download.</summary>
    public PresignMethod? Method { get; init; }

    /// <summary>How long the URL lasts; Databend's default is an hour.</summary>
    public TimeSpan? Expire { get; init; }

    /// <summary>The media type that must be sent with the file.</summary>
    public string? ContentType { get; init; }

    internal static StatementForm<PresignStatement> Form { get; } = StatementForm.Of("PRESIGN", new PresignStatement(StageLocation.Unsaid))
        .Clause(
            static (cursor, s) => s with { Method = TakeMethod(cursor) },
            static (writer, s) => writer.AddIf(s.Method is not null, s.Method is PresignMethod.Upload ? "UPLOAD" : "DOWNLOAD"))
        .Location(static s => s.Location, static (s, v) => s with { Location = v })
        .Count(
            "EXPIRE",
            "seconds",
            static s => (long?)s.Expire?.TotalSeconds,
            static (s, v) => s with { Expire = TimeSpan.FromSeconds(v) },
            most: int.MaxValue)
        .Text("CONTENT_TYPE", "a media type in quotes", static s => s.ContentType, static (s, v) => s with { ContentType = v });

    private static PresignMethod? TakeMethod(StatementCursor cursor)
    {
        string[] words = ["DOWNLOAD", "UPLOAD"];
        var token = cursor.Peek();
        return cursor.TryTake(words[0]) ? PresignMethod.Download
            : cursor.TryTake(words[1]) ? PresignMethod.Upload
            : token.Kind is SqlTokenKind.Word && NearMiss.Find(token.Span, words) is not null
                ? throw cursor.Expected("DOWNLOAD, UPLOAD or a stage path", words)
            : null;
    }
}

/// <summary>What a presigned URL is for.</summary>
public enum PresignMethod
{
    /// <summary>Reading the file.</summary>
    Download,

    /// <summary>Writing the file.</summary>
    Upload,
}

/// <summary><c>PUT fs:///folder/*.csv @stage/path</c> (Databend).</summary>
/// <param name="Source">Files of this machine, as written: a URL or a path, with or without wildcards.</param>
/// <param name="Target">Where they go.</param>
public sealed record PutFilesStatement(string Source, StageLocation Target) : Statement(static () => Form)
{
    /// <summary>How many files at once (Snowflake).</summary>
    public long? Parallel { get; init; }

    /// <summary>Whether files that are there are replaced (Snowflake).</summary>
    public bool? Overwrite { get; init; }

    internal static StatementForm<PutFilesStatement> Form { get; } = StatementForm
        .Of("PUT", new PutFilesStatement(string.Empty, StageLocation.Unsaid))
        .LocalPath(static s => s.Source, static (s, v) => s with { Source = v })
        .Location(static s => s.Target, static (s, v) => s with { Target = v })
        .Count("PARALLEL", "how many at once", static s => s.Parallel, static (s, v) => s with { Parallel = v })
        .Boolean("OVERWRITE", static s => s.Overwrite, static (s, v) => s with { Overwrite = v });
}

/// <summary><c>GET @stage/path fs:///folder/</c> (Databend).</summary>
/// <param name="Source">The files.</param>
/// <param name="Target">A folder of this machine, as written: a URL or a path.</param>
public sealed record GetFilesStatement(StageLocation Source, string Target) : Statement(static () => Form)
{
    /// <summary>A regular expression for all of what follows the path (Snowflake).</summary>
    public string? Pattern { get; init; }

    /// <summary>How many files at once (Snowflake).</summary>
    public long? Parallel { get; init; }

    /// <summary>Whether files that are there are replaced.</summary>
    public bool? Overwrite { get; init; }

    internal static StatementForm<GetFilesStatement> Form { get; } = StatementForm
        .Of("GET", new GetFilesStatement(StageLocation.Unsaid, string.Empty))
        .Location(static s => s.Source, static (s, v) => s with { Source = v })
        .LocalPath(static s => s.Target, static (s, v) => s with { Target = v })
        .Pattern(static s => s.Pattern, static (s, v) => s with { Pattern = v })
        .Count("PARALLEL", "how many at once", static s => s.Parallel, static (s, v) => s with { Parallel = v })
        .Boolean("OVERWRITE", static s => s.Overwrite, static (s, v) => s with { Overwrite = v });
}

/// <summary><c>COPY FILES INTO @stage[/path] FROM @stage[/path] [FILES = (…)] [PATTERN = 'regex']</c> (Snowflake).</summary>
/// <param name="Target">Where the files go.</param>
/// <param name="Source">The files.</param>
public sealed record CopyFilesStatement(StageLocation Target, StageLocation Source) : Statement(static () => Form)
{
    /// <summary>The files below the source; null for all.</summary>
    public ValueList<string>? Files { get; init; }

    /// <summary>A regular expression for all of what follows the source.</summary>
    public string? Pattern { get; init; }

    internal static StatementForm<CopyFilesStatement> Form { get; } = StatementForm
        .Of("COPY FILES", new CopyFilesStatement(StageLocation.Unsaid, StageLocation.Unsaid))
        .Words("INTO")
        .Location(static s => s.Target, static (s, v) => s with { Target = v })
        .Words("FROM")
        .Location(static s => s.Source, static (s, v) => s with { Source = v })
        .Files(static s => s.Files, static (s, v) => s with { Files = v })
        .Pattern(static s => s.Pattern, static (s, v) => s with { Pattern = v });
}
