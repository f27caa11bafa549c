using StageTools.Core.Tests.Stages;
using StageTools.Export.Parts;
using StageTools.Formats.Options;
using StageTools.Paths;
using StageTools.Stages;

namespace StageTools.Core.Tests.Export;

/// <summary>DESIGN, rule 2: while a created stage is enabled, data may be exported only to stages.</summary>
public sealed class ExportTargetTests : IDisposable
{
    private static readonly FileFormat Csv = new() { Format = RowFormat.Csv };
    private static readonly FileFormat NdJson = new() { Format = RowFormat.NdJson };

    private readonly TestStages _stages = new();

    private string Local => _stages.Folder.At("out.csv");

    public void Dispose() => _stages.Dispose();

    [Fact]
    public async Task Without_a_stage_any_path_will_do() =>
        (await _stages.Engine.ToLocalAsync(Local)).ShouldSatisfyAllConditions(
            static target => target.File.Value.ShouldBe("out.csv"),
            static target => target.Format.Format.ShouldBe(RowFormat.Csv));

    [Fact]
    public async Task While_a_stage_is_enabled_no_other_path_will_do()
    {
        await _stages.CreateAsync("sales");
        (await StageErrorCode.StageRequired.ShouldFailAsync(() => _stages.Engine.ToLocalAsync(Local)))
            .Message.ShouldContain("stage exists, please try to check and use a stage instead");
    }

