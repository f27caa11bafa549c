using StageTools.Paths;
using StageTools.Statements;
using StageTools.Statements.Parsing;

namespace StageTools.Core.Tests.Statements;

/// <summary>Parameters: <c>$name</c> where a statement wants a text, a number or a stage's name.</summary>
public class StatementParameterTests
{
    private const string Hostile = "x'; DROP STAGE s; --";

    private static readonly Dictionary<string, object?> Values = new(StringComparer.OrdinalIgnoreCase)
    {
        ["secret"] = "wJalrXUtnFEMI",
        ["text"] = Hostile,
        ["seconds"] = 60,
        ["yes"] = true,
        ["stage"] = "sales",
        ["path"] = "@sales/2026/",
        ["nothing"] = null,
    };

    [Fact]
    public void A_parameter_stands_for_a_text_and_never_becomes_SQL() =>
        Read<CreateStageStatement>("CREATE STAGE a COMMENT = $text").Comment.ShouldBe(Hostile);

    [Fact]
    public void A_parameter_stands_for_a_number_a_boolean_a_name_and_a_path()
    {
        Read<PresignStatement>("PRESIGN @s/f EXPIRE = $seconds").Expire.ShouldBe(TimeSpan.FromMinutes(1));
        Read<CreateStageStatement>("CREATE STAGE $stage ENABLE = $yes").ShouldSatisfyAllConditions(
            static s => s.Name.ShouldBe(StageName.Parse("sales")), static s => s.Enable.ShouldBe(true));
        Read<ListFilesStatement>("LIST $PATH PATTERN = $text").ShouldSatisfyAllConditions(
            static s => s.Location.ToString().ShouldBe("@sales/2026/"), static s => s.Pattern.ShouldBe(Hostile));
    }

    [Fact]
    public void A_secret_from_a_parameter_is_known_as_one_and_masked()
    {
        var statement = Read<CreateStageStatement>("CREATE STAGE a URL = 's3://b/' CONNECTION = (access_key_id = 'AKIAEXAMPLE', secret_access_key = $secret)");
        statement.Connection!.Select(static s => s.Parameter).ShouldBe([null, "secret"]);
        statement.Connection![1].Value.ShouldBe("wJalrXUtnFEMI");
        statement.ToString().ShouldNotContain("alrXUtn");
    }

    [Fact]
    public void A_parameter_is_no_key_of_a_connection() =>
        StageErrorCode.StatementInvalid.ShouldFail(() => Read<CreateStageStatement>("CREATE STAGE a CONNECTION = ($secret = 'x')")).Message.ShouldNotContain("wJal");

    [Theory]
    [InlineData("$missing")]
    [InlineData("$nothing")]
    public void A_parameter_without_a_value_is_refused_with_its_place(string parameter)
    {
        var error = StageErrorCode.StatementInvalid.ShouldFail(() => Read<CreateStageStatement>($"CREATE STAGE a\nCOMMENT = {parameter}"));
        error.Message.ShouldStartWith($"Line 2, column 11: no value was given for the parameter {parameter}");
    }

    [Fact]
    public void A_wrong_value_of_a_number_is_refused() =>
        StageErrorCode.StatementInvalid.ShouldFail(() => Read<PresignStatement>("PRESIGN @s/f EXPIRE = $text")).Message.ShouldNotContain("DROP");

    [Fact]
    public void A_query_keeps_its_parameters_for_DuckDB() => Read<QueryStatement>("SELECT $text").Sql.ShouldBe("SELECT $text");

    [Fact]
    public void A_listing_in_a_query_takes_parameters() =>
        Read<QueryStatement>("SELECT * FROM LIST_STAGE(LOCATION => $path)").Functions.ShouldHaveSingleItem().Location.ToString().ShouldBe("@sales/2026/");

    private static T Read<T>(string text)
        where T : Statement => StatementScript.Parse(text, Values).ShouldHaveSingleItem().Statement.ShouldBeOfType<T>();
}
