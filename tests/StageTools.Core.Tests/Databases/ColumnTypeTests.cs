using System.Numerics;
using StageTools.Databases.Columns;

namespace StageTools.Core.Tests.Databases;

/// <summary>Which type a column of each database has, how one is made, and what SQLite's would make something else of.</summary>
public sealed class ColumnTypeTests
{
    private const int Modifier = (5 << 16) + 2 + 4;
    private const int NegativeScale = (5 << 16) + (-3 & 0x7FF) + 4;

    [Theory]
    [InlineData("bool", -1, "BOOLEAN")]
    [InlineData("int2", -1, "BIGINT")]
    [InlineData("int8", -1, "BIGINT")]
    [InlineData("float4", -1, "REAL")]
    [InlineData("float8", -1, "DOUBLE")]
    [InlineData("numeric", -1, "DECIMAL")]
    [InlineData("numeric", Modifier, "DECIMAL(5,2)")]
    [InlineData("numeric", NegativeScale, "DECIMAL(5,-3)")]
    [InlineData("date", -1, "DATE")]
    [InlineData("timestamptz", -1, "TIMESTAMP WITH TIME ZONE")]
    [InlineData("jsonb", -1, "JSON")]
    [InlineData("citext", 9, "VARCHAR")]
    [InlineData("inet", -1, "ANY")]
    public void Of_PostgreSQL(string name, int modifier, string type) => PostgresColumns.TypeOf(name, modifier).ToString().ShouldBe(type);

    [Theory]
    [InlineData("bool", "BOOLEAN")]
    [InlineData("BOOLEAN", "BOOLEAN")]
    [InlineData("date", "DATE")]
    [InlineData("datetime", "TIMESTAMP")]
    [InlineData("TIMESTAMP", "TIMESTAMP")]
    [InlineData("TIMESTAMP WITH TIME ZONE", "TIMESTAMP WITH TIME ZONE")]
    [InlineData("TIMESTAMP WITHOUT TIME ZONE", "TIMESTAMP")]
    [InlineData("decimal(10,2)", "DECIMAL")]
    [InlineData("NUMERIC (5)", "DECIMAL")]
    [InlineData("INTERVAL DAY", "INTERVAL")]
    [InlineData("unsigned big int", "BIGINT")]
    [InlineData("VARCHAR(9)", "VARCHAR")]
    [InlineData("clob", "VARCHAR")]
    [InlineData("Text", "VARCHAR")]
    [InlineData("REAL", "DOUBLE")]
    [InlineData("float", "DOUBLE")]
    [InlineData("double precision", "DOUBLE")]
    [InlineData("STRING", "ANY")]
    [InlineData("", "ANY")]
    [InlineData("blob", "BLOB")]
    [InlineData("LONGBLOB(10)", "BLOB")]
    [InlineData("BLOB REAL", "BLOB")]
    [InlineData("BLOB INT", "BIGINT")]
    [InlineData("BLOBTEXT", "VARCHAR")]
    public void Of_SQLite(string declared, string type) => SqliteColumns.TypeOf(declared).ToString().ShouldBe(type);

    [Theory]
    [InlineData(ColumnKind.Numeric, 15, 2, "DECIMAL(15,2)", "NUMERIC(15,2)")]
    [InlineData(ColumnKind.Numeric, 16, 2, "TEXT", "NUMERIC(16,2)")]
    [InlineData(ColumnKind.Numeric, 0, 0, "DECIMAL", "NUMERIC")]
    [InlineData(ColumnKind.DoublePrecision, 0, 0, "DOUBLE", "DOUBLE PRECISION")]
    [InlineData(ColumnKind.Varchar, 0, 0, "TEXT", "TEXT")]
    [InlineData(ColumnKind.Any, 0, 0, "TEXT", "TEXT")]
    [InlineData(ColumnKind.Blob, 0, 0, "BLOB", "BYTEA")]
    [InlineData(ColumnKind.Json, 0, 0, "TEXT", "JSON")]
    [InlineData(ColumnKind.TimestampTz, 0, 0, "TIMESTAMP WITH TIME ZONE", "TIMESTAMP WITH TIME ZONE")]
    [InlineData(ColumnKind.Interval, 0, 0, "TEXT", "INTERVAL")]
    public void A_column_that_is_made_is_of_the_databases_own_type(ColumnKind kind, int precision, int scale, string sqlite, string postgres)
    {
        var type = new ColumnType(kind, precision, scale);
        (SqliteColumns.NameOf(type), PostgresColumns.NameOf(type)).ShouldBe((sqlite, postgres));
    }

