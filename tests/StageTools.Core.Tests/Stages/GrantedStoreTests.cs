using StageTools.Catalog;
using StageTools.Core.Tests.Catalog;
using StageTools.Core.Tests.Storage;
using StageTools.Core.Tests.Transfer;
using StageTools.Paths;
using StageTools.Stages;
using StageTools.Storage;
using StageTools.Transfer;

namespace StageTools.Core.Tests.Stages;

/// <summary>What a team's stage lets do who was granted a part of it, and what a catalog of one user's has none of.</summary>
public sealed class GrantedStoreTests : IDisposable
{
    private static readonly StageKey File = StageKey.Parse("a.csv");
    private static readonly StageKey Folder = StageKey.Parse("dir");

    private readonly TestFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Each work, and what it wants.</summary>
    public static TheoryData<string, StageRights> Works => new()
    {
        { nameof(IStore.ListAsync), StageRights.Read },
        { nameof(IStore.ListFolderAsync), StageRights.Read },
        { nameof(IStore.OpenReadAsync), StageRights.Read },
        { nameof(IStore.Jobs), StageRights.Write },
        { nameof(IStore.CreateAsync), StageRights.Write },
        { nameof(IStore.RemoveAsync), StageRights.Write },
        { nameof(IStore.TryCopyAsync), StageRights.Write },
        { nameof(IStore.MoveAsync), StageRights.Write },
        { nameof(IStore.CreateFolderAsync), StageRights.Write },
        { nameof(IStore.RemoveFolderAsync), StageRights.Write },
        { nameof(IStore.RemoveAllAsync), StageRights.Write },
        { nameof(IStore.RemoveLeftoversAsync), StageRights.Write },
        { nameof(IStore.FindAsync), StageRights.None },
        { nameof(IStore.FindFolderAsync), StageRights.None },
        { nameof(IStore.FindRecentAsync), StageRights.None },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Works))]
    public async Task A_work_is_done_by_who_may_and_refused_to_all_others_before_the_store_is_asked(string work, StageRights wanted)
    {
        foreach (var rights in (StageRights[])[StageRights.None, StageRights.Read, StageRights.Write, StageRights.Read | StageRights.Write])
        {
            _folder.Write("a.csv");
            _folder.Folder("dir");
            if ((rights & wanted) == wanted)
            {
                await DoAsync(work, Granted(rights));
                continue;
            }

            var before = _folder.Files;
            var error = await StageErrorCode.AccessDenied.ShouldFailAsync(() => DoAsync(work, Granted(rights)));
            error.Message.ShouldContain(wanted is StageRights.Read ? "to list and read files of the stage 'team' wants READ on it" : "to write and remove files of the stage 'team' wants WRITE on it");
            _folder.Files.ShouldBe(before);
        }
    }

    [Fact]
    public async Task A_url_wants_what_is_done_by_it_and_the_folder_is_told_to_who_reads()
    {
        Granted(StageRights.Write).Local.ShouldBeNull();
        Granted(StageRights.Read).Local.ShouldNotBeNull();
        foreach (var forWriting in (bool[])[false, true])
        {
            var options = new PresignOptions(forWriting, TimeSpan.FromHours(1));
            await StageErrorCode.AccessDenied.ShouldFailAsync(() => Granted(forWriting ? StageRights.Read : StageRights.Write).PresignAsync(File, options, Token));
            await StageErrorCode.StorageNotServed.ShouldFailAsync(() => Granted(forWriting ? StageRights.Write : StageRights.Read).PresignAsync(File, options, Token));
        }

        var (store, granted) = (_folder.Place, Granted(StageRights.None));
        (granted.Volume, granted.MostRequests, granted.Show(File), granted.Identify(File)).ShouldBe((store.Volume, store.MostRequests, store.Show(File), store.Identify(File)));
    }

    [Fact]
    public async Task Who_may_only_write_copies_small_files_as_well()
    {
        using var from = new TestFolder();
        from.Write("a.csv", "a");
        from.Write("b/c.csv", "c");
        (await Copies.All(from.Place, Granted(StageRights.Write), "in").RunAsync()).ShouldAllBe(static copy => copy.Status == CopyStatus.Copied);
        _folder.Files.ShouldBe(["in/a.csv", "in/b/c.csv"]);
    }

    [Fact]
    public void A_disabled_stage_takes_no_files_from_who_may_write()
    {
        var stage = CatalogPlace.Entry("team");
        StageErrorCode.AccessDenied.ShouldFail(() => StageRules.RequireWritable(stage with { Rights = StageRights.Read, Enabled = false }));
        StageErrorCode.StageDisabled.ShouldFail(() => StageRules.RequireWritable(stage with { Rights = StageRights.Write, Enabled = false }));
        StageRules.RequireWritable(stage with { Rights = StageRights.Write, Enabled = true });
        StageErrorCode.AccessDenied.ShouldFail(() => StageRules.Require(stage with { Rights = StageRights.None }, StageRights.Read | StageRights.Write))
            .Message.ShouldContain("to read and write files of the stage 'team' wants READ and WRITE on it");
        StageErrorCode.AccessDenied.ShouldFail(() => StageRules.Require(stage with { Rights = StageRights.Write }, StageRights.Read | StageRights.Write))
            .Message.ShouldContain("wants READ on it");
    }

    [Theory]
    [InlineData(true, false, false, false, null)]
    [InlineData(true, true, true, true, null)]
    [InlineData(false, false, false, false, null)]
    [InlineData(false, true, false, false, null)]
    [InlineData(false, true, true, false, StageErrorCode.OptionInvalid)]
    [InlineData(false, true, false, true, StageErrorCode.OptionInvalid)]
    public void A_private_stage_and_a_second_credential_are_a_teams(bool isTeam, bool hasUrl, bool isPrivate, bool hasSecond, StageErrorCode? refused)
    {
        var definition = new StageDefinition(StageName.Parse("s"))
        {
            Url = hasUrl ? new StageUrl("s3", "bucket") : null,
            Private = isPrivate,
            WriteConnection = hasSecond ? StageConnection.None : null,
        };
        if (refused is { } code)
            code.ShouldFail(() => StageRules.RequireServed(definition, isTeam)).Target.ShouldBe("s");
        else
            StageRules.RequireServed(definition, isTeam);
    }

    private GrantedStore Granted(StageRights rights) => new(_folder.Place, CatalogPlace.Entry("team") with { Rights = rights });

    private async Task DoAsync(string work, IStore store)
    {
        switch (work)
        {
            case nameof(IStore.ListAsync):
                (await store.ListAsync("", Token).ToListAsync()).ShouldHaveSingleItem().Key.ShouldBe("a.csv");
                (await store.ListAsync("", static _ => true, Token).ToListAsync()).ShouldHaveSingleItem().Key.ShouldBe("a.csv");
                break;
            case nameof(IStore.ListFolderAsync):
                (await store.ListFolderAsync(StageKey.Root, NameSelection.All, Token).ToListAsync()).Count.ShouldBe(2);
                break;
            case nameof(IStore.OpenReadAsync):
                await (await store.OpenReadAsync(new StoreItem("a.csv", 7, default), 0, Token)).DisposeAsync();
                break;
            case nameof(IStore.Jobs):
                _ = store.Jobs;
                break;
            case nameof(IStore.CreateAsync):
                await store.WriteTextAsync("new.csv", "x");
                _folder.Read("new.csv").ShouldBe("x");
                break;
            case nameof(IStore.RemoveAsync):
                (await store.RemoveAsync([File], Token)).ShouldBeEmpty();
                _folder.Files.Contains("a.csv", StringComparer.Ordinal).ShouldBeFalse();
                break;
            case nameof(IStore.TryCopyAsync):
                _ = await store.TryCopyAsync(_folder.Place, (await _folder.Place.FindAsync(File, Token))!.Value, StageKey.Parse("copy"), new WriteOptions { Overwrite = true }, Token);
                break;
            case nameof(IStore.MoveAsync):
                await store.MoveAsync(File, StageKey.Parse("moved"), overwrite: true, Token);
                _folder.Files.Contains("moved", StringComparer.Ordinal).ShouldBeTrue();
                break;
            case nameof(IStore.CreateFolderAsync):
                await store.CreateFolderAsync(StageKey.Parse("made"), Token);
                Directory.Exists(_folder.At("made")).ShouldBeTrue();
                break;
            case nameof(IStore.RemoveFolderAsync):
                await store.RemoveFolderAsync(Folder, recurse: true, Token);
                Directory.Exists(_folder.At("dir")).ShouldBeFalse();
                break;
            case nameof(IStore.RemoveAllAsync):
                (await store.RemoveAllAsync(Token)).ShouldBeTrue();
                _folder.Write("a.csv");
                break;
            case nameof(IStore.RemoveLeftoversAsync):
                (await store.RemoveLeftoversAsync(TimeSpan.Zero, Token)).ShouldBe(0);
                break;
            case nameof(IStore.FindAsync):
                (await store.FindAsync(File, Token)).ShouldNotBeNull();
                break;
            case nameof(IStore.FindFolderAsync):
                (await store.FindFolderAsync(Folder, Token)).ShouldNotBeNull();
                break;
            default:
                (await store.FindRecentAsync(Folder, isFolder: true, Token)).ShouldNotBeNull();
                (await store.FindRecentAsync(Folder, isFolder: false, Token)).ShouldNotBeNull();
                (await store.FindRecentAsync(File, isFolder: true, Token)).ShouldBeNull();
                break;
        }
    }
}
