using System.Text;
using StageTools.Catalog;
using StageTools.Catalog.Secrets;
using StageTools.Formats.Options;
using StageTools.Paths;
using StageTools.Stages;
using StageTools.Storage;

namespace StageTools.Core.Tests.Stages;

/// <summary>Connections and file formats by name: what changes there changes for all stages that refer to it, and nothing in use goes.</summary>
public sealed class NamedSettingsTests : IDisposable
{
    private const string Secret = "a very secret secret";

    private readonly TestStages _stages = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private NamedSettings Named => _stages.Engine.Stages.Named;

    public void Dispose() => _stages.Dispose();

    [Fact]
    public async Task A_changed_secret_changes_all_stages_of_the_connection()
    {
        await ConnectAsync("lake", "before");
        await ReferAsync("a", "lake");
        await ReferAsync("b", "LAKE");
        await Named.SetConnectionAsync(Name("lake"), Connection(Secret), comment: null, Token);
        foreach (var name in (string[])["a", "b"])
            (await SecretOfAsync(name)).ShouldBe(Secret);
    }

    [Fact]
    public async Task A_stage_shows_the_settings_of_its_connection_and_no_secret()
    {
        var connection = await ConnectAsync("Lake", Secret);
        await ReferAsync("a", "lake");
        var stage = await _stages.GetAsync("a");
        (stage.ConnectionName, stage.Endpoint, stage.HasCredentials).ShouldBe(("Lake", "https://s3.example", true));
        foreach (var shown in (string[])[$"{stage}", string.Join(',', stage.Connection!), $"{connection}", string.Join(',', connection.Settings)])
            shown.ShouldNotContain(Secret);
        foreach (var file in Directory.EnumerateFiles(_stages.Folder.Home.Folder))
            Convert.ToHexString(await File.ReadAllBytesAsync(file, Token)).ShouldNotContain(Convert.ToHexString(Encoding.UTF8.GetBytes(Secret)));
    }

    [Theory]
    [InlineData(NamedKind.Connection, StageErrorCode.ConnectionInUse, StageErrorCode.ConnectionNotFound)]
    [InlineData(NamedKind.FileFormat, StageErrorCode.FileFormatInUse, StageErrorCode.FileFormatNotFound)]
    public async Task What_a_stage_refers_to_is_not_dropped(NamedKind kind, StageErrorCode inUse, StageErrorCode notFound)
    {
        await ConnectAsync("x", Secret);
        await Named.CreateFileFormatAsync(Name("x"), new FileFormat { Format = RowFormat.Csv }, "ours", IfStageExists.Fail, Token);
        foreach (var name in (string[])["a", "b", "c", "d"])
            await ReferAsync(name, "x", "x");
        var error = await inUse.ShouldFailAsync(() => Named.RemoveAsync(kind, Name("X"), Token));
        error.Message.ShouldContain("'a', 'b', 'c' and others");
        foreach (var name in (string[])["a", "b", "c"])
            await _stages.RemoveAsync(name);
        (await inUse.ShouldFailAsync(() => Named.RemoveAsync(kind, Name("x"), Token))).Message.ShouldContain("in use by 'd',");
        await _stages.RemoveAsync("d");
        await Named.RemoveAsync(kind, Name("x"), Token);
        await notFound.ShouldFailAsync(() => Named.RemoveAsync(kind, Name("x"), Token));

        // The other kind's is another.
        (await Named.ListNamesAsync(kind is NamedKind.Connection ? NamedKind.FileFormat : NamedKind.Connection, "", Token)).ShouldBe(["x"]);
    }

    [Fact]
    public async Task A_stage_changes_from_its_own_connection_to_one_by_name_and_back()
    {
        await ConnectAsync("lake", "theirs");
        await _stages.CreateAsync(new StageDefinition(Name("a")) { Url = new StageUrl("s3", "bucket"), Connection = Connection("own") });
        await _stages.SetAsync("a", new StageChange { Connection = Reference("lake") });
        (await SecretOfAsync("a")).ShouldBe("theirs");
        await _stages.SetAsync("a", new StageChange { Comment = "another" });
        (await SecretOfAsync("a")).ShouldBe("theirs");
        await _stages.SetAsync("a", new StageChange { Connection = Connection("own again") });
        (await SecretOfAsync("a")).ShouldBe("own again");
        await Named.RemoveAsync(NamedKind.Connection, Name("lake"), Token);
    }

