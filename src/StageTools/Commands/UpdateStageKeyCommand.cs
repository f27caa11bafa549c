using StageTools.Catalog.Secrets;

namespace StageTools.Commands;

/// <summary>Encrypts the secrets of all stages with a new key: one that is made, or one that is given.</summary>
[Cmdlet(VerbsData.Update, "StageKey", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(StageKeyUpdate))]
public sealed class UpdateStageKeyCommand : StageCmdlet
{
    /// <summary>The new key, 32 bytes in Base64; must be given where the key in use is in STAGETOOLS_KEY.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? NewKey { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!ShouldProcess(Require(() => Engine).Home.Folder, "Encrypt the secrets of all stages with a new key"))
            return;

        var given = Argument.Secret(NewKey);
        var update = Require(() => Wait(Engine.UpdateKeyAsync(given, CancellationToken)));
        WriteObject(update);
        if (update.Location == SecretBox.KeyVariable)
            WriteWarning($"The secrets are encrypted with the new key now: set {SecretBox.KeyVariable} to it, wherever this catalog is used.");
    }
}
