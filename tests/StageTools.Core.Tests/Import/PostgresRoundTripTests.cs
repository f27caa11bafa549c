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

    /// <summary>Types that are made of others, and those whose digits may stand where others have none.</summary>
    public static TheoryData<string, string> Values =>
    [
        .. from one in new (string Type, string[] Values)[]
        {
            ("text[]", ["{a,\"b,c\",NULL,\"\",\"NULL\",\"{x}\",\"\\\"\\\\\"}", "{}"]), ("int[]", ["{1,NULL,-3}", "{}"]), ("float8[]", ["{1.5,1e+300,-0,0.1}"]), ("real[]", ["{0.25,0.1,-1e-20}"]),
            ("numeric(5,2)[]", ["{1.50,NULL,-999.99}"]), ("bool[]", ["{t,f,NULL}"]), ("bytea[]", ["{\"\\\\x00ff\",\"\\\\x\",\"\\\\x6162\"}"]), ("uuid[]", ["{0f8fad5b-d9cb-469f-a165-70867728950e}"]),
            ("date[]", ["{2026-03-01}"]), ("time[]", ["{10:00:00.000001}"]), ("timestamp(3)[]", ["{\"2026-03-01 10:00:00.123\"}"]), ("timestamptz[]", ["{\"2026-03-01 10:00:00.000001+00\"}"]),
            ("interval[]", ["{\"1 day 02:03:04.000001\",NULL,-00:00:01}"]), ("span[]", ["{\"1 day 02:03:04\"}"]), ("jsonb[]", ["{\"{\\\"a\\\": [1.50, null]}\",\"\\\"x\\\"\",5,\"null\",[]}"]),
            ("mood[]", ["{ok,NULL}"]), ("varchar(3)[]", ["{abc}"]), ("name[]", ["{x}"]), ("inet[]", ["{10.0.0.1/8}"]),
            ("public.hstore", ["\"a\"=>\"1\", \"b\"=>NULL, \"c \\\"\\\\\"=>\"{x}, =>\"", ""]), ("numeric(5,-2)", ["12300", "-9999900"]), ("numeric(2,4)", ["0.0012", "-0.0099"]),
        }
        from file in new[] { "a.csv", "a.ndjson", "a.parquet" } select new TheoryDataRow<string, string>($"{one.Type} {string.Join(" | ", one.Values)}", file),
    ];

    [Theory]
    [MemberData(nameof(Values), DisableDiscoveryEnumeration = true)]
    public async Task Values_of_types_that_are_made_of_others_come_back_as_they_were(string typeAndValues, string file)
    {
        var (type, values) = (typeAndValues[..typeAndValues.IndexOf(' ', StringComparison.Ordinal)], typeAndValues[(typeAndValues.IndexOf(' ', StringComparison.Ordinal) + 1)..].Split(" | "));
        var rows = string.Join(", ", values.Select(static (value, n) => $"({n}, '{value.Replace("'", "''", StringComparison.Ordinal)}')"));
        await _schema!.PsqlAsync(
            $"CREATE EXTENSION IF NOT EXISTS hstore SCHEMA public; CREATE TYPE mood AS ENUM ('ok'); CREATE DOMAIN span AS interval; CREATE TABLE t (n int PRIMARY KEY, v {type}); INSERT INTO t VALUES {rows}, (-1, NULL); CREATE TABLE back (LIKE t)");
        await ExportAsync(file, binary: null);
        await LoadAsync(file, binary: null);
        (await _schema.PsqlAsync("SELECT back.v FROM back JOIN t USING (n) WHERE t.v::text IS NOT DISTINCT FROM back.v::text ORDER BY n")).ShouldBe(string.Join('\n', ["", .. values]).TrimEnd('\n'));
    }

    [Theory]
    [InlineData("int[]", "[1,2.5]", "'2.5' is no BIGINT")]
    [InlineData("numeric(5,2)[]", "[1.555]", "no DECIMAL(5,2)")]
    [InlineData("timestamp(3)[]", "[\"2026-03-01T10:00:00.1234\"]", "no timestamp(3) without time zone")]
    [InlineData("text[]", "[\"a\\u0000\"]", "NUL")]
    [InlineData("text[]", "[\"\\ud800\"]", "no VARCHAR[]")]
    [InlineData("int[]", "[[1,2],[3]]", "malformed array literal")]
    [InlineData("public.hstore", "{\"\\ud800\":\"x\"}", "surrogate")]
    [InlineData("public.hstore", "no", "Unexpected end of string")]
    public async Task A_list_whose_item_the_column_would_change_is_refused_with_its_line(string type, string value, string why)
    {
        await _schema!.PsqlAsync($"CREATE EXTENSION IF NOT EXISTS hstore SCHEMA public; CREATE TABLE back (v {type})");
        _files.Write("a.csv", $"v\n\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"\n");
        var error = await StageErrorCode.DataInvalid.ShouldFailAsync(() => LoadAsync("a.csv", binary: null));
        error.Message.ShouldContain(why);
        error.Line.ShouldBe(2);
    }

    [Theory]
    [InlineData("1 month 2 days 00:00:03", "1 mon 2 days 00:00:03")]
    [InlineData("-1 year -1 month -1 day -100:00:00", "-1 years -1 mons -1 days -100:00:00")]
    [InlineData("-1 months 3 days -00:00:00.000001", "-1 mons +3 days -00:00:00.000001")]
    [InlineData("2 days 26:00:00.5", "3 days 02:00:00.5")]
    public async Task A_duration_with_months_is_the_servers_in_whatever_style_it_reads_them(string value, string interval)
    {
        await using var database = await DatabaseOpening.OpenAsync(_schema!.ConnectionString + ";Options=-c intervalstyle=sql_standard", Token);
        await _schema.PsqlAsync("CREATE TABLE back (v interval, l interval[])");
        _files.Write("a.csv", $"v,l\n{value},\"[\"\"{value}\"\"]\"\n");
        await LoadAsync("a.csv", binary: null, database);
        (await _schema.PsqlAsync("SELECT v, l[1] FROM back")).ShouldBe($"{interval}\t{interval}");
    }

    [Theory]
    [InlineData("[[1,null],[3,4]]", "{{1,NULL},{3,4}}")]
    [InlineData("{{1,2},{3,4}}", "{{1,2},{3,4}}")]
    [InlineData("[2:3]={7,8}", "[2:3]={7,8}")]
    public async Task Lists_inside_lists_and_the_servers_own_words_are_arrays(string value, string array)
    {
        await _schema!.PsqlAsync("CREATE TABLE back (v int[])");
        _files.Write("a.csv", $"v\n\"{value}\"\n");
        await LoadAsync("a.csv", binary: null);
        (await _schema.PsqlAsync("SELECT v FROM back")).ShouldBe(array);
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

    private async Task LoadAsync(string file, BinaryFormat? binary, Database? into = null)
    {
        var item = await _files.Place.FindAsync(StageKey.Parse(file), Token);
        var found = ImportFile.Resolve(_files.Place, item!.Value, FileFormat.Unspecified, FileFormat.Unspecified with { BinaryFormat = binary });
        await new LoadJob(into ?? _database!, new LoadOptions("back"), new LoadProgress()).RunAsync([found], Token).ToListAsync();
    }
}
