using StageTools.Catalog;
using StageTools.Formats.Options;
using StageTools.Paths;
using StageTools.Stages;

namespace StageTools.Core.Tests.Stages;

/// <summary>A comment is text that every catalog keeps as it is, or is refused.</summary>
public sealed class CommentTests : IDisposable
{
    private static readonly StageName Name = StageName.Parse("x");

    private readonly TestStages _stages = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private NamedSettings Named => _stages.Engine.Stages.Named;

    public void Dispose() => _stages.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(0xD83D)]
    [InlineData(0xDE00)]
    public async Task One_with_NUL_or_half_a_character_is_refused_wherever_it_is_given(int code)
    {
        var comment = $"a{(char)code}b";
        await RefusedAsync(() => _stages.CreateAsync(new StageDefinition(Name) { Comment = comment }));
        await RefusedAsync(() => Named.CreateConnectionAsync(Name, "s3", connection: null, comment, IfStageExists.Fail, Token));
        await RefusedAsync(() => Named.CreateFileFormatAsync(Name, new FileFormat { Format = RowFormat.Csv }, comment, IfStageExists.Fail, Token));
        await FillAsync("kept");
        await RefusedAsync(() => _stages.SetAsync("x", new StageChange { Comment = comment }));
        await RefusedAsync(() => Named.SetConnectionAsync(Name, connection: null, comment, Token));
        await RefusedAsync(() => Named.SetFileFormatAsync(Name, format: null, comment, Token));
        (await CommentsAsync()).ShouldBe(["kept", "kept", "kept"]);
    }

    [Theory]
    [InlineData("😀\u0001\t\r\n\uFFFD")]
    [InlineData("it's \"one\" \\ $1")]
    public async Task All_others_stay_as_they_are(string comment)
    {
        await FillAsync(comment);
        (await CommentsAsync()).ShouldBe([comment, comment, comment]);
    }

    [Fact]
    public void Of_an_older_one_stays_what_can_be_kept()
    {
        // No attribute holds half a character.
        foreach (var (comment, kept) in new[] { ("\0a\0", "a"), ("\uD83D", ""), ("\uD83D\uD83D\uDE00\uDE00a\uDE00", "😀a"), ("a😀", "a😀"), (null, null) })
            CatalogRows.Kept(comment).ShouldBe(kept);
    }

    private static async Task RefusedAsync(Func<Task> work) =>
        (await StageErrorCode.OptionInvalid.ShouldFailAsync(work)).Message.ShouldContain("The comment holds NUL or half of a character");

    private async Task FillAsync(string comment)
    {
        await _stages.CreateAsync(new StageDefinition(Name) { Comment = comment });
        await Named.CreateConnectionAsync(Name, "s3", connection: null, comment, IfStageExists.Fail, Token);
        await Named.CreateFileFormatAsync(Name, new FileFormat { Format = RowFormat.Csv }, comment, IfStageExists.Fail, Token);
    }

    private async Task<string?[]> CommentsAsync() =>
    [
        (await _stages.GetAsync("x")).Comment,
        (await Named.GetConnectionAsync(Name, Token)).Comment,
        (await Named.GetFileFormatAsync(Name, Token)).Comment,
    ];
}
