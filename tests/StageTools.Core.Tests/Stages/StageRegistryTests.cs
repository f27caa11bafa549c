using StageTools.Catalog;
using StageTools.Formats.Options;
using StageTools.Paths;
using StageTools.Stages;

namespace StageTools.Core.Tests.Stages;

/// <summary>What becomes of stages, and of their files with them.</summary>
public sealed class StageRegistryTests : IDisposable
{
    private readonly TestStages _stages = new();

    public void Dispose() => _stages.Dispose();

    [Fact]
    public async Task A_stage_is_as_it_was_defined()
    {
        var definition = new StageDefinition(StageName.Parse("Sales"))
        {
            Url = _stages.Url("a b#c"),
            Comment = "a comment",
            Enabled = false,
            DirectoryTable = true,
            FileFormat = new FileFormat { Format = RowFormat.Csv, Delimiter = ";" },
        };
        var created = await _stages.CreateAsync(definition);
        var found = await _stages.GetAsync("sales");
        found.ShouldBe(created);
        found.ShouldSatisfyAllConditions(
            static stage => stage.Name.ShouldBe("Sales"),
            static stage => stage.Type.ShouldBe(StageKind.External),
            static stage => stage.StorageType.ShouldBe("file"),
            static stage => stage.Url.ShouldEndWith("/a%20b%23c/"),
            static stage => stage.Enabled.ShouldBeFalse(),
            static stage => stage.DirectoryTable.ShouldBeTrue(),
            static stage => stage.FileFormat!.Delimiter.ShouldBe(";"),
            static stage => stage.Comment.ShouldBe("a comment"),
            static stage => stage.Creator.ShouldBe(Environment.UserName));
    }

    [Fact]
    public async Task A_stage_without_a_URL_is_internal() => (await _stages.CreateAsync("sales")).Type.ShouldBe(StageKind.Internal);

    [Fact]
    public async Task Stages_are_listed_by_name_without_case()
    {
        foreach (var name in (string[])["b", "C", "a", "été"])
            await _stages.CreateAsync(name);
        (await _stages.NamesAsync()).ShouldBe(["a", "b", "C", "été"]);
    }

    [Fact]
    public async Task A_name_that_differs_in_case_alone_is_taken()
    {
        await _stages.CreateAsync("Sales");
        (await StageErrorCode.StageAlreadyExists.ShouldFailAsync(() => _stages.CreateAsync("SALES"))).Target.ShouldBe("SALES");
    }

    [Fact]
    public async Task If_not_exists_keeps_the_older_stage_and_its_files()
    {
        await _stages.CreateAsync("Sales");
        await _stages.WriteAsync("sales", "a.txt");
        (await _stages.CreateAsync("SALES", IfStageExists.Keep)).Name.ShouldBe("Sales");
        (await _stages.ListAsync("@sales")).ShouldBe(["a.txt"]);
    }

    [Fact]
    public async Task If_not_exists_makes_a_stage_that_is_not_there() =>
        (await _stages.CreateAsync("sales", IfStageExists.Keep)).Name.ShouldBe("sales");

    [Fact]
    public async Task Replacing_an_internal_stage_removes_its_files()
    {
        await _stages.CreateAsync("sales");
        await _stages.WriteAsync("sales", "a.txt");
        var folder = await _stages.FolderOfAsync("sales");
        await _stages.CreateAsync("sales", IfStageExists.Replace);
        (await _stages.ListAsync("@sales")).ShouldBeEmpty();
        Directory.Exists(folder).ShouldBeFalse();
    }

    [Fact]
    public async Task Replacing_an_external_stage_leaves_its_files()
    {
        await _stages.CreateExternalAsync("sales", "data");
        await _stages.WriteAsync("sales", "a.txt");
        await _stages.CreateAsync("sales", IfStageExists.Replace);
        (await _stages.ListAsync("@sales")).ShouldBeEmpty();
        _stages.Folder.Read("data/a.txt").ShouldBe("content");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_new_stage_of_an_old_name_never_shows_the_old_files(bool keepFiles)
    {
        await _stages.CreateAsync("sales");
        await _stages.WriteAsync("sales", "a.txt");
        await _stages.RemoveAsync("sales", keepFiles);
        await _stages.CreateAsync("sales");
        (await _stages.ListAsync("@sales")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Dropping_an_internal_stage_removes_its_folder()
    {
        await _stages.CreateAsync("sales");
        await _stages.WriteAsync("sales", "a/b.txt");
        var folder = await _stages.FolderOfAsync("sales");
        (await _stages.RemoveAsync("SALES")).ShouldBeNull();
        Directory.Exists(folder).ShouldBeFalse();
        (await _stages.NamesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Dropping_an_internal_stage_can_keep_its_files()
    {
        await _stages.CreateAsync("sales");
        await _stages.WriteAsync("sales", "a.txt");
        var folder = await _stages.RemoveAsync("sales", keepFiles: true);
        File.ReadAllText(Path.Combine(folder!, "a.txt")).ShouldBe("content");
    }

    [Fact]
    public async Task Files_that_were_kept_stay_when_the_next_stage_goes()
    {
        await _stages.CreateAsync("sales");
        await _stages.WriteAsync("sales", "a.txt");
        var folder = await _stages.RemoveAsync("sales", keepFiles: true);
        await _stages.CreateAsync("sales");
        await _stages.RemoveAsync("sales");
        File.Exists(Path.Combine(folder!, "a.txt")).ShouldBeTrue();
    }

    [Fact]
    public async Task Dropping_an_external_stage_leaves_its_files()
    {
        await _stages.CreateExternalAsync("sales", "data");
        await _stages.WriteAsync("sales", "a.txt");
        await _stages.RemoveAsync("sales");
        _stages.Folder.Read("data/a.txt").ShouldBe("content");
    }

    [Fact]
    public async Task Dropping_what_is_not_there_fails() =>
        (await StageErrorCode.StageNotFound.ShouldFailAsync(() => _stages.RemoveAsync("sales"))).Target.ShouldBe("sales");

    [Fact]
    public async Task Names_are_completed_without_case()
    {
        foreach (var name in (string[])["Sales", "SALES_2026", "orders"])
            await _stages.CreateAsync(name);
        (await _stages.Engine.Stages.ListNamesAsync("sa", TestContext.Current.CancellationToken)).ShouldBe(["Sales", "SALES_2026"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("SA")]
    [InlineData("sales_")]
    [InlineData("straße")]
    [InlineData("x")]
    public async Task Stages_are_found_by_how_their_names_begin_in_any_case(string prefix)
    {
        string[] names = ["orders", "Sales", "SALES_2026", "sales-2026", "stock", "Straße", "öl"];
        foreach (var name in names)
            await _stages.CreateAsync(name);
        (await _stages.Engine.Stages.ListAsync(prefix, TestContext.Current.CancellationToken)).Select(static s => s.Name)
            .ShouldBe(names.Where(n => n.ToUpperInvariant().StartsWith(prefix.ToUpperInvariant(), StringComparison.Ordinal)), ignoreOrder: true);
    }
}
