using System.Collections.Concurrent;
using Npgsql;
using StageTools.Catalog;
using StageTools.Catalog.Postgres;
using StageTools.Storage;

namespace StageTools.Core.Tests.Catalog.Postgres;

/// <summary>Whatever happens to the server or to its connections: nothing is half done, and nothing is lost that was said to be done.</summary>
public sealed class TeamFaultTests : TeamSuite
{
    [Fact]
    public async Task Connections_that_waited_and_were_ended_are_no_error_to_the_next_command()
    {
        var stage = await AddSealedAsync("sales");
        foreach (var command in (Func<Task>[])[
            () => Catalog.FindAsync(Name("sales"), Token),
            () => Catalog.ListAsync("", Token),
            () => AddAsync("orders"),
            () => Catalog.UpdateAsync(Name("sales"), static older => older with { Comment = "new" }, Token),
            () => GrantAsync("sales", StageRights.Read, Ann),
            () => RevokeAsync("sales", StageRights.Read, Ann),
            () => Team.ListGrantsAsync(null, null, Token),
            () => Catalog.ResealAsync(static entries => entries, Token),
            () => Catalog.Directory.RefreshAsync(stage, Items(1), Token),
            () => Catalog.RemoveAsync(Name("orders"), keepFiles: false, Token)])
        {
            await Catalog.ListNamesAsync("", Token);
            await Place.KillAsync();
            await command();
        }

        (await Catalog.FindAsync(Name("sales"), Token))!.Comment.ShouldBe("new");
        (await Catalog.ListNamesAsync("", Token)).ShouldBe(["sales"]);
    }

