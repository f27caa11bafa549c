using StageTools.Statements;

namespace StageTools.Core.Tests.Statements;

/// <summary>What may stand behind a verb, and what an option may be: it completes statements.</summary>
public sealed class StatementNamesTests
{
    [Theory]
    [InlineData("create", "URL CONNECTION FILE_FORMAT CREDENTIALS ENABLE COMMENT")]
    [InlineData("LS", "PATTERN")]
    [InlineData("Get", "PATTERN PARALLEL OVERWRITE")]
    [InlineData("SELECT", "FIELDS COLUMNS LINES HEADER MAX_FILE_SIZE FORCE_QUOTE FORMAT SPLITSIZE CREDENTIALS")]
    [InlineData(
        "COPY",
        "FILES PATTERN PARTITION FILE_FORMAT SINGLE MAX_FILE_SIZE OVERWRITE USE_RAW_PATH INCLUDE_QUERY_ID DETAILED_OUTPUT ON_ERROR PURGE FORCE MAX_FILES")]
    [InlineData("NOTHING", "")]
    public void A_verb_has_the_options_of_all_its_forms_once(string verb, string options) => string.Join(' ', StatementNames.OptionsOf(verb)).ShouldBe(options);

    [Theory]
    [InlineData("enable", "TRUE FALSE")]
    [InlineData("OVERWRITE", "TRUE FALSE")]
    [InlineData("on_error", "ABORT CONTINUE SKIP_FILE")]
    [InlineData("type", "CSV TSV NDJSON JSON PARQUET")]
    [InlineData("URL", "")]
    [InlineData("NOTHING", "")]
    [InlineData(null, "")]
    public void An_option_has_the_words_that_it_may_be(string? option, string values) => string.Join(' ', StatementNames.ValuesOf(option!)).ShouldBe(values);

    [Fact]
    public void A_compression_may_be_found_out() => StatementNames.ValuesOf("COMPRESSION").ShouldSatisfyAllConditions(
        static values => values[0].ShouldBe("NONE"), static values => values[^1].ShouldBe("AUTO"));
}
