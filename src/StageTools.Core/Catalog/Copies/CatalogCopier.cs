namespace StageTools.Catalog.Copies;

/// <summary>Copies what a catalog keeps: into another, into a file, and back.</summary>
/// <param name="catalog">The catalog.</param>
/// <param name="home">What is this machine's own, its key among it.</param>
internal sealed class CatalogCopier(IStageCatalog catalog, MachineHome home)
{
    // What SQLite calls the files beside a database.
    private static readonly string[] Endings = ["", "-wal", "-shm", "-journal"];

    private readonly SecretKeys _keys = new(home, catalog.Team is not null);
    private readonly HomeId _home = new(home);

    private bool IsTeam => catalog.Team is not null;

    /// <summary>Copies all of it into another catalog, or nothing.</summary>
    /// <exception cref="StageException"><c>OptionInvalid</c>; <c>StageAlreadyExists</c> and its like for names that are taken;
    /// <c>SecretUnreadable</c>.</exception>
    public async Task<CatalogCopy> CopyAsync(IStageCatalog destination, CatalogCopyOptions options, CancellationToken cancellationToken)
    {
        if (destination.Location == catalog.Location)
        {
            throw StageErrorCode.OptionInvalid.Error($"A catalog is not copied into itself, and {catalog.Location} is the one in use; name another.");
        }

        var content = await catalog.ReadContentAsync(cancellationToken).ConfigureAwait(false);

        // Of a team the variable holds the key; what is this machine's own then goes by its file.
        var own = new SecretKeys(home, isShared: destination.Team is not null);
        var key = IsTeam && destination.Team is null ? own.CurrentOfFile : (Func<SecretKey>)own.Current;
        var written = await WriteAsync(
            destination,
            content,
            new ContentSeal(home, IsTeam, _keys.ReadAll()),
            new CopyTarget(destination.Team is not null, KeepsIds: false, key, options),
            cancellationToken).ConfigureAwait(false);
        return CatalogCopy.Of(catalog.Location, destination.Location, written);
    }

    /// <summary>Writes all of it into a file, for this user alone.</summary>
    /// <param name="path">The file's full path.</param>
    /// <param name="passphrase">What the key is encrypted with that goes into the file; null for no key.</param>
    /// <param name="replace">Whether an older file goes.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StageException"><c>FileAlreadyExists</c>; <c>OptionInvalid</c> for a short passphrase, and for a file of the catalog's own;
    /// <c>SecretUnreadable</c> where the key is to go with the secrets and does not open them; <c>CatalogCorrupt</c> for what no restore would take;
    /// and what the file system says.</exception>
    public async Task<CatalogCopy> BackupAsync(string path, string? passphrase, bool replace, CancellationToken cancellationToken)
    {
        PassphraseBox.Require(passphrase);
        RefuseOwn(path);
        var content = await catalog.ReadContentAsync(cancellationToken).ConfigureAwait(false);
        RequireIds(content);
        PassphraseBox? key = null;
        if (passphrase is not null && _keys.ReadAll() is { Count: > 0 } keys)
        {
            new ContentSeal(home, IsTeam, keys).Require(content);
            var boxes = ContentSeal.BoxesOf(content).ToList();
            key = PassphraseBox.Seal(
                passphrase, [.. keys.Where((known, i) => i == 0 || boxes.Exists(box => known.Is(SecretBox.KeyIdOf(box.Box.Span))))]);
        }

        var origin = IsTeam ? null : _home.FindOrMake();
        (BackupFile.Of(content, catalog.Location, key) with { Origin = origin }).Write(path, replace);
        return CatalogCopy.Of(catalog.Location, path, content, hasKey: key is not null);
    }

    /// <summary>Brings back all that a file holds, or nothing.</summary>
    /// <param name="path">The file's full path.</param>
    /// <param name="passphrase">What the key in the file was encrypted with; null for the keys that this catalog has.</param>
    /// <param name="options">What is done where there is more than one way.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StageException"><c>FileNotFound</c>, <c>CatalogTooNew</c>, <c>CatalogCorrupt</c> for what is no backup,
    /// <c>SecretUnreadable</c>, and as <see cref="CopyAsync"/>.</exception>
    public async Task<CatalogCopy> RestoreAsync(string path, string? passphrase, CatalogCopyOptions options, CancellationToken cancellationToken)
    {
        var backup = BackupFile.Read(path);
        var content = backup.ContentOf(path);
        var seal = new ContentSeal(home, IsTeam, passphrase is null ? _keys.ReadAll() : backup.KeysOf(path, passphrase));
        try
        {
            seal.Require(content);
        }
        catch (StageException e) when (passphrase is null && backup.Key is not null)
        {
            throw StageErrorCode.SecretUnreadable.Error(
                $"The secrets in '{path}' were encrypted with a key that this catalog does not have, and nothing was restored",
                new Advice(AdviceKind.GivePassphrase), path, e);
        }

        // Its internal stages find their files again. Of another machine's their files would be another's, who still has them.
        var isOwn = backup.Catalog == catalog.Location
            && (IsTeam || backup.Origin is null || backup.Origin == _home.Find());
        var written = await WriteAsync(
            catalog, content, seal, new CopyTarget(IsTeam, KeepsIds: isOwn, _keys.Current, options), cancellationToken).ConfigureAwait(false);
        var copy = CatalogCopy.Of(path, catalog.Location, written, hasKey: backup.Key is not null);
        return isOwn ? copy with { InternalStages = [] } : copy;
    }

