using StageTools.Machine;
using StageTools.Paths;
using StageTools.Stages;

namespace StageTools.Core.Worker;

/// <summary>Work on a catalog.</summary>
internal static class CatalogWork
{
    /// <summary>Makes two stages a round, sees both listed, drops one.</summary>
    public static async Task CreateListDropAsync(string home, string name, int rounds)
    {
        using var engine = new StageEngine(new MachineHome(home));
        var url = KnownStores.All.ParseUrl(Directory.CreateDirectory(home + "-files").FullName, "/");
        for (var round = 0; round < rounds; round++)
        {
            var (kept, dropped) = (StageName.Parse($"{name}_kept_{round}"), StageName.Parse($"{name}_dropped_{round}"));
            await engine.Stages.CreateAsync(new StageDefinition(kept) { Url = url }, CancellationToken.None);
            await engine.Stages.CreateAsync(new StageDefinition(dropped) { Url = url }, CancellationToken.None);
            var names = (await engine.Stages.ListAsync(CancellationToken.None)).Select(static stage => stage.Name).ToList();
            if (!names.Contains(kept.Value) || !names.Contains(dropped.Value))
                throw new InvalidOperationException($"A stage of round {round} is not listed.");
            await engine.Stages.RemoveAsync(dropped, keepFiles: false, CancellationToken.None);
        }
    }

    /// <summary>Makes a temporary stage with a file, and waits to be killed.</summary>
    public static async Task HoldTemporaryStageAsync(string home, string name)
    {
        using var engine = new StageEngine(new MachineHome(home));
        await engine.Stages.CreateAsync(new StageDefinition(StageName.Parse(name)) { Temporary = true }, CancellationToken.None);
        var store = await engine.Files.OpenStoreAsync(StageName.Parse(name), forWriting: true, CancellationToken.None);
        await FileWork.WriteAsync(store, "a.txt", 10, 1);
        Console.WriteLine("ready");
        await Task.Delay(Timeout.Infinite);
    }
}
