using StageTools.Catalog;
using StageTools.Catalog.Secrets;
using StageTools.Formats.Options;
using StageTools.Machine;
using StageTools.Storage;
using StageTools.Storage.Providers;

namespace StageTools.Stages;

/// <summary>What the catalog is to keep of a stage: of a new one, and of one that changes.</summary>
internal sealed class StageEntries(SecretBox secrets, TemporaryStages temporary, StoreProviders stores)
{
    /// <summary>The user stage, which no catalog keeps.</summary>
    public static CatalogEntry User() => new()
    {
        Id = "user",
        Name = StageName.User,
        Kind = StageKind.User,
        Creator = MachineHome.UserName,
        Owner = MachineHome.UserName,
    };

    /// <summary>A new stage.</summary>
    public CatalogEntry New(StageDefinition definition)
    {
        var id = Guid.NewGuid().ToString("N");
        return new CatalogEntry
        {
            Id = id,
            Name = definition.Name,
            Kind = definition.Url is null ? StageKind.Internal : StageKind.External,
            Url = definition.Url,
            Enabled = definition.Enabled,
            Session = definition.Temporary ? temporary.BeginSession() : null,
            DirectoryTable = definition.DirectoryTable,
            FileFormat = definition.FileFormat,
            Connection = definition.Connection?.Masked(),
            SealedSecrets = Seal(id, definition.Connection),
            SealedWriteSecrets = Seal(id, definition.WriteConnection),
            IsPrivate = definition.Private,
            Comment = definition.Comment,
            Creator = MachineHome.UserName,
            Owner = MachineHome.UserName,
            CreatedOn = DateTimeOffset.UtcNow,
        };
    }

    /// <summary>A stage with what was asked to be changed.</summary>
    /// <exception cref="StageException"><c>OptionInvalid</c>.</exception>
    public CatalogEntry Changed(CatalogEntry older, StageChange change)
    {
        if (change.Url is not null && older.Kind == StageKind.Internal)
        {
            throw new StageException(
                StageErrorCode.OptionInvalid,
                $"The stage '{older.Name}' is internal: its files lie in the catalog's own storage",
                new Advice(AdviceKind.MakeExternalStage),
                older.Name.Value);
        }

        var url = change.Url ?? older.Url;
        stores.RefuseConnection(url, change.Connection);
        if (change.WriteConnection is { Secrets.Count: > 0 })
            stores.RefuseConnection(url, change.WriteConnection);

        var shown = change.Connection?.Masked() ?? older.Connection;
        if (url is not null && change is not { Url: null, Connection: null })
            stores.Require(url, shown);

        return older with
        {
            Url = url,
            Enabled = change.Enabled ?? older.Enabled,
            Comment = change.Comment is null ? older.Comment : change.Comment.Length == 0 ? null : change.Comment,
            FileFormat = change.FileFormat is null ? older.FileFormat : change.FileFormat == new FileFormat() ? null : change.FileFormat,
            DirectoryTable = change.DirectoryTable ?? older.DirectoryTable,
            Connection = shown,
            SealedSecrets = change.Connection is null ? older.SealedSecrets : Seal(older.Id, change.Connection),
            SealedWriteSecrets = change.WriteConnection is null ? older.SealedWriteSecrets : Seal(older.Id, change.WriteConnection),
        };
    }

    private ReadOnlyMemory<byte> Seal(string id, StageConnection? connection) =>
        connection is { Secrets.Count: > 0 } ? secrets.Seal(id, connection.Secrets) : default;
}
