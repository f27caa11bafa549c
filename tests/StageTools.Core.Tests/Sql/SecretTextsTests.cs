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
    [InlineData("PRAGMA add_parquet_key('k', 'PSTOP')", "PRAGMA add_parquet_key('***', '***')")]
    [InlineData("pragma ADD_PARQUET_KEY ( $$k$$ , $t$PSTOP$t$ )", "pragma ADD_PARQUET_KEY ( '***' , '***' )")]
    [InlineData("CALL add_parquet_key('k', 'PSTOP')", "CALL add_parquet_key('***', '***')")]
    [InlineData("SELECT {a: 'b', password: 'PSTOP', c: ['d']}", "SELECT {a: 'b', password: '***', c: ['d']}")]
    [InlineData("SELECT {a: {footer_key_value: 'PSTOP'}, b: 'c'} WHERE d = 'e'", "SELECT {a: {footer_key_value: '***'}, b: 'c'} WHERE d = 'e'")]
    [InlineData("SELECT {token: {a: ['PSTOP', 'PSTOP']}, b: 'c'}", "SELECT {token: {a: ['***', '***']}, b: 'c'}")]
    [InlineData("SELECT {'token': t.\"Token\", n: token::VARCHAR, p: $p}", "SELECT {'token': t.\"Token\", n: token::VARCHAR, p: $p}")]
    [InlineData("SELECT token: 'a', {b: 'c'}, x[token:'d'], struct_pack(e := 'f')", "SELECT token: 'a', {b: 'c'}, x[token:'d'], struct_pack(e := 'f')")]
    [InlineData("SELECT (token >= 'a'), (token = 'b')", "SELECT (token >= 'a'), (token = 'b')")]
    [InlineData("SELECT * FROM t WHERE key = 'a' AND token = 'b'", "SELECT * FROM t WHERE key = 'a' AND token = 'b'")]
    [InlineData("CREATE TABLE t (token VARCHAR, g BOOLEAN GENERATED ALWAYS AS (token = 'a'))", "CREATE TABLE t (token VARCHAR, g BOOLEAN GENERATED ALWAYS AS (token = 'a'))")]
    [InlineData("CREATE FUNCTION f(token) AS token = 'a'", "CREATE FUNCTION f(token) AS token = 'a'")]
    [InlineData("CREATE INDEX i ON t((token = 'a'))", "CREATE INDEX i ON t((token = 'a'))")]
    [InlineData("ALTER TABLE t ALTER a TYPE BOOLEAN USING (token = 'a')", "ALTER TABLE t ALTER a TYPE BOOLEAN USING (token = 'a')")]
    [InlineData("SET memory_limit = '1GB'", "SET memory_limit = '1GB'")]
    [InlineData("set variable pw = 'PSTOP'", "set variable pw = '***'")]
    [InlineData("CREATE EXTERNAL STAGE z URL='s3://b/' CONNECTION = (SECRET_ACCESS_KEY = 'PSTOP', REGION = 'eu')", "CREATE EXTERNAL STAGE z URL='s3://b/' CONNECTION = (SECRET_ACCESS_KEY = '***', REGION = 'eu')")]
    [InlineData("CREATE STAG z CREDENTIALS = {'AWS_SECRET_KEY' = \"PSTOP\" 'region' = 'eu'}", "CREATE STAG z CREDENTIALS = {'AWS_SECRET_KEY' = '***' 'region' = 'eu'}")]
    [InlineData("ALTER CONNECTION c SET SECRET_ACCESS_KEY = $$PSTOP$$", "ALTER CONNECTION c SET SECRET_ACCESS_KEY = '***'")]
    [InlineData("CREATE USER u IDENTIFIED BY 'PSTOP'", "CREATE USER u IDENTIFIED BY '***'")]
    [InlineData("CREATE USER u IDENTIFIED WITH sha256_password BY \"PSTOP\" COMMENT = 'a'", "CREATE USER u IDENTIFIED WITH sha256_password BY '***' COMMENT = 'a'")]
    [InlineData("CREATE USER u PASSWORD 'PSTOP'", "CREATE USER u PASSWORD '***'")]
    [InlineData("copy t to 's3://b/x' with (secret_access_key 'PSTOP')", "copy t to 's3://b/x' with (secret_access_key '***')")]
    [InlineData("COPY (FROM t WHERE token = 'a') TO 's3://b/x' (ACCESS_KEY = 'PSTOP', b = 'c')", "COPY (FROM t WHERE token = 'a') TO 's3://b/x' (ACCESS_KEY = '***', b = 'c')")]
    [InlineData("FROM 's3://b/f' (CONNECTION => (access_key_id = 'PSTOP', password = 'PSTOP')) WHERE token = 'a'", "FROM 's3://b/f' (CONNECTION => (access_key_id = '***', password = '***')) WHERE token = 'a'")]
    [InlineData("CREATE TABLE t AS SELECT token = 'a' AS b FROM u", "CREATE TABLE t AS SELECT token = 'a' AS b FROM u")]
    [InlineData("CREATE TABLE t (token VARCHAR DEFAULT 'a' CHECK (token = 'a'), pwm VARCHAR)", "CREATE TABLE t (token VARCHAR DEFAULT 'a' CHECK (token = 'a'), pwm VARCHAR)")]
    [InlineData("UPDATE t SET token = 'a' WHERE password = 'b'", "UPDATE t SET token = 'a' WHERE password = 'b'")]
    [InlineData("MERGE INTO t USING u ON t.token = 'a' WHEN MATCHED THEN DELETE", "MERGE INTO t USING u ON t.token = 'a' WHEN MATCHED THEN DELETE")]
    [InlineData("FROM t WHERE a = (FROM u WHERE token = 'b') AND c = (d OR token = 'e')", "FROM t WHERE a = (FROM u WHERE token = 'b') AND c = (d OR token = 'e')")]
    [InlineData("SELECT identified FROM t ORDER BY \"a\", if(token = 'b', 1, 2)", "SELECT identified FROM t ORDER BY \"a\", if(token = 'b', 1, 2)")]
    public void A_statement_is_shown_without_its_secrets(string sql, string shown)
    {
        var statement = new QueryStatement(sql);
        statement.ToString().ShouldBe(shown);
        statement.HasSecrets.ShouldBe(sql != shown);
    }

    [Theory]
    [MemberData(nameof(Fields))]
    public void A_field_s_value_is_not_shown(string before, string name, string sign, string value, string after)
    {
        var sql = $"SELECT * FROM read_parquet('@s/x.parquet', encryption_config = {before}{name}{sign}{value}{after}) WHERE a = 'seen'";
        var statement = new QueryStatement(sql);
        statement.HasSecrets.ShouldBeTrue(sql);
        statement.ToString().ShouldNotContain("PSTOP");
        statement.ToString().ShouldContain("'@s/x.parquet'");
        statement.ToString().ShouldEndWith("a = 'seen'");
        SecretTexts.Masked("no \"PSTOP\"", new SqlTokens(sql)).ShouldBe("no \"***\"");
    }

    /// <summary>All ways to write a field and its value.</summary>
    public static IEnumerable<TheoryDataRow<string, string, string, string, string>> Fields() =>
        from bracket in ((string, string, string[])[])[
            ("{", "}", [":", " : ", "/* a */:\n"]), ("{a: 'b', c: [{", "}]}", [": "]), ("MAP {", "}", [": "]),
            ("struct_pack(", ")", [":=", " := ", "=>", " => "]), ("struct_pack(a := {b: 1}, ", ", c := 'd')", [" := "])]
        from name in (string[])["footer_key_value", "FOOTER_KEY_VALUE", "\"footer_key_value\"", "column_Key_Value", "password", "encryption_key"]
        from sign in bracket.Item3
        from value in (string[])[
            "'PSTOP'", "$$PSTOP$$", "$tag$PSTOP$tag$", "E'PSTOP'", "\"PSTOP\"", "'PSTOP'::BLOB", "from_base64('PSTOP')", "('PSTOP')", "'a' || 'PSTOP'"]
        select new TheoryDataRow<string, string, string, string, string>(bracket.Item1, name, sign, value, bracket.Item2);

    [Theory]
    [InlineData("CREATE SECRET x (SECRET $tag$PSTOP$tag$)")]
    [InlineData("CREATE SECRET x (SECRET PSTOP)")]
    [InlineData("SET s3_secret_access_key = 'PSTOP'")]
    [InlineData("SET s3_secret_access_key = E'PSTOP'")]
    public void A_message_does_not_repeat_them(string sql) => SecretTexts.Masked("near \"PSTOP\": no", new SqlTokens(sql)).ShouldBe("near \"***\": no");

    [Fact]
    public void A_value_of_a_letter_is_no_secret() => SecretTexts.Masked("does not exist", new SqlTokens("CREATE SECRET s (BAD 'x')")).ShouldBe("does not exist");
}
