using System.Globalization;
using StageTools.Core.Tests.Export;
using StageTools.Core.Tests.Stages;
using StageTools.DuckDb;
using StageTools.Export;
using StageTools.Export.Parts;

namespace StageTools.Core.Tests.Query;

/// <summary>A column of truths and integers is text, each as it stands, whatever the format: made a number, or a truth, one of the two would be lost.</summary>
public sealed class MixedColumnTests : IDisposable
{
    private static readonly object?[][] Columns = [[true, 1L], [1L, true], [0L, false], [true, null, 7L], [1L, 0L, true, false], [false, -1L, 9007199254740993L]];

    private readonly TestStages _stages = new();

    public static TheoryData<string> Suffixes => ["csv", "tsv", "json", "ndjson", "parquet", "csv.gz"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _stages.Dispose();

    [Theory]
    [MemberData(nameof(Suffixes))]
    public async Task Truths_and_integers_are_texts_to_SQL(string suffix)
    {
        Assert.SkipUnless(DuckDbLibrary.IsAvailable(out var reason), reason);
        await _stages.CreateExternalAsync("s", "data");
        for (var i = 0; i < Columns.Length; i++)
        {
            var path = await WriteAsync($"@s/{i}.{suffix}", Columns[i]);
            (await _stages.TypesAsync($"SELECT v FROM '{path}'")).ShouldBe("VARCHAR");
            (await _stages.RowsAsync($"SELECT v FROM '{path}'")).ShouldBe(Columns[i].Select(Text));
        }
    }

    [Theory]
    [MemberData(nameof(Suffixes))]
    public async Task Truths_or_integers_alone_are_what_they_are(string suffix)
    {
        Assert.SkipUnless(DuckDbLibrary.IsAvailable(out var reason), reason);
        await _stages.CreateExternalAsync("s", "data");
        (await _stages.TypesAsync($"SELECT v FROM '{await WriteAsync($"@s/t.{suffix}", [true, null, false])}'")).ShouldBe("BOOLEAN");
        (await _stages.TypesAsync($"SELECT v FROM '{await WriteAsync($"@s/i.{suffix}", [1L, null, 0L])}'")).ShouldBe("BIGINT");
    }

    private async Task<string> WriteAsync(string path, object?[] values)
    {
        await using var job = await ExportJob.BeginAsync(await _stages.Engine.ToStageAsync(path), ["v"], new ExportOptions(), Token);
        foreach (var value in values)
            job.Write([value]);
        await job.CompleteAsync(Token);
        return path;
    }

    private static string Text(object? value) => value switch
    {
        null => "-",
        true => "true",
        false => "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
