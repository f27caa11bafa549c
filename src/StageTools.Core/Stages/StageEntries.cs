namespace StageTools.Stages;

/// <summary>What the catalog is to keep of a stage: of a new one, and of one that changes.</summary>
internal sealed class StageEntries(SecretBox secrets, TemporaryStages temporary, StoreProviders stores)
{
    /// <summary>The user stage, which no catalog keeps.</summary>
    public static CatalogEntry User() => new()
    {
        Id = "user",
        Name = StageName.User,
        Creator = MachineHome.UserName,
        Owner = MachineHome.UserName,
    };

    /// <summary>A new stage.</summary>
    public CatalogEntry New(StageDefinition definition)
    {
        var id = EntryId.New();
        return new CatalogEntry
        {
            Id = id,
            Name = definition.Name,
            Url = definition.Url,
            Enabled = definition.Enabled,
            Session = definition.Temporary ? temporary.BeginSession() : null,
            DirectoryTable = definition.DirectoryTable,
            FileFormat = definition.FileFormat,
            Connection = definition.Connection?.Masked(),
            SealedSecrets = Seal(id, definition.Connection),
            SealedWriteSecrets = Seal(id, definition.WriteConnection),
            IsPrivate = definition.Private,
            Comment = CatalogRows.Comment(definition.Comment),
            Creator = MachineHome.UserName,
            Owner = MachineHome.UserName,
            CreatedOn = DateTimeOffset.UtcNow,
        }.Referring(definition.References.Connection, definition.References.Format);
    }

    /// <summary>A stage with what was asked to be changed.</summary>
    /// <exception cref="StageException"><c>OptionInvalid</c>.</exception>
    public CatalogEntry Changed(CatalogEntry older, StageChange change)
    {
        if (change.Url is not null && older.Kind == StageKind.Internal)
        {
            throw StageErrorCode.OptionInvalid.Error(
                $"The stage '{older.Name}' is internal: its files lie in the catalog's own storage",
                new Advice(AdviceKind.MakeExternalStage), older.Name.Value);
        }

        older = Leaving(older, change);
        var url = change.Url ?? older.Url;
        var (connection, format) = change.References;
        RefuseConnection(url, change.Connection, connection ?? (change.Connection is null ? older.NamedConnection : null));
        if (change.WriteConnection is { Secrets.Count: > 0 })
            stores.RefuseConnection(url, change.WriteConnection);

        var shown = change.References.Settings ?? change.Connection?.Masked() ?? older.Connection;
        if (url is not null && change is not { Url: null, Connection: null })
            stores.Of(url).Require(url, shown);

        var changed = older with
        {
            Url = url,
            Enabled = change.Enabled ?? older.Enabled,
            Comment = change.Comment switch { null => older.Comment, "" => null, var comment => CatalogRows.Comment(comment) },
            FileFormat = change.FileFormat is null ? older.FileFormat : change.FileFormat == FileFormat.Unspecified ? null : change.FileFormat,
            DirectoryTable = change.DirectoryTable ?? older.DirectoryTable,
            Connection = shown,
            SealedSecrets = change.Connection is null ? older.SealedSecrets : Seal(older.Id, change.Connection),
            SealedWriteSecrets = change.WriteConnection is null ? older.SealedWriteSecrets : Seal(older.Id, change.WriteConnection),
        };
        return changed.Referring(
            change.Connection is null ? older.NamedConnection : connection, change.FileFormat is null ? older.NamedFormat : format);
    }

    /// <summary>Refuses settings, or a connection by name, that a place has no use for.</summary>
    /// <exception cref="StageException"><c>OptionInvalid</c>.</exception>
    public void RefuseConnection(StageUrl? url, StageConnection? connection, NamedEntry? named)
    {
        if (named is null)
        {
            stores.RefuseConnection(url, connection);
            return;
        }

        if (url?.Scheme != named.StorageType)
        {
            var where = url is null ? "an internal stage has none" : $"'{url}' lies elsewhere";
            throw StageErrorCode.OptionInvalid.Error(
                $"The connection '{named.Name}' is one of {named.StorageType}, and {where}; name a connection of the same kind as the URL, or leave "
                    + "it out.",
                named.Name.Value);
        }
    }

    /// <summary>The stage without what goes with the kind of store that it leaves, whose settings mean something else in another and whose secrets
    /// are nobody else's: a folder has no use for them, and another kind of bucket wants its own.</summary>
    /// <exception cref="StageException"><c>OptionInvalid</c>.</exception>
    private CatalogEntry Leaving(CatalogEntry older, StageChange change)
    {
        var keeps = change.Connection is null
            && (older.NamedConnection is not null || older.Connection is { Count: > 0 } || !older.SealedSecrets.IsEmpty);
        var keepsSecond = change.WriteConnection is null && !older.SealedWriteSecrets.IsEmpty;
        if (change.Url is not { } url || url.Scheme == older.Url!.Scheme || !(keeps || keepsSecond))
            return older;

        if (!stores.TakesSecrets(url))
            return older with { Connection = null, NamedConnection = null, SealedSecrets = default, SealedWriteSecrets = default };

        var (what, advice) = keeps
            ? ($"is reached with settings or keys of {older.Url.Scheme}, and '{url}' wants its own", AdviceKind.GiveConnectionToo)
            : ($"has a second key of {older.Url.Scheme} for writing, which is none of '{url}'", AdviceKind.GiveSecondKeyToo);
        throw StageErrorCode.OptionInvalid.Error($"The stage '{older.Name}' {what}", new Advice(advice), older.Name.Value);
    }

    private ReadOnlyMemory<byte> Seal(string id, StageConnection? connection) =>
        connection is { Secrets.Count: > 0 } ? secrets.Seal(id, connection.Secrets) : default;
}
