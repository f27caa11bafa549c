using System.Globalization;
using System.Reflection;
using Parquet;
using Parquet.Schema;
using StageTools.Export;
using StageTools.Export.Parts;
using StageTools.Formats.Options;
using StageTools.Query;
using StageTools.Rows;

namespace StageTools.Core.Tests.Export;

/// <summary>A reader that shares no code with what writes, Parquet.Net, finds every type and its odd values as they were.</summary>
public sealed class ParquetOtherReaderTests : ParquetTests
{
    private const string Odd = """
        SELECT CASE i WHEN 0 THEN true WHEN 1 THEN false END AS truth,
            CASE i WHEN 0 THEN -128 WHEN 1 THEN 127 WHEN 2 THEN 0 END::TINYINT AS tiny, CASE i WHEN 0 THEN -32768 WHEN 1 THEN 32767 END::SMALLINT AS small,
            CASE i WHEN 0 THEN -2147483648 WHEN 1 THEN 2147483647 END::INTEGER AS middle,
            CASE i WHEN 0 THEN -9223372036854775808 WHEN 1 THEN 9223372036854775807 WHEN 2 THEN 9007199254740993 END::BIGINT AS large,
            CASE i WHEN 0 THEN 255 END::UTINYINT AS utiny, CASE i WHEN 0 THEN 65535 END::USMALLINT AS usmall, CASE i WHEN 0 THEN 4294967295 END::UINTEGER AS umiddle,
            CASE i WHEN 0 THEN 18446744073709551615 WHEN 1 THEN 0 END::UBIGINT AS ularge,
            CASE i WHEN 0 THEN 'NaN' WHEN 1 THEN '-Infinity' WHEN 2 THEN '-0.0' WHEN 3 THEN '3.4028235e38' WHEN 4 THEN '1e-45' WHEN 5 THEN '0.1' END::FLOAT AS single,
            CASE i WHEN 0 THEN 'NaN' WHEN 1 THEN 'Infinity' WHEN 2 THEN '-0.0' WHEN 3 THEN '1.7976931348623157e308' WHEN 4 THEN '5e-324' WHEN 5 THEN '0.1' END::DOUBLE AS double,
            CASE i WHEN 0 THEN 99.99 WHEN 1 THEN -99.99 WHEN 2 THEN 0.01 END::DECIMAL(4,2) AS d4, CASE i WHEN 0 THEN 999999.999 WHEN 1 THEN -0.001 END::DECIMAL(9,3) AS d9,
            CASE i WHEN 0 THEN '9999999999999999.99' WHEN 1 THEN '-9999999999999999.99' END::DECIMAL(18,2) AS d18,
            CASE i WHEN 0 THEN '999999999999999999.9999999999' WHEN 1 THEN '-0.0000000001' END::DECIMAL(28,10) AS d28,
            CASE i WHEN 0 THEN '0001-01-01' WHEN 1 THEN '9999-12-31' WHEN 2 THEN '1969-12-31' WHEN 3 THEN '2000-02-29' END::DATE AS day,
            CASE i WHEN 0 THEN '00:00:00' WHEN 1 THEN '23:59:59.999999' END::TIME AS clock,
            CASE i WHEN 0 THEN '0001-01-01 00:00:00' WHEN 1 THEN '9999-12-31 23:59:59.999999' WHEN 2 THEN '1969-12-31 23:59:59.999999' WHEN 3 THEN '2026-03-29 02:30:00' END::TIMESTAMP AS stamp,
            CASE i WHEN 0 THEN '2026-03-29 02:30:00+02' WHEN 1 THEN '1969-12-31 23:59:59.999999+00' END::TIMESTAMPTZ AS instant,
            CASE i WHEN 0 THEN '00000000-0000-0000-0000-000000000000' WHEN 1 THEN 'ffffffff-ffff-ffff-ffff-ffffffffffff' WHEN 2 THEN '12345678-9abc-def0-1234-56789abcdef0' END::UUID AS uid,
            CASE i WHEN 0 THEN '' WHEN 1 THEN 'ä"''\n😀' WHEN 2 THEN chr(0) || 'x' WHEN 3 THEN repeat('long', 5000) END AS text,
            CASE i WHEN 0 THEN ''::BLOB WHEN 1 THEN '\x00\xFF'::BLOB WHEN 2 THEN encode(repeat('b', 5000)) END AS bytes
        FROM range(7) t(i)
        """;

