using Parquet;
using StageTools.Export;
using StageTools.Export.Parts;
using StageTools.Formats.Options;
using StageTools.Query;
using StageTools.Rows;

namespace StageTools.Core.Tests.Export;

/// <summary>Rows that DuckDB has go to Parquet as they lie there: the files hold what those of rows hold that went through .NET one by one.</summary>
public sealed class ParquetChunkTests : ParquetTests
{
    private const string Flat = """
        SELECT i AS id, CASE WHEN i % 7 > 0 THEN i % 3 = 0 END AS truth, (i % 255 - 127)::TINYINT AS tiny, (i % 65535 - 32768)::SMALLINT AS small,
            (i * 1000003 % 4294967296 - 2147483648)::INTEGER AS middle, CASE i WHEN 0 THEN -9223372036854775808 WHEN 1 THEN 9223372036854775807 WHEN 2 THEN NULL ELSE i * i END AS large,
            (i % 256)::UTINYINT AS utiny, (i % 65536)::USMALLINT AS usmall, (i * 1000003 % 4294967296)::UINTEGER AS umiddle, (18446744073709551615 - i)::UBIGINT AS ularge,
            CASE i WHEN 3 THEN 'NaN'::FLOAT WHEN 4 THEN '-Infinity'::FLOAT ELSE i / 7 END::FLOAT AS single, CASE i WHEN 5 THEN 'NaN'::DOUBLE WHEN 6 THEN -0.0::DOUBLE ELSE sqrt(i) END AS double,
            (i % 10000 / 100.0)::DECIMAL(4,2) AS d4, (i / 1000.0)::DECIMAL(9,3) AS d9, (i * 1000003 / 100.0)::DECIMAL(18,2) AS d18, (i * 1000003 / 100.0)::DECIMAL(28,10) AS d28, ('12345678901234567890123456789012345' || i % 1000)::DECIMAL(38,0) AS d38,
            CASE i WHEN 7 THEN 'infinity'::DATE WHEN 8 THEN '99999-01-01'::DATE WHEN 9 THEN '0044-03-15 (BC)'::DATE ELSE DATE '1900-01-01' + (i % 90000)::INTEGER END AS day,
            TIME '00:00:00' + to_microseconds(i * 7919 % 86400000 * 1000) AS clock,
            CASE i WHEN 10 THEN '-infinity'::TIMESTAMP WHEN 11 THEN '20000-12-31 23:59:59.999999'::TIMESTAMP ELSE TIMESTAMP '1677-01-01' + i * INTERVAL 100001 SECOND + i * INTERVAL 1 MICROSECOND END AS stamp,
            CASE i WHEN 12 THEN 'infinity'::TIMESTAMPTZ ELSE TIMESTAMPTZ '2026-01-01 00:00:00+00' + i * INTERVAL 1 MINUTE END AS instant,
            md5(i::VARCHAR)::UUID AS uid, CASE WHEN i % 11 > 0 THEN repeat('ä"' || i, (i % 9)::INTEGER) END AS text, CASE WHEN i % 13 > 0 THEN encode(repeat('b' || i, (i % 5)::INTEGER)) END AS bytes
        FROM range(9000) t(i)
        """;

    // Large rows have small row groups: several are in each file.
    private const string Large = $"SELECT *, repeat('x', 4000) AS filler FROM ({Flat})";

    private const string Nested = """
        SELECT i AS id, CASE WHEN i % 3 > 0 THEN [i, NULL, i + 1] END AS list, {'a': i, 'b': 'text ' || i} AS struct, [['x' || i], []] AS lists,
            'k' || i AS text, (i / 8)::DECIMAL(10,3) AS price
        FROM range(5000) t(i)
        """;

    [Theory]
    [InlineData(Flat, null)]
    [InlineData(Flat, 1L)]
    [InlineData(Flat, 100_000L)]
    [InlineData(Large, null)]
    [InlineData(Large, 25_000_000L)]
    [InlineData(Nested, null)]
    [InlineData(Nested, 50_000L)]
    public async Task Each_file_holds_the_same_rows_as_by_rows(string query, long? mostBytes)
    {
        // With a byte a file each row is one of its own: some of them are enough.
        var sql = mostBytes == 1 ? $"FROM ({query}) LIMIT 25" : query;
        var options = new ExportOptions { MaxFileSize = mostBytes };
        var chunks = await RunAsync("chunks", sql, static rows => rows, options);
        var rows = await RunAsync("rows", sql, static rows => new ByRows(rows), options);
        chunks.FileDetails.Select(static f => f.RowCount).ShouldBe(rows.FileDetails.Select(static f => f.RowCount));
        chunks.RowsUnloaded.ShouldBe(rows.RowsUnloaded);
        if (mostBytes is not null)
            chunks.InputBytes.ShouldBe(rows.InputBytes);

        var expected = await QueryAsync($"SELECT COLUMNS(*)::VARCHAR FROM ({sql}) ORDER BY id");
        (await QueryAsync($"SELECT COLUMNS(*)::VARCHAR FROM read_parquet('{Data}/rows/*') ORDER BY id")).ShouldBe(expected);
        (await QueryAsync($"SELECT COLUMNS(*)::VARCHAR FROM read_parquet('{Data}/chunks/*') ORDER BY id")).ShouldBe(expected);
        var types = await QueryAsync($"SELECT DISTINCT typeof(COLUMNS(*)) FROM read_parquet('{Data}/rows/*')");
        (await QueryAsync($"SELECT DISTINCT typeof(COLUMNS(*)) FROM read_parquet('{Data}/chunks/*')")).ShouldBe(types);
    }

