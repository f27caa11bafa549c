using System.Globalization;
using System.Text;
using StageTools.Export.Parts;
using StageTools.Formats.Options;

namespace StageTools.Core.Tests.Export;

/// <summary>The first rows give a Parquet column its type; what comes late and does not fit widens it, and nothing that stood before it is changed.</summary>
public sealed class ParquetWideningTests : ParquetTests
{
    private const int Sampled = 10_000;

    // As they stand in a CSV file: what is read from a file must be the same text again where its column became one of text.
    private static readonly (string Type, Func<int, string> Text)[] Kinds =
    [
        ("whole", static i => $"{i - 7}"),
        ("large", static i => $"92233720368547758{i % 90 + 10}"),
        ("fraction", static i => $"{i % 90 + 1}.5"),
        ("small", static i => $"{i % 8 + 1}E-07"),
        ("money", static i => $"{i}.{i % 10}0"),
        ("exact", static i => $"0.1234567890123456789{i % 9 + 1}"),
        ("truth", static i => i % 2 == 0 ? "true" : "false"),
        ("date", static i => $"2026-01-{i % 28 + 1:00}"),
        ("time", static i => $"03:04:{i % 60:00}"),
        ("moment", static i => $"2026-01-02T03:04:{i % 60:00}"),
        ("ticks", static i => $"2026-01-02T03:04:05.000000{i % 9 + 1}"),
        ("far", static i => $"{i % 1000 + 3000}-01-02T03:04:05"),
        ("instant", static i => $"2026-01-02T03:04:{i % 60:00}Z"),
        ("zone", static i => $"2026-01-02T03:04:{i % 60:00}+02:00"),
        ("guid", static i => $"0f8fad5b-d9cb-469f-a165-{i:000000000000}"),
        ("text", static i => $"00{i} pieces"),
    ];

    public static TheoryData<string> Types => [.. Kinds.Select(static k => k.Type)];

    [Theory]
    [MemberData(nameof(Types))]
    public async Task A_column_of_any_type_takes_late_values_of_every_other_one_and_all_stay_what_they_were(string type)
    {
        // A column a later type; each has its first one in another row.
        var many = Array.Find(Kinds, k => k.Type == type).Text;
        var rows = Enumerable.Range(0, Sampled + 500).Select(i => Kinds.Select((late, c) => i >= Sampled + 100 + (c * 7) && i % 3 == 0 ? late.Text(i) : many(i)).ToArray()).ToList();
        var names = Kinds.Select(static k => k.Type).ToArray();
        await using (var job = await StageTools.Export.ExportJob.BeginAsync(await Stages.Engine.ToStageAsync("@sales/a.parquet", FileFormat.Unspecified), names, new ExportOptions(), Token))
        {
            foreach (var row in rows)
            {
                job.Write([.. row.Select(static t => CanonicalText.Infer(Encoding.UTF8.GetBytes(t), moments: true) ?? t)]);
                if (job.WantsFlush)
                    await job.FlushAsync(Token);
            }

            await job.CompleteAsync(Token);
        }

        var types = (await ReadAsync("a.parquet", string.Join(", ", names.Select(static n => $"typeof(\"{n}\")")), " ) LIMIT (1"))[0];
        var read = await ReadAsync("a.parquet", string.Join(", ", names.Select(static n => $"\"{n}\"::VARCHAR")));
        read.Count.ShouldBe(rows.Count);
        for (var c = 0; c < names.Length; c++)
        {
            var isText = types[c] is "VARCHAR";
            for (var i = 0; i < rows.Count; i++)
            {
                if (isText)
                    read[i][c].ShouldBe(rows[i][c], $"{type} then {names[c]}, row {i + 1}");
                else
                    Value(read[i][c]!.ToString()!).ShouldBe(Value(rows[i][c]), $"{type} then {names[c]} as {types[c]}, row {i + 1}");
            }
        }

        names.Where((n, c) => n == "text" && types[c] is not "VARCHAR").ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1L, "a", "1", "VARCHAR")]
    [InlineData(1L, 1.5, "1.0", "DOUBLE")]
    [InlineData("a", 1L, "a", "VARCHAR")]
    [InlineData(null, 7L, null, "BIGINT")]
    [InlineData(1, long.MaxValue, "1", "BIGINT")]
    public async Task A_late_value_widens_the_file_that_it_is_in(object? many, object late, string? first, string type)
    {
        object?[][] rows = [.. Enumerable.Repeat(new[] { many }, 30_000), [late], .. Enumerable.Repeat(new[] { many }, 30_000)];
        await RunAsync("@sales/a.parquet", rows);
        (await ReadAsync("a.parquet", "any_value(v)::VARCHAR, typeof(any_value(v)), count(*), count(DISTINCT v)")).ShouldBe([[first ?? $"{late}", type, 60_001L, first is null ? 1L : 2L]]);
        await RunAsync("@sales/parts/", new ExportOptions { MaxFileSize = 15_000 }, rows);
        (await QueryAsync($"SELECT count(*), count(DISTINCT v::VARCHAR) FROM read_parquet('{Data}/parts/*.parquet', union_by_name = true)")).ShouldBe([[60_001L, first is null ? 1L : 2L]]);
        var types = new List<object?>();
        foreach (var file in Directory.EnumerateFiles(Data + "/parts").Order(StringComparer.Ordinal))
            types.Add((await QueryAsync($"SELECT typeof(v) FROM read_parquet('{file}') LIMIT 1"))[0][0]);
        types.Count.ShouldBeGreaterThan(2);
        types.ShouldContain(type);
        types.First().ShouldBe(types.Last());
    }

    [Fact]
    public async Task Lists_and_objects_become_JSON_where_later_ones_differ()
    {
        object?[][] rows = [.. Enumerable.Repeat(new object?[] { new object?[] { 1L, 2L } }, 20_000), [new object?[] { "a" }], [5L]];
        await RunAsync("@sales/a.parquet", rows);
        (await ReadAsync("a.parquet", "v::VARCHAR, count(*)", ") GROUP BY ALL ORDER BY (v::VARCHAR")).ShouldBe([["5", 1L], ["[\"a\"]", 1L], ["[1,2]", 20_000L]]);
    }

    [Fact]
    public async Task Where_the_text_is_lost_the_refusal_names_the_row_and_the_way_out_and_leaves_nothing()
    {
        object?[][] lost = [.. Enumerable.Repeat(new object?[] { 1.5m }, 20_000), [1.50m], ["a"]];
        var error = await StageErrorCode.ValueNotRepresentable.ShouldFailAsync(() => RunAsync("@sales/a.parquet", lost));
        error.Message.ShouldContain("row 20002");
        error.Message.ShouldContain("-AsText");
        object?[][] bytes = [.. Enumerable.Repeat(new object?[] { 1L }, 20_000), [new byte[] { 1 }]];
        (await StageErrorCode.ValueNotRepresentable.ShouldFailAsync(() => RunAsync("@sales/a.parquet", new ExportOptions { MaxFileSize = 100_000 }, bytes))).Message.ShouldContain("row 20001");
        Directory.EnumerateFileSystemEntries(Data).ShouldBeEmpty();
    }

    private static object Value(string text) => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        ? number
        : DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var moment) ? moment : text;
}