    [Fact]
    public async Task Connections_that_are_ended_in_the_middle_of_anything_lose_nothing_that_was_done()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var kills = 0;
        var killing = Task.Run(
            async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    await Place.KillAsync(Place.Administrator);
                    kills++;
                }
            },
            Token);
        var (kept, dropped) = (new ConcurrentBag<string>(), new ConcurrentBag<string>());
        await Task.WhenAll(Enumerable.Range(0, 4).Select(n => Task.Run(
            async () =>
            {
                for (var round = 0; round < 25 || Volatile.Read(ref kills) <= 3; round++)
                {
                    var (keep, drop) = ($"k{n}_{round}", $"d{n}_{round}");
                    if (await TryAsync(() => AddAsync(keep)) && await TryAsync(() => GrantAsync(keep, StageRights.Read, Ann)))
                        kept.Add(keep);
                    if (await TryAsync(() => AddAsync(drop)) && await TryAsync(() => Catalog.RemoveAsync(Name(drop), keepFiles: false, Token)))
                        dropped.Add(drop);
                }
            },
            Token)));
        await stop.CancelAsync();
        await killing;
        var names = (await Catalog.ListNamesAsync("", Token)).ToHashSet(StringComparer.Ordinal);
        kept.Count.ShouldBeGreaterThan(50);
        kept.Where(name => !names.Contains(name)).ShouldBeEmpty();
        dropped.Where(names.Contains).ShouldBeEmpty();
        var grants = (await Team.ListGrantsAsync(null, null, Token)).Where(g => g.Role == Ann).Select(static g => g.Stage).ToHashSet(StringComparer.Ordinal);
        kept.Where(name => !grants.Contains(name)).ShouldBeEmpty();
        (await Place.SqlAsync("SELECT count(*) FROM stagetools.stage s WHERE NOT EXISTS (SELECT FROM stagetools.stage_grant g WHERE g.stage_id = s.id)")).ShouldBe("0");
    }

    [Fact]
    public async Task A_refresh_whose_connection_is_ended_goes_on()
    {
        var stage = await AddSealedAsync("sales");
        await Catalog.Directory.RefreshAsync(stage, Items(20_000, async n =>
        {
            if (n % 7_000 == 6_999)
                await Place.KillAsync();
        }), Token);
        (await Catalog.Directory.ListAsync(stage.Id, "", Token).ToListAsync()).Count.ShouldBe(20_000);
    }

    [Fact]
    public async Task Sixty_four_clients_create_grant_and_drop_and_none_is_lost()
    {
        const int machines = 16, clients = 4, rounds = 3;
        var catalogs = Enumerable.Range(0, machines).Select(_ => Place.Open(Place.Administrator, static settings => settings.MaxPoolSize = clients)).ToList();
        var all = Enumerable.Range(0, machines * clients).Select(n => Task.Run(
            async () =>
            {
                var catalog = catalogs[n % machines];
                for (var round = 0; round < rounds; round++)
                {
                    var (keep, drop) = (Name($"k{n}_{round}"), Name($"d{n}_{round}"));
                    await catalog.AddAsync(keep, () => CatalogPlace.Entry(keep.Value), replace: false, Token);
                    await catalog.AddAsync(drop, () => CatalogPlace.Entry(drop.Value), replace: false, Token);
                    await catalog.Team.GrantAsync(keep, StageRights.Read, Ann, Token);
                    (await catalog.RemoveAsync(drop, keepFiles: false, Token)).ShouldNotBeNull();
                }
            },
            Token));
        await Task.WhenAll(all);
        catalogs.ForEach(static catalog => catalog.Dispose());
        (await Catalog.ListNamesAsync("", Token)).Count.ShouldBe(machines * clients * rounds);
        (await Team.ListGrantsAsync(null, Ann, Token)).Count.ShouldBe(machines * clients * rounds);
    }

    [Fact]
    public async Task Of_two_administrators_who_race_for_one_name_one_has_it()
    {
        var second = await Place.CreateRoleAsync("second", TeamSchema.Administrators);
        using var other = Place.Open(second);
        for (var round = 0; round < 20; round++)
        {
            var name = Name($"s{round}");
            var outcomes = await Task.WhenAll(((IStageCatalog[])[Catalog, other]).Select(catalog => Task.Run(async () =>
            {
                try
                {
                    return (await catalog.AddAsync(name, () => CatalogPlace.Entry(name.Value), replace: false, Token)).Creator;
                }
                catch (StageException e) when (e.Code is StageErrorCode.StageAlreadyExists)
                {
                    return null;
                }
            })));
            outcomes.Where(static creator => creator is not null).ShouldHaveSingleItem().ShouldBe((await Catalog.FindAsync(name, Token))!.Creator);
        }
    }

    [Fact]
    public async Task Whoever_waits_too_long_for_anothers_lock_is_told_so()
    {
        await AddSealedAsync("sales");
        using var hasty = Place.Open(Place.Administrator, static settings => settings.CommandTimeout = 1);
        await hasty.ListAsync("", Token);
        var locking = Place.SqlAsync("BEGIN; LOCK TABLE stagetools.stage IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(4)");
        await Waiting.UntilAsync(async () =>
            await Place.SqlAsync("SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND relation = 'stagetools.stage'::regclass") != "0");
        await StageErrorCode.CatalogBusy.ShouldFailAsync(() => hasty.RemoveAsync(Name("sales"), keepFiles: false, Token));
        await locking;
        (await hasty.ListAsync("", Token)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_stage_that_gets_another_name_while_its_listing_is_removed_stays()
    {
        await Catalog.Directory.RefreshAsync(await AddSealedAsync("sales"), Items(1), Token);
        await using var other = new NpgsqlConnection(Place.SettingsOf(Place.Administrator).ConnectionString);
        await other.OpenAsync(Token);
        await using var holding = await other.BeginTransactionAsync(Token);
        await using (var command = new NpgsqlCommand("SELECT FROM stagetools.directory FOR UPDATE", other))
            await command.ExecuteNonQueryAsync(Token);
        var removing = Catalog.RemoveAsync(Name("sales"), keepFiles: false, Token);
        await Waiting.UntilAsync(async () =>
            await Place.SqlAsync("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") != "0");
        await Catalog.UpdateAsync(Name("sales"), static older => older with { Name = Name("orders") }, Token);
        await holding.RollbackAsync(Token);
        (await removing).ShouldBeNull();
        (await Catalog.ListNamesAsync("", Token)).ShouldBe(["orders"]);
    }

    private static async IAsyncEnumerable<StoreItem> Items(int count, Func<int, Task>? before = null)
    {
        for (var n = 0; n < count; n++)
        {
            if (before is not null)
                await before(n);
            yield return new StoreItem($"{n:00000}", 1, DateTimeOffset.UnixEpoch);
        }
    }

    /// <summary>Whether it was done; of what was not said to be, nobody knows.</summary>
    private static async Task<bool> TryAsync(Func<Task> work)
    {
        try
        {
            await work();
            return true;
        }
        catch (StageException e) when (e.Code is StageErrorCode.CatalogUnavailable)
        {
            return false;
        }
    }
}
