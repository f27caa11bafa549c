using StageTools.Catalog;
using StageTools.Catalog.Secrets;
using StageTools.Machine;
using StageTools.Paths;
using StageTools.Stages;
using StageTools.Storage;

namespace StageTools.Core.Tests.Catalog;

/// <summary>A catalog of one test's own whose stages have secrets; the secret of a stage is its name.</summary>
internal sealed class SecretStages : IDisposable
{
    public SecretStages() => Engine = new StageEngine(Home);

    public TestFolder Folder { get; } = new();

    public StageEngine Engine { get; }

    public MachineHome Home => Folder.Home;

    public string[] KeyLines => File.ReadAllLines(Home.KeyFile);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async Task CreateAsync(params string[] names)
    {
        foreach (var name in names)
            await Engine.Stages.CreateAsync(Definition(name), Token);
    }

    public static StageDefinition Definition(string name) => new(StageName.Parse(name))
    {
        Url = new StageUrl("s3", "bucket"),
        Connection = KnownStores.All.ParseConnection([new(StageConnection.KeyIdKey, "AKIAEXAMPLE"), new(StageConnection.SecretKey, name)]),
    };

    public Task<StageKeyUpdate> UpdateKeyAsync(string? newKey = null) => Engine.UpdateKeyAsync(newKey, Token);

    public Task<CatalogEntry> GetAsync(string name) => Engine.Stages.GetAsync(StageName.Parse(name), Token);

    public string SecretOf(CatalogEntry entry) => new SecretBox(Home).Open(SealedSecrets.Of(entry))[StageConnection.SecretKey];

    /// <summary>How many stages there are; the secret of each opens.</summary>
    public async Task<int> OpenAllAsync()
    {
        var stages = await Engine.Stages.ListAsync(Token);
        foreach (var stage in stages)
            stage.Name.ShouldStartWith(SecretOf(await GetAsync(stage.Name)));
        return stages.Count;
    }

    /// <summary>What makes a catalog what it is: its keys and its sealed secrets.</summary>
    public async Task<string> StateAsync()
    {
        var boxes = new List<string>();
        foreach (var stage in await Engine.Stages.ListAsync(Token))
            boxes.Add(Convert.ToBase64String((await GetAsync(stage.Name)).SealedSecrets.Span));
        return string.Join('\n', [.. boxes, File.Exists(Home.KeyFile) ? File.ReadAllText(Home.KeyFile) : "no key"]);
    }

    public void Dispose()
    {
        Engine.Dispose();
        Folder.Dispose();
    }
}