    [Theory]
    [InlineData("COPY t, line 1", 0)]
    [InlineData("COPY t, line 12, column a: \"x\"", 11)]
    [InlineData("COPY t, line 7: \"x\"", 6)]
    [InlineData("PL/pgSQL function f() line 3\nCOPY t, line 4, column b", 3)]
    [InlineData("COPY t, line 3: \"a, line 7, in f\"", 2)]
    [InlineData("COPY t, line 3, column v: \"x\nCOPY t, line 9: y\"", 2)]
    [InlineData("PL/pgSQL function f() line 5 at RAISE", -1)]
    [InlineData("COPY other, line 3", -1)]
    [InlineData("COPY t, line 99999999999", -1)]
    [InlineData("COPY t, line 3, line 7", 2)]
    [InlineData("COPY t", -1)]
    [InlineData(null, -1)]
    public void The_row_that_COPY_refused_is_found_in_what_it_says(string? where, int row) => PostgresColumns.RowOf(where, "t").ShouldBe(row);

    // XX000: what a type of an extension says; P0001: a trigger. 42P01, 42501: a trigger has no such table, or may not; 53100: the disk is full;
    // 57014: the statement was stopped; XX001, XX002: the table or its index is damaged.
    [Theory]
    [InlineData("22P02", null, true)]
    [InlineData("XX000", "COPY t, line 3, column h: \"x\"", true)]
    [InlineData("P0001", "PL/pgSQL function f() line 5 at RAISE\nCOPY t, line 3", true)]
    [InlineData("XX000", null, false)]
    [InlineData("40P01", "COPY t, line 3", false)]
    [InlineData("42P01", "PL/pgSQL function f() line 5 at SQL statement\nCOPY t, line 3", false)]
    [InlineData("42501", "COPY t, line 3", false)]
    [InlineData("53100", "COPY t, line 3", false)]
    [InlineData("57014", "COPY t, line 3", false)]
    [InlineData("XX001", "COPY t, line 3", false)]
    [InlineData("XX002", "COPY t, line 3", false)]
    public void An_error_that_names_a_row_of_COPY_is_about_it_unless_it_ails_the_server_or_the_table(string state, string? where, bool isOfARow) =>
        PostgresColumns.IsOfARow(state, where, "t", out _).ShouldBe(isOfARow);

    [Fact]
    public void An_array_of_PostgreSQL_knows_its_items() => PostgresColumns.TypeOf("_numeric", Modifier, ("numeric", Modifier)).ToString().ShouldBe("DECIMAL(5,2)[]");

    [Theory]
    [InlineData("", "123456789012345", 123456789012345L)]
    [InlineData("DECIMAL", "0.5", 0.5)]
    [InlineData("DECIMAL", "12345678901234.5", 12345678901234.5)]
    [InlineData("DECIMAL", "9223372036854775807", long.MaxValue)]
    [InlineData("DECIMAL", "-9223372036854775808", long.MinValue)]
    [InlineData("DECIMAL", "9223372036854775808", null)]
    [InlineData("DECIMAL", "123456789012345.5", null)]
    [InlineData("", "123456789012345.5", "123456789012345.5")]
    [InlineData("STRING", "123456789012345.5", null)]
    public void A_number_is_as_SQLite_has_it_or_text_or_refused(string declared, string number, object? expected)
    {
        var column = new TableColumn("c", SqliteColumns.TypeOf(declared), declared);
        object Accept() => SqliteColumns.Accept(decimal.Parse(number, System.Globalization.CultureInfo.InvariantCulture), column);
        if (expected is null)
            Should.Throw<FormatException>(Accept).Message.ShouldBe($"'{number}' has more digits than SQLite's numbers; make the column TEXT");
        else
            Accept().ShouldBe(expected);
    }

    [Theory]
    [InlineData("STRING", "007", false)]
    [InlineData("STRING", "7", true)]
    [InlineData("STRING", "-7", true)]
    [InlineData("STRING", "1.5", true)]
    [InlineData("STRING", "1.50", false)]
    [InlineData("STRING", "1e3", false)]
    [InlineData("STRING", "abc", true)]
    [InlineData("STRING", "Infinity", true)]
    [InlineData("STRING", "9007199254740993", true)]
    [InlineData("TEXT", "007", true)]
    [InlineData("", "007", true)]
    public void A_text_that_SQLite_would_make_a_number_of_is_refused(string declared, string text, bool isTaken)
    {
        var column = new TableColumn("c", SqliteColumns.TypeOf(declared), declared);
        if (isTaken)
            SqliteColumns.Accept(text, column).ShouldBe(text);
        else
            Should.Throw<FormatException>(() => SqliteColumns.Accept(text, column)).Message.ShouldContain($"'{text}' in a column of type STRING");
    }

    [Fact]
    public void What_SQLite_has_no_form_of_is_refused()
    {
        var column = new TableColumn("c", new ColumnType(ColumnKind.DoublePrecision), "DOUBLE");
        Should.Throw<FormatException>(() => SqliteColumns.Accept(double.NaN, column));
        SqliteColumns.Accept(1.5, column).ShouldBe(1.5);
        Should.Throw<FormatException>(() => SqliteColumns.Accept(BigInteger.Pow(10, 30), column));
    }
}
