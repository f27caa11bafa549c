using StageTools.Core.Tests.Import;
using StageTools.Core.Tests.Stages;
using StageTools.DuckDb;

namespace StageTools.Core.Tests.Query;

/// <summary>SQL over several Parquet files in which a column has several types: no value becomes another one.</summary>
public sealed class ParquetTypesTests : IDisposable
{
    private readonly TestStages _stages = new();

    public ParquetTypesTests() => Assert.SkipUnless(DuckDbLibrary.IsAvailable(out var reason), reason);

    public void Dispose() => _stages.Dispose();

    [Theory]
    [InlineData("9007199254740992::BIGINT", "0.5::DOUBLE", "DOUBLE", "9007199254740992", "0.5")]
    [InlineData("12.34::DECIMAL(18,2)", "0.5::DOUBLE", "DOUBLE", "12.34", "0.5")]
    [InlineData("16777217::INTEGER", "0.5::FLOAT", "DOUBLE", "16777217", "0.5")]
    [InlineData("7::SMALLINT", "0.5::FLOAT", "FLOAT", "7", "0.5")]
    [InlineData("7::INTEGER", "9223372036854775807::BIGINT", "BIGINT", "7", "9223372036854775807")]
    [InlineData("1.5::DECIMAL(38,10)", "2.5::DECIMAL(38,1)", "DECIMAL(38,1)", "1.5", "2.5")]
    [InlineData("7::BIGINT", "'x'", "VARCHAR", "7", "x")]
    [InlineData("true", "7", "VARCHAR", "true", "7")]
    [InlineData("'NaN'::DOUBLE", "7::BIGINT", "DOUBLE", "NaN", "7")]
    public async Task What_one_type_holds_is_a_column_of_that_type(string first, string second, string type, string one, string other)
    {
        await BeginAsync($"SELECT {first} AS v", $"SELECT {second} AS v");
        (await _stages.TypesAsync("SELECT v FROM '@s/*.parquet'")).ShouldBe(type);
        (await _stages.RowsAsync("SELECT v FROM '@s/*.parquet' ORDER BY METADATA$FILENAME")).ShouldBe([one, other]);
    }

    [Theory]
    [InlineData("9007199254740993::BIGINT", "0.5::DOUBLE", "9007199254740993, which DOUBLE")]
    [InlineData("9223372036854775807::UBIGINT", "0.5::FLOAT", "9223372036854775807, which DOUBLE")]
    [InlineData("1234567890123456.78::DECIMAL(18,2)", "0.5::DOUBLE", "1234567890123456.78, which DOUBLE")]
    [InlineData("1.55::DECIMAL(38,10)", "2.5::DECIMAL(38,1)", "1.5500000000, which DECIMAL(38,1)")]
    [InlineData("{'a': 9007199254740993}", "{'a': 0.5::DOUBLE, 'b': 'x'}", "{'a': 9007199254740993}, which STRUCT(a DOUBLE, b VARCHAR)")]
    [InlineData("[1, 9007199254740993]", "[0.5::DOUBLE]", "[1, 9007199254740993], which DOUBLE[]")]
    [InlineData("'ABCD0000-0000-0000-0000-000000000000'", "gen_random_uuid()", "ABCD0000-0000-0000-0000-000000000000, which UUID")]
    public async Task What_would_be_rounded_is_refused_with_both_files_unless_it_is_not_asked_for(string first, string second, string sentence)
    {
        await BeginAsync($"SELECT 1 AS k, {first} AS v", $"SELECT 2 AS k, {second} AS v");
        var error = await StageErrorCode.DataInvalid.ShouldFailAsync(() => _stages.RowsAsync("SELECT v FROM '@s/*.parquet'"));
        error.Message.ShouldContain($"'@s/f0.parquet': column 'v' holds {sentence}, the column's type together with '@s/f1.parquet', would change");
        (await _stages.RowsAsync("SELECT k FROM '@s/*.parquet' ORDER BY k")).ShouldBe(["1", "2"]);
        (await _stages.RowsAsync("SELECT v::VARCHAR FROM '@s/f0.parquet'")).Count.ShouldBe(1);
        (await _stages.RowsAsync("SELECT v FROM read_parquet(['@s/f0.parquet', '@s/f1.parquet'], union_by_name = true)")).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Columns_stand_in_their_order_and_rows_know_their_file()
    {
        await BeginAsync("SELECT 1 AS k, 10::BIGINT AS v", "SELECT 0.5::DOUBLE AS \"V\", 'x' AS x", "SELECT 'y' AS y, 30::BIGINT AS v UNION ALL SELECT 'z', 31", "SELECT 2 AS k");
        const string all = "SELECT *, METADATA$FILENAME, METADATA$FILE_ROW_NUMBER FROM '@s/*.parquet' ORDER BY METADATA$FILENAME, METADATA$FILE_ROW_NUMBER";
        (await _stages.RowsAsync(all)).ShouldBe(
            ["1|10|-|-|f0.parquet|0", "-|0.5|x|-|f1.parquet|0", "-|30|-|y|f2.parquet|0", "-|31|-|z|f2.parquet|1", "2|-|-|-|f3.parquet|0"]);
        (await _stages.RowsAsync("SELECT sum($2) FROM '@s/*.parquet'")).ShouldBe(["71.5"]);
        (await _stages.RowsAsync("SELECT column_name FROM (DESCRIBE FROM '@s/*.parquet')")).ShouldBe(["k", "v", "x", "y"]);
    }

    [Fact]
    public async Task Names_that_differ_in_the_case_of_other_letters_than_ASCIIs_are_columns_of_their_own()
    {
        await BeginAsync("SELECT 9007199254740993::BIGINT AS \"Ä\", 'x' AS \"ä\", 1 AS k", "SELECT 'y' AS \"ä\", 0.5::DOUBLE AS \"K\"");
        (await _stages.RowsAsync("SELECT *, METADATA$FILENAME FROM '@s/*.parquet' ORDER BY METADATA$FILENAME")).ShouldBe(
            ["9007199254740993|x|1|f0.parquet", "-|y|0.5|f1.parquet"]);
    }

    private async Task BeginAsync(params string[] queries)
    {
        await _stages.CreateExternalAsync("s", "data");
        var folder = await _stages.FolderOfAsync("s");
        foreach (var (i, query) in queries.Index())
            DuckDbQuery.Make($"COPY ({query}) TO '{folder}/f{i}.parquet'");
    }
}
