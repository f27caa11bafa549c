using System.Globalization;
using StageTools.Core.Tests.Stages;
using StageTools.Export;
using StageTools.Export.Parts;
using StageTools.Paths;
using StageTools.Storage;

namespace StageTools.Core.Tests.Export;

/// <summary>What an export of several files writes down in its folder: who else writes there is told of it, and nobody is led astray by what somebody else laid there.</summary>
public sealed class ExportJournalTests : IAsyncLifetime
{
    private const string Id = "0123456789abcdef0123456789abcdef";

    private readonly TestStages _stages = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Data => _stages.Folder.At("data");

    public async ValueTask InitializeAsync() => await _stages.CreateExternalAsync("sales", "data");

    public ValueTask DisposeAsync()
    {
        _stages.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Several_files_have_a_journal_which_no_listing_shows_and_one_has_none()
    {
        await using (var one = await BeginAsync("@sales/one/", new ExportOptions { MaxFileSize = 1 << 20 }))
        {
            await one.WriteRowsAsync(10);
            Own("one").ShouldBeEmpty();
            await one.CompleteAsync(Token);
        }

        await using var many = await BeginAsync("@sales/many/", new ExportOptions { MaxFileSize = 100 });
        await many.WriteRowsAsync(5_000);
        await many.FlushAsync(Token);
        for (var waited = 0; Own("many").Length < 3; waited++)
        {
            waited.ShouldBeLessThan(600);
            await Task.Delay(100, Token);
        }

        var store = await StoreAsync();
        (await store.ListAsync("many", Token).ToListAsync()).ShouldBeEmpty();
        (await store.ListFolderAsync(StageKey.Parse("many"), NameSelection.All, Token).ToListAsync()).ShouldBeEmpty();
        await StageErrorCode.PathInvalid.ShouldFailAsync(() => store.FindAsync(StageKey.Parse("many/" + Own("many")[0]), Token));
        await many.CompleteAsync(Token);
        Own("many").ShouldBeEmpty();
    }

    [Fact]
    public async Task While_a_job_lives_who_would_be_in_its_way_hears_who_it_is_and_who_only_adds_goes_on()
    {
        var store = await StoreAsync();
        var lease = await store.Jobs.TakeAsync(JobName.Of(StageKey.Parse("out"), string.Empty, Id), JobOwner.Now(), Token);
        foreach (var options in new ExportOptions[] { new() { MaxFileSize = 1, Append = false }, new() { MaxFileSize = 1, Append = false, Overwrite = true } })
        {
            var error = await StageErrorCode.TargetBusy.ShouldFailAsync(() => RunAsync("@sales/out/", 3, options));
            error.Message.ShouldContain($"process {Environment.ProcessId}");
        }

        (await store.RemoveLeftoversAsync(TimeSpan.Zero, Token)).ShouldBe(0);
        (await RunAsync("@sales/out/", 3, new ExportOptions { MaxFileSize = 1 })).Files.Count.ShouldBe(3);
        (await RunAsync("@sales/out/n.csv", 3, new ExportOptions { MaxFileSize = 1, Append = false })).Files.Count.ShouldBe(3);
        Own("out").ShouldHaveSingleItem();
        await lease.EndAsync(keep: true);
        (await store.RemoveLeftoversAsync(TimeSpan.Zero, Token)).ShouldBe(1);
        Own("out").ShouldBeEmpty();
        Files().Length.ShouldBe(6);
    }

    [Theory]
    [InlineData("""{"version":1,"files":[FILE],"older":[]}""", "../outside.csv")]
    [InlineData("""{"version":1,"files":[FILE],"older":[]}""", "../data/old.csv")]
    [InlineData("""{"version":1,"files":[FILE],"older":[]}""", "old.csv")]
    [InlineData("""{"version":1,"files":[FILE],"older":[]}""", "in/./old.csv")]
    [InlineData("""{"version":1,"files":[FILE],"older":[]}""", "/in/old.csv")]
    [InlineData("""{"version":1,"replaces":true,"files":[],"older":[FILE]}""", "old.csv")]
    [InlineData("""{"version":1,"replaces":true,"files":[],"older":[FILE]}""", "../outside.csv")]
    [InlineData("""{"version":1,"replaces":true,"files":[],"older":[FILE,null]}""", "in/old.csv")]
    [InlineData("""{"version":1,"replaces":true,"files":null,"older":[FILE]}""", "in/old.csv")]
    [InlineData("""{"version":3,"replaces":true,"files":[],"older":[FILE]}""", "old.csv")]
    [InlineData("""{"version":2,"replaces":true,"files":[],"older":[FILE]}""", "../old.csv")]
    [InlineData("""{"version":2,"replaces":true,"files":[],"older":[FILE]}""", "../../outside.csv")]
    [InlineData("""{"version":2,"files":[FILE],"older":[]}""", "a/../old.csv")]
    [InlineData("""{"version":2,"files":[FILE],"older":[]}""", "")]
    [InlineData("""{"version":2,"files":[FILE,null],"older":[]}""", "old.csv")]
    [InlineData("""{"version":1,"replaces":true,"files":[],"older":[FILE]""", "in/old.csv")]
    [InlineData("""[]""", "in/old.csv")]
    [InlineData("", "in/old.csv")]
    public async Task A_list_that_is_not_whole_or_speaks_of_what_lies_outside_its_folder_is_not_obeyed(string list, string key)
    {
        foreach (var name in new[] { "outside.csv", "data/old.csv", "data/in/old.csv" })
            _stages.Folder.Write(name, "old");
        Plant(list, key, File.GetLastWriteTimeUtc(_stages.Folder.At("data/in/old.csv")).Ticks);
        foreach (var name in new[] { "outside.csv", "data/old.csv" })
            File.SetLastWriteTimeUtc(_stages.Folder.At(name), File.GetLastWriteTimeUtc(_stages.Folder.At("data/in/old.csv")));
        await RunAsync("@sales/in/", 3, new ExportOptions { MaxFileSize = 1 });
        await RepairIsToldAsync();
        foreach (var name in new[] { "outside.csv", "data/old.csv", "data/in/old.csv" })
            _stages.Folder.Read(name).ShouldBe("old");
    }

    public static TheoryData<bool, string?, string?> NamesOfNoStagedFile
    {
        get
        {
            var data = new TheoryData<bool, string?, string?>();
            foreach (var replaces in (bool[])[false, true])
                foreach (var upload in (string?[])[null, "", "u"])
                    foreach (var name in (string?[])["../../outside.csv", "/OUTSIDE", "../old.csv", "old.csv", "sub/.stagetools-ID-ID.staged", "../.stagetools-ID-ID.staged", "..\\..\\outside.csv", null])
                        data.Add(replaces, upload, name);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(NamesOfNoStagedFile))]
    public async Task A_list_whose_staged_files_are_named_by_paths_touches_nothing(bool replaces, string? upload, string? name)
    {
        var outside = _stages.Folder.Write("outside.csv", "old");
        foreach (var other in new[] { "data/old.csv", "data/in/old.csv" })
            _stages.Folder.Write(other, "old");
        foreach (var other in new[] { "data/old.csv", "data/in/old.csv" })
            File.SetLastWriteTimeUtc(_stages.Folder.At(other), File.GetLastWriteTimeUtc(outside));
        var written = name?.Replace("OUTSIDE", outside.TrimStart('/'), StringComparison.Ordinal).Replace("ID", Id, StringComparison.Ordinal);
        var file = System.Text.Json.JsonSerializer.Serialize(new { key = "in/new.csv", size = 3, modified = File.GetLastWriteTimeUtc(outside).Ticks, parts = Array.Empty<string>(), upload, name = written });
        Plant("{\"version\":1,\"replaces\":" + (replaces ? "true" : "false") + ",\"files\":[" + file + "],\"older\":[]}", "in/x.csv", 0);
        await RunAsync("@sales/in/", 3, new ExportOptions { MaxFileSize = 1 });
        await RepairIsToldAsync();
        foreach (var other in new[] { "outside.csv", "data/old.csv", "data/in/old.csv" })
            _stages.Folder.Read(other).ShouldBe("old");
        File.Exists(_stages.Folder.At("data/in/new.csv")).ShouldBeFalse();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nothing_older_leaves_for_new_files_that_somebody_took_away(bool touched)
    {
        var options = new ExportOptions { MaxFileSize = 100, Overwrite = true };
        await RunAsync("@sales/in/", 20, options);
        var before = Files();
        await using (var job = await BeginAsync("@sales/in/", options))
        {
            for (var id = 0; id < 600; id++)
                job.Write([id, "some text"]);
            await job.FlushAsync(Token);
            string[] staged = [];
            for (var waited = 0; staged.Length == 0; waited++)
            {
                waited.ShouldBeLessThan(600);
                await Task.Delay(100, Token);
                staged = Directory.GetFiles(Path.Combine(Data, "in"), "*.staged");
            }

            if (touched)
                File.SetLastWriteTimeUtc(staged[0], DateTime.UtcNow.AddDays(-1));
            else
                File.Delete(staged[0]);
            await StageErrorCode.StoreUnavailable.ShouldFailAsync(() => job.CompleteAsync(Token));
        }

        Files().ToHashSet(StringComparer.Ordinal).IsSupersetOf(before).ShouldBeTrue();
        await (await StoreAsync()).RemoveLeftoversAsync(TimeSpan.Zero, Token);
        Files().ToHashSet(StringComparer.Ordinal).IsSupersetOf(before).ShouldBeTrue();
        Own("in").ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_file_that_is_not_as_it_was_written_down_stays(bool replaces)
    {
        _stages.Folder.Write("data/in/old.csv", "old");
        var ticks = File.GetLastWriteTimeUtc(_stages.Folder.At("data/in/old.csv")).Ticks;
        var list = replaces ? """{"version":1,"replaces":true,"files":[],"older":[FILE]}""" : """{"version":1,"files":[FILE],"older":[]}""";
        Plant(list, "in/old.csv", ticks - 1);
        await RunAsync("@sales/in/", 3, new ExportOptions { MaxFileSize = 1 });
        _stages.Folder.Read("data/in/old.csv").ShouldBe("old");
        Own("in").ShouldBeEmpty();

        Plant(list, "in/old.csv", ticks);
        await RunAsync("@sales/in/", 3, new ExportOptions { MaxFileSize = 1 });
        File.Exists(_stages.Folder.At("data/in/old.csv")).ShouldBeFalse("this one is as it was written down");
    }

    [Fact]
    public async Task A_link_or_a_pipe_in_the_place_of_a_journal_or_a_list_harms_nobody()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links and pipes want rights there");
        var outside = _stages.Folder.Write("outside.csv", "old");
        Directory.CreateDirectory(_stages.Folder.At("data/in"));
        File.CreateSymbolicLink(_stages.Folder.At($"data/in/.stagetools-0000000000000000-{Id}.journal"), outside);
        var other = Id.Replace('0', '9');
        File.WriteAllText(_stages.Folder.At($"data/in/.stagetools-0000000000000000-{other}.journal"), "");
        await Child.RunAsync("mkfifo", [_stages.Folder.At($"data/in/.stagetools-0000000000000000-{other}.list")]);
        (await RunAsync("@sales/in/", 3, new ExportOptions { MaxFileSize = 1 })).Files.Count.ShouldBe(3);
        _stages.Folder.Read("outside.csv").ShouldBe("old");
    }

    private async Task RepairIsToldAsync()
    {
        var store = await StoreAsync();
        (await StageErrorCode.DataInvalid.ShouldFailAsync(() => store.RemoveLeftoversAsync(TimeSpan.Zero, Token))).Message.ShouldContain(".list'");
    }

    private void Plant(string list, string key, long ticks)
    {
        var file = string.Create(CultureInfo.InvariantCulture, $$"""{"key":"{{key}}","size":3,"modified":{{ticks}},"parts":[],"name":".stagetools-{{Id}}-{{Id}}.staged"}""");
        _stages.Folder.Write($"data/in/.stagetools-0000000000000000-{Id}.journal", "{}");
        _stages.Folder.Write($"data/in/.stagetools-0000000000000000-{Id}.list", list.Replace("FILE", file, StringComparison.Ordinal));
    }

    private string[] Own(string folder) => [.. Directory.EnumerateFiles(Path.Combine(Data, folder), ".stagetools-*").Select(static f => Path.GetFileName(f)).Where(static f => !f.EndsWith(".part", StringComparison.Ordinal))];

    private string[] Files() => [.. Directory.EnumerateFiles(Data, "*.csv*", SearchOption.AllDirectories)];

    private async Task<IStore> StoreAsync() => (await _stages.Engine.ToStageAsync("@sales/x.csv")).Store;

    private async Task<ExportJob> BeginAsync(string path, ExportOptions options) =>
        await ExportJob.BeginAsync(await _stages.Engine.ToStageAsync(path), ["id", "text"], options, Token);

    private async Task<StageExport> RunAsync(string path, int rows, ExportOptions options)
    {
        await using var job = await BeginAsync(path, options);
        for (var id = 0; id < rows; id++)
            job.Write([id, "some text"]);
        return await job.CompleteAsync(Token);
    }
}
