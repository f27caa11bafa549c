namespace StageTools.Catalog;

/// <summary>Stages, connections and file formats as rows of a database: all catalogs keep the same of them.</summary>
internal static class CatalogRows
{
    /// <summary>How many columns <see cref="Stage"/> reads.</summary>
    public const int StageColumns = 14;

    /// <summary>How many columns <see cref="Named"/> reads.</summary>
    public const int NamedColumns = 8;

    /// <summary>Reads a stage from the first columns of a row: id, name, url, enabled, session, directory_table, directory_refreshed_on,
    /// file_format, connection, the secrets, comment, creator, owner, created_on.</summary>
    /// <param name="row">The row.</param>
    /// <param name="connection">The connection that it refers to.</param>
    /// <param name="format">The file format that it refers to.</param>
    public static CatalogEntry Stage(DbDataReader row, NamedEntry? connection, NamedEntry? format) => new CatalogEntry
    {
        Id = row.GetString(0),
        Name = StageName.Parse(row.GetString(1)),
        Url = Text(row, 2) is { } url ? StageUrl.FromCatalog(url) : null,
        Enabled = Flag(row, 3),
        Session = Text(row, 4),
        DirectoryTable = Flag(row, 5),
        DirectoryTableRefreshedOn = Time(row, 6),
        FileFormat = Text(row, 7) is { } options ? FileFormat.FromJson(options) : null,
        Connection = Text(row, 8) is { } settings ? NamedEntry.Read(settings) : null,
        SealedSecrets = Bytes(row, 9),
        Comment = Text(row, 10),
        Creator = Text(row, 11),
        Owner = Text(row, 12),
        CreatedOn = Time(row, 13),
    }.Referring(connection, format);

    /// <summary>Reads a connection or a file format from the columns id, kind, name, settings, the secrets, comment, creator, created_on; null
    /// where there is none.</summary>
    public static NamedEntry? Named(DbDataReader row, int first) => row.IsDBNull(first) ? null : new NamedEntry
    {
        Id = row.GetString(first),
        Kind = Enum.Parse<NamedKind>(row.GetString(first + 1)),
        Name = StageName.Parse(row.GetString(first + 2)),
        Settings = row.GetString(first + 3),
        SealedSecrets = Bytes(row, first + 4),
        Comment = Text(row, first + 5),
        Creator = Text(row, first + 6),
        CreatedOn = Time(row, first + 7)!.Value,
    };

    /// <summary>What is written of a stage: id, name, name_key, url, enabled, session, directory_table, file_format, connection, comment,
    /// file_format_id, connection_id.</summary>
    public static object?[] ValuesOf(CatalogEntry stage) =>
    [
        stage.Id, stage.Name.Value, stage.Name.Folded, stage.Url?.ToString(), stage.Enabled, stage.Session, stage.DirectoryTable, stage.OwnFormat,
        stage.OwnConnection is { } settings ? NamedEntry.Write(settings) : null, stage.Comment, stage.NamedFormat?.Id, stage.NamedConnection?.Id,
    ];

    /// <summary>The folded names between which those lie that begin with a text.</summary>
    public static object?[] Bounds(string prefix) => [prefix.ToUpperInvariant(), prefix.ToUpperInvariant() + "\U0010FFFF"];

    public static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static ReadOnlyMemory<byte> Bytes(DbDataReader row, int column) => row.IsDBNull(column) ? default : (byte[])row.GetValue(column);

    /// <summary>Encrypted secrets as rows and backups have them: null for none.</summary>
    public static byte[]? Box(ReadOnlyMemory<byte> secrets) => secrets.IsEmpty ? null : secrets.ToArray();

    /// <summary>A comment, where every database keeps it as it is.</summary>
    /// <exception cref="StageException"><c>OptionInvalid</c>.</exception>
    public static string? Comment(string? text) => text == Kept(text)
        ? text
        : throw StageErrorCode.OptionInvalid.Error("The comment holds NUL or half of a character, which no catalog keeps; leave that out.");

    /// <summary>A comment without what not every database keeps, which older catalogs may have in theirs.</summary>
    public static string? Kept(string? text) => text is null ? null : string.Concat(text.Where((c, i) => c switch
    {
        _ when char.IsHighSurrogate(c) => i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]),
        _ when char.IsLowSurrogate(c) => i > 0 && char.IsHighSurrogate(text[i - 1]),
        _ => c != '\0',
    }));

    /// <summary>A file of a directory table: key, size, last_modified in ticks, md5, storage_class. One that no store has is an error of its
    /// own.</summary>
    public static StoreItem File(DbDataReader row)
    {
        var (key, size, ticks) = (row.GetString(0), row.GetInt64(1), row.GetInt64(2));
        return size < 0 || ticks < 0 || ticks > DateTimeOffset.MaxValue.UtcTicks
            ? CatalogErrors.NoFile(new StoreItem(key, 0, default))
            : new StoreItem(key, size, new DateTimeOffset(ticks, TimeSpan.Zero)) { MD5 = Text(row, 3), StorageClass = Text(row, 4) };
    }

    /// <summary>A directory table's files from a key on, read in pages: a listing that its reader leaves half way holds nothing.</summary>
    /// <param name="prefix">What the keys begin with.</param>
    /// <param name="size">How many files a page has.</param>
    /// <param name="read">Reads a page: from a key on, and behind one, which the first has not: a file may have no name at all.</param>
    public static async IAsyncEnumerable<StoreItem> PagesAsync(string prefix, int size, Func<string, string?, Task<List<StoreItem>>> read)
    {
        var (from, after) = (prefix, (string?)null);
        while (true)
        {
            var page = await read(from, after).ConfigureAwait(false);
            foreach (var item in page)
                yield return item;

            if (page.Count < size)
                yield break;

            from = after = page[^1].Key;
        }
    }

    // SQLite has neither a type for what is true nor one for moments.
    private static bool Flag(DbDataReader row, int column) => Convert.ToBoolean(row.GetValue(column), CultureInfo.InvariantCulture);

    private static DateTimeOffset? Time(DbDataReader row, int column) => row.GetValue(column) switch
    {
        DateTime time => new DateTimeOffset(time),
        string text => DateTimeOffset.ParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
        _ => null,
    };
}

/// <summary>A listing that a directory table shows no more; its rows are to go.</summary>
/// <param name="Stage">The stage's id.</param>
/// <param name="Generation">Which generation; 0 where none was shown.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ForgottenListing(string Stage, long Generation);
