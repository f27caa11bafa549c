using StageTools.Catalog;
using StageTools.Hosting;
using StageTools.Paths;

namespace StageTools.Core.Tests.Catalog;

/// <summary>What a catalog says of names, word by word, with what the cmdlets advise.</summary>
public sealed class CatalogErrorsTests
{
    private static readonly StageName Sales = StageName.Parse("sales");

    [Theory]
    [InlineData(NamedKind.Connection, "", "The connection 'sales' is in use by a stage, and stays; give that stage another one first.")]
    [InlineData(NamedKind.Connection, "a", "The connection 'sales' is in use by 'a', and stays; give that stage another one first.")]
    [InlineData(NamedKind.FileFormat, "a b", "The file format 'sales' is in use by 'a', 'b', and stays; give those stages another one first.")]
    [InlineData(NamedKind.FileFormat, "a b c", "The file format 'sales' is in use by 'a', 'b', 'c', and stays; give those stages another one first.")]
    [InlineData(NamedKind.Connection, "a b c d", "The connection 'sales' is in use by 'a', 'b', 'c' and others, and stays; give those stages another one first.")]
    public void What_is_in_use_names_three_of_its_users(NamedKind kind, string stages, string sentence)
    {
        var error = CatalogErrors.InUse(kind, Sales, stages.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        error.Message.ShouldBe(sentence);
        error.Code.ShouldBe(kind is NamedKind.Connection ? StageErrorCode.ConnectionInUse : StageErrorCode.FileFormatInUse);
    }

    [Theory]
    [InlineData(true, true, StageErrorCode.ConnectionNotFound, "The connection 'c' or the file format 'f' was dropped meanwhile; the stage 'sales' stays as it was.")]
    [InlineData(true, false, StageErrorCode.ConnectionNotFound, "The connection 'c' was dropped meanwhile; the stage 'sales' stays as it was.")]
    [InlineData(false, true, StageErrorCode.FileFormatNotFound, "The file format 'f' was dropped meanwhile; the stage 'sales' stays as it was.")]
    public void What_was_dropped_meanwhile_is_named(bool hasConnection, bool hasFormat, StageErrorCode code, string sentence)
    {
        var stage = CatalogPlace.Entry("sales") with
        {
            NamedConnection = hasConnection ? NamedEntriesTests.Connection("c", 0) : null,
            NamedFormat = hasFormat ? NamedEntriesTests.Format("f") : null,
        };
        var error = CatalogErrors.Dropped(stage, new IOException());
        (error.Code, error.Message, error.Target).ShouldBe((code, sentence, "sales"));
    }

    [Fact]
    public void Each_error_has_the_code_and_the_advice_of_its_kind()
    {
        Said(CatalogErrors.Exists(NamedKind.Connection, Sales)).ShouldBe((StageErrorCode.ConnectionAlreadyExists, "The connection 'sales' exists already.", true));
        Said(CatalogErrors.Exists(NamedKind.FileFormat, Sales)).ShouldBe((StageErrorCode.FileFormatAlreadyExists, "The file format 'sales' exists already.", true));
        Said(CatalogErrors.NotFound(NamedKind.Connection, Sales)).ShouldBe((StageErrorCode.ConnectionNotFound, "There is no connection 'sales'.", true));
        Said(CatalogErrors.NotFound(NamedKind.FileFormat, Sales)).ShouldBe((StageErrorCode.FileFormatNotFound, "There is no file format 'sales'.", true));
        Said(CatalogErrors.Taken(Sales, StageName.Parse("old"))).ShouldBe(
            (StageErrorCode.StageAlreadyExists, "The stage 'sales' exists already; choose another name for 'old'.", false));
        CatalogErrors.NotFound(NamedKind.Connection, Sales).Told(CmdletAdvice.Of).Message.ShouldContain("Get-StageConnection");
        CatalogErrors.NotFound(NamedKind.FileFormat, Sales).Told(CmdletAdvice.Of).Message.ShouldContain("Get-StageFileFormat");
        CatalogErrors.NoInternal(Sales).Told(CmdletAdvice.Of).Message.ShouldStartWith("The stage 'sales' cannot be internal: this team's catalog has no bucket for files");

        static (StageErrorCode Code, string Sentence, bool IsAdvised) Said(StageException error) =>
            (error.Code, error.Message, error.Told(CmdletAdvice.Of).Message.Length > error.Message.Length);
    }
}
