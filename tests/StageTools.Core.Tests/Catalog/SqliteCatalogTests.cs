using System.Data.SQLite;
using StageTools.Catalog;
using StageTools.Catalog.Sqlite;
using StageTools.Errors;
using StageTools.Machine;
using StageTools.Paths;
using StageTools.Stages;

namespace StageTools.Core.Tests.Catalog;

/// <summary>A catalog that cannot be used says why, and is left as it lies.</summary>
public sealed class SqliteCatalogTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    private readonly TestFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Nothing_is_made_before_the_catalog_is_asked_something()
    {
        new StageEngine(_folder.Home).Dispose();
        Directory.Exists(_folder.Home.Folder).ShouldBeFalse();
    }

    [Fact]
    public async Task A_stage_is_found_by_the_next_process()
    {
        await CreateAsync("Sales");
        using var catalog = new SqliteCatalog(_folder.Home);
        (await catalog.FindAsync(StageName.Parse("sales"), Token))!.Name.Value.ShouldBe("Sales");
    }

    [Theory]
    [InlineData("two words")]
    [InlineData("a;b=c")]
    [InlineData("Data Source=x;Mode=Memory")]
    [InlineData("it's")]
    [InlineData("say \"hi\"")]
    [InlineData("what?mode=ro&immutable=1#here")]
    [InlineData("%20 100%")]
    [InlineData("|DataDirectory|")]
    [InlineData("{x}")]
    [InlineData(" Grüße 😀 ")]
    [InlineData("back\\slash")]
    public async Task A_home_of_any_name_holds_its_catalog(string name)
    {
        var home = new MachineHome(_folder.At(name));
        using (var engine = new StageEngine(home))
            await engine.Stages.CreateAsync(new StageDefinition(StageName.Parse("sales")), Token);
        File.Exists(SqliteCatalog.FileIn(home)).ShouldBeTrue();
        using var catalog = new SqliteCatalog(home);
        (await catalog.ListAsync(Token)).ShouldHaveSingleItem().Name.Value.ShouldBe("sales");
    }

    [Fact]
    public async Task A_catalog_that_is_taken_away_or_replaced_is_not_written_to_where_it_was()
    {
        using var engine = new StageEngine(_folder.Home);
        await engine.Stages.CreateAsync(new StageDefinition(StageName.Parse("old")), Token);
        Directory.Move(_folder.Home.Folder, _folder.At("away"));
        (await engine.Stages.ListAsync(Token)).ShouldBeEmpty();
        await engine.Stages.CreateAsync(new StageDefinition(StageName.Parse("new")), Token);
        (await engine.Stages.ListAsync(Token)).ShouldHaveSingleItem().Name.ShouldBe("new");
        using var catalog = new SqliteCatalog(new MachineHome(_folder.At("away")));
        (await catalog.ListAsync(Token)).ShouldHaveSingleItem().Name.Value.ShouldBe("old");
    }

    [Fact]
    public async Task A_catalog_that_nobody_uses_is_one_file_again_soon()
    {
        using var engine = new StageEngine(_folder.Home);
        await engine.Stages.CreateAsync(new StageDefinition(StageName.Parse("sales")), Token);
        File.Exists(SqliteCatalog.FileIn(_folder.Home) + "-wal").ShouldBeTrue();
        for (var waited = 0; File.Exists(SqliteCatalog.FileIn(_folder.Home) + "-wal"); waited++)
        {
            waited.ShouldBeLessThan(600);
            await Task.Delay(100, Token);
        }

        await engine.Stages.CreateAsync(new StageDefinition(StageName.Parse("more")), Token);
        (await engine.Stages.ListAsync(Token)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_writer_gives_up_when_another_keeps_the_catalog_locked()
    {
        await CreateAsync("sales");
        using var other = Locked();
        using var catalog = new SqliteCatalog(_folder.Home, Soon);
        (await StageErrorCode.CatalogBusy.ShouldFailAsync(() => catalog.RemoveAsync(StageName.Parse("sales"), keepFiles: false, Token)))
            .Target.ShouldBe(SqliteCatalog.FileIn(_folder.Home));
    }

    [Fact]
    public async Task A_reader_need_not_wait_for_a_writer()
    {
        await CreateAsync("sales");
        using var other = Locked();
        using var catalog = new SqliteCatalog(_folder.Home, Soon);
        (await catalog.ListAsync(Token)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_writer_that_waits_can_be_stopped()
    {
        await CreateAsync("sales");
        using var other = Locked();
        using var catalog = new SqliteCatalog(_folder.Home, TimeSpan.FromHours(1));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var removing = Task.Run(() => catalog.RemoveAsync(StageName.Parse("sales"), keepFiles: false, stop.Token), Token);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => removing);
    }

    [Fact]
    public async Task A_writer_goes_on_when_the_lock_is_given_back()
    {
        await CreateAsync("sales");
        using var catalog = new SqliteCatalog(_folder.Home);
        Task<CatalogEntry?> removing;
        using (Locked())
            removing = Task.Run(() => catalog.RemoveAsync(StageName.Parse("sales"), keepFiles: false, Token), Token);
        (await removing).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_catalog_of_a_newer_version_is_left_alone()
    {
        await CreateAsync("sales");
        Sql("PRAGMA user_version = 1000; PRAGMA wal_checkpoint(TRUNCATE)");
        await LeftAloneAsync(StageErrorCode.CatalogTooNew);
    }

    [Fact]
    public async Task Bytes_that_are_no_database_are_left_alone()
    {
        _folder.Write("home/catalog.db", string.Concat(Enumerable.Repeat("not a database; ", 1000)));
        await LeftAloneAsync(StageErrorCode.CatalogCorrupt);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    public async Task Another_programs_database_is_left_alone(int version)
    {
        _folder.Folder("home");
        Sql($"CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1); PRAGMA user_version = {version}");
        (await LeftAloneAsync(StageErrorCode.CatalogCorrupt)).Message.ShouldContain("not a catalog of StageTools");
    }

    [Fact]
    public async Task A_damaged_catalog_is_told_from_a_sound_one()
    {
        await CreateAsync("sales");
        Sql("PRAGMA wal_checkpoint(TRUNCATE)");
        using (var file = File.OpenWrite(SqliteCatalog.FileIn(_folder.Home)))
        {
            file.Position = 100;
            file.Write(new byte[(int)file.Length - 100]);
        }

        await LeftAloneAsync(StageErrorCode.CatalogCorrupt);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_named()
    {
        _folder.Write("file");
        using var catalog = new SqliteCatalog(new MachineHome(_folder.At("file/home")));
        (await StageErrorCode.CatalogUnavailable.ShouldFailAsync(() => catalog.ListAsync(Token))).Message.ShouldContain(_folder.At("file/home"));
    }

    [Fact]
    public async Task A_catalog_on_a_read_only_disk_is_listed()
    {
        using var disk = await ReadOnlyDiskAsync();
        using var engine = new StageEngine(new MachineHome(disk.Path));
        (await engine.Stages.ListAsync(Token)).ShouldHaveSingleItem().Name.ShouldBe("sales");
    }

    [Fact]
    public async Task A_catalog_on_a_read_only_disk_is_not_written()
    {
        using var disk = await ReadOnlyDiskAsync();
        using var engine = new StageEngine(new MachineHome(disk.Path));
        (await StageErrorCode.CatalogReadOnly.ShouldFailAsync(() => engine.Stages.CreateAsync(new StageDefinition(StageName.Parse("b")), Token)))
            .Message.ShouldContain(MachineHome.Variable);
        await StageErrorCode.CatalogReadOnly.ShouldFailAsync(() => engine.Stages.RemoveAsync(StageName.Parse("sales"), keepFiles: false, Token));
    }

    [Fact]
    public async Task A_full_disk_changes_nothing()
    {
        using var disk = SmallDisk.MountOrSkip();
        using var engine = new StageEngine(new MachineHome(disk.Path));
        await engine.Stages.CreateAsync(new StageDefinition(StageName.Parse("sales")), Token);
        await Should.ThrowAsync<IOException>(() => File.WriteAllBytesAsync(Path.Combine(disk.Path, "filler"), new byte[2 << 20], Token));
        await StageErrorCode.StoreFull.ShouldFailAsync(() => engine.Stages.CreateAsync(
            new StageDefinition(StageName.Parse("large")) { Comment = new string('x', 100_000) }, Token));
        (await engine.Stages.ListAsync(Token)).ShouldHaveSingleItem().Name.ShouldBe("sales");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_full_disk_is_read_by_who_comes_later_and_written_when_there_is_room_again(bool killed)
    {
        using var disk = SmallDisk.MountOrSkip();
        var home = new MachineHome(disk.Path);
        using (var engine = new StageEngine(home))
        {
            await engine.Stages.CreateAsync(new StageDefinition(StageName.Parse("sales")), Token);
            if (killed)
            {
                // What a killed process leaves: a log that holds what the file does not.
                File.Copy(SqliteCatalog.FileIn(home) + "-wal", disk.Path + "/log");
                File.Copy(SqliteCatalog.FileIn(home), disk.Path + "/before");
            }
        }

        if (killed)
        {
            File.Move(disk.Path + "/before", SqliteCatalog.FileIn(home), overwrite: true);
            File.Move(disk.Path + "/log", SqliteCatalog.FileIn(home) + "-wal", overwrite: true);
        }

        var filler = disk.Path + "/filler";
        await Should.ThrowAsync<IOException>(() => File.WriteAllBytesAsync(filler, new byte[2 << 20], Token));
        using var later = new StageEngine(home);
        (await later.Stages.ListAsync(Token)).ShouldHaveSingleItem().Name.ShouldBe("sales");
        (await later.Stages.GetAsync(StageName.Parse("sales"), Token)).Name.Value.ShouldBe("sales");
        await StageErrorCode.StoreFull.ShouldFailAsync(() => later.Stages.CreateAsync(new StageDefinition(StageName.Parse("more")), Token));
        File.Delete(filler);
        await later.Stages.CreateAsync(new StageDefinition(StageName.Parse("more")), Token);
        (await later.Stages.ListAsync(Token)).Select(static stage => stage.Name).ShouldBe(["more", "sales"]);
    }

    private static async Task<SmallDisk> ReadOnlyDiskAsync()
    {
        var disk = SmallDisk.MountOrSkip();
        using (var engine = new StageEngine(new MachineHome(disk.Path)))
            await engine.Stages.CreateAsync(new StageDefinition(StageName.Parse("sales")), Token);
        disk.MakeReadOnly();
        return disk;
    }

    private async Task CreateAsync(string name)
    {
        using var engine = new StageEngine(_folder.Home);
        await engine.Stages.CreateAsync(new StageDefinition(StageName.Parse(name)), Token);
    }

    /// <summary>Reading and writing are refused with this code, and no byte of the file changes.</summary>
    private async Task<StageException> LeftAloneAsync(StageErrorCode code)
    {
        var before = await File.ReadAllBytesAsync(SqliteCatalog.FileIn(_folder.Home), Token);
        using (var catalog = new SqliteCatalog(_folder.Home, Soon))
        {
            await code.ShouldFailAsync(() => catalog.ListAsync(Token));
            await code.ShouldFailAsync(() => catalog.EndSessionAsync("session", Token));
        }

        (await File.ReadAllBytesAsync(SqliteCatalog.FileIn(_folder.Home), Token)).ShouldBe(before);
        using var again = new SqliteCatalog(_folder.Home, Soon);
        return await code.ShouldFailAsync(() => again.ListAsync(Token));
    }

    /// <summary>Another program in the middle of a write.</summary>
    private SQLiteConnection Locked()
    {
        var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        command.ExecuteNonQuery();
        return connection;
    }

    private void Sql(string sql)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private SQLiteConnection Open()
    {
        var connection = new SQLiteConnection(new SQLiteConnectionStringBuilder { DataSource = SqliteCatalog.FileIn(_folder.Home), Pooling = false }.ToString());
        connection.Open();
        return connection;
    }
}
