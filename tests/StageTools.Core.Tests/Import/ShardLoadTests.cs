using StageTools.Core.Tests.Servers;
using StageTools.Databases;
using StageTools.Databases.Columns;
using StageTools.Databases.Loading;
using StageTools.Import;
using StageTools.Paths;

namespace StageTools.Core.Tests.Import;

/// <summary>One table loaded from several machines: a real PostgreSQL server, looked at with psql.</summary>
public sealed class ShardLoadTests : IAsyncLifetime
{
    private const int Count = 24;
    private const int Shards = 4;

    private readonly LoadFolder _files = new();
    private PostgresSchema? _schema;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string[] Names => [.. Enumerable.Range(0, Count).Select(static n => $"f{n}.csv")];

    public async ValueTask InitializeAsync()
    {
        _schema = await PostgresServer.Required.CreateSchemaAsync();
        foreach (var name in Names)
            _files.Write(name, "id\n" + string.Concat(Enumerable.Range(0, 50).Select(id => $"{name[1..^4]}{id:D2}\n")));
    }

    public async ValueTask DisposeAsync()
    {
        _files.Dispose();
        if (_schema is not null)
            await _schema.DisposeAsync();
    }

    [Theory]
    [InlineData(OnLoadError.Abort)]
    [InlineData(OnLoadError.Skip)]
    public async Task Every_file_is_in_the_table_once_also_where_two_machines_have_the_same_shard(OnLoadError onError)
    {
        var loads = await Task.WhenAll(Enumerable.Range(0, Shards * 2).Select(i => LoadAsync(Shard.Of((i % Shards) + 1, Shards), onError)));
        var statuses = loads.SelectMany(static load => load).Select(static load => load.Status).ToList();
        statuses.Count(static status => status == LoadStatus.Loaded).ShouldBe(Count);
        statuses.Count(static status => status == LoadStatus.AlreadyLoaded).ShouldBe(Count);
        (await _schema!.PsqlAsync("SELECT count(*), count(DISTINCT id) FROM t")).ShouldBe($"{Count * 50}\t{Count * 50}");
        (await _schema.PsqlAsync("SELECT count(*) FROM stagetools_loads")).ShouldBe($"{Count}");
    }

    [Fact]
    public async Task Shards_go_on_side_by_side_and_the_same_one_waits_until_the_other_is_through_or_dead()
    {
        await LoadAsync(Shard.Of(1, Shards), OnLoadError.Abort);
        await _schema!.PsqlAsync("TRUNCATE t; TRUNCATE stagetools_loads");
        await using var orphan = await OpenAsync();
        var load = orphan.NewLoad();
        load.Claim = "1/4";
        await load.BeginAsync(TableName.Parse("t"), Token);

        (await LoadAsync(Shard.Of(2, Shards), OnLoadError.Abort)).ShouldAllBe(static l => l.Status == LoadStatus.Loaded);
        var same = LoadAsync(Shard.Of(1, Shards), OnLoadError.Abort);
        var all = AllAsync();
        await Task.Delay(500, Token);
        (same.IsCompleted || all.IsCompleted).ShouldBeFalse();
        await load.DisposeAsync();
        await Task.WhenAll(same, all);
        (await _schema.PsqlAsync("SELECT count(*), count(DISTINCT id) FROM t")).ShouldBe($"{Count * 50}\t{Count * 50}");
    }

    private async Task<List<StageLoad>> LoadAsync(Shard shard, OnLoadError onError)
    {
        await using var database = await OpenAsync();
        return await _files.LoadAsync(database, new LoadOptions("t") { Shard = shard, OnError = onError }, [.. Names.Where(shard.Holds)]);
    }

    private async Task<List<StageLoad>> AllAsync()
    {
        await using var database = await OpenAsync();
        return await _files.LoadAsync(database, new LoadOptions("t"), Names);
    }

    private Task<Database> OpenAsync() => DatabaseOpening.OpenAsync(_schema!.ConnectionString, Token);
}
