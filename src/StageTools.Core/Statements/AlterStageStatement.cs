using StageTools.Formats.Options;
using StageTools.Paths;
using StageTools.Statements.Parts;

namespace StageTools.Statements;

/// <summary><c>ALTER STAGE [IF EXISTS] name SET … | UNSET …</c>.</summary>
/// <param name="Name">The stage's name.</param>
public sealed record AlterStageStatement(StageName Name) : Statement
{
    /// <summary>Whether a stage that is not there is no error.</summary>
    public bool IfExists { get; init; }

    /// <summary>Another URL, or a folder's path.</summary>
    public string? Url { get; init; }

    /// <summary>The server, where the statement writes it in the place of the URL (MatrixOne).</summary>
    public string? UrlEndpoint { get; init; }

    /// <summary>CONNECTION (Databend) or CREDENTIALS (MatrixOne), in place of all older ones.</summary>
    public ValueList<ConnectionSetting>? Connection { get; init; }

    /// <summary>Another FILE_FORMAT (Databend).</summary>
    public FileFormat? FileFormat { get; init; }

    /// <summary>ENABLE (MatrixOne).</summary>
    public bool? Enable { get; init; }

    /// <summary>Another COMMENT.</summary>
    public string? Comment { get; init; }

    /// <summary>Whether the file format is taken off (UNSET FILE_FORMAT).</summary>
    public bool UnsetFileFormat { get; init; }

    /// <summary>Whether the comment is taken off (UNSET COMMENT).</summary>
    public bool UnsetComment { get; init; }

    internal static StatementOptions<AlterStageStatement> Unset { get; } = new StatementOptions<AlterStageStatement>("ALTER STAGE … UNSET")
        .Own(
            "FILE_FORMAT",
            static (_, s) => s with { UnsetFileFormat = true },
            static (writer, s) => writer.AddIf(s.UnsetFileFormat, "FILE_FORMAT"),
            mark: StatementOptions<AlterStageStatement>.Mark.None)
        .Own(
            "COMMENT",
            static (_, s) => s with { UnsetComment = true },
            static (writer, s) => writer.AddIf(s.UnsetFileFormat && s.UnsetComment, ",").AddIf(s.UnsetComment, "COMMENT"),
            mark: StatementOptions<AlterStageStatement>.Mark.None);

    private protected override void Write(StatementWriter writer)
    {
        writer.Add("ALTER STAGE").AddIf(IfExists, "IF EXISTS").Name(Name);
        if (UnsetFileFormat || UnsetComment)
        {
            Unset.Write(writer.Add("UNSET"), this);
            return;
        }

        // What can be set is what a stage is made with.
        writer.Add("SET").Options(
            CreateStageStatement.Options,
            new CreateStageStatement(Name)
            {
                Url = Url,
                UrlEndpoint = UrlEndpoint,
                Connection = Connection,
                FileFormat = FileFormat,
                Enable = Enable,
                Comment = Comment,
                Dialect = Dialect,
            });
    }
}
