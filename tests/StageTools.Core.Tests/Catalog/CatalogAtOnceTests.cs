using StageTools.Paths;
using StageTools.Stages;

namespace StageTools.Core.Tests.Catalog;

/// <summary>Many at once, and nothing is lost.</summary>
public sealed class CatalogAtOnceTests : IDisposable
{
    private const int Many = 16;

    private readonly TestFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Sixteen_processes_create_list_and_drop_in_a_catalog_that_none_of_them_found()
    {
        const int rounds = 5;
        var workers = Enumerable.Range(0, Many)
            .Select(n => Worker.Start(environment: null, "catalog", _folder.Home.Folder, $"p{n}", $"{rounds}"))
            .ToList();
        try
        {
            foreach (var worker in workers)
                await worker.FinishAsync();
        }
        finally
        {
            workers.ForEach(static worker => worker.Dispose());
        }

        (await NamesAsync()).ShouldBe(Kept("p", rounds), ignoreOrder: true);
    }

    [Fact]
    public async Task Sixteen_threads_of_one_process_create_list_and_drop()
    {
        const int rounds = 10;
        using var engine = new StageEngine(_folder.Home);
        await Task.WhenAll(Enumerable.Range(0, Many).Select(n => Task.Run(
            async () =>
            {
                for (var round = 0; round < rounds; round++)
                {
                    await engine.Stages.CreateAsync(new StageDefinition(StageName.Parse($"t{n}_kept_{round}")), Token);
                    var dropped = StageName.Parse($"t{n}_dropped_{round}");
                    await engine.Stages.CreateAsync(new StageDefinition(dropped), Token);
                    (await engine.Stages.ListAsync(Token)).ShouldContain(stage => stage.Name == dropped.Value);
                    await engine.Stages.RemoveAsync(dropped, keepFiles: false, Token);
                }
            },
            Token)));
        (await NamesAsync()).ShouldBe(Kept("t", rounds), ignoreOrder: true);
    }

    [Fact]
    public async Task Of_many_who_create_one_name_one_succeeds()
    {
        using var engine = new StageEngine(_folder.Home);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => Task.Run(
            async () =>
            {
                try
                {
                    await engine.Stages.CreateAsync(new StageDefinition(StageName.Parse("sales")), Token);
                    return (StageErrorCode?)null;
                }
                catch (StageException e)
                {
                    return e.Code;
                }
            },
            Token)));
        outcomes.Count(static code => code is null).ShouldBe(1);
        outcomes.Where(static code => code is not null).ShouldAllBe(static code => code == StageErrorCode.StageAlreadyExists);
    }

    private static IEnumerable<string> Kept(string prefix, int rounds) =>
        from n in Enumerable.Range(0, Many)
        from round in Enumerable.Range(0, rounds)
        select $"{prefix}{n}_kept_{round}";

    private async Task<IEnumerable<string>> NamesAsync()
    {
        using var engine = new StageEngine(_folder.Home);
        return (await engine.Stages.ListAsync(Token)).Select(static stage => stage.Name);
    }
}
