using System.Text.Json;
using StageTools.Core.Tests.Export;
using StageTools.Core.Tests.Servers;
using StageTools.Core.Tests.Stages;
using StageTools.Databases;
using StageTools.Databases.Loading;
using StageTools.Export;
using StageTools.Export.Parts;
using StageTools.Formats.Files;
using StageTools.Formats.Options;
using StageTools.Import;
using StageTools.Paths;

namespace StageTools.Core.Tests.Import;

/// <summary>Out of PostgreSQL into a file, and from it into a table of the same columns: each value is the same there.</summary>
public sealed class PostgresRoundTripTests : IAsyncLifetime
{
    private const int Count = 300;

    private static readonly string[] Pieces = ["123", "true", "null", "abc", "AAAA", "\\x00", "0x00", "\"", "\\", " ", "é😀", "-1.50", "2026-03-01", "NaN", "\n", ","];

    private readonly LoadFolder _files = new();
    private readonly TestStages _stages = new();
    private PostgresSchema? _schema;
    private Database? _database;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _schema = await PostgresServer.Required.CreateSchemaAsync();
        _database = await DatabaseOpening.OpenAsync(_schema.ConnectionString, Token);
    }

    public async ValueTask DisposeAsync()
    {
        _files.Dispose();
        _stages.Dispose();
        if (_database is not null)
            await _database.DisposeAsync();
        if (_schema is not null)
            await _schema.DisposeAsync();
    }

    [Theory]
    [InlineData("a.ndjson", null)]
    [InlineData("a.json", null)]
    [InlineData("a.csv", null)]
    [InlineData("a.tsv", null)]
    [InlineData("a.ndjson", BinaryFormat.Hex)]
    [InlineData("a.ndjson", BinaryFormat.Base64)]
    [InlineData("a.csv", BinaryFormat.Base64)]
    [InlineData("a.tsv", BinaryFormat.Base64)]
    public async Task Bytes_and_JSON_come_back_as_they_were(string file, BinaryFormat? binary)
    {
        var random = new Random(file.Length + (int)(binary ?? 0));
        var rows = Enumerable.Range(0, Count).Select(n => $"({n}, '\\x{Convert.ToHexString(Bytes(random))}', '{Json(random, depth: 0).Replace("'", "''", StringComparison.Ordinal)}')");
        await _schema!.PsqlAsync($"CREATE TABLE t (n int PRIMARY KEY, b bytea, j jsonb); INSERT INTO t VALUES {string.Join(", ", rows)}; CREATE TABLE back (LIKE t)");
        await ExportAsync(file, binary);
        await LoadAsync(file, binary);
        (await _schema.PsqlAsync("SELECT count(*), count(*) FILTER (WHERE t.b = back.b), count(*) FILTER (WHERE t.j::text = back.j::text) FROM t JOIN back USING (n)")).ShouldBe($"{Count}\t{Count}\t{Count}");
    }

    private static byte[] Bytes(Random random)
    {
        var bytes = new byte[random.Next(7)];
        if (random.Next(4) > 0)
            random.NextBytes(bytes);

        return bytes;
    }

    // A text that begins as an object or a list is one in a JSON file, and a null that is a whole value is NULL.
    private static string Json(Random random, int depth) => random.Next(depth > 2 ? 4 : 6) switch
    {
        0 => $"{random.Next(-1000, 1000)}.{random.Next(1000)}",
        1 => random.NextInt64().ToString(System.Globalization.CultureInfo.InvariantCulture),
        2 => random.Next(3) switch { 0 => "true", 1 => "false", _ => depth > 0 ? "null" : "0" },
        3 => JsonSerializer.Serialize(string.Concat(Enumerable.Range(0, random.Next(4)).Select(_ => Pieces[random.Next(Pieces.Length)]))),
        4 => $"[{string.Join(',', Enumerable.Range(0, random.Next(3)).Select(_ => Json(random, depth + 1)))}]",
        _ => $"{{{string.Join(',', Enumerable.Range(0, random.Next(3)).Select(i => $"\"k{i}\":{Json(random, depth + 1)}"))}}}",
    };

    private async Task ExportAsync(string file, BinaryFormat? binary)
    {
        await using var source = await _database!.ReadTableAsync("t", Token);
        var target = await _stages.Engine.ToLocalAsync(_files.Folder.At(file), FileFormat.Unspecified with { BinaryFormat = binary });
        await using var job = await ExportJob.BeginAsync(target, source, new ExportOptions(), Token);
        await job.CopyAsync(source, Token);
        await job.CompleteAsync(Token);
    }

    private async Task LoadAsync(string file, BinaryFormat? binary)
    {
        var item = await _files.Place.FindAsync(StageKey.Parse(file), Token);
        var found = ImportFile.Resolve(_files.Place, item!.Value, FileFormat.Unspecified, FileFormat.Unspecified with { BinaryFormat = binary });
        await new LoadJob(_database!, new LoadOptions("back"), new LoadProgress()).RunAsync([found], Token).ToListAsync();
    }
}