    [Fact]
    public async Task A_connection_is_for_URLs_of_its_storage_type_and_stays_of_it()
    {
        await ConnectAsync("lake", Secret);
        (await StageErrorCode.OptionInvalid.ShouldFailAsync(() => _stages.CreateAsync(
            new StageDefinition(Name("a")) { Url = new StageUrl("oss", "bucket"), Connection = Reference("lake") }))).Message.ShouldContain("is one of s3");
        await StageErrorCode.OptionInvalid.ShouldFailAsync(() => _stages.CreateAsync(new StageDefinition(Name("a")) { Connection = Reference("lake") }));
        await ReferAsync("b", "lake");
        await StageErrorCode.OptionInvalid.ShouldFailAsync(() => _stages.SetAsync("b", new StageChange { Url = new StageUrl("oss", "bucket") }));
        await StageErrorCode.OptionInvalid.ShouldFailAsync(() => Named.CreateConnectionAsync(
            Name("lake"), "oss", Connection("other"), comment: null, IfStageExists.Replace, Token));
        (await SecretOfAsync("b")).ShouldBe(Secret);
        foreach (var type in (string[])["azblob", "file", "", "fs"])
            await Should.ThrowAsync<StageException>(() => Named.CreateConnectionAsync(Name("c"), type, Connection("x"), null, IfStageExists.Fail, Token));
        (await Named.ListNamesAsync(NamedKind.Connection, "", Token)).ShouldBe(["lake"]);
    }

    [Fact]
    public async Task A_changed_file_format_changes_all_its_stages_and_one_of_its_own_stays()
    {
        await Named.CreateFileFormatAsync(Name("eu"), Csv(";"), comment: null, IfStageExists.Fail, Token);
        await ReferAsync("a", connection: null, "EU");
        await _stages.CreateAsync(new StageDefinition(Name("own")) { FileFormat = Csv("|") });
        await Named.SetFileFormatAsync(Name("eu"), Csv("\t"), "tabs", Token);
        var stage = await _stages.GetAsync("a");
        (stage.FileFormat?.Delimiter, stage.FileFormatName).ShouldBe(("\t", "eu"));
        (await _stages.GetAsync("own")).FileFormat!.Delimiter.ShouldBe("|");
        await _stages.SetAsync("a", new StageChange { FileFormat = FileFormat.Unspecified });
        (await _stages.GetAsync("a")).FileFormat.ShouldBeNull();
        await Named.RemoveAsync(NamedKind.FileFormat, Name("eu"), Token);
    }

    [Fact]
    public async Task A_file_format_by_name_stands_alone_in_a_stage_and_takes_more_in_a_statement()
    {
        await Named.CreateFileFormatAsync(Name("eu"), Csv(";"), comment: null, IfStageExists.Fail, Token);
        var more = new FileFormat { Name = "eu", Header = false };
        await StageErrorCode.OptionInvalid.ShouldFailAsync(() => _stages.CreateAsync(new StageDefinition(Name("a")) { FileFormat = more }));
        (await Named.ResolveAsync(more, Token)).ShouldBe(Csv(";") with { Header = false });
        (await StageErrorCode.FileFormatNotFound.ShouldFailAsync(() => Named.ResolveAsync(new FileFormat { Name = "cvs" }, Token))).Target.ShouldBe("cvs");
        await StageErrorCode.OptionInvalid.ShouldFailAsync(() => Named.CreateFileFormatAsync(Name("b"), more, null, IfStageExists.Fail, Token));
    }

    [Fact]
    public void A_format_that_was_not_looked_up_is_never_taken_for_one_that_says_nothing()
    {
        Should.Throw<InvalidOperationException>(() => Csv(";").Merge(new FileFormat { Name = "eu" }));
        Should.Throw<InvalidOperationException>(() => new FileFormat { Name = "eu" }.Merge(Csv(";")));
    }

