using StageTools.Core.Tests.Stages;
using StageTools.DuckDb;
using StageTools.Formats.Options;
using StageTools.Paths;
using StageTools.Stages;
using StageTools.Statements.Scripting;
using StageTools.Storage;

namespace StageTools.Core.Tests.Statements.Scripting;

/// <summary>What is said of a stage in DuckDB's words is run in DuckDB.</summary>
public sealed class DuckDbWordsTests : IDisposable
{
    private readonly TestStages _stages = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _stages.Dispose();

    [Theory]
    [InlineData("csv", ";", null, "a;b\n1;x\n2;y\n", "")]
    [InlineData("csv", null, true, "a,b\n1,x\n2,y\n", "")]
    [InlineData("tsv", null, true, "a\tb\n1\tx\n2\ty\n", "")]
    [InlineData("ndjson", null, null, "{\"a\":1,\"b\":\"x\"}\n{\"a\":2,\"b\":\"y\"}\n", "")]
    [InlineData("json", null, null, "[{\"a\":1,\"b\":\"x\"},{\"a\":2,\"b\":\"y\"}]", "")]
    [InlineData(null, null, null, "a,b\n1,x\n2,y\n", "_csv")]
    public async Task A_stage_over_a_folder_is_a_macro_that_reads_its_files(string? type, string? delimiter, bool? header, string content, string suffix)
    {
        var stage = await _stages.CreateAsync(new StageDefinition(StageName.Parse("it-s"))
        {
            Url = _stages.Url("a folder's"),
            FileFormat = type is null ? null : FileFormat.Parse([new("type", type), new("field_delimiter", delimiter), new("output_header", header)]),
            Comment = "two\nlines",
        });
        await File.WriteAllTextAsync(_stages.Folder.Write("a folder's/t.dat", content), content, Token);
        using var database = DuckDbDatabase.Open(path: null);
        using var connection = database.Connect();
        foreach (var statement in new StageScript(StageSystem.DuckDB, withoutSecrets: false).Of(stage))
            connection.Execute(statement, Token);
        using var result = connection.Query($"SELECT string_agg(a::VARCHAR || b, ',' ORDER BY a) FROM \"it-s{suffix}\"('t.dat')", Token);
        result.TryReadChunk(out var chunk).ShouldBeTrue();
        chunk.Value(0, 0).ShouldBe("1x,2y");
    }

    [Theory]
    [InlineData("s3", true)]
    [InlineData("s3", false)]
    [InlineData("oss", true)]
    [InlineData("gcs", true)]
    public async Task A_stage_over_a_bucket_is_a_secret_and_macros_that_DuckDB_parses(string scheme, bool hasKeys)
    {
        var keys = hasKeys ? (KeyValuePair<string, string>[])[new(StageConnection.KeyIdKey, "AKIAEXAMPLE"), new(StageConnection.SecretKey, "tops3cret")] : [];
        var stage = await _stages.CreateAsync(new StageDefinition(StageName.Parse("lake"))
        {
            Url = new StageUrl(scheme, "bucket/it's"),
            Connection = KnownStores.All.ParseConnection(
                [new(StageConnection.EndpointKey, scheme is "oss" ? "https://oss-cn-hangzhou.aliyuncs.com" : "http://localhost:9000"), .. keys]),
        });
        var script = string.Join('\n', new StageScript(StageSystem.DuckDB, withoutSecrets: false).Of(stage));
        using var database = DuckDbDatabase.Open(path: null);
        using var connection = database.Connect();
        using var parsed = connection.Script(script);
        parsed.Count.ShouldBe(4);
        script.ShouldContain($"SCOPE '{(scheme is "oss" ? "s3" : scheme)}://bucket/it''s/'");
        script.ShouldContain(hasKeys ? "KEY_ID $lake_access_key_id, SECRET $lake_secret_access_key" : "PROVIDER credential_chain");
    }
}