    // Of one row group, and of several that are made in turn.
    [Theory]
    [InlineData(Odd, true)]
    [InlineData(Odd, false)]
    [InlineData($"SELECT odd.*, repeat('x', 4000) AS filler FROM ({Odd}) odd, range(3000)", true)]
    public async Task Every_type_is_found_with_its_odd_values(string sql, bool byChunks)
    {
        using var run = Stages.Engine.Sql.Begin(database: null);
        using (var result = await run.RunAsync(StageSql.Read(sql)[0], new Dictionary<string, object?>(StringComparer.Ordinal), Token))
        {
            RowSource rows = byChunks ? new ResultSource(result) : new ByRows(new ResultSource(result));
            var target = await Stages.Engine.ToStageAsync("@sales/odd.parquet", new FileFormat { Format = RowFormat.Parquet });
            await using var job = await ExportJob.BeginAsync(target, rows, new ExportOptions(), Token);
            await job.CopyAsync(rows, Token);
            await job.CompleteAsync(Token);
        }

        var expected = await QueryAsync(sql);
        var found = await ReadByOtherAsync($"{Data}/odd.parquet");
        found.Count.ShouldBe(expected.Count);
        for (var row = 0; row < found.Count; row++)
            found[row].Select(Same).ShouldBe(expected[row].Select(Same), $"row {row}");
    }

    private static async Task<List<object?[]>> ReadByOtherAsync(string file)
    {
        var rows = new List<object?[]>();
        await using var reader = await ParquetReader.CreateAsync(file, cancellationToken: Token);
        var fields = reader.Schema.GetDataFields();
        for (var i = 0; i < reader.RowGroupCount; i++)
        {
            using var group = reader.OpenRowGroupReader(i);
            var columns = new List<object?[]>();
            foreach (var field in fields)
                columns.Add(await ReadAsync(group, field));
            for (var row = 0; row < group.RowCount; row++)
                rows.Add([.. columns.Select(column => column[row])]);
        }

        return rows;
    }

    private static async Task<object?[]> ReadAsync(ParquetRowGroupReader group, DataField field) =>
        await (Task<object?[]>)typeof(ParquetOtherReaderTests).GetMethod(nameof(ReadValuesAsync), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(field.ClrType).Invoke(null, [group, field])!;

    private static async Task<object?[]> ReadValuesAsync<T>(ParquetRowGroupReader group, DataField field)
        where T : struct
    {
        var values = new T?[group.RowCount];
        await group.ReadAsync<T>(field, values, cancellationToken: Token);
        return [.. values.Select(static value => (object?)value)];
    }

    // The same value has another .NET type there now and then.
    private static object? Same(object? value) => value switch
    {
        float number => $"single {BitConverter.SingleToInt32Bits(number):x}",
        double number => $"double {BitConverter.DoubleToInt64Bits(number):x}",
        byte[] bytes => Convert.ToHexString(bytes),
        ReadOnlyMemory<byte> bytes => Convert.ToHexString(bytes.Span),
        ReadOnlyMemory<char> text => text.ToString(),
        DateOnly day => Same(day.ToDateTime(TimeOnly.MinValue)),
        DateTime moment => moment.Ticks,
        DateTimeOffset moment => moment.UtcTicks,
        TimeOnly clock => (decimal)(clock.Ticks / TimeSpan.TicksPerMicrosecond),
        string or Guid or bool or null => value,
        _ => Convert.ToDecimal(value, CultureInfo.InvariantCulture),
    };
}
