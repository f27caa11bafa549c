using StageTools.Core.Tests.Storage;
using StageTools.Formats.Options;
using StageTools.Paths;
using StageTools.Stages;

namespace StageTools.Core.Tests.Stages;

/// <summary>What can be changed about a stage, and what no stage may be.</summary>
public sealed class StageChangeTests : IDisposable
{
    private readonly TestStages _stages = new();

    public void Dispose() => _stages.Dispose();

    [Fact]
    public async Task Renaming_keeps_the_files()
    {
        await _stages.CreateAsync("sales");
        await _stages.WriteAsync("sales", "a.txt");
        await _stages.RenameAsync("sales", "Orders");
        (await _stages.ListAsync("@orders")).ShouldBe(["a.txt"]);
        (await _stages.NamesAsync()).ShouldBe(["Orders"]);
    }

    [Fact]
    public async Task A_stage_can_be_renamed_to_another_case()
    {
        await _stages.CreateAsync("sales");
        (await _stages.RenameAsync("sales", "SALES")).Name.ShouldBe("SALES");
    }

    [Fact]
    public async Task Renaming_to_a_name_that_is_taken_fails_and_changes_nothing()
    {
        await _stages.CreateAsync("a");
        await _stages.CreateAsync("b");
        await StageErrorCode.StageAlreadyExists.ShouldFailAsync(() => _stages.RenameAsync("a", "B"));
        (await _stages.NamesAsync()).ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task A_disabled_stage_takes_no_files_and_says_how_to_enable_it()
    {
        await _stages.CreateAsync("sales");
        await _stages.SetAsync("sales", new StageChange { Enabled = false });
        (await StageErrorCode.StageDisabled.ShouldFailAsync(() => _stages.StoreAsync("sales", forWriting: true)))
            .Message.ShouldContain("Set-Stage sales -Enabled");
    }

    [Fact]
    public async Task A_disabled_stage_is_listed_and_read()
    {
        await _stages.CreateAsync("sales");
        await _stages.WriteAsync("sales", "a.txt");
        await _stages.SetAsync("sales", new StageChange { Enabled = false });
        (await _stages.ListAsync("@sales")).ShouldBe(["a.txt"]);
        (await (await _stages.StoreAsync("sales", forWriting: false)).ReadTextAsync("a.txt")).ShouldBe("content");
    }

    [Fact]
    public async Task A_change_leaves_what_it_does_not_name()
    {
        await _stages.CreateAsync(new StageDefinition(StageName.Parse("sales")) { Comment = "a comment", FileFormat = new FileFormat { Format = RowFormat.Tsv } });
        await _stages.SetAsync("sales", new StageChange { Enabled = false });
        var stage = await _stages.GetAsync("sales");
        stage.Comment.ShouldBe("a comment");
        stage.FileFormat!.Format.ShouldBe(RowFormat.Tsv);
    }

    [Fact]
    public async Task The_empty_comment_and_the_empty_format_remove_them()
    {
        await _stages.CreateAsync(new StageDefinition(StageName.Parse("sales")) { Comment = "a comment", FileFormat = new FileFormat { Format = RowFormat.Tsv } });
        var stage = await _stages.SetAsync("sales", new StageChange { Comment = "", FileFormat = FileFormat.Unspecified });
        stage.Comment.ShouldBeNull();
        stage.FileFormat.ShouldBeNull();
    }

    [Fact]
    public async Task An_internal_stage_cannot_be_given_a_URL()
    {
        await _stages.CreateAsync("sales");
        await StageErrorCode.OptionInvalid.ShouldFailAsync(() => _stages.SetAsync("sales", new StageChange { Url = _stages.Url("data") }));
    }

    [Fact]
    public async Task A_folder_has_no_credentials()
    {
        var definition = new StageDefinition(StageName.Parse("sales")) { Connection = KnownStores.All.ParseConnection([new("region", "eu")]) };
        await StageErrorCode.OptionInvalid.ShouldFailAsync(() => _stages.CreateAsync(definition));
    }

    [Theory]
    [InlineData("home")]
    [InlineData("home/")]
    [InlineData("home/users")]
    [InlineData("data/../home/stages")]
    [InlineData("link")]
    [InlineData("link/users")]
    public async Task The_catalogs_own_folder_is_no_stage(string folder)
    {
        await _stages.CreateExternalAsync("s", "data");
        Directory.CreateSymbolicLink(_stages.Folder.At("link"), _stages.Folder.Home.Folder);
        var url = KnownStores.All.ParseUrl(_stages.Folder.At(folder), "/");
        (await StageErrorCode.StageUrlInvalid.ShouldFailAsync(() => _stages.CreateAsync(new StageDefinition(StageName.Parse("t")) { Url = url })))
            .Message.ShouldContain("the catalog's own folder");
        await StageErrorCode.StageUrlInvalid.ShouldFailAsync(() => _stages.SetAsync("s", new StageChange { Url = url }));
        (await _stages.GetAsync("s")).Url.ShouldEndWith("/data/");
    }

    [Fact]
    public async Task A_stage_whose_folder_became_the_catalogs_is_opened_no_more()
    {
        await _stages.CreateExternalAsync("s", "data");
        Directory.Delete(_stages.Folder.At("data"));
        Directory.CreateSymbolicLink(_stages.Folder.At("data"), _stages.Folder.Home.Folder);
        await StageErrorCode.StageUrlInvalid.ShouldFailAsync(() => _stages.StoreAsync("s"));
    }
}
