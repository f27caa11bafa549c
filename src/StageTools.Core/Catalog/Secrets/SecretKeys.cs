namespace StageTools.Catalog.Secrets;

/// <summary>The keys of the catalog's secrets: in <c>catalog.key</c>, one a line, or in <c>$STAGETOOLS_KEY</c>, divided by blanks. The first
/// encrypts; each decrypts what it encrypted.</summary>
/// <remarks>
/// All catalogs of one home have the keys of one file, and none knows of the others: a key that is in it stays, since another catalog may have
/// secrets of it, and the file has a lock of its own. It is written in a write transaction of a catalog alone, and so are secrets: whoever encrypts
/// holds the lock of his catalog, and the key he reads is a current one until his secrets are in it.
/// </remarks>
internal sealed class SecretKeys(MachineHome home, bool isShared)
{
    private const string LockSuffix = ".lock";

    /// <summary>How long to wait for another who writes the file, which takes no longer than a flush of the disk.</summary>
    private static readonly TimeSpan LockTime = TimeSpan.FromSeconds(30);

    /// <summary>The variable's keys, where there are any; then the file is not looked at.</summary>
    private static string? Variable => Environment.GetEnvironmentVariable(SecretBox.KeyVariable) is { Length: > 0 } text ? text : null;

    /// <summary>Whether the environment gives the keys, or has to.</summary>
    public bool AreInEnvironment => isShared || Variable is not null;

    /// <summary>Where the keys are: the variable's name or the file's path.</summary>
    public string Location => AreInEnvironment ? SecretBox.KeyVariable : home.KeyFile;

    /// <summary>All keys, the current one first; none where none was made yet.</summary>
    /// <exception cref="StageException"><see cref="StageErrorCode.SecretUnreadable"/>.</exception>
    public IReadOnlyList<SecretKey> Read() =>
        Variable is { } text ? Parse(text, SecretBox.KeyVariable) :
        isShared ? [] :
        KeysOfFile();

    /// <summary>All keys that this machine knows: those of its file too, where the variable holds a team's.</summary>
    /// <exception cref="StageException"><see cref="StageErrorCode.SecretUnreadable"/>.</exception>
    public IReadOnlyList<SecretKey> ReadAll() => isShared || Variable is null ? Read() : [.. Read(), .. KeysOfFile()];

    /// <summary>The current key of the file, made where there is none, whatever the variable holds.</summary>
    /// <exception cref="StageException">As <see cref="Current"/>.</exception>
    public SecretKey CurrentOfFile() => KeysOfFile() is [var current, ..] ? current : Make();

    /// <summary>The current key, made where there is none.</summary>
    /// <exception cref="StageException"><see cref="StageErrorCode.SecretUnreadable"/>; <see cref="StageErrorCode.CatalogUnavailable"/> when the file
    /// cannot be written.</exception>
    public SecretKey Current()
    {
        if (Read() is [var current, ..])
            return current;

        if (isShared)
        {
            throw StageErrorCode.SecretUnreadable.Error(
                $"Secrets in a team's catalog are encrypted with the team's own key, and {SecretBox.KeyVariable} is not set: set it to the key "
                    + $"that your team shares ({SecretKey.Wanted}).",
                SecretBox.KeyVariable);
        }

        return Make();
    }

    /// <summary>Puts a key before all that the file holds.</summary>
    /// <exception cref="StageException"><see cref="StageErrorCode.CatalogUnavailable"/>; <see cref="StageErrorCode.CatalogBusy"/>.</exception>
    public void Add(SecretKey key) =>
        ChangeFile(() => PrivateFiles.TryWrite(home.KeyFile, TextOf([key, .. KeysOfFile().Where(known => !known.Is(key.Id))]), overwrite: true));

    private static List<SecretKey> Parse(string text, string where)
    {
        var keys = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(word => SecretKey.TryParse(word, out var key)
            ? key
            : throw StageErrorCode.SecretUnreadable.Error($"{where} does not hold a key: {SecretKey.Wanted}.")).ToList();
        return keys.Count > 0
            ? keys
            : throw StageErrorCode.SecretUnreadable.Error($"{where} holds no key: {SecretKey.Wanted}.");
    }

