using System.Runtime.Versioning;
using System.Text;
using StageTools.Catalog.Secrets;
using StageTools.Paths;
using StageTools.Stages;
using StageTools.Storage;

namespace StageTools.Core.Tests.Catalog;

/// <summary>DESIGN, rule 6: secrets are kept encrypted in the catalog, and never shown.</summary>
public sealed class SecretBoxTests : IDisposable
{
    private const string Secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    private const string KeyId = "AKIAIOSFODNN7EXAMPLE";

    private static readonly IReadOnlyDictionary<string, string> Secrets =
        new Dictionary<string, string>(StringComparer.Ordinal) { [StageConnection.KeyIdKey] = KeyId, [StageConnection.SecretKey] = Secret };

    private readonly TestFolder _folder = new();

    private SecretBox Box => new(_folder.Home);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_sealed_is_opened_again() => Box.Open("id", Box.Seal("id", Secrets)).ShouldBe(Secrets);

    [Fact]
    public void The_same_secrets_are_never_sealed_alike() => Box.Seal("id", Secrets).ShouldNotBe(Box.Seal("id", Secrets));

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void The_key_is_its_owners_alone()
    {
        Box.Seal("id", Secrets);
        File.GetUnixFileMode(_folder.Home.KeyFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public void The_key_is_made_once()
    {
        var box = Box.Seal("id", Secrets);
        Box.Seal("other", Secrets);
        Box.Open("id", box).ShouldBe(Secrets);
    }

    [Fact]
    public void Without_the_key_file_the_error_names_it()
    {
        var box = Box.Seal("id", Secrets);
        File.Delete(_folder.Home.KeyFile);
        StageErrorCode.SecretUnreadable.ShouldFail(() => Box.Open("id", box)).Message.ShouldContain(_folder.Home.KeyFile);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void A_key_file_that_cannot_be_read_is_named()
    {
        var box = Box.Seal("id", Secrets);
        File.Delete(_folder.Home.KeyFile);

        // A link in a circle: what the system says of it is neither "not there" nor "not permitted".
        File.CreateSymbolicLink(_folder.Home.KeyFile, _folder.Home.KeyFile);
        StageErrorCode.SecretUnreadable.ShouldFail(() => Box.Open("id", box)).Message.ShouldContain($"'{_folder.Home.KeyFile}', cannot be read");
    }

    [Fact]
    public void Another_key_opens_nothing()
    {
        var box = Box.Seal("id", Secrets);
        File.Delete(_folder.Home.KeyFile);
        Box.Seal("other", Secrets);
        StageErrorCode.SecretUnreadable.ShouldFail(() => Box.Open("id", box)).Message.ShouldContain("another key");
    }

    [Fact]
    public void A_key_file_that_holds_no_key_is_refused()
    {
        _folder.Write("home/catalog.key", "not a key");
        StageErrorCode.SecretUnreadable.ShouldFail(() => Box.Seal("id", Secrets)).Message.ShouldContain(_folder.Home.KeyFile);
    }

    [Fact]
    public void The_box_of_one_stage_does_not_open_for_another()
    {
        var box = Box.Seal("id", Secrets);
        StageErrorCode.SecretUnreadable.ShouldFail(() => Box.Open("other", box)).Message.ShouldContain("changed");
    }

    [Fact]
    public void A_change_of_any_byte_is_noticed()
    {
        var box = Box.Seal("id", Secrets);
        for (var i = 0; i < box.Length; i++)
        {
            var changed = box.ToArray();
            changed[i] ^= 1;
            StageErrorCode.SecretUnreadable.ShouldFail(() => Box.Open("id", changed)).Message.ShouldNotContain(Secret);
        }
    }

    [Fact]
    public void A_box_cut_off_anywhere_is_refused()
    {
        var box = Box.Seal("id", Secrets);
        for (var length = 0; length < box.Length; length++)
            StageErrorCode.SecretUnreadable.ShouldFail(() => Box.Open("id", box.AsSpan(0, length)));
    }

    [Fact]
    public async Task The_environments_key_is_used_and_no_key_file_made()
    {
        var environment = EnvironmentKey(1);
        (await OpenElsewhereAsync(environment, await SealElsewhereAsync(environment))).ShouldBe(Secret);
        File.Exists(_folder.Home.KeyFile).ShouldBeFalse();
    }

    [Fact]
    public async Task The_environments_key_goes_before_the_key_file()
    {
        Box.Seal("id", Secrets);
        var box = await SealElsewhereAsync(EnvironmentKey(1));
        (await OpenElsewhereAsync(environment: null, box)).ShouldStartWith(nameof(StageErrorCode.SecretUnreadable));
    }

    [Fact]
    public async Task Another_key_in_the_environment_opens_nothing() =>
        (await OpenElsewhereAsync(EnvironmentKey(2), await SealElsewhereAsync(EnvironmentKey(1)))).ShouldStartWith(nameof(StageErrorCode.SecretUnreadable));

    [Fact]
    public async Task A_key_in_the_environment_that_is_none_is_named_and_not_shown()
    {
        var said = await OpenElsewhereAsync(
            new Dictionary<string, string>(StringComparer.Ordinal) { [SecretBox.KeyVariable] = "tooshort" }, await SealElsewhereAsync(EnvironmentKey(1)));
        said.ShouldStartWith(nameof(StageErrorCode.SecretUnreadable));
        said.ShouldContain(SecretBox.KeyVariable);
        said.ShouldNotContain("tooshort");
    }

    [Fact]
    public async Task No_byte_of_a_secret_is_in_the_catalogs_files_in_the_clear()
    {
        using var engine = new StageEngine(_folder.Home);
        await CreateStageAsync(engine);
        foreach (var file in Directory.EnumerateFiles(_folder.Home.Folder, "*", SearchOption.AllDirectories))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[stream.Length];
            await stream.ReadExactlyAsync(bytes, Token);
            foreach (var secret in (string[])[Secret, KeyId])
            {
                bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)).ShouldBe(-1, file);
                bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes(secret)).ShouldBe(-1, file);
            }
        }
    }

    [Fact]
    public async Task A_stage_shows_that_it_has_credentials_and_not_which()
    {
        using var engine = new StageEngine(_folder.Home);
        var stage = await CreateStageAsync(engine);
        stage.HasCredentials.ShouldBeTrue();
        stage.Connection![StageConnection.SecretKey].ShouldBe("wJ***EY");
        stage.Connection[StageConnection.KeyIdKey].ShouldBe("AK***LE");
    }

    [Fact]
    public async Task The_catalog_gives_the_secrets_back_to_whoever_has_the_key()
    {
        using var engine = new StageEngine(_folder.Home);
        await CreateStageAsync(engine);
        var entry = await engine.Stages.GetAsync(StageName.Parse("bucket"), Token);
        Box.Open(entry.Id, entry.SealedSecrets.Span).ShouldBe(Secrets);
    }

    private static Dictionary<string, string> EnvironmentKey(byte fill)
    {
        var key = new byte[32];
        Array.Fill(key, fill);
        return new(StringComparer.Ordinal) { [SecretBox.KeyVariable] = Convert.ToBase64String(key) };
    }

    private static Task<Stage> CreateStageAsync(StageEngine engine) => engine.Stages.CreateAsync(
        new StageDefinition(StageName.Parse("bucket")) { Url = new StageUrl("s3", "bucket"), Connection = KnownStores.All.ParseConnection(Secrets) }, Token);

    private async Task<string> SealElsewhereAsync(Dictionary<string, string> environment)
    {
        using var worker = Worker.Start(environment, "seal", _folder.Home.Folder, "id", Secret);
        return await worker.FinishAsync();
    }

    private async Task<string> OpenElsewhereAsync(Dictionary<string, string>? environment, string box)
    {
        using var worker = Worker.Start(environment, "open", _folder.Home.Folder, "id", box);
        return await worker.FinishAsync();
    }
}