    /// <summary>What the catalog lives by is no file to be replaced.</summary>
    private void RefuseOwn(string path)
    {
        try
        {
            var isOfHome = home.Keeps(path);
            if (isOfHome || (!IsTeam && IsOwn(path)))
            {
                throw StageErrorCode.OptionInvalid.Error(
                    $"'{path}' is among the catalog's own files, or leads to one, and a backup takes the place of none; name another file"
                        + (isOfHome ? $", outside the folder '{home.Folder}'." : "."),
                    path);
            }
        }
        catch (Exception e) when (FileStoreErrors.Is(e))
        {
            throw FileStoreErrors.Explain(e, Path.GetDirectoryName(path) ?? path, path);
        }
    }

    /// <summary>Whether a file is the database's, or is kept beside it: the copies of older versions, and the locks of its sessions.</summary>
    private bool IsOwn(string path)
    {
        var folder = Path.GetDirectoryName(catalog.Location)!;
        string[] databases = [RealPaths.Of(catalog.Location), Path.Join(RealPaths.Of(folder), Path.GetFileName(catalog.Location))];
        var (real, sessions) = (RealPaths.Of(path), RealPaths.Of(new MachineHome(folder).SessionsFolder));
        return databases.Any(own => Endings.Any(ending => real == own + ending) || real.StartsWith($"{own}.v", StringComparison.Ordinal))
            || RealPaths.IsBelow(sessions, real) || RealPaths.IsBelow(sessions, RealPaths.Of(Path.GetDirectoryName(path) ?? path));
    }

    /// <summary>What is no id in the catalog is none in a backup, which nothing would be restored of.</summary>
    private static void RequireIds(CatalogContent content)
    {
        var all = content.Named.Select(static entry => (entry.Id, Noun: CatalogErrors.NounOf(entry.Kind), entry.Name))
            .Concat(content.Stages.Select(static stage => (stage.Id, Noun: "stage", stage.Name)));
        foreach (var (id, noun, name) in all)
        {
            if (!EntryId.Is(id))
            {
                throw StageErrorCode.CatalogCorrupt.Error(
                    $"The catalog has '{id}' for the id of the {noun} '{name}', which is none: something else than StageTools wrote it there. Drop "
                        + $"that {noun}; no backup was written.",
                    name.Value);
            }
        }
    }

    private static async Task<CatalogContent> WriteAsync(
        IStageCatalog destination, CatalogContent content, ContentSeal seal, CopyTarget target, CancellationToken cancellationToken)
    {
        if (!target.IsTeam && target.Options.Private)
        {
            throw StageErrorCode.OptionInvalid.Error(
                $"The stages need not be made private: the catalog {destination.Location} is this user's alone, and nobody else sees it.");
        }

        if (target.Options.ExternalOnly)
            content = content with { Stages = [.. content.Stages.Where(static stage => stage.Kind is StageKind.External)] };

        var written = content;
        await destination.WriteContentAsync(
            there =>
            {
                if (!target.Options.Replace)
                    RefuseTaken(content, there, target.KeepsIds, destination.Location);

                written = seal.For(content, there, target);
                RefuseOtherKinds(written, there, destination.Location);
                return written;
            },
            cancellationToken).ConfigureAwait(false);
        return written;
    }

    /// <summary>What stays would lie elsewhere than its URL says.</summary>
    private static void RefuseOtherKinds(CatalogContent content, CatalogContent there, string catalog)
    {
        var going = content.Stages.SelectMany(there.InTheWayOf).Select(static stage => stage.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var newer in content.Named.Where(static entry => entry.Kind is NamedKind.Connection))
        {
            if (there.Find(newer.Kind, newer.Name) is not { } older || older.StorageType == newer.StorageType)
                continue;

            List<string> users =
            [
                .. there.Stages.Where(stage => stage.NamedConnection?.Id == older.Id && !going.Contains(stage.Id)).Select(static s => s.Name.Value),
            ];
            if (there.Storage?.Connection?.Id == older.Id)
                users.Add(StageName.User.Value);

            if (users.Count > 0)
                throw CatalogErrors.OtherKind(older, newer, users, catalog);
        }
    }

    private static void RefuseTaken(CatalogContent content, CatalogContent there, bool keepsIds, string catalog)
    {
        foreach (var (kind, code) in new[]
        {
            (NamedKind.Connection, StageErrorCode.ConnectionAlreadyExists), (NamedKind.FileFormat, StageErrorCode.FileFormatAlreadyExists),
        })
        {
            var taken = content.Named.Where(entry => entry.Kind == kind && there.Find(kind, entry.Name) is not null).ToList();
            if (taken.Count > 0)
                throw CatalogErrors.Exist(code, CatalogErrors.NounOf(kind), [.. taken.Select(static entry => entry.Name.Value)], catalog);
        }

        // One that was renamed is the same stage still.
        var older = content.Stages
            .SelectMany(stage => there.Stages.Where(older => older.Name == stage.Name || (keepsIds && older.Id == stage.Id))).ToList();
        if (older.Count > 0)
            throw CatalogErrors.Exist(StageErrorCode.StageAlreadyExists, "stage", [.. older.Select(static stage => stage.Name.Value)], catalog);
    }
}