    private List<SecretKey> KeysOfFile() => ReadFile() is { } file ? Parse(file, $"'{home.KeyFile}'") : [];

    private static byte[] TextOf(IEnumerable<SecretKey> keys) =>
        Encoding.ASCII.GetBytes(string.Join('\n', keys.Select(static key => key.ToBase64())));

    private SecretKey Make()
    {
        var made = SecretKey.New();
        return ChangeFile(() => PrivateFiles.TryWrite(home.KeyFile, TextOf([made]), overwrite: false)) ? made : KeysOfFile()[0];
    }

    private string? ReadFile()
    {
        try
        {
            // Nobody who reads the file keeps another from replacing it.
            using var stream = MachineHome.Own(new FileStream(
                home.Own(home.KeyFile), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
            using var reader = new StreamReader(stream, Encoding.ASCII);
            return reader.ReadToEnd();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var why = e is IOException
                ? "cannot be read; check the file, its folder and its disk"
                : "belongs to another user; make it readable for this one";
            throw StageErrorCode.SecretUnreadable.Error($"The key of the catalog's secrets, '{home.KeyFile}', {why}.", home.KeyFile, e);
        }
    }

    /// <summary>Changes the file while nobody else does.</summary>
    private bool ChangeFile(Func<bool> change)
    {
        try
        {
            home.Create();
            using var held = Hold();
            return change();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StageErrorCode.CatalogUnavailable.Error(
                $"The key of the catalog's secrets, '{home.KeyFile}', cannot be written; check the folder, its permissions and its disk.",
                home.KeyFile, e);
        }
    }

    private FileStream Hold()
    {
        var path = home.Own(home.KeyFile + LockSuffix);
        FileStream? held = null;
        return SpinWait.SpinUntil(() => (held = PrivateFiles.TryHold(path)) is not null, LockTime)
            ? MachineHome.Own(held!)
            : throw StageErrorCode.CatalogBusy.Error(
                $"The key of the catalog's secrets, '{home.KeyFile}', stayed locked by another process for {LockTime.TotalSeconds:0} seconds; "
                    + "try again when it has finished.",
                home.KeyFile);
    }
}

/// <summary>A key of the catalog's secrets.</summary>
internal sealed class SecretKey
{
    /// <summary>What a key must be, for people.</summary>
    public const string Wanted = "32 bytes in Base64 are wanted";

    /// <summary>The bytes of an id.</summary>
    public const int IdSize = 4;

    private const int Size = 32;

    private SecretKey(byte[] bytes) => (Bytes, Id) = (bytes, SHA256.HashData(bytes)[..IdSize]);

    /// <summary>The key itself.</summary>
    public byte[] Bytes { get; }

    /// <summary>Tells the key from others and does not give it away: the first bytes of its SHA-256.</summary>
    public byte[] Id { get; }

    /// <summary>The id for showing, in hexadecimal digits.</summary>
    public string IdText => Convert.ToHexStringLower(Id);

    /// <summary>A key that nobody has.</summary>
    public static SecretKey New() => new(RandomNumberGenerator.GetBytes(Size));

    /// <summary>The key that a passphrase makes, as slowly as it is to be guessed.</summary>
    public static SecretKey FromPassphrase(string passphrase, ReadOnlySpan<byte> salt, int iterations) =>
        new(Rfc2898DeriveBytes.Pbkdf2(passphrase.Normalize(), salt, iterations, HashAlgorithmName.SHA256, Size));

    /// <summary>Reads a key from its Base64.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out SecretKey? key)
    {
        var bytes = new byte[Size];
        key = Convert.TryFromBase64String(text, bytes, out var written) && written == Size ? new SecretKey(bytes) : null;
        return key is not null;
    }

    /// <summary>Whether the id is this key's.</summary>
    public bool Is(ReadOnlySpan<byte> id) => id.SequenceEqual(Id);

    /// <summary>The key in Base64.</summary>
    public string ToBase64() => Convert.ToBase64String(Bytes);
}
