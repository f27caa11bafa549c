using System.Runtime.Versioning;
using StageTools.Catalog.Secrets;
using StageTools.Core.Tests.Storage;
using StageTools.Formats.Parquet;
using StageTools.Machine;
using StageTools.Paths;
using StageTools.Query.Cache;
using StageTools.Query.Sandbox;
using StageTools.Stages;

namespace StageTools.Core.Tests.Catalog;

/// <summary>A home that others may write to: nothing that one of them put there is trusted. The attacker comes first, the victim is another user.</summary>
[Collection(MachineEnvironment.Name)]
[UnsupportedOSPlatform("windows")]
public sealed class SharedHomeTests : IDisposable
{
    private const UnixFileMode Everybody = (UnixFileMode)0x1FF;

    private readonly TestFolder _folder = new();

    public SharedHomeTests()
    {
        AnotherUser.Require();
        File.SetUnixFileMode(_folder.Path, (UnixFileMode)0x1ED);
        Directory.CreateDirectory(Home.Folder);
        File.SetUnixFileMode(Home.Folder, Everybody | UnixFileMode.StickyBit);
    }

    private MachineHome Home => _folder.Home;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    /// <summary>What can be planted, and what then must not be done.</summary>
    public static TheoryData<string, string> Plants => new()
    {
        { "catalog.db", "list" },
        { "catalog.db-wal", "list" },
        { "catalog.db-shm", "list" },
        { "catalog.db-journal", "list" },
        { "catalog.key", "seal" },
        { "catalog.key", "open" },
        { "catalog.key.lock", "seal" },
        { "users/", "write" },
        { "users/", "read" },
        { "sessions/", "temporary" },
        { "stages/", "internal" },
        { "spill/", "spill" },
        { "cache/", "cache" },
    };

    [Theory]
    [MemberData(nameof(Plants))]
    public void What_somebody_else_put_there_is_refused_by_name(string planted, string work)
    {
        Plant(planted);
        var before = Content(planted);
        var error = StageErrorCode.CatalogNotTrusted.ShouldFail(() => AnotherUser.Run(() => Do(work)));
        error.Message.ShouldContain(Home.Folder + "/" + planted.TrimEnd('/'));
        error.Message.ShouldContain(MachineHome.Variable);
        Content(planted).ShouldBe(before);
    }

