using StageTools.Export.Parts;

namespace StageTools.Core.Tests.Export;

/// <summary>Rows of many files that wait in one: each file's come back whole, in their order.</summary>
public sealed class PartSpillTests
{
    [Theory]
    [InlineData(1, 200)]
    [InlineData(50, 3_000)]
    [InlineData(4, 700_000)]
    [InlineData(3, 2_500_000)]
    public void What_is_read_is_what_was_added(int files, int longest)
    {
        var dice = new Random(files);
        using var spill = new PartSpill();
        var added = Enumerable.Range(0, files).Select(static _ => (Last: SpilledRows.None, Bytes: new List<byte>())).ToArray();
        for (var round = 0; round < 8; round++)
        {
            foreach (ref var file in added.AsSpan())
            {
                // Small pieces stand before large ones, and behind them.
                var piece = new byte[1 + dice.Next(dice.Next(2) == 0 ? 100 : longest)];
                dice.NextBytes(piece);
                file.Last = spill.Add(piece, file.Last);
                file.Bytes.AddRange(piece);
            }
        }

        spill.Flush();
        foreach (var (last, bytes) in added)
        {
            last.Total.ShouldBe(bytes.Count);
            var read = new List<byte>();
            foreach (var piece in spill.Read(last))
                read.AddRange(piece.Span);

            read.SequenceEqual(bytes).ShouldBeTrue();
        }

        spill.Read(SpilledRows.None).ShouldBeEmpty();
    }
}