    [Fact]
    public async Task Rows_keep_their_order()
    {
        await RunAsync("order", "SELECT i AS id FROM range(300000) t(i)", static rows => rows, new ExportOptions { MaxFileSize = 800_000 });
        (await QueryAsync($"SELECT count(*), count(*) FILTER (id % 100000 <> file_row_number) FROM read_parquet('{Data}/order/*', file_row_number = true)")).ShouldBe([[300_000L, 0L]]);
    }

    // The fewest rows of a row group are many bytes of such rows: there is memory for one at a time.
    [Theory]
    [InlineData(16)]
    [InlineData(24)]
    public async Task Rows_of_many_kilobytes_are_written(int kilobytes)
    {
        await RunAsync("wide", $"SELECT i AS id, repeat(md5(i::VARCHAR), {kilobytes * 32}) AS text FROM range(9000) t(i)", static rows => rows, new ExportOptions());
        (await QueryAsync($"SELECT count(*), count(*) FILTER (id <> file_row_number), min(length(text)) FROM read_parquet('{Data}/wide/*', file_row_number = true)"))
            .ShouldBe([[9000L, 0L, kilobytes * 1024L]]);
    }

    [Fact]
    public async Task Row_groups_made_in_turn_follow_each_other_for_every_reader()
    {
        const int rows = 100_000;
        await RunAsync(
            "groups", $"SELECT i AS id, CASE WHEN i % 9 > 0 THEN 'text ' || i % 100 END AS text, repeat('x', 4000) AS filler FROM range({rows}) t(i) WHERE i % 3000 <> 7",
            static rows => rows, new ExportOptions());
        var file = Directory.GetFiles($"{Data}/groups").ShouldHaveSingleItem();
        var (ids, texts) = (new List<long?>(), new List<string?>());
        await using (var reader = await ParquetReader.CreateAsync(file, cancellationToken: Token))
        {
            reader.RowGroupCount.ShouldBeGreaterThan(14);
            for (var i = 0; i < reader.RowGroupCount; i++)
            {
                using var group = reader.OpenRowGroupReader(i);
                var (id, text) = (new long?[group.RowCount], new string[group.RowCount]);
                await group.ReadAsync<long>(reader.Schema.FindDataField("id"), id, cancellationToken: Token);
                await group.ReadAsync(reader.Schema.FindDataField("text"), text, cancellationToken: Token);
                ids.AddRange(id);
                texts.AddRange(text);
            }
        }

        var expected = Enumerable.Range(0, rows).Where(static i => i % 3000 != 7).ToList();
        ids.ShouldBe(expected.Select(static i => (long?)i));
        texts.ShouldBe(expected.Select(static i => i % 9 > 0 ? $"text {i % 100}" : null));

        // What lies beside the pages is found as well, and all is where a reader goes through the file without turning back.
        (await QueryAsync($"SELECT bool_or(bloom_filter_excludes) FROM parquet_bloom_probe('{file}', 'text', 'text 7')")).ShouldBe([[false]]);
        (await QueryAsync($"SELECT bool_and(bloom_filter_excludes) FROM parquet_bloom_probe('{file}', 'text', 'text 700')")).ShouldBe([[true]]);
        (await QueryAsync(
            "SELECT count(*) FILTER (data_page_offset < before), count(*) FILTER (bloom_filter_offset <= data_page_offset) FROM (SELECT *, "
                + $"lag(data_page_offset) OVER (ORDER BY row_group_id, column_id) AS before FROM parquet_metadata('{file}'))")).ShouldBe([[0L, 0L]]);
    }

    [Fact]
    public async Task Columns_of_NULL_alone_and_results_without_rows_have_their_types()
    {
        const string columns = "SELECT NULL::TIMESTAMPTZ AS a, NULL::UBIGINT AS b, NULL::TIME AS c, NULL::DECIMAL(7,3) AS d";
        await RunAsync("null", columns, static rows => rows, new ExportOptions());
        await RunAsync("none", $"{columns} WHERE false", static rows => rows, new ExportOptions());
        foreach (var folder in new[] { "null", "none" })
        {
            (await QueryAsync($"SELECT column_type FROM (DESCRIBE FROM read_parquet('{Data}/{folder}/*'))"))
                .ShouldBe([["TIMESTAMP WITH TIME ZONE"], ["UBIGINT"], ["TIME"], ["DECIMAL(7,3)"]]);
        }
    }

    [Fact]
    public async Task A_time_that_NET_has_no_form_of_is_refused_and_nothing_is_there()
    {
        var error = await Should.ThrowAsync<StageException>(
            () => RunAsync("late", "SELECT i, CASE WHEN i = 4000 THEN TIME '24:00:00' ELSE TIME '12:00:00' END AS t FROM range(5000) r(i)", static rows => rows, new ExportOptions()));
        (error.Code, error.Message.Contains("Column 't'", StringComparison.Ordinal)).ShouldBe((StageErrorCode.ValueNotRepresentable, true));
        Directory.EnumerateFiles(Data, "*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    private async Task<StageExport> RunAsync(string folder, string sql, Func<RowSource, RowSource> through, ExportOptions options)
    {
        using var run = Stages.Engine.Sql.Begin(database: null);
        using var result = await run.RunAsync(StageSql.Read(sql)[0], new Dictionary<string, object?>(StringComparer.Ordinal), Token);
        var rows = through(new ResultSource(result));
        var target = await Stages.Engine.ToStageAsync($"@sales/{folder}/", new FileFormat { Format = RowFormat.Parquet });
        await using var job = await ExportJob.BeginAsync(target, rows, options, Token);
        await job.CopyAsync(rows, Token);
        return await job.CompleteAsync(Token);
    }
}
