namespace StageTools.Terminal.Tests;

public sealed class ScriptTests : IDisposable
{
    private readonly ClientProcess _client = new();

    public void Dispose() => _client.Dispose();

    [Fact]
    public void A_script_runs_its_statements_in_their_order()
    {
        var script = _client.Write("a.sql", "CREATE STAGE one; -- a comment\nCREATE STAGE two;\nSELECT 1 AS x;");
        _client.Run("", script).Succeeded().ShouldBe("x\n1\n");
        _client.Command("SELECT name FROM (SELECT 'x' AS name)").Succeeded();
        _client.Command("SHOW STAGES", "--no-header").Lines.Select(l => l.Split('\t')[0]).ShouldBe(["one", "two"]);
    }

    [Fact]
    public void Statements_come_from_the_command_line_a_pipe_or_both_forms_of_a_script()
    {
        _client.Run("", "-c", "SELECT 1 AS a", "-c", "SELECT 2 AS b").Succeeded().ShouldBe("a\n1\n\nb\n2\n");
        _client.Run("SELECT 3 AS c;").Succeeded().ShouldBe("c\n3\n");
        _client.Run("SELECT 4 AS d;", "-").Succeeded().ShouldBe("d\n4\n");
        _client.Run("", _client.Write("1.sql", "SELECT 5 AS e"), _client.Write("2.sql", "SELECT 6 AS f")).Succeeded().ShouldBe("e\n5\n\nf\n6\n");
    }

    [Fact]
    public void A_script_with_a_mark_of_its_encoding_runs()
    {
        _client.Run("", _client.Write("bom.sql", "\ufeffSELECT 'ü' AS x;")).Succeeded().ShouldBe("x\nü\n");
    }

    [Fact]
    public void A_text_is_read_whole_before_anything_of_it_runs()
    {
        var first = _client.Write("first.sql", "CREATE STAGE one;");
        var result = _client.Run("", first, _client.Write("second.sql", "CREATE STAGE two;\n  CREAT STAGE three;"));
        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain("second.sql:2:3: ERROR 1005 (HY000)");
        result.Error.ShouldContain("CREATE");
        _client.Command("SHOW STAGES", "--no-header").Succeeded().ShouldBe("");
    }

    [Fact]
    public void A_dialect_says_whose_statements_are_that_do_not_tell()
    {
        var script = _client.Write("a.sql", "CREATE STAGE one URL = '/tmp'; SHOW STAGES;");
        _client.Run("", "--dialect", "MatrixOne", script).Succeeded().ShouldBe("STAGE_NAME\tURL\tSTATUS\tCOMMENT\none\tfile:///tmp/\tDISABLED\t\\N\n");
        var result = _client.Run("", "--dialect", "matrixone", "-c", "DROP STAGE two");
        (result.ExitCode, result.Error).ShouldSatisfyAllConditions(static r => r.ExitCode.ShouldBe(1), static r => r.Error.ShouldContain("ERROR 20101 (HY000)"));
        _client.Run("", "--dialect", "oracle", "-c", "SHOW STAGES").ExitCode.ShouldBe(2);
    }

    [Fact]
    public void A_catalog_is_named_by_its_option_before_the_environment_and_the_home()
    {
        _client["STAGETOOLS_CATALOG"] = Path.Combine(_client.Folder, "second.db");
        var first = Path.Combine(_client.Folder, "first.db");
        _client.Command("CREATE STAGE one", "--catalog", first).Succeeded();
        _client.Command("CREATE STAGE two").Succeeded();
        _client.Command("SHOW STAGES", "--no-header", "--catalog", first).Lines.ShouldHaveSingleItem().ShouldStartWith("one");
        _client.Command("SHOW STAGES", "--no-header").Lines.ShouldHaveSingleItem().ShouldStartWith("two");
        var refused = _client.Command("SHOW STAGES", "--catalog", "postgres://name:geheim@db/stages");
        refused.ExitCode.ShouldBe(1);
        refused.Error.ShouldContain("no place for one");
        refused.Error.ShouldNotContain("geheim");
        _client.Command("SHOW STAGES", "--catalog", "").ExitCode.ShouldBe(2);
    }

    [Fact]
    public void The_first_error_ends_a_script()
    {
        var result = _client.Run("", _client.Write("a.sql", "CREATE STAGE one;\nDROP STAGE missing;\nCREATE STAGE two;"));
        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain("a.sql:2:1: ERROR 2501 (HY000)");
        _client.Command("SHOW STAGES", "--no-header").Lines.Length.ShouldBe(1);
    }

    [Fact]
    public void The_place_of_an_error_inside_a_query_is_that_of_the_script()
    {
        var script = _client.Write("a.sql", "SELECT 1 AS x;\n\n  SELECT 1,\n    wrong;\nSELECT 2,  wrong");
        var result = _client.Run("", script, "--continue-on-error");
        result.Error.ShouldContain("a.sql:3:3: ERROR 1065 (HY000): Line 4, column 5: ");
        result.Error.ShouldContain("a.sql:5:1: ERROR 1065 (HY000): Line 5, column 12: ");
        _client.Command("  SELECT wrong").Error.ShouldStartWith("ERROR 1065 (HY000): Line 1, column 10: ");
    }

