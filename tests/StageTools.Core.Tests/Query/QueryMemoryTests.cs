using System.Globalization;
using StageTools.Core.Tests.Stages;
using StageTools.Databases.DuckDb;
using StageTools.Query.Sandbox;

namespace StageTools.Core.Tests.Query;

/// <summary>Memory does not grow with the data: a query keeps to its part, and what does not fit goes to disk or is told of.</summary>
[Collection(MachineEnvironment.Name)]
public sealed class QueryMemoryTests : IDisposable
{
    private readonly TestStages _stages = new();

    public void Dispose() => _stages.Dispose();

    [Theory]
    [InlineData(120L << 20, 4L << 30, 48L << 20)]
    [InlineData(32L << 20, 4L << 30, 24L << 20)]
    [InlineData(1L << 30, 4L << 30, 256L << 20)]
    [InlineData(8L << 30, 4L << 30, 2L << 30)]
    [InlineData(64L << 30, 4L << 30, 4L << 30)]
    [InlineData(64L << 30, 256L << 20, 256L << 20)]
    public void Memory_is_a_part_of_what_there_is(long available, long most, long memory) => DuckDbOpening.Memory(most, available).ShouldBe(memory);

    [Theory]
    [InlineData(24L << 20, 2_000_000L)]
    [InlineData(48L << 20, 2_097_152L)]
    [InlineData(1L << 40, 4_000_000L)]
    public void Little_memory_means_small_buffers(long memory, long size) => QuerySettings.CsvBuffer(memory).ShouldBe(size);

    [Fact]
    public async Task A_file_larger_than_all_memory_is_read_and_sorted()
    {
        using var environment = new MachineEnvironment(QuerySettings.MemoryVariable);
        MachineEnvironment.Set(QuerySettings.MemoryVariable, "48MB");
        Directory.CreateDirectory(_stages.Folder.At("a"));
        await _stages.CreateExternalAsync("a", "a");
        await using (var file = new StreamWriter(_stages.Folder.At("a/large.csv")))
        {
            await file.WriteLineAsync("x,t");
            for (var x = 0; x < 2_000_000; x++)
                await file.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{x * 7919L % 2_000_003},text that is carried along {x}"));
        }

        (await _stages.RowsAsync("SELECT count(*), sum(x - before) FROM (SELECT x, lag(x, 1, 0) OVER (ORDER BY x, t) AS before FROM '@a/large.csv')")).ShouldHaveSingleItem().ShouldStartWith("2000000|");
    }

    [Fact]
    public async Task What_does_not_fit_says_so()
    {
        await _stages.RowsAsync("SET memory_limit = '30MB'; SET threads = 1");
        var error = await StageErrorCode.QueryInvalid.ShouldFailAsync(() => _stages.RowsAsync("SELECT length(string_agg('some longer text to carry around ' || range, ',')) FROM range(2000000)"));
        error.Message.ShouldContain("more memory");
        error.Message.ShouldContain("STAGETOOLS_MEMORY");
        error.Message.ShouldNotContain("\n");
        (await _stages.RowsAsync("SELECT 1")).ShouldBe(["1"]);
    }

    [Fact]
    public void Little_memory_means_few_threads() =>
        DuckDbOpening.Settings(40L << 20)["threads"].ShouldBe("1");
}
