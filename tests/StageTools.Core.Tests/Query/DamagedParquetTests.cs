using StageTools.Core.Tests.Stages;
using StageTools.DuckDb;
using StageTools.Query;

namespace StageTools.Core.Tests.Query;

/// <summary>Whatever a Parquet file says of itself, a session that reads it tells of it in a sentence and goes on, with its tables.</summary>
public sealed class DamagedParquetTests : IDisposable
{
    private const string Plain =
        "SELECT range::INTEGER AS i, 'text ' || range % 7 AS t, range / 3.0 AS d, [range, NULL] AS l, {'a': range, 'b': 'x'} AS s FROM range(60)";

    private const string Rare =
        "SELECT range::DECIMAL(20,3) AS i, MAP {range: 'v'} AS m, range::VARCHAR::BLOB AS b, md5(range::VARCHAR)::UUID AS u, range::VARIANT AS v, 'POINT(0 1)'::GEOMETRY AS g FROM range(60)";

    private static readonly Dictionary<string, object?> None = [];

    private readonly TestStages _stages = new();

    public static TheoryData<string, string, int> Kinds => new()
    {
        { Plain, "", 1 },
        { Plain, ", COMPRESSION uncompressed", 2 },
        { Plain, ", PARQUET_VERSION v2, COMPRESSION zstd", 3 },
        { Rare, "", 4 },
        { Rare, ", PARQUET_VERSION v2, COMPRESSION uncompressed", 5 },
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _stages.Dispose();

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_session_lives_through_any_damage(string query, string options, int seed)
    {
        await _stages.CreateExternalAsync("s", "data");
        await _stages.RowsAsync("CREATE TABLE kept AS SELECT 42 AS x; CREATE TEMP TABLE passing AS SELECT 43 AS x");
        var (whole, random) = (Make(query, options), new Random(seed));
        var places = ParquetNumbers.Of(whole);
        for (var i = 0; i < 120; i++)
        {
            var bytes = (byte[])whole.Clone();
            for (var k = random.Next(1, 3); k > 0; k--)
            {
                // What is said of the data, or the data itself.
                if (random.Next(3) > 0)
                {
                    var at = places[random.Next(places.Count)];
                    bytes[at] = (byte)((bytes[at] & 128) | random.Next(128));
                }
                else
                {
                    bytes[random.Next(4, bytes.Length - 8)] = (byte)random.Next(256);
                }
            }

            await ReadDamagedAsync(bytes, milliseconds: 300);
        }

        (await _stages.RowsAsync("SELECT kept.x + passing.x FROM kept, passing")).ShouldBe(["85"]);
    }

    [Fact]
    public async Task A_session_whose_database_an_error_has_ended_goes_on_with_its_tables_and_tells_what_is_lost()
    {
        using var disk = SmallDisk.MountOrSkip();
        using var engine = new StageEngine(new Machine.MachineHome(disk.Path));
        using (var run = engine.Sql.Begin(database: null))
        {
            await RunAsync(run, "CREATE TABLE kept AS SELECT 42 AS x");
            await RunAsync(run, "CREATE TABLE more AS SELECT md5(range::VARCHAR) AS y FROM range(9000)");

            // What DuckDB cannot write of what it has promised ends it.
            await File.WriteAllBytesAsync(System.IO.Path.Combine(disk.Path, "filler"), new byte[1], Token);
            var free = new DriveInfo(disk.Path).AvailableFreeSpace;
            await File.WriteAllBytesAsync(System.IO.Path.Combine(disk.Path, "filler"), new byte[free], Token);
            var error = await StageErrorCode.QueryInvalid.ShouldFailAsync(() => RunAsync(run, "CHECKPOINT"));
            error.Message.ShouldContain("opened anew");
            error.Message.ShouldContain("temporary tables");
            File.Delete(System.IO.Path.Combine(disk.Path, "filler"));
            (await RunAsync(run, "SELECT x FROM kept")).ShouldBe(1);
        }

        using var next = engine.Sql.Begin(database: null);
        (await RunAsync(next, "SELECT y FROM more LIMIT 7")).ShouldBe(7);
    }

    [Fact]
    public async Task An_error_inside_DuckDB_is_one_sentence_that_names_the_file()
    {
        await _stages.CreateExternalAsync("s", "data");
        await _stages.RowsAsync("CREATE TABLE kept AS SELECT 42 AS x");
        var whole = Make("SELECT range::DECIMAL(20,3) AS i FROM range(60)", string.Empty);
        var messages = new List<string>();
        foreach (var place in ParquetNumbers.Of(whole).Where(p => whole[p] == 40))
        {
            // A decimal of 20 digits (zigzag: 40) says that it has 22 fewer than none.
            var bytes = (byte[])whole.Clone();
            bytes[place] = 43;
            messages.Add(await ReadDamagedAsync(bytes, milliseconds: 60_000) ?? string.Empty);
        }

        messages.ShouldContain(static m => m.StartsWith("'@s/bad.parquet'", StringComparison.Ordinal) && m.Contains("width", StringComparison.Ordinal));
    }

    /// <summary>Reads a damaged file, and tells what was said of it.</summary>
    private async Task<string?> ReadDamagedAsync(byte[] bytes, int milliseconds)
    {
        await File.WriteAllBytesAsync(_stages.Folder.At("data/bad.parquet"), bytes, Token);
        string? message = null;
        using (var run = _stages.Engine.Sql.Begin(database: null))
        {
            try
            {
                // A file that says it has a thousand million rows may give them.
                using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(milliseconds));
                using var result = await run.RunAsync(StageSql.Read("SELECT * FROM '@s/bad.parquet'")[0], None, stop.Token);
                while (await result.ReadChunkAsync(stop.Token) is not null)
                {
                }
            }
            catch (StageException e)
            {
                message = e.Message;
                message.ShouldNotContain("Stack Trace");
                message.ShouldNotContain("libduckdb");
                message.ShouldNotContain("Error:");
                message.Length.ShouldBeLessThan(600);
                message.ShouldContain("bad.parquet");
            }
            catch (OperationCanceledException)
            {
                // It had its time.
            }
        }

        (await _stages.RowsAsync("SELECT 1")).ShouldBe(["1"]);
        (await _stages.RowsAsync("SELECT x FROM kept")).ShouldBe(["42"]);
        return message;
    }

    private static async Task<int> RunAsync(SqlRun run, string sql)
    {
        using var result = await run.RunAsync(StageSql.Read(sql)[0], None, Token);
        var count = 0;
        while (await result.ReadChunkAsync(Token) is { } chunk)
            count += chunk.RowCount;

        return count;
    }

    private byte[] Make(string query, string options)
    {
        var path = _stages.Folder.At("whole.parquet");
        using var database = DuckDbDatabase.Open(path: null);
        using var connection = database.Connect();
        connection.Execute($"COPY ({query}) TO '{path}' (FORMAT parquet, WRITE_BLOOM_FILTER false{options})", Token);
        return File.ReadAllBytes(path);
    }
}
