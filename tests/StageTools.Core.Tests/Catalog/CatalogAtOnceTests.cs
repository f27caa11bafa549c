using StageTools.Core.Tests.Catalog.Postgres;
using StageTools.Stages;

namespace StageTools.Core.Tests.Catalog;

public sealed class CatalogAtOnceOnSqliteTests : CatalogAtOnceTests<SqlitePlace>;

public sealed class CatalogAtOnceOnPostgresTests : CatalogAtOnceTests<PostgresPlace>;

/// <summary>Many at once, and nothing is lost.</summary>
public abstract class CatalogAtOnceTests<TPlace> : CatalogSuite<TPlace>
    where TPlace : CatalogPlace, new()
{
    private const int Many = 16;

    [Fact]
    public async Task Sixteen_processes_create_list_and_drop_in_a_catalog_that_none_of_them_found()
    {
        const int rounds = 5;
        var workers = Enumerable.Range(0, Many)
            .Select(n => Worker.Start(Place.Environment, "catalog", Place.Folder.Home.Folder, $"p{n}", $"{rounds}"))
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
        using var engine = Place.NewEngine();
        await Task.WhenAll(Enumerable.Range(0, Many).Select(n => Task.Run(
            async () =>
            {
                for (var round = 0; round < rounds; round++)
                {
                    await engine.Stages.CreateAsync(Place.Definition($"t{n}_kept_{round}"), Token);
                    var dropped = Name($"t{n}_dropped_{round}");
                    await engine.Stages.CreateAsync(Place.Definition(dropped.Value), Token);
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
        using var engine = Place.NewEngine();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => Task.Run(
            async () =>
            {
                try
                {
                    await engine.Stages.CreateAsync(Place.Definition("sales"), Token);
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

    [Fact]
    public async Task Of_many_who_replace_one_stage_each_succeeds_and_one_is_left()
    {
        using var engine = Place.NewEngine();
        await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => Task.Run(
            () => engine.Stages.CreateAsync(Place.Definition("sales") with { IfExists = IfStageExists.Replace }, Token), Token)));
        (await NamesAsync()).ShouldBe(["sales"]);
    }

    [Fact]
    public async Task Of_many_changes_of_one_stage_none_is_lost()
    {
        await AddAsync(CatalogPlace.Entry("sales") with { Comment = "" });
        await Task.WhenAll(Enumerable.Range(0, Many).Select(n => Task.Run(
            () => Catalog.UpdateAsync(Name("sales"), older => older with { Comment = $"{older.Comment} {n}" }, Token), Token)));
        (await Catalog.FindAsync(Name("sales"), Token))!.Comment!.Trim().Split(' ').Select(int.Parse).Order().ShouldBe(Enumerable.Range(0, Many));
    }

    [Fact]
    public async Task Of_many_who_drop_one_stage_one_succeeds()
    {
        await AddAsync("sales");
        var removed = await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => Task.Run(() => Catalog.RemoveAsync(Name("sales"), keepFiles: false, Token), Token)));
        removed.Count(static entry => entry is not null).ShouldBe(1);
    }

    private static IEnumerable<string> Kept(string prefix, int rounds) =>
        from n in Enumerable.Range(0, Many)
        from round in Enumerable.Range(0, rounds)
        select $"{prefix}{n}_kept_{round}";

    private async Task<IEnumerable<string>> NamesAsync()
    {
        using var engine = Place.NewEngine();
        return (await engine.Stages.ListAsync(Token)).Select(static stage => stage.Name);
    }
}
