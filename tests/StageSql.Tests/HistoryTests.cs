using StageTools.Errors;
using StageTools.Terminal.Prompting;

namespace StageTools.Terminal.Tests;

public sealed class HistoryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("stagesql-").FullName;

    private string FilePath => Path.Combine(_folder, "history");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Entries_outlive_the_process_as_they_were_typed()
    {
        string[] typed = ["SELECT 'a\\nb'\nAS x;", "LIST @~;"];
        var history = new History(FilePath);
        foreach (var text in typed)
        {
            history.Add(text, isSecret: false);
        }

        new History(FilePath).Entries.ShouldBe(typed);
    }

    [Theory]
    [InlineData("SELECT", 3, 2)]
    [InlineData("select 1", 9, 0)]
    [InlineData("select", 2, 0)]
    [InlineData("none", 3, -1)]
    [InlineData("select", 0, -1)]
    [InlineData("select", -1, -1)]
    public void A_text_is_found_in_the_latest_entry_before_a_place(string text, int before, int found)
    {
        var history = new History(FilePath);
        foreach (var entry in (string[])["SELECT 1;", "LIST @~;", "SELECT 2;"])
            history.Add(entry, isSecret: false);

        history.FindBack(text, before).ShouldBe(found);
    }

    [Fact]
    public void A_secret_is_kept_in_memory_only()
    {
        var history = new History(FilePath);
        history.Add("secret;", isSecret: true);
        history.Entries.ShouldBe(["secret;"]);
        File.Exists(FilePath).ShouldBeFalse();
    }

    [Fact]
    public void The_latest_thousand_are_kept()
    {
        File.WriteAllLines(FilePath, Enumerable.Range(0, 2000).Select(i => $"SELECT {i};"));
        var history = new History(FilePath);
        history.Entries.Count.ShouldBe(1000);
        history.Add("last;", isSecret: false);
        history.Entries.Count.ShouldBe(1000);
        File.ReadAllLines(FilePath).Length.ShouldBe(1000);
        File.ReadAllLines(FilePath)[^1].ShouldBe("last;");
    }

    [Fact]
    public void A_history_that_cannot_be_written_hinders_nobody()
    {
        var history = new History(Path.Combine(_folder, "no", "such", "history"));
        history.Add("x;", isSecret: false);
        history.Entries.ShouldBe(["x;"]);
        var homeless = new History(FilePath, static () => throw StageErrorCode.CatalogUnavailable.Error("The folder cannot be made."));
        homeless.Add("x;", isSecret: false);
        homeless.Entries.ShouldBe(["x;"]);
        File.Exists(FilePath).ShouldBeFalse();
    }
}
