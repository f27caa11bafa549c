using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using StageTools.Core.Tests.Formats;
using StageTools.Core.Tests.Stages;
using StageTools.Formats.Options;
using StageTools.Paths;
using StageTools.Query;
using StageTools.Stages;

namespace StageTools.Core.Tests.Query;

/// <summary>SQL and Import-StageData read the same rows from the same JSON file, or both refuse it.</summary>
public sealed class SameJsonTests : IDisposable
{
    private static readonly Dictionary<string, object?> None = [];

    private static readonly string[] Scalars =
    [
        "null", "true", "false", "0", "1", "-7", "9007199254740993", "-9223372036854775808", "0.5", "0.10", "1e5", "-1.5E-7", "18446744073709551615",
        "-9223372036854775809", "123456789012345678901234567890", "0.12345678901234567891", "12345678901234567.25", "1e400", "\"\"", "\"a\"", "\"1\"",
        "\"null\"", "\"ä😀\"", "\"\\n\\u00e4\"", "\"2026-02-28\"", "\"01-02-2024\"", "\"{}\"", "\"x\\\"y\"", "{}", "[]", "\"\\ud83d\"", "\"\\u0000\"",
    ];

    private static readonly Encoding[] Encodings =
    [
        new UTF8Encoding(false), new UTF8Encoding(false), new UTF8Encoding(true), new UnicodeEncoding(false, true), new UTF32Encoding(true, true),
    ];

    private readonly TestStages _stages = new();
    private int _files;

    public void Dispose() => _stages.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_a_JSON_file_of_any_kind(bool asArray)
    {
        await BeginAsync(asArray);
        Property.Check(Files(asArray), file => SameRows(asArray ? RowFile.Json : RowFile.NdJson, file), cases: 60);
    }

    [Theory]
    [InlineData("[{\"a\":9007199254740993},{\"a\":0.5}]", "9007199254740993", "0.5")]
    [InlineData("\uFEFF[{\"a\":1},{\"a\":2}]", "1", "2")]
    [InlineData("[{\"a\":\"x\"},{\"a\":1},{\"a\":true},{\"a\":{\"b\":[0.12345678901234567891]}}]", "x", "1", "true", "{\"b\":[\"0.12345678901234567891\"]}")]
    [InlineData("[{\"a\":0.12345678901234567891}]", "0.12345678901234567891")]
    [InlineData("{\"a\":1}[{\"a\":2}]{\"a\":3}", "1", "2", "3")]
    [InlineData("[{\"a\":1.1},{\"a\":1.10},{\"a\":1e5},{\"a\":-0},{\"a\":7},{\"a\":\"2.0-beta\"}]", "1.1", "1.10", "1e5", "-0", "7", "2.0-beta")]
    [InlineData("[{\"a\":1.10},{\"a\":12345678901234567.25}]", "1.10", "12345678901234567.25")]
    [InlineData("[{\"a\":[1.10,\"x\"]},{\"a\":[1.0]}]", "[1.10, x]", "[1.0]")]
    [InlineData("[{\"a\":{\"b\":1.10,\"c\":0.50}},{\"a\":{\"b\":\"x\"}}]", "{'b': 1.10, 'c': 0.5}", "{'b': x, 'c': NULL}")]
    [InlineData("[{\"a\":1.10},{\"a\":0.5}]", "1.1", "0.5")]
    [InlineData("")]
    [InlineData("[]")]
    public async Task Of_what_DuckDB_alone_reads_otherwise(string text, params string[] rows)
    {
        await BeginAsync(asArray: true);
        (await _stages.RowsAsync($"SELECT $1::VARCHAR FROM '{Write(Encoding.UTF8.GetBytes(text))}'")).ShouldBe(rows);
    }

    [Fact]
    public async Task Of_several_files_of_which_one_alone_holds_texts()
    {
        await BeginAsync(asArray: false);
        Write("{\"a\":1.10}\n"u8.ToArray());
        Write("{\"a\":\"x\"}\n"u8.ToArray());
        Write("{\"a\":2}\n"u8.ToArray());
        (await _stages.RowsAsync("SELECT a, METADATA$FILENAME FROM '@s/*' ORDER BY ALL")).ShouldBe(["1.10|0.txt", "2|2.txt", "x|1.txt"]);
        (await _stages.RowsAsync("SELECT a FROM '@s/0.txt'")).ShouldBe(["1.1"]);
    }

