using StageTools.Formats.Options;
using StageTools.Paths;
using StageTools.Statements.Parts;

namespace StageTools.Statements;

/// <summary><c>CREATE [OR REPLACE] [TEMPORARY] STAGE [IF NOT EXISTS] name …</c>, of either dialect.</summary>
/// <param name="Name">The stage's name.</param>
public sealed record CreateStageStatement(StageName Name) : Statement
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

    private protected override void Write(StatementWriter writer)
    {
        writer.Add("CREATE").AddIf(OrReplace, "OR REPLACE").AddIf(Temporary, "TEMPORARY").Add("STAGE").AddIf(IfNotExists, "IF NOT EXISTS").Name(Name);
        writer.Url(Url).Url(UrlEndpoint, "URL = \"endpoint\"").Connection(Connection, Dialect).Format(FileFormat).Boolean("ENABLE", Enable).Text("COMMENT", Comment);
    }
}
