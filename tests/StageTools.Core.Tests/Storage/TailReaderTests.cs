using System.Text;
using FsCheck.Fluent;
using StageTools.Storage;

namespace StageTools.Core.Tests.Storage;

/// <summary>Get-Content -Tail: where the last lines of a file begin.</summary>
public sealed class TailReaderTests : IDisposable
{
    private const int Block = 64 * 1024;

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", 1, "")]
    [InlineData("a", 1, "a")]
    [InlineData("a\n", 1, "a\n")]
    [InlineData("a\nb", 1, "b")]
    [InlineData("a\nb\n", 1, "b\n")]
    [InlineData("a\nb\n", 2, "a\nb\n")]
    [InlineData("a\nb\n", 9, "a\nb\n")]
    [InlineData("a\nb\n", 0, "")]
    [InlineData("\n", 1, "\n")]
    [InlineData("\n\n", 1, "\n")]
    [InlineData("a\r\nb\r\n", 1, "b\r\n")]
    public async Task The_last_lines_are_found(string content, int lines, string tail) => (await TailAsync(content, lines)).ShouldBe(tail);

    [Fact]
    public void The_last_lines_are_those_that_a_naive_reader_finds() =>
        Property.Check(
            Property.Texts("\n", "\n\n", "a", "bb\n", "c\r\n", "é").Zip(Gen.Choose(0, 12)),
            pair => TailAsync(pair.Item1, pair.Item2).GetAwaiter().GetResult().ShouldBe(Naive(pair.Item1, pair.Item2)));

    [Fact]
    public async Task A_line_end_at_any_place_about_a_blocks_boundary_is_found()
    {
        foreach (var blocks in (int[])[1, 2])
        {
            for (var offset = -3; offset <= 3; offset++)
            {
                var tail = new string('b', (blocks * Block) + offset);
                (await TailAsync("first\nsecond\n" + tail, 1)).Length.ShouldBe(tail.Length, $"{blocks} blocks {offset:+0;-0}");
                (await TailAsync("first\nsecond\n" + tail + "\n", 2)).Length.ShouldBe("second\n".Length + tail.Length + 1, $"{blocks} blocks {offset:+0;-0}");
            }
        }
    }

    [Fact]
    public async Task Lines_over_many_blocks_are_counted_right()
    {
        var content = string.Concat(Enumerable.Range(0, 40_000).Select(static n => $"line {n}\n"));
        foreach (var lines in (int[])[1, 5_000, 20_000, 39_999, 40_000])
            (await TailAsync(content, lines)).ShouldBe(Naive(content, lines));
    }

    private static string Naive(string content, int lines)
    {
        var all = content.Split('\n').Select(static line => line + "\n").ToList();
        all[^1] = all[^1][..^1];
        if (all[^1].Length == 0)
            all.RemoveAt(all.Count - 1);
        return string.Concat(all.Skip(Math.Max(0, all.Count - lines)));
    }

    private async Task<string> TailAsync(string content, int lines)
    {
        _folder.Write("a.txt", content);
        var size = Encoding.UTF8.GetByteCount(content);
        var offset = await TailReader.FindLastLinesAsync(_folder.Store, new StoreItem("a.txt", size, default), lines, TestContext.Current.CancellationToken);
        return await _folder.Store.ReadTextAsync("a.txt", offset);
    }
}