    [Theory]
    [MemberData(nameof(Plants))]
    public void So_is_a_link_to_it(string planted, string work)
    {
        var elsewhere = _folder.At("elsewhere");
        Directory.CreateDirectory(elsewhere);
        AnotherUser.Give(elsewhere, AnotherUser.Victim);
        var link = _folder.At("home/" + planted.TrimEnd('/'));
        File.CreateSymbolicLink(link, planted.EndsWith('/') ? elsewhere : elsewhere + "/file");
        AnotherUser.Give(link, AnotherUser.Attacker);
        StageErrorCode.CatalogNotTrusted.ShouldFail(() => AnotherUser.Run(() => Do(work)));
        Directory.EnumerateFileSystemEntries(elsewhere).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Plants))]
    public void With_nothing_planted_the_home_serves_who_comes_first(string planted, string work)
    {
        _ = planted;
        AnotherUser.Run(() => Do(work == "open" ? "seal" : work));
    }

    [Fact]
    public void The_folder_of_a_user_is_his_own()
    {
        Directory.CreateDirectory(_folder.At("home/users"));
        var planted = "users/" + Path.GetFileName(Home.UserFolder());
        Plant(planted + "/");
        StageErrorCode.CatalogNotTrusted.ShouldFail(() => AnotherUser.Run(() => Do("read"))).Message.ShouldContain(planted);
    }

    [Fact]
    public void A_home_of_somebody_else_is_refused()
    {
        File.SetUnixFileMode(Home.Folder, (UnixFileMode)0x1ED);
        AnotherUser.Give(Home.Folder, AnotherUser.Attacker);
        StageErrorCode.CatalogNotTrusted.ShouldFail(() => AnotherUser.Run(() => Do("list"))).Message.ShouldContain(MachineHome.TrustVariable);
    }

    [Fact]
    public void A_home_of_ones_own_that_everybody_may_change_is_refused_with_the_way_to_mend_it()
    {
        File.SetUnixFileMode(Home.Folder, Everybody);
        AnotherUser.Give(Home.Folder, AnotherUser.Victim);
        StageErrorCode.CatalogNotTrusted.ShouldFail(() => AnotherUser.Run(() => Do("list"))).Message.ShouldContain($"chmod o-w '{Home.Folder}'");
        File.SetUnixFileMode(Home.Folder, (UnixFileMode)0x1F8);
        AnotherUser.Run(() => Do("list"));
    }

    [Fact]
    public void A_volume_of_the_administrators_is_trusted()
    {
        File.SetUnixFileMode(Home.Folder, Everybody);
        AnotherUser.Run(() => Do("write"));
    }

    [Fact]
    public void Where_the_home_can_only_be_read_queries_use_the_folder_for_temporary_files()
    {
        using var environment = new MachineEnvironment("TMPDIR");
        File.SetUnixFileMode(Home.Folder, (UnixFileMode)0x16D);
        AnotherUser.Run(() =>
        {
            MachineEnvironment.Set("TMPDIR", "/tmp");
            string path;
            using (var spill = SpillFolder.Begin(Home))
            {
                path = spill.Path;
                path.ShouldStartWith("/tmp/");
                Directory.Exists(path).ShouldBeTrue();
            }

            Directory.Exists(path).ShouldBeFalse();
            MachineEnvironment.Set("TMPDIR", "/nowhere");
            StageErrorCode.AccessDenied.ShouldFail(() => SpillFolder.Begin(Home)).Message.ShouldContain("TMPDIR");
        });
    }

    [Fact]
    public void A_mount_is_trusted_when_told_so()
    {
        Plant("users/");
        File.SetUnixFileMode(_folder.At("home/users"), Everybody);
        using var environment = new MachineEnvironment(MachineHome.TrustVariable);
        MachineEnvironment.Set(MachineHome.TrustVariable, "1");
        AnotherUser.Run(() => Do("write"));
    }

    [Fact]
    public void What_somebody_planted_among_the_temporary_files_is_left_alone()
    {
        using var environment = new MachineEnvironment("TMPDIR");
        MachineEnvironment.Set("TMPDIR", _folder.Path);
        var (planted, ours) = (_folder.At("stagetools-parquet-planted"), _folder.At("stagetools-parquet-ours"));
        foreach (var folder in (string[])[planted, ours])
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(folder + "/lock", "");
        }

        AnotherUser.Give(planted, AnotherUser.Attacker);
        ParquetFolder.Create().Dispose();
        Directory.Exists(planted).ShouldBeTrue();
        Directory.Exists(ours).ShouldBeFalse();
    }

    [Fact]
    public void A_folder_for_Parquet_files_is_nobodys_to_remove_from_its_first_moment_on()
    {
        using var environment = new MachineEnvironment("TMPDIR");
        MachineEnvironment.Set("TMPDIR", _folder.Path);
        Parallel.For(0, 1000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, static _ =>
        {
            using var folder = ParquetFolder.Create();
            File.WriteAllText(folder.NewFile(), "");
        });
        Directory.GetDirectories(_folder.Path, "stagetools-*").ShouldBeEmpty();
    }

    private void Do(string work)
    {
        using var engine = new StageEngine(Home);
        switch (work)
        {
            case "list":
                engine.Stages.ListAsync(Token).GetAwaiter().GetResult();
                break;
            case "seal":
                new SecretBox(Home).Seal("id", new Dictionary<string, string>(StringComparer.Ordinal) { ["key"] = "secret" });
                break;
            case "open":
                new SecretBox(Home).Open("id", new byte[64]);
                break;
            case "write":
                engine.Files.OpenStoreAsync(StageName.User, forWriting: true, Token).GetAwaiter().GetResult().WriteTextAsync("a.txt", "text").GetAwaiter().GetResult();
                break;
            case "read":
                engine.Files.OpenStoreAsync(StageName.User, forWriting: false, Token).GetAwaiter().GetResult().FindAsync(StageKey.Parse("a.txt"), Token).GetAwaiter().GetResult();
                break;
            case "temporary":
                engine.Stages.CreateAsync(new StageDefinition(StageName.Parse("t")) { Temporary = true }, Token).GetAwaiter().GetResult();
                break;
            case "internal":
                engine.Stages.CreateAsync(new StageDefinition(StageName.Parse("s")), Token).GetAwaiter().GetResult();
                engine.Files.OpenStoreAsync(StageName.Parse("s"), forWriting: true, Token).GetAwaiter().GetResult().WriteTextAsync("a.txt", "text").GetAwaiter().GetResult();
                break;
            case "spill":
                SpillFolder.Begin(Home).Dispose();
                break;
            case "cache":
                var folder = new CacheFolder(Home, limit: null);
                folder.TryHold("none").ShouldBeNull();
                folder.Store.WriteTextAsync("copy", "text").GetAwaiter().GetResult();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(work));
        }
    }

    private void Plant(string what)
    {
        var path = _folder.At("home/" + what.TrimEnd('/'));
        if (what.EndsWith('/'))
            Directory.CreateDirectory(path);
        else
            File.WriteAllText(path, SecretKey.New().ToBase64());
        AnotherUser.Give(path, AnotherUser.Attacker);
        File.SetUnixFileMode(path, Everybody);
    }

    /// <summary>What a planted file holds, or the names in a planted folder.</summary>
    private string Content(string planted) => planted.EndsWith('/')
        ? string.Join('\n', Directory.EnumerateFileSystemEntries(_folder.At("home/" + planted)))
        : _folder.Read("home/" + planted);
}
