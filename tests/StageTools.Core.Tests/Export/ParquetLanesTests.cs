using Parquet;
using StageTools.DuckDb;
using StageTools.Formats.Options;
using StageTools.Formats.Parquet;

namespace StageTools.Core.Tests.Export;

/// <summary>Row groups that are written in turn are one file with all rows in their order, and what goes wrong with one is told.</summary>
public sealed class ParquetLanesTests
{
    private const int GroupSize = 2 * ParquetSchema.LeastInRowGroup;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // Before, at and behind the ends of groups, of which the lanes have as many, or the first one more.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(GroupSize - 1)]
    [InlineData(GroupSize)]
    [InlineData(GroupSize + 1)]
    [InlineData((2 * GroupSize) - 1)]
    [InlineData(2 * GroupSize)]
    [InlineData((2 * GroupSize) + 1)]
    [InlineData(3 * GroupSize)]
    [InlineData(23_456)]
    public async Task All_rows_are_there_in_their_order_however_they_come(int rows)
    {
        foreach (var seed in (int[])[1, 2, 3])
        {
            using var engine = ParquetEngine.Open(new FileFormat { Format = RowFormat.Parquet });
            var (next, dice) = (0, new Random(seed));
            var made = engine.Write([Ids], GroupSize, Fill, Token);
            made.Groups.Sum().ShouldBe(rows);
            var file = new MemoryStream();
            await made.CopyAsync(file, Token);
            (await IdsOfAsync(file)).ShouldBe(Enumerable.Range(0, rows).Select(static i => (long?)i));

            bool Fill(DuckDbChunk chunk)
            {
                var count = Math.Min(rows - next, seed == 1 ? chunk.Capacity : dice.Next(chunk.Capacity + 1));
                for (var row = 0; row < count; row++)
                    chunk.Write(0, row, (long)next++);
                chunk.RowCount = count;
                return next < rows;
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(GroupSize + 10)]
    [InlineData((2 * GroupSize) + 10)]
    public void What_the_rows_threw_is_thrown(int atRow)
    {
        using var engine = ParquetEngine.Open(new FileFormat { Format = RowFormat.Parquet });
        var next = 0;
        Should.Throw<StageException>(() => engine.Write([Ids], GroupSize, Fill, Token)).Code.ShouldBe(StageErrorCode.ValueNotRepresentable);

        bool Fill(DuckDbChunk chunk)
        {
            if (next >= atRow)
                throw StageErrorCode.ValueNotRepresentable.Error("No such value.");
            for (var row = 0; row < chunk.Capacity; row++)
                chunk.Write(0, row, (long)next++);
            chunk.RowCount = chunk.Capacity;
            return true;
        }
    }

    [Fact]
    public void Where_one_fails_the_other_ends_and_its_error_is_thrown()
    {
        Assert.SkipWhen(Environment.ProcessorCount == 1, "on one core there is one");
        using var engine = ParquetEngine.Open(new FileFormat { Format = RowFormat.Parquet });
        var next = 0;
        Should.Throw<StageException>(() => engine.Write([Ids], GroupSize, Fill, Token)).Code.ShouldBe(StageErrorCode.StoreUnavailable);
        next.ShouldBe(GroupSize);

        bool Fill(DuckDbChunk chunk)
        {
            for (var row = 0; row < chunk.Capacity; row++)
                chunk.Write(0, row, (long)next++);
            chunk.RowCount = chunk.Capacity;

            // The second one finds no folder for its file.
            if (next == GroupSize)
                Directory.Delete(engine.Folder.Folder, recursive: true);
            return true;
        }
    }

    private static ParquetColumn Ids { get; } = new("id", DuckDbType.BigInt, ParquetKind.Integer);

    private static async Task<List<long?>> IdsOfAsync(Stream file)
    {
        var all = new List<long?>();
        file.Position = 0;
        await using var reader = await ParquetReader.CreateAsync(file, cancellationToken: Token);
        for (var i = 0; i < reader.RowGroupCount; i++)
        {
            using var group = reader.OpenRowGroupReader(i);
            var ids = new long?[group.RowCount];
            await group.ReadAsync<long>(reader.Schema.FindDataField("id"), ids, cancellationToken: Token);
            all.AddRange(ids);
        }

        return all;
    }
}
