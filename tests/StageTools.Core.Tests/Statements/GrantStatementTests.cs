using StageTools.Core.Tests.Statements.Running;
using static StageTools.Core.Tests.Statements.StatementReading;

namespace StageTools.Core.Tests.Statements;

/// <summary>GRANT, REVOKE and SHOW GRANTS.</summary>
public sealed class GrantStatementTests
{
    [Theory]
    [InlineData("grant read on stage s to ann", "GRANT READ ON STAGE s TO ROLE ann")]
    [InlineData("GRANT WRITE, READ ON STAGE \"s-1\" TO ROLE \"Ann B\"", "GRANT READ, WRITE ON STAGE s-1 TO ROLE \"Ann B\"")]
    [InlineData("revoke read,write on stage s from role public", "REVOKE READ, WRITE ON STAGE s FROM ROLE public")]
    [InlineData("REVOKE WRITE ON STAGE @s FROM \"role\"", "REVOKE WRITE ON STAGE s FROM ROLE \"role\"")]
    [InlineData("show grants", "SHOW GRANTS")]
    [InlineData("SHOW GRANTS ON STAGE s", "SHOW GRANTS ON STAGE s")]
    [InlineData("SHOW GRANTS ON STAGE s FOR ROLE ann", "SHOW GRANTS ON STAGE s FOR ROLE ann")]
    [InlineData("SHOW GRANTS TO ann", "SHOW GRANTS FOR ROLE ann")]
    public void It_prints_as_it_reads(string text, string printed) => ShouldPrint(text, printed);

    [Theory]
    [InlineData("GRANT ON STAGE s TO ann", "expected READ or WRITE")]
    [InlineData("GRANT READ, READ ON STAGE s TO ann", "READ is said twice")]
    [InlineData("GRANT REDA ON STAGE s TO ann", "did you mean READ")]
    [InlineData("GRANT READ ON s TO ann", "expected STAGE")]
    [InlineData("GRANT READ ON STAGE s FROM ann", "expected TO")]
    [InlineData("REVOKE READ ON STAGE s TO ann", "expected FROM")]
    [InlineData("GRANT READ ON STAGE s TO", "expected a role")]
    [InlineData("SHOW GRANTS ON s", "expected STAGE")]
    public void What_cannot_be_read_says_where_and_why(string text, string said)
    {
        var error = StageErrorCode.StatementInvalid.ShouldFail(() => Read(text));
        error.Message.ShouldStartWith("Line 1, column");
        error.Message.ShouldContain(said);
    }

    [Theory]
    [InlineData("GRANT READ ON STAGE s TO ann")]
    [InlineData("SHOW GRANTS")]
    public async Task On_a_catalog_of_one_user_there_is_nobody_to_let_in(string text)
    {
        using var run = new TestRun();
        (await run.ShouldFailAsync(StageErrorCode.OptionInvalid, text)).Message.ShouldContain("this user's alone");
    }
}
