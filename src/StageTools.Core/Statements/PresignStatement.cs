using StageTools.Statements.Parts;

namespace StageTools.Statements;

/// <summary><c>PRESIGN [DOWNLOAD | UPLOAD] @stage/file [EXPIRE = seconds] [CONTENT_TYPE = '…']</c> (Databend).</summary>
/// <param name="Location">The file.</param>
public sealed record PresignStatement(StageLocation Location) : Statement
{
    /// <summary>What it is for; Databend's default is to download.</summary>
    public PresignMethod? Method { get; init; }

    /// <summary>How long the URL lasts; Databend's default is an hour.</summary>
    public TimeSpan? Expire { get; init; }

    /// <summary>The media type that must be sent with the file.</summary>
    public string? ContentType { get; init; }

    /// <inheritdoc/>
    public override bool Changes => false;

    internal static StatementOptions<PresignStatement> Options { get; } = new StatementOptions<PresignStatement>("PRESIGN")
        .Count(
            "EXPIRE",
            "seconds",
            static s => (long?)s.Expire?.TotalSeconds,
            static (s, v) => s with { Expire = TimeSpan.FromSeconds(v) },
            most: int.MaxValue)
        .Text("CONTENT_TYPE", "a media type in quotes", static s => s.ContentType, static (s, v) => s with { ContentType = v });

    private protected override void Write(StatementWriter writer) => writer
        .Add("PRESIGN").AddIf(Method is not null, Method is PresignMethod.Upload ? "UPLOAD" : "DOWNLOAD").Location(Location).Options(Options, this);
}
