using StageTools.Machine;
using StageTools.Paths;
using StageTools.Stages;
using StageTools.Terminal.Prompting;

namespace StageTools.Terminal.Tests;

public sealed class CompletionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("stagesql-").FullName;
    private readonly StageEngine _engine;

    public CompletionTests()
    {
        _engine = new StageEngine(new MachineHome(Path.Combine(_folder, "home")));
        var files = Directory.CreateDirectory(Path.Combine(_folder, "files", "2026")).FullName;
        File.WriteAllText(Path.Combine(files, "q1.csv"), "x");
        File.WriteAllText(Path.Combine(files, "q2.csv"), "x");
        var url = KnownStores.All.ParseUrl($"fs://{_folder}/files/", _folder);
        _engine.Stages.CreateAsync(new StageDefinition(StageName.Parse("sales")) { Url = url }, CancellationToken.None).GetAwaiter().GetResult();
        _engine.Stages.CreateAsync(new StageDefinition(StageName.Parse("other")), CancellationToken.None).GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        _engine.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("SHOW S", "STAGES")]
    [InlineData("SHO", "SHOW CONNECTIONS", "SHOW CREATE STAGE", "SHOW FILE FORMATS", "SHOW GRANTS", "SHOW STAGES")]
    [InlineData("create STA", "STAGE")]
    [InlineData("CREATE STAGE s URL = 'x' COM", "COMMENT")]
    [InlineData("CREATE STAGE s FILE_FORMAT = (TY", "TYPE")]
    [InlineData("CREATE STAGE s FILE_FORMAT = (TYPE = P", "PARQUET")]
    [InlineData("CREATE STAGE s CONNECTION = (ENDPOINT_URL = 'x', REG", "REGION")]
    [InlineData("SELECT 1; DROP ST", "STAGE")]
    public void Words_complete_by_what_stands_before(string text, params string[] words) => Complete(text).Words.ShouldBe(words);

    [Theory]
    [InlineData("LIST @s", "@sales/")]
    [InlineData("LIST @", "@~/", "@other/", "@sales/")]
    [InlineData("LIST @sales/", "@sales/2026/")]
    [InlineData("LIST @sales/2026/q", "@sales/2026/q1.csv", "@sales/2026/q2.csv")]
    [InlineData("DROP STAGE sa", "sales")]
    [InlineData("SELECT * FROM '@sa", "@sales/")]
    [InlineData("LIST @nowhere/")]
    [InlineData("LIST @../")]
    public void Stages_and_their_files_complete(string text, params string[] words) => Complete(text).Words.ShouldBe(words);

    [Fact]
    public void Files_of_this_machine_complete()
    {
        Complete($"PUT fs://{_folder}/files/2").Words.ShouldBe([$"fs://{_folder}/files/2026/"]);
        Complete($"PUT {_folder}/files/2026/q1").Words.ShouldBe([$"{_folder}/files/2026/q1.csv"]);
        Complete($"GET @sales/ {_folder}/f").Words.ShouldBe([$"{_folder}/files/"]);
        Complete("PUT /no/such/folder/").Words.ShouldBeEmpty();
    }

    [Fact]
    public void A_path_that_is_several_words_gets_quotes()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "files", "in dir")).FullName;
        File.WriteAllText(Path.Combine(folder, "it's.csv"), "x");
        Complete($"PUT {_folder}/files/in").Words.ShouldBe([$"'{_folder}/files/in dir/"]);
        Complete($"PUT '{_folder}/files/in d").Words.ShouldBe([$"{_folder}/files/in dir/"]);
        Complete($"PUT fs://{_folder}/files/i").ShouldSatisfyAllConditions(
            c => c.Start.ShouldBe("PUT ".Length),
            c => c.Words.ShouldBe([$"'fs://{_folder}/files/in dir/"]));
        Complete("LIST @sales/in").Words.ShouldBe(["'@sales/in dir/"]);
        Complete("LIST '@sales/in dir/it''").Words.ShouldBe(["@sales/in dir/it''s.csv"]);
        File.Move(Path.Combine(folder, "it's.csv"), Path.Combine(_folder, "files", "2026", "q3, new.csv"));
        Complete("LIST @sales/2026/q3").Words.ShouldBe(["'@sales/2026/q3, new.csv'"]);
    }

    [Fact]
    public void A_completion_replaces_the_word_behind_its_quote()
    {
        Complete("SELECT * FROM '@sa").Start.ShouldBe("SELECT * FROM '".Length);
    }

    private Completion Complete(string text) => new StatementCompleter(_engine).Complete(text, text.Length);
}
