using StageTools.Statements;
using StageTools.Statements.Parsing;
using StageTools.Statements.Parts;

namespace StageTools.Core.Tests.Statements;

/// <summary>Every block of SQL of the two systems' pages reads as it is printed there, prompts and answers among it.</summary>
public class SeedStatementTests
{
    [Fact]
    public void Databend_creates_an_internal_stage() =>
        StatementReading.Read(
            """
            -- Create an internal stage named my_internal_stage
            CREATE STAGE my_internal_stage;
            """).ToString().ShouldBe("CREATE STAGE my_internal_stage");

    [Fact]
    public void Databend_creates_an_external_stage()
    {
        var statement = StatementReading.Read<CreateStageStatement>(
            """
            -- Create an external stage named my_external_stage
            CREATE STAGE my_external_stage 
                URL = 's3://databend'
                CONNECTION = (
                    ENDPOINT_URL = '<YOUR_STORAGE_ENDPOINT>',
                    AWS_KEY_ID = '<YOUR-KEY-ID>',
                    AWS_SECRET_KEY = '<YOUR-SECRET-KEY>'
                );
            """);
        statement.Url.ShouldBe("s3://databend");
        statement.Connection.ShouldBe(new ValueList<ConnectionSetting>(
            [new("endpoint_url", "<YOUR_STORAGE_ENDPOINT>"), new("access_key_id", "<YOUR-KEY-ID>"), new("secret_access_key", "<YOUR-SECRET-KEY>")]));
    }

    [Fact]
    public void Databend_lists_a_stage() =>
        StatementReading.Read(
            """
            LIST @my_external_stage;

            ┌─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────┐
            │         name        │    size   │                 md5                │         last_modified         │      creator     │
            ├─────────────────────┼───────────┼────────────────────────────────────┼───────────────────────────────┼──────────────────┤
            │ UserBehavior.csv.gz │ 949805035 │ "604e9e2c1915732d66d36853e43c1a0d" │ 2023-10-29 03:28:49.853 +0000 │ NULL             │
            │ books.parquet       │       998 │ "88432bf90aadb79073682988b39d461c" │ 2023-04-24 20:00:22.171 +0000 │ NULL             │
            └─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────┘
            """).ToString().ShouldBe("LIST @my_external_stage");

    [Fact]
    public void Databend_lists_the_user_stage() => StatementReading.Read("LIST @~;").ToString().ShouldBe("LIST @~");

    [Fact]
    public void MatrixOne_exports_to_a_stage_and_is_refused_elsewhere()
    {
        var statements = StatementScript.Parse(
            """
            CREATE TABLE `user` (`id` int(11) ,`user_name` varchar(255) ,`sex` varchar(255));
            INSERT INTO user(id,user_name,sex) values('1', 'weder', 'man'), ('2', 'tom', 'man'), ('3', 'wederTom', 'man');

            -- Create internal data stage
            mysql> CREATE STAGE stage1 URL='/tmp' ENABLE = TRUE;

            -- Export data from the table to data stage
            mysql> SELECT * FROM user INTO OUTFILE 'stage1:/user.csv';
            -- You can see your exported table in your local directory

            -- After setting the data stage, the data table can only be exported to the specified path, and an error will be reported when exporting to other paths
            mysql> SELECT * FROM user INTO OUTFILE '~/tmp/csv2/user.txt';
            ERROR 20101 (HY000): internal error: stage exists, please try to check and use a stage instead
            """);
        statements.Select(static s => s.Statement!.ToString()).ShouldBe(
        [
            "CREATE TABLE `user` (`id` int(11) ,`user_name` varchar(255) ,`sex` varchar(255))",
            "INSERT INTO user(id,user_name,sex) values('1', 'weder', 'man'), ('2', 'tom', 'man'), ('3', 'wederTom', 'man')",
            "CREATE STAGE stage1 URL = '/tmp' ENABLE = TRUE",
            "SELECT * FROM user INTO OUTFILE 'stage1:/user.csv'",
            "SELECT * FROM user INTO OUTFILE '~/tmp/csv2/user.txt'",
        ]);
        statements.Select(static s => (s.Line, s.Column)).ShouldBe([(1, 1), (2, 1), (5, 8), (8, 8), (12, 8)]);
    }

    [Theory]
    [InlineData("CREATE STAGE IF NOT EXISTS stage_name URL =  \"endpoint\"='<string>' CREDENTIALS = {\"access_key_id\"='<string>', \"secret_access_key\"='<string>'} ENABLE = FALSE COMMENT = '<string_literal>'")]
    [InlineData("CREATE STAGE stage_name URL= 'filepath'")]
    public void What_MatrixOne_s_syntax_allows_reads(string text) => StatementReading.Read<CreateStageStatement>(text).Name.Value.ShouldBe("stage_name");

    [Fact]
    public void What_was_copied_from_a_terminal_reads_without_its_prompts_and_answers() =>
        StatementScript.Parse(
            """
            mysql> CREATE STAGE stage1 URL = '/tmp' ENABLE = TRUE;
            Query OK, 0 rows affected (0.01 sec)

            mysql> SHOW STAGES;
            +------------+-------------+----------+---------+
            | STAGE_NAME | URL         | STATUS   | COMMENT |
            +------------+-------------+----------+---------+
            | stage1     | file:///tmp | ENABLED  |         |
            +------------+-------------+----------+---------+
            1 row in set (0.00 sec)

            root@localhost:8000/default> LIST @~;
            0 row read in 0.003 sec. Processed 0 row, 0 B (0 row/s, 0 B/s)

            stage> REMOVE @~/old/;
            OK, 3 rows affected (0.01 s)
            Empty set (0.00 sec)
            """).Select(static s => s.Statement!.ToString()).ShouldBe(["CREATE STAGE stage1 URL = '/tmp' ENABLE = TRUE", "SHOW STAGES", "LIST @~", "REMOVE @~/old/"]);

    [Theory]
    [InlineData("root@x LIST @~")]
    [InlineData("OKAY")]
    [InlineData("+ 1")]
    public void What_only_looks_like_an_answer_is_read(string text) => StatementScript.Read(text).ShouldHaveSingleItem();
}
