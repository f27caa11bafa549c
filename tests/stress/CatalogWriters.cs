using System.Globalization;
using StageTools.Core.Tests;

namespace StageTools.Stress;

/// <summary>Sixteen processes that write to one catalog without a pause: each gets its turn, however busy the machine is.</summary>
public sealed class CatalogWriters : IDisposable
{
    private const int Writers = 16;

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task All_get_their_turn()
    {
        var rounds = Stress.Rounds(4);
        var workers = Enumerable.Range(0, Writers)
            .Select(n => Worker.Start(environment: null, "catalog", _folder.Home.Folder, $"p{n}", rounds.ToString(CultureInfo.InvariantCulture)))
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

        using var engine = new StageEngine(_folder.Home);
        (await engine.Stages.ListAsync(TestContext.Current.CancellationToken)).Count.ShouldBe(Writers * rounds);
        Stress.Tell($"{Writers * rounds * 3} writes of {Writers} processes");
    }
}
