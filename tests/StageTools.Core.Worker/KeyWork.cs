using StageTools.Catalog.Secrets;
using StageTools.Catalog.Sqlite;
using StageTools.Hosting;
using StageTools.Machine;
using StageTools.Paths;
using StageTools.Stages;
using StageTools.Storage;

namespace StageTools.Core.Worker;

/// <summary>Work on the key of a catalog's secrets.</summary>
internal static class KeyWork
{
    /// <summary>Gives the secrets a new key, and prints the outcome or the error.</summary>
    public static async Task UpdateAsync(string home, string? newKey)
    {
        using var engine = new StageEngine(new MachineHome(home));
        try
        {
            Console.WriteLine(await engine.UpdateKeyAsync(newKey, CancellationToken.None));
        }
        catch (StageException e)
        {
            Console.WriteLine($"{e.Code}: {e.Told(CmdletAdvice.Of).Message}");
        }
    }

    /// <summary>Gives the secrets one new key after the other, making a stage with secrets in between.</summary>
    public static async Task UpdateAndCreateAsync(string home, string name, int rounds)
    {
        using var engine = new StageEngine(new MachineHome(home));
        for (var round = 0; round < rounds; round++)
        {
            await CreateAsync(engine, $"{name}_{round}", name);
            await engine.UpdateKeyAsync(newKey: null, CancellationToken.None);
        }
    }

    /// <summary>Makes a stage with a secret.</summary>
    public static async Task CreateAsync(string home, string name, string secret)
    {
        using var engine = new StageEngine(new MachineHome(home));
        await CreateAsync(engine, name, secret);
    }

    /// <summary>Prints the secret of a stage, or the error.</summary>
    public static async Task OpenAsync(string home, string name)
    {
        using var engine = new StageEngine(new MachineHome(home));
        var entry = await engine.Stages.GetAsync(StageName.Parse(name), CancellationToken.None);
        Secrets.Open(home, entry.Id, Convert.ToBase64String(entry.SealedSecrets.Span));
    }

    /// <summary>Gives the secrets new keys until it is killed.</summary>
    public static async Task UpdateForeverAsync(string home)
    {
        using var engine = new StageEngine(new MachineHome(home));
        Console.WriteLine("ready");
        while (true)
            await engine.UpdateKeyAsync(newKey: null, CancellationToken.None);
    }

    /// <summary>Stops in the middle of giving a new key, and waits to be killed: the key is in its file, and no secret is encrypted with it yet.</summary>
    public static async Task StopHalfWayAsync(string home)
    {
        var place = new MachineHome(home);
        using var catalog = new SqliteCatalog(place);
        await catalog.ResealAsync(
            entries =>
            {
                var resealed = new KeyRotation(catalog, place).Reseal(entries, SecretKey.New());
                Console.WriteLine("ready");
                Thread.Sleep(Timeout.Infinite);
                return resealed;
            },
            CancellationToken.None);
    }

    private static Task<Stage> CreateAsync(StageEngine engine, string name, string secret) => engine.Stages.CreateAsync(
        new StageDefinition(StageName.Parse(name))
        {
            Url = new StageUrl("s3", "bucket"),
            Connection = KnownStores.All.ParseConnection([new(StageConnection.KeyIdKey, "AKIAEXAMPLE"), new(StageConnection.SecretKey, secret)]),
        },
        CancellationToken.None);
}
