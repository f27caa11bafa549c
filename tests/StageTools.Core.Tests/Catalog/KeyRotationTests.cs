using System.Runtime.Versioning;
using StageTools.Paths;
using StageTools.Stages;

namespace StageTools.Core.Tests.Catalog;

/// <summary>A new key for the catalog's secrets: all of them have it, or none has, and none is ever lost.</summary>
public sealed class KeyRotationTests : IDisposable
{
    private static readonly string GivenKey = Convert.ToBase64String([.. Enumerable.Range(1, 32).Select(static n => (byte)n)]);

    private readonly SecretStages _stages = new();

    public void Dispose() => _stages.Dispose();

    [Fact]
    public async Task Every_secret_opens_with_the_new_key()
    {
        await _stages.CreateAsync("a", "b", "c");
        var update = await _stages.UpdateKeyAsync();
        update.Stages.ShouldBe(3);
        update.Location.ShouldBe(_stages.Home.KeyFile);
        (await _stages.OpenAllAsync()).ShouldBe(3);
    }

    [Fact]
    public async Task The_old_key_opens_nothing_any_more()
    {
        await _stages.CreateAsync("a");
        var old = await File.ReadAllTextAsync(_stages.Home.KeyFile, TestContext.Current.CancellationToken);
        await _stages.UpdateKeyAsync();
        await File.WriteAllTextAsync(_stages.Home.KeyFile, old, TestContext.Current.CancellationToken);
        await StageErrorCode.SecretUnreadable.ShouldFailAsync(_stages.OpenAllAsync);
    }

    [Fact]
    public async Task What_is_shown_of_the_key_tells_it_from_others_and_does_not_hold_it()
    {
        await _stages.CreateAsync("a");
        var (first, second) = (await _stages.UpdateKeyAsync(), await _stages.UpdateKeyAsync());
        first.KeyId.Length.ShouldBe(8);
        (second.KeyId == first.KeyId).ShouldBeFalse();
        var shown = $"{first}{second}";
        Array.ForEach(_stages.KeyLines, key => shown.ShouldNotContain(key));
    }

    [Fact]
    public async Task The_keys_before_stay_behind_the_new_one()
    {
        await _stages.CreateAsync("a");
        var first = _stages.KeyLines.ShouldHaveSingleItem();
        await _stages.UpdateKeyAsync();
        var second = _stages.KeyLines[0];
        _stages.KeyLines.ShouldBe([second, first]);
        await _stages.UpdateKeyAsync();
        _stages.KeyLines[1..].ShouldBe([second, first]);
    }

    [Fact]
    public async Task Who_read_a_stage_just_before_can_still_open_it()
    {
        await _stages.CreateAsync("a");
        var entry = await _stages.GetAsync("a");
        await _stages.UpdateKeyAsync();
        _stages.SecretOf(entry).ShouldBe("a");
    }

