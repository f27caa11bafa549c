using StageTools.Formats.Options;

namespace StageTools.Core.Tests.Statements;

/// <summary>Databend's statements: as they may be written, and how each prints in its one canonical form.</summary>
public class DatabendStatementTests
{
    public static readonly TheoryData<string, string> Written = new()
    {
        // CREATE STAGE
        { "create stage my_internal_stage", "CREATE STAGE my_internal_stage" },
        { "CREATE OR REPLACE STAGE s", "CREATE OR REPLACE STAGE s" },
        { "CREATE STAGE IF NOT EXISTS s", "CREATE STAGE IF NOT EXISTS s" },
        { "CREATE OR REPLACE TEMP STAGE s", "CREATE OR REPLACE TEMPORARY STAGE s" },
        { "CREATE TEMPORARY STAGE s COMMENT='it''s'", "CREATE TEMPORARY STAGE s COMMENT = 'it''s'" },
        { "CREATE STAGE my-stage", "CREATE STAGE my-stage" },
        { "CREATE STAGE @s", "CREATE STAGE s" },
        { "CREATE STAGE \"my-stage-\"", "CREATE STAGE \"my-stage-\"" },
        { "CREATE STAGE `if`", "CREATE STAGE \"if\"" },
        { "CREATE STAGE größe", "CREATE STAGE \"größe\"" },
        { "CREATE STAGE ~", "CREATE STAGE ~" },
        { "CREATE STAGE s URL='fs:///data/in/'", "CREATE STAGE s URL = 'fs:///data/in/'" },
        { "CREATE STAGE s 's3://b/p/' CONNECTION = (REGION='x')", "CREATE STAGE s URL = 's3://b/p/' CONNECTION = (region = 'x')" },
        {
            "CREATE STAGE s URL=\"s3://b\" CONNECTION=(Endpoint_Url='http://h' AWS_KEY_ID='k', aws_secret_key='s')",
            "CREATE STAGE s URL = 's3://b' CONNECTION = (endpoint_url = 'http://h', access_key_id = 'k', secret_access_key = 's')"
        },
        {
            "CREATE STAGE s URL='s3://b/' CONNECTION=(security_token='t', enable_virtual_host_style = TRUE, role_arn='r', external_id='e')",
            "CREATE STAGE s URL = 's3://b/' CONNECTION = (session_token = 't', enable_virtual_host_style = 'TRUE', role_arn = 'r', external_id = 'e')"
        },
        {
            "CREATE STAGE s URL='oss://b/' CONNECTION=(endpoint_url='https://h', access_key_id='k', access_key_secret='s')",
            "CREATE STAGE s URL = 'oss://b/' CONNECTION = (endpoint_url = 'https://h', access_key_id = 'k', secret_access_key = 's')"
        },
        { "CREATE STAGE s CONNECTION=()", "CREATE STAGE s CONNECTION = ()" },
        { "CREATE STAGE s FILE_FORMAT=(type=csv field_delimiter=';' skip_header=1)", "CREATE STAGE s FILE_FORMAT = (TYPE = CSV, FIELD_DELIMITER = ';', SKIP_HEADER = 1)" },
        { "CREATE STAGE s COMMENT = 'c', FILE_FORMAT = (TYPE = 'PARQUET')", "CREATE STAGE s FILE_FORMAT = (TYPE = PARQUET) COMMENT = 'c'" },
        {
            @"CREATE STAGE s FILE_FORMAT=(TYPE=CSV, QUOTE='\'', ESCAPE='\\', RECORD_DELIMITER='\r\n', NULL_DISPLAY='\N', NAN_DISPLAY='nan', OUTPUT_HEADER=true)",
            @"CREATE STAGE s FILE_FORMAT = (TYPE = CSV, QUOTE = '''', ESCAPE = '\\', NULL_DISPLAY = '\\N', NAN_DISPLAY = 'nan', OUTPUT_HEADER = TRUE, RECORD_DELIMITER = '\r\n')"
        },
        {
            "CREATE STAGE s FILE_FORMAT=(TYPE=TEXT, COMPRESSION=RAW_DEFLATE, EMPTY_FIELD_AS=FIELD_DEFAULT, BINARY_FORMAT=HEX, ERROR_ON_COLUMN_COUNT_MISMATCH=FALSE)",
            "CREATE STAGE s FILE_FORMAT = (TYPE = TEXT, COMPRESSION = RAW_DEFLATE, EMPTY_FIELD_AS = FIELD_DEFAULT, BINARY_FORMAT = HEX, ERROR_ON_COLUMN_COUNT_MISMATCH = FALSE)"
        },
        { "CREATE STAGE s FILE_FORMAT=(TYPE=CSV, FORCE_QUOTE=(a, 'b c'))", "CREATE STAGE s FILE_FORMAT = (TYPE = CSV, FORCE_QUOTE_COLUMNS = ('a', 'b c'))" },
        { "CREATE STAGE s FILE_FORMAT=()", "CREATE STAGE s FILE_FORMAT = ()" },

        // ALTER, DROP, DESC, SHOW
        { "ALTER STAGE s SET URL='s3://c/' CONNECTION=(region='x')", "ALTER STAGE s SET URL = 's3://c/' CONNECTION = (region = 'x')" },
        { "alter stage if exists s set file_format=(type=ndjson) comment=''", "ALTER STAGE IF EXISTS s SET FILE_FORMAT = (TYPE = NDJSON) COMMENT = ''" },
        { "ALTER STAGE s UNSET COMMENT, FILE_FORMAT", "ALTER STAGE s UNSET FILE_FORMAT, COMMENT" },
        { "ALTER STAGE s UNSET COMMENT", "ALTER STAGE s UNSET COMMENT" },
        { "ALTER STAGE s RENAME TO t", "ALTER STAGE s RENAME TO t" },
        { "ALTER STAGE IF EXISTS s REFRESH", "ALTER STAGE IF EXISTS s REFRESH" },
        { "DROP STAGE IF EXISTS s", "DROP STAGE IF EXISTS s" },
        { "DROP STAGE s", "DROP STAGE s" },
        { "DESCRIBE STAGE @~", "DESC STAGE ~" },
        { "desc stage s", "DESC STAGE s" },
        { "SHOW STAGES", "SHOW STAGES" },
        { "show stages like 'a%'", "SHOW STAGES LIKE 'a%'" },

        // LIST, REMOVE, PRESIGN, PUT, GET, COPY FILES
        { "LIST @~", "LIST @~" },
        { "list @s/2026/*.csv pattern = '.*[.]csv'", "LIST @s/2026/*.csv PATTERN = '.*[.]csv'" },
        { @"LIST '@s/a b/' PATTERN='\d+\.csv'", @"LIST '@s/a b/' PATTERN = '\\d+\\.csv'" },
        { "LIST 'stage://s/x'", "LIST @s/x" },
        { "LIST 's:/x'", "LIST @s/x" },
        { "REMOVE @s", "REMOVE @s" },
        { "REMOVE @s/a/ PATTERN='x'", "REMOVE @s/a/ PATTERN = 'x'" },
        { "PRESIGN @s/f.csv", "PRESIGN @s/f.csv" },
        { "PRESIGN UPLOAD @s/f.csv EXPIRE=7200 CONTENT_TYPE='text/csv'", "PRESIGN UPLOAD @s/f.csv EXPIRE = 7200 CONTENT_TYPE = 'text/csv'" },
        { "PRESIGN DOWNLOAD @s/f.csv CONTENT_TYPE='a', EXPIRE=1", "PRESIGN DOWNLOAD @s/f.csv EXPIRE = 1 CONTENT_TYPE = 'a'" },
        { "PUT fs:///dir/*.csv @s/path", "PUT 'fs:///dir/*.csv' @s/path" },
        { @"PUT 'C:\new data\t.csv' @s PARALLEL=4 OVERWRITE=TRUE", @"PUT 'C:\\new data\\t.csv' @s PARALLEL = 4 OVERWRITE = TRUE" },
        { "GET @s/path/ fs:///dir/", "GET @s/path/ 'fs:///dir/'" },
        { "GET @s/path/ fs:///dir/ PATTERN='x' OVERWRITE=0 PARALLEL=2", "GET @s/path/ 'fs:///dir/' PATTERN = 'x' PARALLEL = 2 OVERWRITE = FALSE" },
        { "COPY FILES INTO @a/x FROM @b FILES=('1','2') PATTERN='y'", "COPY FILES INTO @a/x FROM @b FILES = ('1', '2') PATTERN = 'y'" },

        // COPY INTO @stage
        { "COPY INTO @s FROM t", "COPY INTO @s FROM t" },
        { "copy into @s/p/ from db.`my table` file_format=(type=csv)", "COPY INTO @s/p/ FROM db.\"my table\" FILE_FORMAT = (TYPE = CSV)" },
        {
            "COPY INTO @s FROM (SELECT ')', \"a)\" FROM t -- )\n WHERE x IN (1, 2)) PARTITION BY (concat('x=', y)) FILE_FORMAT=(TYPE=PARQUET) MAX_FILE_SIZE=10",
            "COPY INTO @s FROM (SELECT ')', \"a)\" FROM t -- )\n WHERE x IN (1, 2)) PARTITION BY (concat('x=', y)) FILE_FORMAT = (TYPE = PARQUET) MAX_FILE_SIZE = 10"
        },
        {
            "COPY INTO @s/f.csv FROM (FROM @b/x/*.csv) DETAILED_OUTPUT=true INCLUDE_QUERY_ID=false USE_RAW_PATH=true OVERWRITE=true SINGLE=true",
            "COPY INTO @s/f.csv FROM (FROM @b/x/*.csv) SINGLE = TRUE OVERWRITE = TRUE USE_RAW_PATH = TRUE INCLUDE_QUERY_ID = FALSE DETAILED_OUTPUT = TRUE"
        },

        // COPY INTO table
        { "COPY INTO t FROM @s", "COPY INTO t FROM @s" },
        {
            "COPY INTO db.t (a, \"b\") FROM @s/p FILES=('x.csv') PATTERN='.*' FILE_FORMAT=(TYPE=CSV) ON_ERROR=CONTINUE PURGE=TRUE FORCE=FALSE MAX_FILES=3",
            "COPY INTO db.t (\"a\", \"b\") FROM @s/p FILES = ('x.csv') PATTERN = '.*' FILE_FORMAT = (TYPE = CSV) ON_ERROR = CONTINUE PURGE = TRUE FORCE = FALSE MAX_FILES = 3"
        },
        { "COPY INTO t FROM (SELECT $1 FROM @s/*.csv) on_error='abort_5'", "COPY INTO t FROM (SELECT $1 FROM @s/*.csv) ON_ERROR = ABORT_5" },
        { "COPY INTO t FROM @s ON_ERROR=ABORT", "COPY INTO t FROM @s ON_ERROR = ABORT" },
        { "COPY INTO t FROM @s ON_ERROR=SKIP_FILE", "COPY INTO t FROM @s ON_ERROR = SKIP_FILE" },
    };

    [Theory]
    [MemberData(nameof(Written))]
    public void Databend_statements_print_in_one_form_that_reads_the_same(string text, string printed) =>
        StatementReading.ShouldPrint(text, printed).Dialect.ShouldBe(Dialect.Databend);
}
