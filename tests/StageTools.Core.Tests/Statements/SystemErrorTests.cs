using DuckDB.NET.Native;
using StageTools.Catalog;
using StageTools.DuckDb;
using StageTools.Formats.Options;
using StageTools.Statements;

namespace StageTools.Core.Tests.Statements;

/// <summary>Errors in the form and with the numbers of the two systems.</summary>
public class SystemErrorTests
{
    public static TheoryData<StageErrorCode> Codes { get; } = [.. Enum.GetValues<StageErrorCode>()];

    /// <summary>The numbers that the systems' documentation names.</summary>
    public static TheoryData<StageErrorCode, int> DatabendNumbers { get; } = new()
    {
        { StageErrorCode.StageNotFound, 2501 },
        { StageErrorCode.StageAlreadyExists, 2502 },
        { StageErrorCode.UserStageFixed, 2506 },
        { StageErrorCode.DataInvalid, 2505 },
        { StageErrorCode.OptionInvalid, 2004 },
        { StageErrorCode.StatementInvalid, 1005 },
        { StageErrorCode.FileAlreadyExists, 2504 },
        { StageErrorCode.FileNotFound, 3001 },
    };

    [Theory]
    [MemberData(nameof(Codes))]
    public void Every_error_has_a_number_of_Databends_other_than_that_of_an_internal_error(StageErrorCode code)
    {
        var error = SystemError.Of(new StageException(code, "What went wrong", new Advice(AdviceKind.GiveText), "x").Told(static _ => "DO THIS"), Dialect.Databend);
        error.Number.ShouldBeInRange(1001, 5112);
        (error.Number == 1001).ShouldBe(code is StageErrorCode.DuckDbUnavailable);
        error.Message.ShouldBe("What went wrong; DO THIS.");
        error.Detail.ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void Every_error_has_a_number_of_MatrixOnes_and_tells_StageTools_sentence_in_the_message_or_in_the_detail(StageErrorCode code)
    {
        var error = SystemError.Of(new StageException(code, "What went wrong", new Advice(AdviceKind.GiveText), "x").Told(static _ => "DO THIS"), Dialect.MatrixOne);
        (error.Number == 1064 || error.Number is >= 20101 and < 20500).ShouldBeTrue($"{error.Number}");
        (error.Detail ?? error.Message).ShouldEndWith("What went wrong; DO THIS.");
        error.ToString().ShouldBe($"ERROR {error.Number} (HY000): {error.Message}");
        error.Message.ShouldNotContain("Do-This");
    }

    [Theory]
    [MemberData(nameof(DatabendNumbers))]
    public void Databends_numbers_are_its_own(StageErrorCode code, int number) =>
        SystemError.Of(new StageException(code, "It failed."), Dialect.Databend).Number.ShouldBe(number);

    [Fact]
    public void The_export_policy_speaks_as_MatrixOne_does()
    {
        var error = SystemError.Of(new StageException(StageErrorCode.StageRequired, "Ours.", "/tmp/x.csv"), Dialect.MatrixOne);
        error.ToString().ShouldBe("ERROR 20101 (HY000): internal error: stage exists, please try to check and use a stage instead");
        error.Detail.ShouldBe("Ours.");
    }

    [Theory]
    [InlineData(StageErrorCode.StageDisabled, "ERROR 20101 (HY000): internal error: stage 's' is invalid, please check")]
    [InlineData(StageErrorCode.StageNotFound, "ERROR 20101 (HY000): internal error: stage 's' is not exists, please check")]
    [InlineData(StageErrorCode.StageAlreadyExists, "ERROR 20101 (HY000): internal error: the stage s exists")]
    [InlineData(StageErrorCode.FileAlreadyExists, "ERROR 20406 (HY000): file s already exists")]
    [InlineData(StageErrorCode.FileNotFound, "ERROR 20405 (HY000): file s is not found")]
    [InlineData(StageErrorCode.StatementInvalid, "ERROR 1064 (HY000): SQL parser error: Ours.")]
    [InlineData(StageErrorCode.OptionInvalid, "ERROR 20301 (HY000): invalid input: Ours.")]
    public void MatrixOnes_sentences_are_its_own(StageErrorCode code, string told) =>
        SystemError.Of(new StageException(code, "Ours.", "s"), Dialect.MatrixOne).ToString().ShouldBe(told);

    [Fact]
    public void An_error_that_does_not_name_what_it_is_about_is_told_in_StageTools_words() =>
        SystemError.Of(new StageException(StageErrorCode.StageNotFound, "The stage was dropped meanwhile."), Dialect.MatrixOne).ToString()
            .ShouldBe("ERROR 20101 (HY000): internal error: The stage was dropped meanwhile.");

    [Theory]
    [InlineData(DuckDBErrorType.Parser, "Parser Error: syntax error", 1005)]
    [InlineData(DuckDBErrorType.Catalog, "Catalog Error: Table with name t does not exist!", 1025)]
    [InlineData(DuckDBErrorType.Binder, "Binder Error: no column c", 1065)]
    public void A_query_has_the_number_of_what_DuckDB_found(DuckDBErrorType type, string message, int number)
    {
        var error = new StageException(StageErrorCode.QueryInvalid, "Ours.", "SELECT", new DuckDbException(type, message));
        SystemError.Of(error, Dialect.Standard).Number.ShouldBe(number);
        SystemError.Of(error.Reworded(static m => "Line 2: " + m, target: null, error), Dialect.Standard).Number.ShouldBe(number);
    }

    [Fact]
    public void A_right_that_was_not_granted_has_the_words_and_numbers_of_both_systems()
    {
        var error = new StageException(StageErrorCode.AccessDenied, $"{CatalogErrors.NoPrivilege}: ask an administrator.", "sales");
        SystemError.Of(error, Dialect.Databend).ToString().ShouldStartWith("ERROR 1063 (HY000): You do not have privilege to execute the statement: ask");
        var matrixOne = SystemError.Of(error, Dialect.MatrixOne);
        matrixOne.ToString().ShouldBe("ERROR 20101 (HY000): internal error: do not have privilege to execute the statement");
        matrixOne.Detail.ShouldBe(error.Message);
    }
}