    [Fact]
    public async Task A_stage_made_afterwards_has_the_new_key()
    {
        await _stages.UpdateKeyAsync(GivenKey);
        await _stages.CreateAsync("a");
        _stages.KeyLines.ShouldBe([GivenKey]);
        (await _stages.OpenAllAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task Stages_without_secrets_are_left_as_they_are()
    {
        await _stages.Engine.Stages.CreateAsync(new StageDefinition(StageName.Parse("plain")), TestContext.Current.CancellationToken);
        await _stages.CreateAsync("a");
        (await _stages.UpdateKeyAsync()).Stages.ShouldBe(1);
        new Stage(await _stages.GetAsync("plain")).HasCredentials.ShouldBeFalse();
    }

    [Fact]
    public async Task A_key_that_is_given_is_taken_and_may_be_given_again()
    {
        await _stages.CreateAsync("a");
        var update = await _stages.UpdateKeyAsync(GivenKey);
        (await _stages.UpdateKeyAsync($" {GivenKey}\n")).ShouldBe(update);
        _stages.KeyLines[0].ShouldBe(GivenKey);
        (await _stages.OpenAllAsync()).ShouldBe(1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("tooshort")]
    [InlineData("dG9vc2hvcnQ=")]
    public async Task What_is_no_key_is_refused_and_not_shown(string given)
    {
        await _stages.CreateAsync("a");
        var before = await _stages.StateAsync();
        var message = (await StageErrorCode.OptionInvalid.ShouldFailAsync(() => _stages.UpdateKeyAsync(given))).Message;
        if (given.Length > 0)
            message.ShouldNotContain(given);
        (await _stages.StateAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task A_stage_of_another_key_is_named_and_nothing_is_changed()
    {
        await _stages.CreateAsync("a", "b");
        File.Delete(_stages.Home.KeyFile);
        await _stages.CreateAsync("c");
        var before = await _stages.StateAsync();
        var error = await StageErrorCode.SecretUnreadable.ShouldFailAsync(() => _stages.UpdateKeyAsync());
        error.Target.ShouldBe("a");
        error.Message.ShouldSatisfyAllConditions(
            static message => message.ShouldContain("not changed"),
            static message => message.ShouldContain("'a'"),
            static message => message.ShouldContain("Set-Stage a -Credential"));
        (await _stages.StateAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task A_catalog_that_was_moved_without_its_key_says_so_and_gets_none()
    {
        await _stages.CreateAsync("a");
        File.Delete(_stages.Home.KeyFile);
        (await StageErrorCode.SecretUnreadable.ShouldFailAsync(() => _stages.UpdateKeyAsync())).Message.ShouldContain(_stages.Home.KeyFile);
        File.Exists(_stages.Home.KeyFile).ShouldBeFalse();
    }

    [Fact]
    public async Task A_catalog_that_was_moved_without_its_key_does_not_take_another_one()
    {
        await _stages.CreateAsync("a");
        File.Delete(_stages.Home.KeyFile);
        (await StageErrorCode.SecretUnreadable.ShouldFailAsync(() => _stages.UpdateKeyAsync(GivenKey))).Message.ShouldContain(_stages.Home.KeyFile);
        File.Exists(_stages.Home.KeyFile).ShouldBeFalse();
    }

    [Fact]
    public async Task A_catalog_that_was_moved_without_its_key_takes_the_old_one()
    {
        await _stages.CreateAsync("a");
        var old = _stages.KeyLines[0];
        File.Delete(_stages.Home.KeyFile);
        await _stages.UpdateKeyAsync(old);
        (await _stages.OpenAllAsync()).ShouldBe(1);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task The_file_stays_its_owners_alone()
    {
        await _stages.CreateAsync("a");
        await _stages.UpdateKeyAsync();
        File.GetUnixFileMode(_stages.Home.KeyFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task What_a_killed_writer_of_the_file_left_goes_and_the_users_copy_stays()
    {
        await _stages.CreateAsync("a");
        _stages.Folder.Write($"home/catalog.key.{Guid.NewGuid():N}.part");
        _stages.Folder.Write("home/catalog.key.bak");
        await _stages.UpdateKeyAsync();
        _stages.Folder.Files.Where(static file => file.Contains("catalog.key", StringComparison.Ordinal)).ShouldBe(["home/catalog.key", "home/catalog.key.bak", "home/catalog.key.lock"]);
    }

    [Fact]
    public async Task A_process_that_dies_between_the_key_and_the_secrets_loses_none()
    {
        await _stages.CreateAsync("a", "b");
        for (var round = 0; round < 3; round++)
        {
            using var worker = await Worker.StartReadyAsync("key-half-way", _stages.Home.Folder);
            await worker.KillAsync();
            (await _stages.OpenAllAsync()).ShouldBe(2);
        }

        // The one that is in use is among those that were left, however many.
        await _stages.CreateAsync("c");
        (await _stages.UpdateKeyAsync()).Stages.ShouldBe(3);
        (await _stages.OpenAllAsync()).ShouldBe(3);
    }

    [Fact]
    public async Task A_process_that_dies_at_any_moment_loses_none()
    {
        await _stages.CreateAsync("a", "b", "c");
        var random = new Random(1);
        for (var round = 0; round < 10; round++)
        {
            using var worker = await Worker.StartReadyAsync("keys-forever", _stages.Home.Folder);
            await Task.Delay(random.Next(0, 150), TestContext.Current.CancellationToken);
            await worker.KillAsync();
            (await _stages.OpenAllAsync()).ShouldBe(3);
        }
    }

    [Fact]
    public async Task Many_processes_that_give_new_keys_and_make_stages_at_once_lose_none()
    {
        const int rounds = 8;
        var workers = Enumerable.Range(0, 6).Select(n => Worker.Start(environment: null, "keys", _stages.Home.Folder, $"p{n}", $"{rounds}")).ToList();
        try
        {
            await Task.WhenAll(workers.Select(static worker => worker.FinishAsync()));
        }
        finally
        {
            workers.ForEach(static worker => worker.Dispose());
        }

        (await _stages.OpenAllAsync()).ShouldBe(6 * rounds);
    }

    [Fact]
    public async Task Readers_of_many_threads_open_every_secret_while_the_key_changes()
    {
        await _stages.CreateAsync("a", "b");
        var updates = 0;
        var changing = Task.Run(
            async () =>
            {
                for (; updates < 8; updates++)
                {
                    await _stages.UpdateKeyAsync();
                    await Task.Delay(100, TestContext.Current.CancellationToken);
                }
            },
            TestContext.Current.CancellationToken);
        while (!changing.IsCompleted)
            (await _stages.OpenAllAsync()).ShouldBe(2);
        await changing;
        updates.ShouldBe(8);
    }
}