    [Fact]
    public async Task While_a_stage_is_enabled_no_URL_will_do_either()
    {
        await _stages.CreateAsync("sales");
        await StageErrorCode.StageRequired.ShouldFailAsync(
            () => ExportTarget.UrlAsync(_stages.Engine.Stages, "s3://bucket/a.csv", connection: null, FileFormat.Unspecified, FileFormat.Unspecified, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task One_enabled_stage_among_disabled_ones_is_enough()
    {
        foreach (var name in (string[])["a", "b", "c"])
            await _stages.CreateAsync(name);
        foreach (var name in (string[])["a", "c"])
            await _stages.SetAsync(name, new StageChange { Enabled = false });
        await StageErrorCode.StageRequired.ShouldFailAsync(() => _stages.Engine.ToLocalAsync(Local));
    }

    [Fact]
    public async Task When_all_stages_are_disabled_any_path_will_do()
    {
        await _stages.CreateAsync("sales");
        await _stages.SetAsync("sales", new StageChange { Enabled = false });
        (await _stages.Engine.ToLocalAsync(Local)).File.Value.ShouldBe("out.csv");
    }

    [Fact]
    public async Task When_the_last_stage_is_dropped_any_path_will_do()
    {
        await _stages.CreateAsync("sales");
        await _stages.RemoveAsync("sales");
        (await _stages.Engine.ToLocalAsync(Local)).File.Value.ShouldBe("out.csv");
    }

    [Fact]
    public async Task The_user_stage_does_not_count()
    {
        await _stages.WriteAsync("~", "a.txt");
        (await _stages.Engine.ToLocalAsync(Local)).File.Value.ShouldBe("out.csv");
    }

    [Fact]
    public async Task The_user_stage_takes_exports()
    {
        (await (await _stages.Engine.ToStageAsync("@~/out.csv")).RunAsync(1)).Files.ShouldBe(["@~/out.csv"]);
        (await _stages.ListAsync("@~")).ShouldBe(["out.csv"]);
    }

    [Fact]
    public async Task A_disabled_stage_is_refused_by_name()
    {
        await _stages.CreateAsync("sales");
        await _stages.SetAsync("sales", new StageChange { Enabled = false });
        (await StageErrorCode.StageDisabled.ShouldFailAsync(() => _stages.Engine.ToStageAsync("@sales/a.csv"))).Message.ShouldContain("'sales'");
    }

    [Fact]
    public async Task A_stage_that_is_not_there_is_refused() =>
        await StageErrorCode.StageNotFound.ShouldFailAsync(() => _stages.Engine.ToStageAsync("@sales/a.csv"));

    [Fact]
    public async Task A_path_that_leaves_the_stage_is_refused()
    {
        await _stages.CreateAsync("sales");
        await StageErrorCode.PathOutsideStage.ShouldFailAsync(() => _stages.Engine.ToStageAsync("@sales/../../a.csv"));
    }

    [Theory]
    [InlineData("a.csv", RowFormat.Csv, null)]
    [InlineData("a.tsv", RowFormat.Tsv, null)]
    [InlineData("a.ndjson.gz", RowFormat.NdJson, Compression.Gzip)]
    [InlineData("a.json.br", RowFormat.Json, Compression.Brotli)]
    [InlineData("a.parquet", RowFormat.Parquet, null)]
    public async Task The_format_follows_the_suffix(string name, RowFormat format, Compression? compression)
    {
        await _stages.CreateAsync("sales");
        var target = await _stages.Engine.ToStageAsync("@sales/" + name);
        target.Format.Format.ShouldBe(format);
        target.Format.Compression.ShouldBe(compression);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("a.csv.zip")]
    public async Task A_name_that_tells_no_format_is_refused(string name)
    {
        await _stages.CreateAsync("sales");
        await StageErrorCode.OptionInvalid.ShouldFailAsync(() => _stages.Engine.ToStageAsync("@sales/" + name));
    }

    [Fact]
    public async Task A_format_that_contradicts_the_suffix_is_refused()
    {
        await _stages.CreateAsync("sales");
        (await StageErrorCode.OptionInvalid.ShouldFailAsync(() => _stages.Engine.ToStageAsync("@sales/a.csv", NdJson))).Message.ShouldContain("a.csv");
    }

    [Fact]
    public async Task A_format_that_contradicts_the_suffix_of_a_path_is_refused() =>
        await StageErrorCode.OptionInvalid.ShouldFailAsync(() => _stages.Engine.ToLocalAsync(Local, NdJson));

    [Fact]
    public async Task The_suffix_goes_before_the_stages_format()
    {
        await _stages.CreateAsync(new StageDefinition(StageName.Parse("sales")) { FileFormat = NdJson });
        (await _stages.Engine.ToStageAsync("@sales/a.csv")).Format.Format.ShouldBe(RowFormat.Csv);
    }

    [Fact]
    public async Task The_stages_format_goes_before_the_default()
    {
        await _stages.CreateAsync(new StageDefinition(StageName.Parse("sales")) { FileFormat = NdJson });
        (await _stages.Engine.ToStageAsync("@sales/a")).Format.Format.ShouldBe(RowFormat.NdJson);
    }

    [Fact]
    public async Task What_is_asked_for_goes_before_the_stages_format()
    {
        await _stages.CreateAsync(new StageDefinition(StageName.Parse("sales")) { FileFormat = Csv with { Delimiter = ";" } });
        (await _stages.Engine.ToStageAsync("@sales/a.csv", Csv with { Delimiter = "|" })).Format.Delimiter.ShouldBe("|");
    }

    [Theory]
    [InlineData("@sales", null, @"\Adata_[0-9a-f]{32}_0000_00000000\.csv\z")]
    [InlineData("@sales/2026/", null, @"\A2026/data_[0-9a-f]{32}_0000_00000000\.csv\z")]
    [InlineData("@sales/", Compression.Gzip, @"\Adata_[0-9a-f]{32}_0000_00000000\.csv\.gz\z")]
    [InlineData("@sales/", Compression.Brotli, @"\Adata_[0-9a-f]{32}_0000_00000000\.csv\.br\z")]
    public async Task A_folder_gets_a_file_named_as_Databend_names_it(string path, Compression? compression, string name)
    {
        await _stages.CreateAsync("sales");
        (await _stages.Engine.ToStageAsync(path, new FileFormat { Compression = compression })).File.Value.ShouldMatch(name);
    }

    [Fact]
    public async Task No_two_exports_to_a_folder_get_the_same_name()
    {
        await _stages.CreateAsync("sales");
        (await _stages.Engine.ToStageAsync("@sales")).File.ShouldNotBe((await _stages.Engine.ToStageAsync("@sales")).File);
    }

    [Fact]
    public async Task A_folder_outside_all_stages_wants_a_name() =>
        await StageErrorCode.PathInvalid.ShouldFailAsync(() => _stages.Engine.ToLocalAsync(_stages.Folder.Path + "/"));
}
