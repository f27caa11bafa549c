using StageTools.Catalog;
using StageTools.Catalog.Secrets;
using StageTools.Machine;
using StageTools.Paths;
using StageTools.Storage;

namespace StageTools.Core.Tests.Catalog;

/// <summary>The catalogs of one user, whose keys are in one file: what one does with it takes nothing from another.</summary>
public sealed class SharedKeyTests : IDisposable
{
    private readonly SecretStages _stages = new();
    private readonly StageEngine _other;

    public SharedKeyTests() => _other = new StageEngine(_stages.Home, Other);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Other => _stages.Folder.At("other.db");

    public void Dispose()
    {
        _other.Dispose();
        _stages.Dispose();
    }

    [Fact]
    public async Task New_keys_of_one_catalog_however_many_leave_the_secrets_of_another()
    {
        await CopyAsync();
        for (var round = 0; round < 3; round++)
            await _stages.UpdateKeyAsync();
        await RequireAllAsync();
        for (var round = 0; round < 3; round++)
            await _other.UpdateKeyAsync(newKey: null, Token);
        await RequireAllAsync();
    }

    [Fact]
    public async Task New_keys_of_two_catalogs_at_once_lose_none()
    {
        await CopyAsync();
        const int rounds = 15;
        await Task.WhenAll(new[] { _stages.Engine, _other }.Select(engine => Task.Run(
            async () =>
            {
                for (var round = 0; round < rounds; round++)
                    await engine.UpdateKeyAsync(newKey: null, Token);
            },
            Token)));
        await RequireAllAsync();
        _stages.KeyLines.Distinct(StringComparer.Ordinal).Count().ShouldBe(1 + (2 * rounds));
    }

    [Fact]
    public async Task The_first_secrets_of_many_catalogs_at_once_have_one_key()
    {
        var engines = Enumerable.Range(0, 6).Select(n => new StageEngine(_stages.Home, _stages.Folder.At($"c{n}.db"))).ToList();
        await Task.WhenAll(engines.Select(engine => Task.Run(() => engine.Stages.CreateAsync(SecretStages.Definition("a"), Token), Token)));
        foreach (var engine in engines)
        {
            (await SecretAsync(engine)).ShouldBe("a");
            engine.Dispose();
        }

        _stages.KeyLines.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Who_gives_a_new_key_waits_for_whoever_writes_the_file_just_then()
    {
        await CopyAsync();
        Task<StageKeyUpdate> updating;
        using (PrivateFiles.TryHold(_stages.Home.KeyFile + ".lock").ShouldNotBeNull())
        {
            updating = Task.Run(() => _stages.UpdateKeyAsync(), Token);
            await Task.Delay(200, Token);
            updating.IsCompleted.ShouldBeFalse();
            _stages.KeyLines.ShouldHaveSingleItem();
        }

        await updating;
        await RequireAllAsync();
    }

    private async Task CopyAsync()
    {
        await _stages.CreateAsync("a");
        await _stages.Engine.CopyCatalogAsync(Other, new CatalogCopyOptions(), Token);
    }

    private async Task RequireAllAsync()
    {
        foreach (var engine in new[] { _stages.Engine, _other })
            (await SecretAsync(engine)).ShouldBe("a");
    }

    private async Task<string> SecretAsync(StageEngine engine)
    {
        var entry = await engine.Stages.GetAsync(StageName.Parse("a"), Token);
        return new SecretBox(_stages.Home).Open(SealedSecrets.Of(entry))[StageConnection.SecretKey];
    }
}
