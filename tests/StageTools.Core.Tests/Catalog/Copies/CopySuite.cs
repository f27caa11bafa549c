using System.Text.Json.Nodes;
using StageTools.Catalog;
using StageTools.Catalog.Secrets;
using StageTools.Formats.Options;
using StageTools.Machine;
using StageTools.Paths;
using StageTools.Stages;
using StageTools.Storage;

namespace StageTools.Core.Tests.Catalog.Copies;

/// <summary>Tests that copy what a catalog keeps. The variable holds the team's key where a test sets it.</summary>
[Collection(MachineEnvironment.Name)]
public abstract class CopySuite<TPlace> : CatalogSuite<TPlace>
    where TPlace : CatalogPlace, new()
{
    private protected const string Secret = "s3cr3t-of-nobody";

    private readonly MachineEnvironment _environment = new(SecretBox.KeyVariable);

    private protected static string Key { get; } = KeyOf(1);

    private protected string File => Place.Folder.At("catalog.backup");

    private protected static MachineHome HomeOf(CatalogPlace place) => place.Folder.Home;

    public override async ValueTask DisposeAsync()
    {
        _environment.Dispose();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected static string KeyOf(byte first) => Convert.ToBase64String([.. Enumerable.Range(first, 32).Select(static n => (byte)n)]);

    private protected static StageConnection Credential(string secret) =>
        KnownStores.All.ParseConnection([new("region", "eu"), new(StageConnection.KeyIdKey, "AKIAEXAMPLE"), new(StageConnection.SecretKey, secret)])!;

    private protected static StageConnection Endpoint(string server) => KnownStores.All.ParseConnection([new(StageConnection.EndpointKey, server)])!;

    private protected void ChangeFile(Action<JsonNode> change)
    {
        var content = JsonNode.Parse(Place.Folder.Read("catalog.backup"))!;
        change(content);
        Place.Folder.Write("catalog.backup", content.ToJsonString());
    }

    /// <summary>Stages of every kind that both catalogs serve, with what they refer to.</summary>
    private protected static async Task FillAsync(StageEngine engine)
    {
        var format = FileFormat.FromJson("""{"type":"csv","field_delimiter":";"}""");
        await engine.Stages.Named.CreateConnectionAsync(Name("keys"), "s3", Credential("connected"), "of all", IfStageExists.Fail, Token);
        await engine.Stages.Named.CreateFileFormatAsync(Name("semi"), format, comment: null, IfStageExists.Fail, Token);
        var bucket = new StageUrl("s3", "bucket");
        await engine.Stages.CreateAsync(
            new StageDefinition(Name("Own")) { Url = bucket, Connection = Credential(Secret), Comment = "it's \"one\" 😀", DirectoryTable = true }, Token);
        await engine.Stages.CreateAsync(
            new StageDefinition(Name("referring"))
            {
                Url = bucket,
                Enabled = false,
                Connection = StageConnection.None with { Name = "keys" },
                FileFormat = new FileFormat { Name = "semi" },
            },
            Token);
        await engine.Stages.CreateAsync(new StageDefinition(Name("tmp")) { Url = bucket, Temporary = true }, Token);
    }

    /// <summary>What a catalog keeps, as text; times, creators and ids are not in it, and secrets are open.</summary>
    private protected static async Task<string> TextAsync(IStageCatalog catalog, MachineHome home)
    {
        var content = await catalog.ReadContentAsync(Token);
        var box = new SecretBox(home, catalog.Team is not null);
        return string.Join('\n', [
            .. content.Named.Select(entry => $"{entry.Kind} {entry.Name} {entry.Settings} {Words(box.Open(SealedSecrets.Of(entry)))} {entry.Comment}"),
            .. content.Stages.Select(stage =>
                $"{stage.Name} {stage.Url} {stage.Enabled} {stage.DirectoryTable} {stage.FileFormat?.ToJson()} {stage.NamedFormat?.Name} "
                    + $"{stage.NamedConnection?.Name} {Words(stage.Connection ?? new Dictionary<string, string>(StringComparer.Ordinal))} "
                    + $"{Words(box.Open(SealedSecrets.Of(stage)))} {stage.Comment}"),
        ]);
    }

    private static string Words(IReadOnlyDictionary<string, string> pairs) =>
        string.Join(',', pairs.OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => $"{pair.Key}={pair.Value}"));
}