    [Fact]
    public async Task Of_moments_that_are_written_with_escapes()
    {
        await BeginAsync(asArray: false);
        Write(Encoding.UTF8.GetBytes("{\"a\":\"2026-03-01T10:00:00\\u002B02:00\"}\n{\"a\":\"2026-03-01T08:00:00Z\"}\n"));
        (await _stages.RowsAsync("SELECT DISTINCT typeof(a), epoch(a)::BIGINT FROM '@s/*'")).ShouldBe(["TIMESTAMP WITH TIME ZONE|1772352000"]);
    }

    [Fact]
    public async Task Of_so_many_keys_that_they_are_a_map()
    {
        await BeginAsync(asArray: false);
        var fields = string.Join(",", Enumerable.Range(0, 300).Select(static i => $"\"k{i}\":{(i == 0 ? "\"x\"" : i + ".0")}"));
        Write(Encoding.UTF8.GetBytes($"{{\"a\":{{{fields}}}}}\n"));
        (await _stages.RowsAsync("SELECT typeof(a), a['k0'], a['k7'] FROM '@s/*'")).ShouldBe(["MAP(VARCHAR, VARCHAR)|x|7.0"]);
    }

    [Theory]
    [InlineData("[{\"a\":1},\n {\"a\":2", "line 2: the object that begins on or after this line is never closed, at column 2")]
    [InlineData("[{\"a\":1},\n {\"a\":2},]", "line 2: an object is wanted here, at column 10")]
    [InlineData("[{\"a\":1},\n {\"a\":2,}]", "line 2: this is not valid JSON: ", "at column 9.")]
    [InlineData("[{\"a\":1},\n {\"a\":1e400}]", "line 2: the number 1e400 is out of range")]
    [InlineData("[{\"a\":1},\n {\"a\":NaN}]", "line 2: this is not valid JSON: ", "at column 7.")]
    [InlineData("[{\"a\":1},\n {\"a\":2,\"a\":3}]", "line 2: the object has two keys 'a'")]
    [InlineData("[{\"a\":1}]\n[", "line 2: the array is never closed")]
    public async Task What_is_no_JSON_is_refused_with_its_place(string text, params string[] says)
    {
        await BeginAsync(asArray: true);
        var path = Write(Encoding.UTF8.GetBytes(text));
        var error = await StageErrorCode.DataInvalid.ShouldFailAsync(() => _stages.RowsAsync($"SELECT count(*) FROM '{path}'"));
        foreach (var part in says)
            error.Message.ShouldContain(part);
    }

    private static Gen<byte[]> Files(bool asArray)
    {
        var nested = Gen.Sized(static size => Value(Math.Min(size / 10, 3), Gen.Elements(Scalars)));
        return
            from pool in Gen.Choose(1, 3).SelectMany(count => nested.ArrayOf(count))
            from rows in Fields(Gen.Elements(pool)).ListOf()
            from separator in Gen.Elements(",", ",\n", " ,\r\n ")
            from broken in Gen.Frequency((9, Gen.Constant(-1)), (1, Gen.Choose(0, 99)))
            from added in Gen.Elements("", ",", "}", "[", "x", "\"", "NaN", "{}")
            from encoding in Gen.Elements(Encodings)
            let text = asArray ? $"[{string.Join(separator, rows)}]" : string.Concat(rows.Select(row => row + (separator.Contains('\r') ? "\r\n" : "\n")))
            let at = broken * text.Length / 100
            let file = broken < 0 ? text : text[..at] + added + (added.Length == 0 ? "" : text[at..])
            select (byte[])[.. encoding.GetPreamble(), .. encoding.GetBytes(file)];
    }

    private static Gen<string> Value(int depth, Gen<string> scalars) => depth == 0
        ? scalars
        : Gen.Frequency(
            (3, scalars),
            (1, Value(depth - 1, scalars).ListOf().Select(static items => $"[{string.Join(',', items.Take(3))}]")),
            (1, Fields(Value(depth - 1, scalars))));

