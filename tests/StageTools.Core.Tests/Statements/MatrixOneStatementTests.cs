using StageTools.Formats.Options;
using StageTools.Statements;

namespace StageTools.Core.Tests.Statements;

/// <summary>MatrixOne's statements: as they may be written, and how each prints in its one canonical form.</summary>
public class MatrixOneStatementTests
{
    private static readonly string[] Units = ["", "K", "M", "G", "T"];

    public static readonly TheoryData<string, string> Written = new()
    {
        // CREATE STAGE, ALTER STAGE
        { "CREATE STAGE stage1 URL='/tmp' ENABLE = TRUE", "CREATE STAGE stage1 URL = '/tmp' ENABLE = TRUE" },
        {
            "create stage if not exists s url=\"file:///tmp/\" enable=false comment=\"it's\"",
            "CREATE STAGE IF NOT EXISTS s URL = 'file:///tmp/' ENABLE = FALSE COMMENT = 'it''s'"
        },
        {
            "CREATE STAGE s URL = \"endpoint\"='s3.us-west-2.amazonaws.com' CREDENTIALS = {\"access_key_id\"='k', \"secret_access_key\"='s'}",
            "CREATE STAGE s URL = \"endpoint\" = 's3.us-west-2.amazonaws.com' CREDENTIALS = {\"access_key_id\" = 'k', \"secret_access_key\" = 's'}"
        },
        {
            "CREATE STAGE s CREDENTIALS={'AWS_KEY_ID'='k','AWS_SECRET_KEY'='s','AWS_ROLE'='r','AWS_TOKEN'='t','AWS_REGION'='x','PROVIDER'='minio','COMPRESSION'='none','ENDPOINT'='h'}",
            "CREATE STAGE s CREDENTIALS = {\"access_key_id\" = 'k', \"secret_access_key\" = 's', \"role_arn\" = 'r', \"session_token\" = 't', \"region\" = 'x', \"provider\" = 'minio', \"compression\" = 'none', \"endpoint_url\" = 'h'}"
        },
        { "ALTER STAGE s SET ENABLE=TRUE", "ALTER STAGE s SET ENABLE = TRUE" },
        { "ALTER STAGE IF EXISTS s SET CREDENTIALS={\"access_key_id\"='k'}", "ALTER STAGE IF EXISTS s SET CREDENTIALS = {\"access_key_id\" = 'k'}" },
        { "ALTER STAGE s SET URL=\"endpoint\"='h'", "ALTER STAGE s SET URL = \"endpoint\" = 'h'" },

        // SELECT … INTO OUTFILE
        { "SELECT * FROM user INTO OUTFILE 'stage1:/user.csv'", "SELECT * FROM user INTO OUTFILE 'stage1:/user.csv'" },
        {
            @"select a, ';' from t where b = 'into outfile' into outfile 'stage://s/a%d.csv' fields terminated by ',' optionally enclosed by '""' lines terminated by '\n' header 'false' max_file_size 100",
            @"select a, ';' from t where b = 'into outfile' INTO OUTFILE 'stage://s/a%d.csv' FIELDS TERMINATED BY ',' OPTIONALLY ENCLOSED BY '""' LINES TERMINATED BY '\n' HEADER 'FALSE' MAX_FILE_SIZE 100"
        },
        {
            @"SELECT 1 INTO OUTFILE 's:/x.txt' SPLITSIZE '1G' FORMAT 'jsonline' FORCE_QUOTE (a, ""b c"") COLUMNS ENCLOSED BY ""'"" ESCAPED BY '\\' HEADER TRUE",
            @"SELECT 1 INTO OUTFILE 's:/x.txt' FIELDS ENCLOSED BY '''' ESCAPED BY '\\' HEADER 'TRUE' FORCE_QUOTE (""a"", ""b c"") FORMAT 'jsonline' SPLITSIZE '1G'"
        },
        { "(SELECT 1 UNION SELECT 2) INTO OUTFILE 'x' FORMAT 'parquet' SPLITSIZE '1500'", "(SELECT 1 UNION SELECT 2) INTO OUTFILE 'x' FORMAT 'parquet' SPLITSIZE '1500'" },
        {
            "WITH x AS (SELECT 1) SELECT * FROM x INTO OUTFILE 's3://b/x.csv' CREDENTIALS={\"access_key_id\"='k', \"secret_access_key\"='s'} FORMAT='csv'",
            "WITH x AS (SELECT 1) SELECT * FROM x INTO OUTFILE 's3://b/x.csv' FORMAT 'csv' CREDENTIALS = {\"access_key_id\" = 'k', \"secret_access_key\" = 's'}"
        },
        { @"SELECT * FROM @s/2026/*.csv INTO OUTFILE 'C:\new\x.csv'", @"SELECT * FROM @s/2026/*.csv INTO OUTFILE 'C:\\new\\x.csv'" },

        // LOAD DATA
        { "LOAD DATA INFILE 'stage://s/f' INTO TABLE t", "LOAD DATA INFILE 'stage://s/f' INTO TABLE t" },
        {
            @"load data local infile '/x' into table `d`.t fields terminated by '\t' enclosed by '""' lines terminated by '\r\n' ignore 1 rows",
            @"LOAD DATA INFILE '/x' INTO TABLE ""d"".t FIELDS TERMINATED BY '\t' ENCLOSED BY '""' LINES TERMINATED BY '\r\n' IGNORE 1 LINES"
        },

        // REMOVE FILES
        { "REMOVE FILES FROM STAGE 'stage://s/*.txt'", "REMOVE FILES FROM STAGE 'stage://s/*.txt'" },
        { "remove files if exists from stage 's:/a b'", "REMOVE FILES IF EXISTS FROM STAGE 'stage://s/a b'" },
    };

    [Theory]
    [MemberData(nameof(Written))]
    public void MatrixOne_statements_print_in_one_form_that_reads_the_same(string text, string printed) =>
        StatementReading.ShouldPrint(text, printed).Dialect.ShouldBe(Dialect.MatrixOne);

    [Fact]
    public void A_size_is_written_in_the_largest_unit_that_it_is_a_multiple_of()
    {
        foreach (var (count, power) in from count in (int[])[1, 3, 512, 1000, 1023, 1025, 1536] from power in Enumerable.Range(0, 6) select (count, power))
        {
            var bytes = count * (1L << (10 * power));
            if (bytes >= 1L << 60)
                continue;
            var unit = Enumerable.Range(0, 5).Last(unit => bytes % (1L << (10 * unit)) == 0);
            var statement = StatementReading.ShouldPrint($"SELECT 1 INTO OUTFILE 'x' SPLITSIZE '{bytes}'", $"SELECT 1 INTO OUTFILE 'x' SPLITSIZE '{bytes >> (10 * unit)}{Units[unit]}'");
            ((SelectIntoOutfileStatement)statement).SplitSize.ShouldBe(bytes);
        }
    }
}
