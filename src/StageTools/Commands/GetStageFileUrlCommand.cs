namespace StageTools.Commands;

/// <summary>Makes URLs by which files of a bucket can be read or written for a while without credentials.</summary>
[Cmdlet(VerbsCommon.Get, "StageFileUrl", DefaultParameterSetName = PathSet)]
[OutputType(typeof(StageFileUrl))]
public sealed class GetStageFileUrlCommand : StagePathCmdlet
{
    private const string Put = "Put";

    /// <summary>Get for reading, Put for writing.</summary>
    [Parameter]
    [ValidateSet("Get", Put)]
    public string Method { get; set; } = "Get";

    /// <summary>How long the URL holds: seconds or a TimeSpan, up to seven days; an hour by default.</summary>
    [Parameter]
    [DurationTransformation]
    public TimeSpan ExpiresIn { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The content type that whoever writes must send.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ContentType { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Each(Paths, path => Presign(path.Text, path.IsLiteral));

    private void Presign(string path, bool isLiteral)
    {
        var (stage, keys) = SelectionOf(path, isLiteral);
        var options = new PresignOptions(Method == Put, ExpiresIn) { ContentType = ContentType };
        foreach (var url in Engine.Files.PresignAsync(stage, keys, options, CancellationToken).ToBlockingEnumerable(CancellationToken))
            WriteObject(url);
    }
}
