using StageTools.Sql;
using StageTools.Statements;

namespace StageTools.Core.Tests.Sql;

/// <summary>What statements of DuckDB's say in secret is never shown.</summary>
public class SecretTextsTests
{
    [Theory]
    [InlineData("CREATE SECRET x (TYPE s3, KEY_ID 'AKIA', SECRET 'PSTOP')", "CREATE SECRET x (TYPE s3, KEY_ID '***', SECRET '***')")]
    [InlineData("CREATE OR REPLACE PERSISTENT SECRET x (TYPE s3, SECRET $$PSTOP$$, REGION 'eu')", "CREATE OR REPLACE PERSISTENT SECRET x (TYPE s3, SECRET '***', REGION 'eu')")]
    [InlineData("CREATE SECRET (TYPE s3, SECRET PSTOP)", "CREATE SECRET (TYPE s3, SECRET '***')")]
    [InlineData("CREATE SECRET x (TYPE s3, SECRET $given)", "CREATE SECRET x (TYPE s3, SECRET $given)")]
    [InlineData("ATTACH 'a.db' AS a (ENCRYPTION_KEY 'PSTOP')", "ATTACH 'a.db' AS a (ENCRYPTION_KEY '***')")]
    [InlineData("ATTACH 'host=h password=PSTOP' AS a", "ATTACH '***' AS a")]
    [InlineData("ATTACH 'postgres://u:PSTOP@h/d'", "ATTACH '***'")]
    [InlineData("SET s3_secret_access_key = 'PSTOP'", "SET s3_secret_access_key = '***'")]
    [InlineData("SET GLOBAL s3_session_token TO $$PSTOP$$", "SET GLOBAL s3_session_token TO '***'")]
    [InlineData("SELECT * FROM read_csv('https://x/y?sig=PSTOP')", "SELECT * FROM read_csv('***')")]
    [InlineData("SELECT * FROM t WHERE key = 'a' AND token = 'b'", "SELECT * FROM t WHERE key = 'a' AND token = 'b'")]
    [InlineData("SET memory_limit = '1GB'", "SET memory_limit = '1GB'")]
    public void A_statement_is_shown_without_its_secrets(string sql, string shown) => new QueryStatement(sql).ToString().ShouldBe(shown);

    [Theory]
    [InlineData("CREATE SECRET x (SECRET $tag$PSTOP$tag$)")]
    [InlineData("CREATE SECRET x (SECRET PSTOP)")]
    [InlineData("SET s3_secret_access_key = 'PSTOP'")]
    [InlineData("SET s3_secret_access_key = E'PSTOP'")]
    public void A_message_does_not_repeat_them(string sql) => SecretTexts.Masked("near \"PSTOP\": no", new SqlTokens(sql)).ShouldBe("near \"***\": no");

    [Fact]
    public void A_value_of_a_letter_is_no_secret() => SecretTexts.Masked("does not exist", new SqlTokens("CREATE SECRET s (BAD 'x')")).ShouldBe("does not exist");
}
