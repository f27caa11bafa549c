using System.Collections;
using System.Management.Automation;
using System.Security;
using StageTools.Completion;
using StageTools.Formats;
using StageTools.Hosting;
using StageTools.Stages;

namespace StageTools.Commands;

/// <summary>Changes a stage: its URL, comment, whether it takes files, credentials, file format, directory table.</summary>
[Cmdlet(VerbsCommon.Set, "Stage", SupportsShouldProcess = true)]
[OutputType(typeof(Stage))]
public sealed class SetStageCommand : StageCmdlet
{
    /// <summary>The stages' names.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StageNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Another place for an external stage; the files are not moved.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string? Url { get; set; }

    /// <summary>Another comment; the empty text removes it.</summary>
    [Parameter]
    [AllowEmptyString]
    public string? Comment { get; set; }

    /// <summary>The stage takes files; -Enabled:$false and it takes none.</summary>
    [Parameter]
    public SwitchParameter Enabled { get; set; }

    /// <summary>The address of the bucket's server.</summary>
    [Parameter]
    public string? Endpoint { get; set; }

    /// <summary>The bucket's region.</summary>
    [Parameter]
    public string? Region { get; set; }

    /// <summary>The bucket's key id as user name and its secret as password.</summary>
    [Parameter]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>The token of temporary credentials.</summary>
    [Parameter]
    public SecureString? SessionToken { get; set; }

    /// <summary>A profile of the machine's own credentials.</summary>
    [Parameter]
    public string? ProfileName { get; set; }

    /// <summary>Whether the bucket's name goes into the path instead of the host.</summary>
    [Parameter]
    public SwitchParameter PathStyle { get; set; }

    /// <summary>The connection in the systems' own keys. What is given replaces all that was there.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Connection { get; set; }

    /// <summary>Another file format; @{} removes it.</summary>
    [Parameter]
    [FileFormatTransformation]
    [ArgumentCompleter(typeof(FileFormatCompleter))]
    public FileFormat? FileFormat { get; set; }

    /// <summary>The stage has a directory table; -DirectoryTable:$false takes it away.</summary>
    [Parameter]
    public SwitchParameter DirectoryTable { get; set; }

    /// <summary>Returns the stage as it is then.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var name in Name)
        {
            Attempt(() => Change(StageName.Parse(name)));
        }
    }

    private void Change(StageName name)
    {
        var change = new StageChange
        {
            Url = Url is null ? null : StageUrl.Parse(Url, SessionState.Path.CurrentFileSystemLocation.ProviderPath),
            Comment = Comment,
            Enabled = Said(nameof(Enabled)) ? Enabled : null,
            Connection = ConnectionSettings.Read(Endpoint, Region, Credential, SessionToken, ProfileName, PathStyle, Connection),
            FileFormat = FileFormat,
            DirectoryTable = Said(nameof(DirectoryTable)) ? DirectoryTable : null,
        };
        if (!ShouldProcess(name.Value, "Change stage"))
        {
            return;
        }

        var stage = Wait(Engine.Stages.SetAsync(name, change, CancellationToken));
        if (PassThru)
        {
            WriteObject(stage);
        }
    }

    private bool Said(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);
}
