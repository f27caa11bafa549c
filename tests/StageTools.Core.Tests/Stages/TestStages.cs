using StageTools.Core.Tests.Storage;
using StageTools.Paths;
using StageTools.Stages;
using StageTools.Storage;
using StageTools.Storage.Folders;

namespace StageTools.Core.Tests.Stages;

/// <summary>An engine on a catalog of one test's own, and what tests do with it in one line each.</summary>
internal sealed class TestStages : IDisposable
{
    public TestStages() => Engine = new StageEngine(Folder.Home);

    public TestFolder Folder { get; } = new();

    public StageEngine Engine { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public Task<Stage> CreateAsync(string name, IfStageExists ifExists = IfStageExists.Fail) =>
        CreateAsync(new StageDefinition(StageName.Parse(name)) { IfExists = ifExists });

    public Task<Stage> CreateAsync(StageDefinition definition) => Engine.Stages.CreateAsync(definition, Token);

    /// <summary>An external stage over a folder beside the catalog.</summary>
    public Task<Stage> CreateExternalAsync(string name, string folder, IfStageExists ifExists = IfStageExists.Fail) =>
        CreateAsync(new StageDefinition(StageName.Parse(name)) { Url = Url(folder), IfExists = ifExists, DirectoryTable = true });

    public StageUrl Url(string folder) => KnownStores.All.ParseUrl(Folder.Folder(folder), "/");

    public Task<Stage> SetAsync(string name, StageChange change) => Engine.Stages.SetAsync(StageName.Parse(name), change, Token);

    public Task<Stage> RenameAsync(string name, string newName) => Engine.Stages.RenameAsync(StageName.Parse(name), StageName.Parse(newName), Token);

    public Task<string?> RemoveAsync(string name, bool keepFiles = false) => Engine.Stages.RemoveAsync(StageName.Parse(name), keepFiles, Token);

    public async Task<Stage> GetAsync(string name) => Stage.Of(await Engine.Stages.GetAsync(StageName.Parse(name), Token));

    public async Task<IEnumerable<string>> NamesAsync() => (await Engine.Stages.ListAsync(Token)).Select(static stage => stage.Name);

    public Task<IStore> StoreAsync(string name, bool forWriting = true) => Engine.Files.OpenStoreAsync(StageName.Parse(name), forWriting, Token);

    public async Task WriteAsync(string stage, string key, string content = "content") => await (await StoreAsync(stage)).WriteTextAsync(key, content);

    public async Task<List<string>> ListAsync(string path, string? prefix = null, string? pattern = null, bool fromDirectoryTable = false)
    {
        var keys = new List<string>();
        var (stage, selected) = StagePath.Select(path, isLiteral: false, prefix, pattern);
        await foreach (var file in Engine.Files.ListAsync(stage, selected, fromDirectoryTable, Token))
            keys.Add(file.Name);
        return keys;
    }

    public Task<DirectoryTableUpdate> RefreshAsync(string stage) => Engine.Files.RefreshDirectoryTableAsync(StageName.Parse(stage), static e => throw e, Token);

    public async Task<string> FolderOfAsync(string stage) => ((FileStore)await StoreAsync(stage, forWriting: false)).Root;

    public void Dispose()
    {
        Engine.Dispose();
        Folder.Dispose();
    }
}
