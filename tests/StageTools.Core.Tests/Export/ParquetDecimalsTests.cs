using System.Globalization;
using StageTools.Core.Tests.Statements.Running;

namespace StageTools.Core.Tests.Export;

/// <summary>A decimal in Parquet keeps all its digits: beyond what a double holds (2^53), and where DuckDB goes from 64 bits to 128 (18 digits).</summary>
public sealed class ParquetDecimalsTests : ParquetTests
{
    public static TheoryData<string> Numbers =>
    [
        "9007199254740992", "9007199254740993", "-9007199254740993", "9007199254740993.5", "90071992547409.93", "99999999999999999", "100000000000000000",
        "123456789012345678", "999999999999999999", "-999999999999999999", "1000000000000000000", "9999999999999999.99", "0.999999999999999999",
        "0.000000000000000001", "1234567890.12345678", "12345678901234567890123456.78",
    ];

    [Theory]
    [MemberData(nameof(Numbers))]
    public async Task A_decimal_comes_back_digit_for_digit(string digits)
    {
        var number = decimal.Parse(digits, CultureInfo.InvariantCulture);
        await RunAsync("@sales/a.parquet", [number], [null], [-number]);
        var type = $"DECIMAL(28,{number.Scale})";
        (await ReadAsync("a.parquet", "v::VARCHAR, typeof(v)")).ShouldBe([[digits, type], [null, type], [Negative(digits), type]]);
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public async Task Beside_a_floating_point_number_it_keeps_them_too(string digits)
    {
        var number = decimal.Parse(digits, CultureInfo.InvariantCulture);
        await RunAsync("@sales/a.parquet", [number], [0.5]);
        await RunAsync("@sales/b.parquet", [0.5], [number]);
        var read = await ReadAsync("a.parquet", "v::VARCHAR");
        (await ReadAsync("b.parquet", "v::VARCHAR")).ShouldBe([read[1], read[0]]);
        read.Select(static r => decimal.Parse((string)r[0]!, NumberStyles.Float, CultureInfo.InvariantCulture)).ShouldBe([number, 0.5m]);
    }

    [Theory]
    [InlineData(17)]
    [InlineData(18)]
    [InlineData(19)]
    [InlineData(38)]
    public async Task A_column_that_was_declared_of_so_many_digits_stays_so(int precision)
    {
        using var run = new TestRun();
        await run.StageAsync("s");
        foreach (var scale in (int[])[0, 2, precision - 1])
        {
            var digits = new string('9', precision);
            var text = digits[..^scale] + (scale == 0 ? "" : $".{digits[^scale..]}");
            await run.RunAsync($"COPY INTO @s/{scale}/ FROM (SELECT unnest(['{text}', '-{text}', NULL])::DECIMAL({precision},{scale}) AS v) FILE_FORMAT = (TYPE = PARQUET)");
            var type = $"DECIMAL({precision},{scale})";
            (await QueryAsync($"SELECT v::VARCHAR, typeof(v) FROM read_parquet('{run.Folder.At($"files-s/{scale}/*.parquet")}')")).ShouldBe([[text, type], ["-" + text, type], [null, type]]);
        }
    }

    // Partitions want to see each row; else rows go as DuckDB has them.
    [Theory]
    [InlineData("CSV")]
    [InlineData("NDJSON")]
    [InlineData("PARQUET")]
    public async Task A_sum_keeps_its_digits_and_their_scale_whether_NET_has_a_decimal_of_them_or_not(string format)
    {
        using var run = new TestRun();
        await run.StageAsync("s");
        foreach (var (scale, texts) in new (int, string[])[]
        {
            (0, ["7", "-79228162514264337593543950335", "79228162514264337593543950336"]), (2, ["5211458.70", "-0.05", "999999999999999999999999999999999999.99"]),
            (28, ["1.0000000000000000000000000000", "9.0000000000000000000000000001"]), (30, ["0.500000000000000000000000000000"]),
        })
        {
            var values = string.Join(", ", texts.Select(static text => $"'{text}'"));
            await run.RunAsync($"COPY INTO @s/{scale}/ FROM (SELECT unnest([{values}])::DECIMAL(38,{scale}) AS v) PARTITION BY ('p') FILE_FORMAT = (TYPE = {format})");
            var glob = run.Folder.At($"files-s/{scale}/p/*");
            var read = format == "PARQUET" ? $"SELECT v::VARCHAR, typeof(v) FROM read_parquet('{glob}')"
                : format == "CSV" ? $"SELECT *, 'DECIMAL(38,{scale})' FROM read_csv('{glob}', header = false, all_varchar = true)"
                : $"SELECT regexp_extract(json::VARCHAR, ':(.*)}}', 1), 'DECIMAL(38,{scale})' FROM read_ndjson_objects('{glob}')";
            (await QueryAsync(read)).ShouldBe(texts.Select(text => (object?[])[text, $"DECIMAL(38,{scale})"]));
        }
    }

    private static string Negative(string digits) => digits[0] is '-' ? digits[1..] : "-" + digits;
}