    [Fact]
    public void A_closed_input_has_no_script()
    {
        var result = _client.Shell("timeout 30 \"$CLIENT\" <&-; echo $?; timeout 30 \"$CLIENT\" -c 'SELECT 1 AS x' <&-");
        result.Error.ShouldBe("stagesql: Standard input is closed; name a script file, or give a statement with -c.\n");
        result.Output.ShouldBe("2\nx\n1\n");
    }

    [Theory]
    [InlineData("missing.sql", "script 'missing.sql'")]
    [InlineData("SELECT 1", "such script")]
    [InlineData("SELECT 1/2", "such script")]
    [InlineData("CREATE CONNECTION c STORAGE_TYPE = 's3' SECRET_ACCESS_KEY = 'hidden'", "such script")]
    public void A_script_that_is_not_there_may_be_a_statement(string script, string shown)
    {
        var result = _client.Run("", script);
        result.ExitCode.ShouldBe(2);
        result.Error.ShouldBe($"stagesql: There is no {shown}; name a script file. A statement is given with -c.\n");
    }

    [Fact]
    public void A_script_that_is_no_text_is_refused()
    {
        File.WriteAllBytes(_client.Write("bad.sql", ""), [.. "CREATE STAGE one COMMENT = '"u8, 0xff, .. "';"u8]);
        foreach (var result in (ClientResult[])[_client.Run("", "bad.sql"), _client.Shell("\"$CLIENT\" < bad.sql")])
        {
            result.ExitCode.ShouldBe(2);
            result.Error.ShouldContain("is no text in UTF-8");
            Directory.Exists(_client.Home).ShouldBeFalse();
        }
    }

    [Fact]
    public void Continue_on_error_tells_of_all_errors_and_runs_the_others()
    {
        var result = _client.Run("", _client.Write("a.sql", "DROP STAGE missing;\nNONSENSE;;\nCREATE STAGE one;"), "--continue-on-error");
        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain("a.sql:1:1: ERROR 2501");
        result.Error.ShouldContain("a.sql:2:1: ERROR 1005");
        _client.Command("SHOW STAGES", "--no-header").Lines.Length.ShouldBe(1);
    }

    [Fact]
    public void Rows_that_came_before_an_error_stand_before_it()
    {
        _client.Shell("\"$CLIENT\" -c 'SELECT 1 AS x; DROP STAGE missing' 2>&1").Output.ShouldStartWith("x\n1\n-c:1:16: ERROR 2501");
    }

    [Fact]
    public void An_error_of_MatrixOnes_has_its_own_sentence_and_what_to_do_below()
    {
        _client.Command("CREATE STAGE stage1 URL = '/tmp' ENABLE = TRUE").Succeeded();
        var result = _client.Command("SELECT 1 AS id INTO OUTFILE '~/tmp/csv2/user.txt'");
        result.ExitCode.ShouldBe(1);
        var lines = result.Error.Split('\n');
        lines[0].ShouldBe("ERROR 20101 (HY000): internal error: stage exists, please try to check and use a stage instead");
        lines[1].ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("There is no option '--bad'", "--bad")]
    [InlineData("There is no option '[setup]'", "[setup]")]
    [InlineData("There is no option '[suggest]'", "[suggest]", "-c", "CREATE STAGE two")]
    [InlineData("no-such.sql", "no-such.sql")]
    [InlineData("is empty; name a script file", "")]
    [InlineData("'.' is a folder; name a script file", ".")]
    [InlineData("--database wants the name of a file", "-d", "", "-c", "SELECT 1")]
    [InlineData("There is no format 'xml'", "--format", "xml", "-c", "SELECT 1")]
    [InlineData("not both", "-c", "SELECT 1", "a.sql")]
    [InlineData("name=value", "-p", "x", "-c", "SELECT 1")]
    [InlineData("NO_SUCH_VARIABLE", "--parameter-env", "x=NO_SUCH_VARIABLE", "-c", "SELECT 1")]
    [InlineData("-c", "-c")]
    public void A_command_line_that_is_wrong_runs_nothing_and_says_so(string sentence, params string[] args)
    {
        var result = _client.Run("CREATE STAGE one", args);
        result.ExitCode.ShouldBe(2);
        result.Error.ShouldContain(sentence);
        result.Output.ShouldBe("");
        Directory.Exists(_client.Home).ShouldBeFalse();
    }

    [Fact]
    public void An_empty_text_does_nothing()
    {
        _client.Run("").Succeeded().ShouldBe("");
        _client.Run(" ;; -- nothing\n").Succeeded().ShouldBe("");
    }

    [Fact]
    public void Tables_lie_in_the_database_that_is_named()
    {
        _client.Command("CREATE TABLE t AS SELECT 42 AS x", "-d", "my.duckdb").Succeeded();
        _client.Command("FROM t", "--database", "my.duckdb").Succeeded().ShouldBe("x\n42\n");
        _client.Command("FROM t").ExitCode.ShouldBe(1);
    }

    [Fact]
    public void The_sample_script_does_the_main_job()
    {
        var sample = Path.Combine(ClientProcess.Repository, "demo", "first.sql");
        var result = _client.Run("", sample);
        result.Error.ShouldBe("");
        result.ExitCode.ShouldBe(0);
        result.Output.ShouldContain("Oslo");
        _client.Command("SHOW STAGES", "--no-header").Succeeded().ShouldBe("");
    }
}
