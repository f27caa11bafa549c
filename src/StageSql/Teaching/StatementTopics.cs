namespace StageTools.Terminal.Teaching;

/// <summary>The statements that there are.</summary>
internal static class StatementTopics
{
    private const string Both = "both";
    private const string Databend = "Databend";
    private const string MatrixOne = "MatrixOne";

    /// <summary>All of them: stages first, then files, then data.</summary>
    public static IReadOnlyList<StatementTopic> All { get; } =
    [
        new("CREATE STAGE", Databend, "make a stage: internal, or over a folder or a bucket",
            "CREATE [OR REPLACE] STAGE [IF NOT EXISTS] name [URL = 'url' [CONNECTION = (key = 'value', …)]] [FILE_FORMAT = (TYPE = …)] [COMMENT = "
                + "'…']",
            "CREATE STAGE sales",
            "CREATE STAGE landing URL = 'fs:///srv/landing/' FILE_FORMAT = (TYPE = CSV)",
            "CREATE STAGE lake URL = 's3://bucket/2026/' CONNECTION = (ENDPOINT_URL = 'https://s3.example.com', AWS_KEY_ID = $key, AWS_SECRET_KEY = "
                + "$secret)"),
        new("CREATE STAGE … CREDENTIALS", MatrixOne, "the same in MatrixOne's words; disabled unless ENABLE = TRUE",
            "CREATE STAGE [IF NOT EXISTS] name URL = 'url' [CREDENTIALS = {\"key\" = 'value', …}] [ENABLE = TRUE|FALSE] [COMMENT = '…']",
            "CREATE STAGE stage1 URL = '/tmp' ENABLE = TRUE",
            "CREATE STAGE lake URL = 's3://bucket/2026/' CREDENTIALS = {\"AWS_KEY_ID\" = $key, \"AWS_SECRET_KEY\" = $secret} ENABLE = TRUE"),
        new("ALTER STAGE", Both, "change a stage's address, keys, format, comment or status",
            "ALTER STAGE [IF EXISTS] name SET URL|CONNECTION|CREDENTIALS|FILE_FORMAT|COMMENT|ENABLE = …   or   UNSET FILE_FORMAT|COMMENT",
            "ALTER STAGE sales SET COMMENT = 'what the shops send'",
            "ALTER STAGE stage1 SET ENABLE = FALSE",
            "ALTER STAGE sales UNSET COMMENT"),
        new("ALTER STAGE … RENAME TO", Databend, "give a stage another name",
            "ALTER STAGE [IF EXISTS] name RENAME TO name",
            "ALTER STAGE sales RENAME TO shops"),
        new("ALTER STAGE … REFRESH", Databend, "read a stage's directory table anew",
            "ALTER STAGE [IF EXISTS] name REFRESH",
            "ALTER STAGE sales REFRESH"),
        new("DROP STAGE", Both, "remove a stage; files of an internal one go with it", "DROP STAGE [IF EXISTS] name", "DROP STAGE IF EXISTS sales"),
        new("DESC STAGE", Databend, "describe a stage", "DESC STAGE name", "DESC STAGE sales", "DESC STAGE ~"),
        new("SHOW STAGES", Both, "list the stages", "SHOW STAGES [LIKE 'pattern']", "SHOW STAGES", "SHOW STAGES LIKE 's%'"),
        new("SHOW CREATE STAGE", Both, "the statements that make a stage, secrets as parameters", "SHOW CREATE STAGE name",
            "SHOW CREATE STAGE sales"),
        new("CREATE CONNECTION", Databend, "keep endpoint and credentials under a name, for many stages",
            "CREATE [OR REPLACE] CONNECTION [IF NOT EXISTS] name STORAGE_TYPE = 's3' key = 'value' …",
            "CREATE CONNECTION lake STORAGE_TYPE = 's3' ENDPOINT_URL = 'https://s3.example.com' AWS_KEY_ID = $key AWS_SECRET_KEY = $secret",
            "CREATE STAGE landing URL = 's3://bucket/in/' CONNECTION = (CONNECTION_NAME = 'lake')"),
        new("CREATE FILE FORMAT", Databend, "keep the options of files under a name, for stages and statements",
            "CREATE [OR REPLACE] FILE FORMAT [IF NOT EXISTS] name TYPE = … option = value …",
            "CREATE FILE FORMAT semicolons TYPE = CSV FIELD_DELIMITER = ';' OUTPUT_HEADER = TRUE",
            "CREATE STAGE sales FILE_FORMAT = (FORMAT_NAME = 'semicolons')"),
        new("SHOW CONNECTIONS", Databend, "list connections, or file formats; DESC shows one", "SHOW CONNECTIONS   or   SHOW FILE FORMATS",
            "SHOW CONNECTIONS", "SHOW FILE FORMATS", "DESC CONNECTION lake", "DESC FILE FORMAT semicolons"),
        new("DROP CONNECTION", Databend, "remove a connection, or a file format, that no stage refers to",
            "DROP CONNECTION [IF EXISTS] name   or   DROP FILE FORMAT [IF EXISTS] name", "DROP CONNECTION IF EXISTS lake",
            "DROP FILE FORMAT IF EXISTS semicolons"),
        new("GRANT", Databend, "let a role use a stage of a team's catalog; REVOKE takes it back",
            "GRANT READ, WRITE ON STAGE name TO ROLE role   or   REVOKE READ, WRITE ON STAGE name FROM ROLE role",
            "REVOKE READ, WRITE ON STAGE sales FROM ROLE PUBLIC", "GRANT READ ON STAGE sales TO ROLE ann"),
        new("SHOW GRANTS", Databend, "who may use which stage", "SHOW GRANTS [ON STAGE name] [FOR ROLE role]", "SHOW GRANTS ON STAGE sales"),
        new("LIST", Databend, "list files", "LIST @stage[/path] [PATTERN = 'regex']", "LIST @~", "LIST @sales/2026/ PATTERN = '.*[.]csv'"),
        new("LIST_STAGE", Databend, "the same as a table", "SELECT … FROM LIST_STAGE(LOCATION => '@stage/path', PATTERN => 'regex')",
            "SELECT name, size FROM LIST_STAGE(LOCATION => '@sales') WHERE size > 1000 ORDER BY size"),
        new("STAGE_LIST", MatrixOne, "list files by wildcards",
            "SELECT … FROM STAGE_LIST('stage://stage/path*')",
            "SELECT * FROM STAGE_LIST('stage://stage1/*.csv') AS f"),
        new("PUT", Databend, "upload files",
            "PUT fs:///path/*.csv @stage[/path] [PARALLEL = n] [OVERWRITE = TRUE|FALSE]",
            "PUT fs:///srv/in/*.csv @sales/2026"),
        new("GET", Databend, "download files",
            "GET @stage[/path] fs:///folder/ [PATTERN = 'regex'] [PARALLEL = n] [OVERWRITE = TRUE|FALSE]",
            "GET @sales/2026/ fs:///srv/out/"),
        new("COPY FILES", Databend, "copy files from stage to stage",
            "COPY FILES INTO @stage[/path] FROM @stage[/path] [FILES = ('a', …)] [PATTERN = 'regex']",
            "COPY FILES INTO @archive/2026 FROM @sales/2026"),
        new("REMOVE", Databend, "remove files", "REMOVE @stage[/path] [PATTERN = 'regex']", "REMOVE @sales/2025/ PATTERN = '.*[.]tmp'"),
        new("REMOVE FILES", MatrixOne, "remove files by wildcards",
            "REMOVE FILES [IF EXISTS] FROM STAGE 'stage://stage/path*'",
            "REMOVE FILES FROM STAGE 'stage://stage1/*.txt'"),
        new("PRESIGN", Databend, "make an address that lets anybody read or write a file for a while",
            "PRESIGN [DOWNLOAD|UPLOAD] @stage/file [EXPIRE = seconds] [CONTENT_TYPE = '…']", "PRESIGN @lake/q1.parquet EXPIRE = 600"),
        new("SELECT", Both, "query files: CSV, TSV, NDJSON, JSON, Parquet",
            "SELECT … FROM @stage[/path] (FILE_FORMAT => '…', PATTERN => 'regex', FILES => ('a', …))",
            "SELECT city, sum(amount) FROM '@sales/2026/*.csv' GROUP BY city",
            "SELECT $1, $2 FROM @sales/2026/q1.csv (FILE_FORMAT => 'CSV')"),
        new("INFER_SCHEMA", Databend, "tell the columns of files",
            "SELECT … FROM INFER_SCHEMA(LOCATION => '@stage/path')",
            "SELECT * FROM INFER_SCHEMA(LOCATION => '@sales/2026/q1.parquet')"),
        new("COPY INTO @stage", Databend, "write rows to files",
            "COPY INTO @stage[/path] FROM (query | table) [PARTITION BY (expr)] FILE_FORMAT = (TYPE = …) "
                + "[SINGLE|MAX_FILE_SIZE|OVERWRITE|USE_RAW_PATH|DETAILED_OUTPUT = …]",
            "COPY INTO @sales/out FROM (SELECT * FROM '@sales/2026/*.csv') FILE_FORMAT = (TYPE = PARQUET)"),
        new("SELECT … INTO OUTFILE", MatrixOne, "write rows to a file",
            "SELECT … INTO OUTFILE 'stage:/file' [FIELDS …] [LINES …] [HEADER 'TRUE|FALSE'] [FORMAT 'csv|jsonline|parquet'] [SPLITSIZE '1G']",
            "SELECT * FROM user INTO OUTFILE 'stage1:/user.csv'"),
        new("COPY INTO table", Databend, "load files into a table, each once",
            "COPY INTO table FROM @stage[/path] [FILES|PATTERN|FILE_FORMAT|ON_ERROR|PURGE|FORCE|MAX_FILES = …]",
            "COPY INTO books FROM @sales/2026/ PATTERN = '.*[.]csv' FILE_FORMAT = (TYPE = CSV)"),
        new("LOAD DATA", MatrixOne, "load a file into a table",
            "LOAD DATA INFILE 'stage://stage/file' INTO TABLE table [FIELDS …] [LINES …] [IGNORE n LINES]",
            "LOAD DATA INFILE 'stage://stage1/user.csv' INTO TABLE user FIELDS TERMINATED BY ',' IGNORE 1 LINES"),
        new("CREATE TABLE and others", "DuckDB", "any other statement is DuckDB's; tables last with --database file.duckdb", "see duckdb.org",
            "CREATE TABLE user (id INT, name TEXT)"),
    ];

    /// <summary>Those whose names begin with some words, or have them.</summary>
    public static IReadOnlyList<StatementTopic> Find(string words)
    {
        var wanted = words.Trim().TrimEnd(';').ToUpperInvariant() switch
        {
            "LS" => "LIST",
            "RM" => "REMOVE",
            var other => other,
        };
        StatementTopic[] first = [.. All.Where(t => t.Name.StartsWith(wanted, StringComparison.OrdinalIgnoreCase))];
        return first.Length > 0 ? first : [.. All.Where(t => t.Name.Contains(wanted, StringComparison.OrdinalIgnoreCase))];
    }
}

/// <summary>What is taught about a statement.</summary>
/// <param name="Name">Its first words.</param>
/// <param name="System">Whose statement it is.</param>
/// <param name="Summary">What it does, in a line.</param>
/// <param name="Syntax">Its form.</param>
/// <param name="Examples">Whole statements; the first is the plainest.</param>
internal sealed record StatementTopic(string Name, string System, string Summary, string Syntax, params IReadOnlyList<string> Examples);