    [Fact]
    public async Task If_one_of_the_name_is_there_it_is_kept_replaced_or_an_error()
    {
        var first = await ConnectAsync("lake", "first");
        (await StageErrorCode.ConnectionAlreadyExists.ShouldFailAsync(() => ConnectAsync("LAKE", "second"))).Target.ShouldBe("LAKE");
        (await ConnectAsync("Lake", "second", IfStageExists.Keep)).CreatedOn.ShouldBe(first.CreatedOn);
        await ReferAsync("a", "lake");
        (await SecretOfAsync("a")).ShouldBe("first");
        await ConnectAsync("Lake", "third", IfStageExists.Replace);
        (await SecretOfAsync("a")).ShouldBe("third");
    }

    [Theory]
    [InlineData("~")]
    [InlineData("@lake")]
    [InlineData("1lake")]
    [InlineData("a b")]
    [InlineData("")]
    public void A_name_is_one(string name) =>
        StageErrorCode.StageNameInvalid.ShouldFail(() => NamedSettings.ParseName(NamedKind.Connection, name)).Message.ShouldContain("a connection's name");

    [Fact]
    public async Task A_new_key_is_the_connections_too()
    {
        await ConnectAsync("lake", Secret);
        await ReferAsync("a", "lake");
        await _stages.CreateAsync(new StageDefinition(Name("b")) { Url = new StageUrl("s3", "bucket"), Connection = Connection("own") });
        (await _stages.Engine.UpdateKeyAsync(newKey: null, Token)).Stages.ShouldBe(2);

        // Nothing is sealed with the key before any more.
        var lines = await File.ReadAllLinesAsync(_stages.Folder.Home.KeyFile, Token);
        await File.WriteAllTextAsync(_stages.Folder.Home.KeyFile, lines[0], Token);
        (await SecretOfAsync("a")).ShouldBe(Secret);
        (await SecretOfAsync("b")).ShouldBe("own");
    }

    [Fact]
    public async Task Many_at_once_never_leave_a_stage_without_its_connection()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(async () =>
        {
            for (var i = 0; i < 10; i++)
            {
                await TryAsync(() => ConnectAsync("lake", Secret, IfStageExists.Replace));
                await TryAsync(() => ReferAsync($"s{worker}", "lake"));
                await TryAsync(() => _stages.RemoveAsync($"s{(worker + 1) % 8}"));
                await TryAsync(() => Named.RemoveAsync(NamedKind.Connection, Name("lake"), Token));
            }
        })));
        foreach (var name in await _stages.NamesAsync())
            (await SecretOfAsync(name)).ShouldBe(Secret);
    }

    /// <summary>What others were quicker with is an error of the kinds that say so.</summary>
    private static async Task TryAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (StageException e) when (e.Code is StageErrorCode.ConnectionNotFound or StageErrorCode.ConnectionInUse
            or StageErrorCode.StageNotFound or StageErrorCode.StageAlreadyExists)
        {
        }
    }

    private Task<NamedConnection> ConnectAsync(string name, string secret, IfStageExists ifExists = IfStageExists.Fail) =>
        Named.CreateConnectionAsync(Name(name), "s3", Connection(secret), comment: null, ifExists, Token);

    private Task<Stage> ReferAsync(string name, string? connection, string? format = null) => _stages.CreateAsync(new StageDefinition(Name(name))
    {
        Url = new StageUrl("s3", "bucket"),
        Connection = connection is null ? null : Reference(connection),
        FileFormat = format is null ? null : new FileFormat { Name = format },
    });

    private async Task<string> SecretOfAsync(string name) =>
        new SecretBox(_stages.Folder.Home).ConnectionOf(await _stages.Engine.Stages.GetAsync(Name(name), Token)).Secrets[StageConnection.SecretKey];

    private static StageName Name(string name) => StageName.Parse(name);

    private static FileFormat Csv(string delimiter) => new() { Format = RowFormat.Csv, Delimiter = delimiter };

    private static StageConnection? Reference(string name) => KnownStores.All.ParseConnection([new(StageConnection.NameKey, name)]);

    private static StageConnection? Connection(string secret) => KnownStores.All.ParseConnection(
        [new(StageConnection.KeyIdKey, "AKIAEXAMPLE"), new(StageConnection.SecretKey, secret), new(StageConnection.EndpointKey, "s3.example")]);
}