    private static Gen<string> Fields(Gen<string> values) =>
        from keys in Gen.Elements("a", "b", "c", "a b", "ä").ListOf().Select(static keys => keys.Distinct(StringComparer.Ordinal).ToList())
        from held in values.ArrayOf(keys.Count)
        select $"{{{string.Join(", ", keys.Select((key, i) => $"\"{key}\": {held[i]}"))}}}";

    private void SameRows(FileFormat format, byte[] file)
    {
        var path = Write(file);
        var read = Try(() => RowFile.Read(format, file).ConvertAll(static row =>
            row.Columns.Zip(row.Values).ToDictionary(static f => f.First, static f => f.Second, StringComparer.Ordinal)));
        var found = Try(() => RowsAsync($"FROM '{path}'").GetAwaiter().GetResult());
        var shown = Encoding.UTF8.GetString(file);
        (found is null).ShouldBe(read is null, shown);
        if (read is null || found is null)
            return;
        found.Count.ShouldBe(read.Count, shown);
        foreach (var (row, other) in read.Zip(found))
        {
            // Objects without keys are a column of their own.
            if (read.Exists(static r => r.Count > 0))
                IsSame(row, other).ShouldBeTrue($"{shown}: {JsonSerializer.Serialize(row)} is not {JsonSerializer.Serialize(other)}");
        }
    }

    // What holds texts beside numbers is text in SQL, and structures that differ are JSON.
    private static bool IsSame(object? value, object? sql) => (value, sql) switch
    {
        (null, null) => true,
        (_, JsonElement { ValueKind: JsonValueKind.Object } json) => IsSame(value, json.EnumerateObject().ToDictionary(static p => p.Name, static p => (object?)p.Value, StringComparer.Ordinal)),
        (_, JsonElement { ValueKind: JsonValueKind.Array } json) => IsSame(value, json.EnumerateArray().Select(static item => (object?)item).ToArray()),
        (_, JsonElement { ValueKind: JsonValueKind.Null }) => value is null,
        (_, JsonElement json) => IsSame(value, json.ValueKind is JsonValueKind.String ? json.GetString() : json.GetRawText()),
        (null, string text) => text == "null",
        (null, _) => false,
        (IReadOnlyDictionary<string, object?> fields, IEnumerable<KeyValuePair<string, object?>> others) => AreSame(fields, others.ToDictionary(static f => f.Key, static f => f.Value, StringComparer.Ordinal)),
        (IReadOnlyDictionary<string, object?> or object?[], string text) => IsSame(value, JsonDocument.Parse(text).RootElement),
        (object?[] items, IList others) => items.Length == others.Count && items.Select((item, i) => IsSame(item, others[i])).All(static same => same),
        (string text, DateOnly date) => text == date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        (bool truth, string text) => text == (truth ? "true" : "false"),
        (decimal number, _) => number == decimal.Parse(Convert.ToString(sql, CultureInfo.InvariantCulture)!, NumberStyles.Float, CultureInfo.InvariantCulture),
        (double number, _) => number == Convert.ToDouble(sql, CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) == Convert.ToString(sql, CultureInfo.InvariantCulture),
    };

    private static bool AreSame(IReadOnlyDictionary<string, object?> fields, Dictionary<string, object?> others) =>
        fields.Keys.Union(others.Keys, StringComparer.Ordinal).All(key => IsSame(fields.GetValueOrDefault(key), others.GetValueOrDefault(key)));

    private async Task<List<Dictionary<string, object?>>> RowsAsync(string sql)
    {
        var found = new List<Dictionary<string, object?>>();
        using var run = _stages.Engine.Sql.Begin(database: null);
        using var result = await run.RunAsync(StageSql.Read(sql)[0], None, TestContext.Current.CancellationToken);
        var rows = result.NewRows();
        while (await result.ReadAsync(rows, TestContext.Current.CancellationToken))
        {
            for (var i = 0; i < rows.Count; i++)
                found.Add(result.Columns.Select((c, n) => (c.Name, Value: rows.Columns[n].GetValue(i))).ToDictionary(static f => f.Name, static f => f.Value, StringComparer.Ordinal));
        }

        return found;
    }

    private static T? Try<T>(Func<T> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (StageException e) when (e.Code is StageErrorCode.DataInvalid)
        {
            return null;
        }
    }

    private Task<Stage> BeginAsync(bool asArray) => _stages.CreateAsync(
        new StageDefinition(StageName.Parse("s")) { Url = _stages.Url("s"), FileFormat = asArray ? RowFile.Json : RowFile.NdJson });

    private string Write(byte[] file)
    {
        var name = $"{_files++}.txt";
        File.WriteAllBytes(_stages.Folder.At("s/" + name), file);
        return "@s/" + name;
    }
}
